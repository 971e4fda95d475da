import type {
  AuthorityGeneration,
  AuthorityId,
  KeyName,
  ResponderCredential,
} from '#ca/contract.ts'
import { type CertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { ResponseTemplate } from '#codec/ocsp/response-template.ts'
import { type IssuerForm, issuerFormOctets } from '#codec/ocsp/usual-request.ts'
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { type Certificate, isWithinValidity, parseCertificate } from '#codec/x509/certificate.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import type { DigestAlgorithm, HashAlgorithm } from '#crypto/digest.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import { assert } from '#kernel/assert.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import type { Clock } from '#kernel/ports.ts'
import type { Instant } from '#kernel/instant.ts'
import type { AuthorityDirectory } from './ports.ts'

/** One key generation of an authority, and who answers for it. */
export interface ResponderEntry {
  readonly authority: AuthorityId
  readonly generation: number
  readonly authorityCertificate: Certificate
  /** The newest responder; `undefined` where the generation never had one. */
  readonly responder: Responder | undefined
  /** How CertIDs usually name this issuer. */
  readonly forms: readonly EntryForm[]
}

/** A usual way of naming the issuer in a CertID. */
export interface EntryForm extends IssuerForm {
  readonly entry: ResponderEntry
}

/** A delegated responder (RFC 6960 §4.2.2.2). */
export interface Responder {
  readonly certificate: Certificate
  readonly keyName: KeyName
  /** What its answers have in common. */
  readonly template: ResponseTemplate
}

/** Every generation, to be found by what a CertID says of the issuer. */
export interface ResponderTable {
  /**
   * The generation of `authority` whose name and key hash to the CertID; the key alone tells
   * generations apart.
   */
  find(authority: AuthorityId, certId: CertId): ResponderEntry | undefined
  /** The usual ways of naming `authority`, the newest generation's first. */
  formsOf(authority: AuthorityId): readonly EntryForm[]
}

/** The table, kept for a while. */
export interface Responders {
  /** The table as it was last read, if that may still be used. */
  current(): ResponderTable | undefined
  /** The table as `current` gives it, or read now. */
  read(): Promise<ResponderTable>
}

/** How long a table is used before generations and responders are read again. */
export const RESPONDER_TABLE_AGE_MAX_MS = 60_000

/**
 * The age from which a table that is asked for is read again in the background, so that nobody has
 * to wait for it.
 */
export const RESPONDER_TABLE_RENEWAL_MS = 45_000

/**
 * The table, read again after `RESPONDER_TABLE_AGE_MAX_MS` and whenever the clock went back. A
 * failed reading is not kept. An entry in which nothing changed stays the same object.
 */
export function rememberedResponders(directory: AuthorityDirectory, clock: Clock): Responders {
  return new RememberedResponders(directory, clock)
}

class RememberedResponders implements Responders {
  readonly #directory: AuthorityDirectory
  readonly #clock: Clock
  #kept: { readonly table: ReadTable; readonly readAt: Instant } | undefined
  #reading: { readonly table: Promise<ReadTable>; readonly begunAt: Instant } | undefined

  constructor(directory: AuthorityDirectory, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
  }

  current(): ResponderTable | undefined {
    if (this.#kept === undefined) return undefined
    const age = this.#clock.now() - this.#kept.readAt
    if (!isWithin(age)) return undefined
    // A reading that fails is begun again by the next question, and in the end by one that waits.
    if (age >= RESPONDER_TABLE_RENEWAL_MS) this.#begin().catch(() => undefined)
    return this.#kept.table
  }

  async read(): Promise<ResponderTable> {
    return this.current() ?? (await this.#begin())
  }

  #begin(): Promise<ReadTable> {
    const now = this.#clock.now()
    const running = this.#reading
    if (running !== undefined && isWithin(now - running.begunAt)) return running.table
    const table = readTable(this.#directory, this.#kept?.table.entries ?? []).then(
      (read) => {
        this.#kept = { table: read, readAt: now }
        this.#end(table)
        return read
      },
      (error: unknown) => {
        this.#end(table)
        throw error
      },
    )
    this.#reading = { table, begunAt: now }
    return table
  }

  #end(table: Promise<ReadTable>): void {
    if (this.#reading?.table === table) this.#reading = undefined
  }
}

function isWithin(age: number): boolean {
  return age >= 0 && age < RESPONDER_TABLE_AGE_MAX_MS
}

/** Whether the responder may sign at `now`. */
export function mayAnswer(responder: Responder, now: Instant): boolean {
  return isWithinValidity(responder.certificate, now)
}

/**
 * The algorithm that `OcspSigner` signs with under a key: ECDSA with the digest of the curve's
 * size, or RSASSA-PKCS1-v1_5 with SHA-256.
 */
export function responderAlgorithm(key: PublicKey): SignatureAlgorithm {
  switch (key.curve) {
    case 'P-256':
      return SIGNATURE_ALGORITHMS.ecdsaWithSHA256
    case 'P-384':
      return SIGNATURE_ALGORITHMS.ecdsaWithSHA384
    case 'P-521':
      return SIGNATURE_ALGORITHMS.ecdsaWithSHA512
    case undefined:
      return SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
  }
}

const CERT_ID_DIGESTS: readonly DigestAlgorithm[] = ['sha1', 'sha256', 'sha384', 'sha512']
/** SHA-1 is what nearly all clients send; SHA-256 is what some are told to send. */
const USUAL_DIGESTS: readonly DigestAlgorithm[] = ['sha1', 'sha256']

interface ReadTable extends ResponderTable {
  readonly entries: readonly ResponderEntry[]
}

async function readTable(
  directory: AuthorityDirectory,
  previous: readonly ResponderEntry[],
): Promise<ReadTable> {
  const [generations, credentials] = await Promise.all([
    directory.authorityGenerations(),
    directory.responderCredentials(),
  ])
  const entries = generations.map((generation) => {
    const credential = credentials.find((one) => isOf(one, generation))
    const same = previous.find((entry) => isUnchanged(entry, generation, credential))
    return same ?? entryOf(generation, credential)
  })
  const byIssuer = new Map<string, ResponderEntry>()
  const forms = new Map<AuthorityId, EntryForm[]>()
  for (const entry of entries) {
    const { subject, spkiDer } = entry.authorityCertificate
    for (const digest of CERT_ID_DIGESTS) {
      const { nameHash, keyHash } = issuerHashes(digest, subject, spkiDer)
      byIssuer.set(issuerKey(entry.authority, digest, nameHash, keyHash), entry)
    }
    forms.set(entry.authority, [...entry.forms, ...(forms.get(entry.authority) ?? [])])
  }
  return {
    entries,
    find: (authority, { digest, issuerNameHash, issuerKeyHash }) =>
      digest && byIssuer.get(issuerKey(authority, digest, issuerNameHash, issuerKeyHash)),
    formsOf: (authority) => forms.get(authority) ?? [],
  }
}

function isOf(
  one: Pick<ResponderCredential, 'authority' | 'generation'>,
  { authority, generation }: AuthorityGeneration,
): boolean {
  return one.authority === authority && one.generation === generation
}

function isUnchanged(
  entry: ResponderEntry,
  generation: AuthorityGeneration,
  credential: ResponderCredential | undefined,
): boolean {
  const { responder, authorityCertificate } = entry
  return (
    isOf(entry, generation) &&
    equalBytes(authorityCertificate.der, generation.certificateDer) &&
    responder?.keyName === credential?.keyName &&
    (responder === undefined ||
      credential === undefined ||
      equalBytes(responder.certificate.der, credential.certificateDer))
  )
}

function issuerKey(
  authority: AuthorityId,
  digest: HashAlgorithm,
  nameHash: Uint8Array,
  keyHash: Uint8Array,
): string {
  return `${authority}:${digest}:${toHex(nameHash)}:${toHex(keyHash)}`
}

function entryOf(
  { authority, generation, certificateDer }: AuthorityGeneration,
  credential: ResponderCredential | undefined,
): ResponderEntry {
  const parsed = parseCertificate(certificateDer)
  assert(parsed.ok, `the stored certificate of ${authority} ${generation} is a certificate`)
  const authorityCertificate = parsed.value
  const responder = credential && responderOf(credential, authorityCertificate)
  const forms: EntryForm[] = []
  const entry = { authority, generation, authorityCertificate, responder, forms }
  for (const digest of USUAL_DIGESTS) {
    const { subject, spkiDer } = authorityCertificate
    const hashes = issuerHashes(digest, subject, spkiDer)
    for (const parameters of ['null', 'absent'] as const)
      forms.push({ entry, octets: issuerFormOctets(digest, hashes, parameters) })
  }
  return entry
}

function responderOf(
  { certificateDer, keyName }: ResponderCredential,
  authorityCertificate: Certificate,
): Responder {
  const certificate = parseCertificate(certificateDer)
  assert(certificate.ok, `the stored certificate of ${keyName} is a certificate`)
  const key = importPublicKey(certificate.value.spkiDer)
  assert(key.ok, `the stored certificate of ${keyName} has a key we know`)
  const template = new ResponseTemplate({
    keyHash: subjectKeyIdentifier(certificate.value.spkiDer),
    // Statuses are never forgotten, so the archive goes back to the first certificate there can be.
    archiveCutoff: authorityCertificate.validity.notBefore,
    algorithm: responderAlgorithm(key.value),
    certificateDer,
  })
  return { certificate: certificate.value, keyName, template }
}
