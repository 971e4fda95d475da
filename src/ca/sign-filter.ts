import { encodeSignedData } from '#codec/cms/encode-signed-data.ts'
import { encodeSignedAttributes } from '#codec/cms/signed-attributes.ts'
import { FILTER_OID } from '#codec/status-filter/oids.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCertificate } from '#codec/x509/encode-certificate.ts'
import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import { draftFilterSigner } from './authority-drafts.ts'
import type { CaConfiguration } from './configuration.ts'
import type { KeyName } from './contract.ts'
import { filterKeyName } from './key-names.ts'
import { LintedTbs } from './lint/linted-tbs.ts'
import { wantedIssuer } from './lint/wanted.ts'
import type { Generation } from './model.ts'
import type { KeyMaker, ResponderRecords, Signer, ThrowawaySigner } from './ports.ts'
import { FILTER_SUITE, SUITES } from './suites.ts'

/** What signing a filter needs from outside. */
export interface FilterSigningPorts {
  readonly keys: KeyMaker & Signer
  readonly throwaway: ThrowawaySigner
  readonly serials: Pick<ResponderRecords, 'takeSerial'>
}

/** Since when and until when a filter counts; its signer's certificate counts as long. */
export interface FilterTimes {
  /** Whole seconds. */
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
}

/**
 * The CMS SignedData (RFC 5652) of a filter, its content inside. A key is made for this one
 * message, certified by the generation until `nextUpdate`, and destroyed: nobody can sign another
 * filter with it, and it needs no revocation. A kill on the way costs a serial and leaves a key
 * that the next signing destroys.
 */
export async function signFilter(
  ports: FilterSigningPorts,
  configuration: CaConfiguration,
  generation: Generation,
  filter: FilterTimes & { readonly content: Uint8Array },
): Promise<Uint8Array> {
  const keyName = filterKeyName(generation.authority, generation.generation)
  await ports.keys.discard(keyName)
  const publicKeyDer = await ports.keys.generate(keyName, 'filter', FILTER_SUITE)
  const certificate = await certify(ports, configuration, generation, { ...filter, publicKeyDer })
  const signed = await signContent(ports.keys, keyName, certificate, filter)
  await ports.keys.discard(keyName)
  return signed
}

async function certify(
  { keys, throwaway, serials }: FilterSigningPorts,
  configuration: CaConfiguration,
  generation: Generation,
  { publicKeyDer, thisUpdate, nextUpdate }: FilterTimes & { readonly publicKeyDer: Uint8Array },
): Promise<Certificate> {
  const serial = await serials.takeSerial(generation.authority)
  const facts = { serial, publicKeyDer, notBefore: thisUpdate }
  const draft = draftFilterSigner(configuration, wantedIssuer(generation), nextUpdate, facts)
  const linted = LintedTbs.lint(draft, throwaway)
  assert(linted.ok, 'a filter’s signer of the reviewed configuration keeps its profile')
  const signature = await keys.sign(generation.keyName, {
    what: 'certificate',
    linted: linted.value,
  })
  const algorithm = SUITES[generation.suite].signature
  const certificate = parseCertificate(assembleCertificate(draft.tbsDer, algorithm, signature))
  assert(certificate.ok, 'a linted certificate can be read')
  return certificate.value
}

async function signContent(
  keys: Signer,
  keyName: KeyName,
  certificate: Certificate,
  { content, thisUpdate }: FilterTimes & { readonly content: Uint8Array },
): Promise<Uint8Array> {
  const algorithm = SUITES[FILTER_SUITE].signature
  const contentType = FILTER_OID.contentType
  const signedAttributesDer = encodeSignedAttributes({
    contentType,
    messageDigest: digest(algorithm.digest, content),
    signingTime: thisUpdate,
    certificate,
    certificateDigest: algorithm.digest,
  })
  const signable = { what: 'status-filter', tbsDer: signedAttributesDer } as const
  const signature = await keys.sign(keyName, signable)
  const { issuer, serialHex } = certificate
  const sid = { by: 'issuer-and-serial', issuer, serialHex } as const
  return encodeSignedData({
    contentType,
    content,
    certificatesDer: [certificate.der],
    signers: [{ sid, algorithm, signedAttributesDer, signature }],
  })
}
