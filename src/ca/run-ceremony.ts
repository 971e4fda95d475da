import { parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCertificate } from '#codec/x509/encode-certificate.ts'
import { namesIdentical } from '#codec/x509/name-match.ts'
import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { equalBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import {
  type AuthorityDraft,
  draftAuthority,
  type DraftFacts,
  draftResponder,
  generationOfDraft,
  responderOfDraft,
} from './authority-drafts.ts'
import {
  type Ceremony,
  type CeremonyFileRefusal,
  type DeclaredGeneration,
  parseCeremony,
} from './ceremony-file.ts'
import { CeremonyJournal } from './ceremony-journal.ts'
import { RehearsalRecords } from './ceremony-rehearsal.ts'
import type { AuthorityId, KeyName } from './contract.ts'
import { authorityKeyName, responderKeyName } from './key-names.ts'
import { LintedTbs } from './lint/linted-tbs.ts'
import { wantedIssuer } from './lint/wanted.ts'
import type { Generation } from './model.ts'
import { authorityName } from './names.ts'
import type {
  CeremonyEffect,
  CeremonyRecords,
  KeyMaker,
  KeyPurpose,
  Signer,
  ThrowawaySigner,
} from './ports.ts'
import { type SuiteId, SUITES } from './suites.ts'
import { lineDigestHex } from './transcript.ts'

/** What a ceremony needs from outside. */
export interface CeremonyPorts {
  readonly clock: Clock
  readonly keys: KeyMaker & Signer
  readonly throwaway: ThrowawaySigner
  readonly records: CeremonyRecords
}

/** Why a ceremony is not held, or not to its end. */
export type CeremonyRefusal =
  | CeremonyFileRefusal
  | 'generation-out-of-order'
  | 'authority-name-differs'
  | 'ceremony-key-lost'
  | 'transcript-broken'
  | 'lint-failed'

/** A ceremony that was held. */
export interface CeremonyOutcome {
  /** SHA-256 of the reviewed file. */
  readonly ceremonyHex: string
  /** The whole transcript, a line each, every line naming the one before. */
  readonly transcript: string
  /** SHA-256 of its last line: whoever has this has the whole. */
  readonly sealHex: string
}

interface Held {
  readonly ports: CeremonyPorts
  readonly ceremony: Ceremony
  readonly journal: CeremonyJournal
}

/**
 * Holds the ceremony of a reviewed file: keys, certificates, responders, and the transcript that
 * proves them. Held again after a kill it goes on where it stopped; held again after its end it
 * changes nothing.
 */
export async function runCeremony(
  ports: CeremonyPorts,
  ceremonyText: string,
): Promise<Result<CeremonyOutcome, CeremonyRefusal>> {
  return await hold(ports, ceremonyText, false)
}

/**
 * Holds a ceremony without keeping anything: `ports.keys` are to be ephemeral, and the records only
 * read.
 */
export async function rehearseCeremony(
  ports: CeremonyPorts,
  ceremonyText: string,
): Promise<Result<CeremonyOutcome, CeremonyRefusal>> {
  const records = new RehearsalRecords(ports.records)
  return await hold({ ...ports, records }, ceremonyText, true)
}

async function hold(
  ports: CeremonyPorts,
  ceremonyText: string,
  rehearsal: boolean,
): Promise<Result<CeremonyOutcome, CeremonyRefusal>> {
  const ceremony = parseCeremony(ceremonyText)
  if (!ceremony.ok) return ceremony
  const ceremonyHex = toHex(digest('sha256', utf8(ceremonyText)))
  const opened = await CeremonyJournal.open(ports.records, ceremonyHex)
  if (!opened.ok) return opened
  const journal = opened.value
  if (!journal.isClosed) {
    const held = await holdOpen(
      { ports, ceremony: ceremony.value, journal },
      ceremonyHex,
      rehearsal,
    )
    if (!held.ok) return held
  }
  const sealHex = lineDigestHex(journal.lines.at(-1) ?? '')
  return ok({ ceremonyHex, transcript: `${journal.lines.join('\n')}\n`, sealHex })
}

async function holdOpen(
  held: Held,
  ceremonyHex: string,
  rehearsal: boolean,
): Promise<Result<undefined, CeremonyRefusal>> {
  const { ports, ceremony, journal } = held
  if (journal.take('opened') === undefined) {
    const fits = await checkAgainstRecords(ports.records, ceremony)
    if (!fits.ok) return fits
    const { title } = ceremony
    const at = ports.clock.now()
    await journal.add({ step: 'opened', at, ceremonyHex, title, rehearsal }, { effect: 'none' })
  }
  for (const declared of ceremony.generations) {
    const generation = await certifyAuthority(held, declared)
    if (!generation.ok) return generation
    const responder = await certifyResponder(held, generation.value)
    if (!responder.ok) return responder
  }
  if (journal.take('closed') === undefined)
    await journal.add({ step: 'closed', at: ports.clock.now() }, { effect: 'none' })
  return ok(undefined)
}

/**
 * Generations are numbered without gaps, and all of one authority bear one name (spec/jpki.md
 * §0.1).
 */
async function checkAgainstRecords(
  records: CeremonyRecords,
  { configuration, generations }: Ceremony,
): Promise<Result<undefined, CeremonyRefusal>> {
  const existing = await records.generations()
  const newest = new Map<AuthorityId, number>()
  for (const { authority, generation, certificateDer } of existing) {
    newest.set(authority, generation)
    const certificate = parseCertificate(certificateDer)
    assert(certificate.ok, 'a recorded certificate can be read')
    if (!namesIdentical(certificate.value.subject, authorityName(configuration, authority)))
      return refuse('authority-name-differs', { authority, generation })
  }
  for (const { authority, generation } of generations) {
    const expected = (newest.get(authority) ?? 0) + 1
    if (generation !== expected)
      return refuse('generation-out-of-order', { authority, generation, expected })
    newest.set(authority, generation)
  }
  return ok(undefined)
}

async function certifyAuthority(
  held: Held,
  declared: DeclaredGeneration,
): Promise<Result<Generation, CeremonyRefusal>> {
  const { authority, generation, suite } = declared
  const keyName = authorityKeyName(authority, generation)
  const publicKeyDer = await makeKey(held, keyName, 'authority', suite)
  if (!publicKeyDer.ok) return publicKeyDer
  const draft = await intend(held, authority, publicKeyDer.value, (facts) =>
    draftAuthority(held.ceremony.configuration, declared, facts),
  )
  if (!draft.ok) return draft
  const certificateDer = await certify(held, draft.value, keyName, (signed) => ({
    effect: 'generation-added',
    generation: generationOfDraft(declared, draft.value, signed),
  }))
  return certificateDer.ok
    ? ok(generationOfDraft(declared, draft.value, certificateDer.value))
    : certificateDer
}

async function certifyResponder(
  held: Held,
  issuer: Generation,
): Promise<Result<Uint8Array, CeremonyRefusal>> {
  const { configuration, responderValidityDays, responderSuite } = held.ceremony
  const keyName = responderKeyName(issuer.authority, issuer.generation, 'first')
  const publicKeyDer = await makeKey(held, keyName, 'responder', responderSuite)
  if (!publicKeyDer.ok) return publicKeyDer
  const draft = await intend(held, issuer.authority, publicKeyDer.value, (facts) =>
    draftResponder(configuration, wantedIssuer(issuer), responderValidityDays, facts),
  )
  if (!draft.ok) return draft
  return await certify(held, draft.value, issuer.keyName, (signed) => ({
    effect: 'responder-added',
    responder: responderOfDraft(issuer, keyName, draft.value, signed),
  }))
}

async function makeKey(
  { ports: { clock, keys }, journal }: Held,
  key: KeyName,
  purpose: KeyPurpose,
  suite: SuiteId,
): Promise<Result<Uint8Array, 'ceremony-key-lost'>> {
  const taken = journal.take('key-made')
  if (taken !== undefined) {
    const standing = await keys.publicKeyDer(key)
    return standing !== undefined && equalBytes(standing, taken.publicKeyDer)
      ? ok(standing)
      : refuse('ceremony-key-lost', { key })
  }
  // No line says that this key was made, so what a killed run left under its name has signed
  // nothing.
  await keys.discard(key)
  const publicKeyDer = await keys.generate(key, purpose, suite)
  await journal.add({ step: 'key-made', at: clock.now(), key, publicKeyDer }, { effect: 'none' })
  return ok(publicKeyDer)
}

/**
 * Settles serial and validity and puts the octets to be signed on record, before any key is asked.
 */
async function intend(
  { ports: { clock, records, throwaway }, journal }: Held,
  authority: AuthorityId,
  publicKeyDer: Uint8Array,
  draftOf: (facts: DraftFacts) => AuthorityDraft,
): Promise<Result<AuthorityDraft, CeremonyRefusal>> {
  const taken = journal.take('certificate-intended')
  const serial = taken?.serial ?? (await records.nextSerial(authority))
  const at = taken?.at ?? clock.now()
  const draft = draftOf({ serial, publicKeyDer, notBefore: wholeSecond(at) })
  if (taken !== undefined) {
    assert(equalBytes(taken.tbsDer, draft.tbsDer), 'the same facts give the same certificate')
    return ok(draft)
  }
  const linted = LintedTbs.lint(draft, throwaway)
  if (!linted.ok) return linted
  await journal.add(
    { step: 'certificate-intended', at, serial, tbsDer: draft.tbsDer },
    { effect: 'serial-taken', authority, serial },
  )
  return ok(draft)
}

async function certify(
  { ports: { clock, keys, throwaway }, journal }: Held,
  draft: AuthorityDraft,
  signingKey: KeyName,
  effectOf: (certificateDer: Uint8Array) => CeremonyEffect,
): Promise<Result<Uint8Array, CeremonyRefusal>> {
  const taken = journal.take('certified')
  if (taken !== undefined) return ok(taken.certificateDer)
  const linted = LintedTbs.lint(draft, throwaway)
  if (!linted.ok) return linted
  const signature = await keys.sign(signingKey, { what: 'certificate', linted: linted.value })
  const algorithm = SUITES[draft.wanted.issuer.suite].signature
  const certificateDer = assembleCertificate(draft.tbsDer, algorithm, signature)
  await journal.add(
    { step: 'certified', at: clock.now(), certificateDer },
    effectOf(certificateDer),
  )
  return ok(certificateDer)
}
