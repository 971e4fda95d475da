import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { digest } from '#crypto/digest.ts'
import { addDays, addMonths } from '#kernel/civil-date.ts'
import { toHex } from '#kernel/bytes.ts'
import { civilDateInJapan, type Instant, lastSecondInJapan, plusMs } from '#kernel/instant.ts'
import type { DeclaredGeneration } from './ceremony-file.ts'
import type { CaConfiguration } from './configuration.ts'
import type { KeyName } from './contract.ts'
import { authorityKeyName } from './key-names.ts'
import type { WantedCertificate, WantedIssuer } from './lint/wanted.ts'
import type { Generation, Responder } from './model.ts'
import { authorityName } from './names.ts'
import { authorityTbs, filterSignerTbs, responderTbs } from './profile.ts'

/** What differs between two certificates of one declaration. */
export interface DraftFacts {
  readonly serial: number
  readonly publicKeyDer: Uint8Array
  /** Whole seconds. */
  readonly notBefore: Instant
}

/**
 * A certificate of an authority or responder before it is signed, and what the lint holds against
 * it.
 */
export interface AuthorityDraft {
  readonly profile: 'authority' | 'responder' | 'filter-signer'
  readonly tbsDer: Uint8Array
  readonly wanted: WantedCertificate
  readonly notBefore: Instant
  readonly notAfter: Instant
}

const DAY_MS = 86_400_000

/** The certificate of a declared generation: the same facts always give the same octets. */
export function draftAuthority(
  configuration: CaConfiguration,
  { authority, suite, validityYears }: DeclaredGeneration,
  { serial, publicKeyDer, notBefore }: DraftFacts,
): AuthorityDraft {
  const lastDay = addDays(addMonths(civilDateInJapan(notBefore), 12 * validityYears), -1)
  const notAfter = lastSecondInJapan(lastDay)
  const keyId = subjectKeyIdentifier(publicKeyDer)
  const nameDer = authorityName(configuration, authority).der
  const issuer: WantedIssuer = { authority, suite, serial, keyId, notBefore, notAfter, nameDer }
  const tbsDer = authorityTbs(configuration, { ...issuer, publicKeyDer })
  const wanted = { configuration, issuer, serial, keyDigest: digest('sha256', publicKeyDer) }
  return { profile: 'authority', tbsDer, wanted, notBefore, notAfter }
}

/** The certificate of a responder under a generation, never beyond the generation's own end. */
export function draftResponder(
  configuration: CaConfiguration,
  issuer: WantedIssuer,
  validityDays: number,
  { serial, publicKeyDer, notBefore }: DraftFacts,
): AuthorityDraft {
  const wholeLife = plusMs(notBefore, validityDays * DAY_MS)
  const notAfter = wholeLife < issuer.notAfter ? wholeLife : issuer.notAfter
  const keyId = subjectKeyIdentifier(publicKeyDer)
  const facts = { serial, publicKeyDer, keyId, notBefore, notAfter }
  const tbsDer = responderTbs(configuration, issuer, facts)
  const wanted = { configuration, issuer, serial, keyDigest: digest('sha256', publicKeyDer) }
  return { profile: 'responder', tbsDer, wanted, notBefore, notAfter }
}

/** The certificate of the signer of one filter, until the filter's `nextUpdate`. */
export function draftFilterSigner(
  configuration: CaConfiguration,
  issuer: WantedIssuer,
  nextUpdate: Instant,
  { serial, publicKeyDer, notBefore }: DraftFacts,
): AuthorityDraft {
  const notAfter = nextUpdate < issuer.notAfter ? nextUpdate : issuer.notAfter
  const keyId = subjectKeyIdentifier(publicKeyDer)
  const facts = { serial, publicKeyDer, keyId, notBefore, notAfter }
  const tbsDer = filterSignerTbs(configuration, issuer, facts)
  const wanted = { configuration, issuer, serial, keyDigest: digest('sha256', publicKeyDer) }
  return { profile: 'filter-signer', tbsDer, wanted, notBefore, notAfter }
}

/** The generation that a signed draft makes. */
export function generationOfDraft(
  { generation }: DeclaredGeneration,
  { wanted: { issuer } }: AuthorityDraft,
  certificateDer: Uint8Array,
): Generation {
  const { authority, suite, serial, keyId, notBefore, notAfter } = issuer
  const keyName = authorityKeyName(authority, generation)
  const keyIdHex = toHex(keyId)
  const certificate = { certificateDer, keyId, keyIdHex, keyName }
  return { authority, generation, suite, serial, notBefore, notAfter, ...certificate }
}

/** The responder that a signed draft makes. */
export function responderOfDraft(
  { authority, generation }: Generation,
  keyName: KeyName,
  { wanted: { serial }, notBefore, notAfter }: AuthorityDraft,
  certificateDer: Uint8Array,
): Responder {
  return { authority, generation, serial, keyName, certificateDer, notBefore, notAfter }
}
