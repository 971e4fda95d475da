import type {
  AuthorityGeneration,
  AuthorityId,
  KeyName,
  ResponderCredential,
} from '#ca/contract.ts'
import { type CertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { type Certificate, isWithinValidity, parseCertificate } from '#codec/x509/certificate.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import type { DigestAlgorithm, HashAlgorithm } from '#crypto/digest.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import { assert } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
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
}

/** A delegated responder (RFC 6960 §4.2.2.2). */
export interface Responder {
  readonly certificate: Certificate
  readonly keyName: KeyName
  readonly algorithm: SignatureAlgorithm
  /** SHA-1 of the key: its ResponderID (RFC 6960 §4.2.1). */
  readonly keyHash: Uint8Array
}

/** Every generation, to be found by what a CertID says of the issuer. */
export interface ResponderTable {
  /**
   * The generation of `authority` whose name and key hash to the CertID; the key alone tells
   * generations apart.
   */
  find(authority: AuthorityId, certId: CertId): ResponderEntry | undefined
}

/** How long a table is used before generations and responders are read again. */
export const RESPONDER_TABLE_AGE_MAX_MS = 60_000

/**
 * The table, read again after `RESPONDER_TABLE_AGE_MAX_MS` and whenever the clock went back. A
 * failed reading is not kept.
 */
export function rememberedResponders(
  directory: AuthorityDirectory,
  clock: Clock,
): () => Promise<ResponderTable> {
  let readAt: Instant | undefined
  let table: Promise<ResponderTable> | undefined
  return async () => {
    const now = clock.now()
    const age = readAt === undefined ? -1 : now - readAt
    if (table === undefined || age < 0 || age >= RESPONDER_TABLE_AGE_MAX_MS) {
      readAt = now
      table = readTable(directory)
    }
    const current = table
    try {
      return await current
    } catch (error) {
      if (table === current) table = undefined
      throw error
    }
  }
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

async function readTable(directory: AuthorityDirectory): Promise<ResponderTable> {
  const [generations, credentials] = await Promise.all([
    directory.authorityGenerations(),
    directory.responderCredentials(),
  ])
  const entries = new Map<string, ResponderEntry>()
  for (const generation of generations) {
    const entry = entryOf(generation, credentials)
    const { subject, spkiDer } = entry.authorityCertificate
    for (const digest of CERT_ID_DIGESTS) {
      const { nameHash, keyHash } = issuerHashes(digest, subject, spkiDer)
      entries.set(issuerKey(entry.authority, digest, nameHash, keyHash), entry)
    }
  }
  return {
    find: (authority, { digest, issuerNameHash, issuerKeyHash }) =>
      digest && entries.get(issuerKey(authority, digest, issuerNameHash, issuerKeyHash)),
  }
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
  credentials: readonly ResponderCredential[],
): ResponderEntry {
  const certificate = parseCertificate(certificateDer)
  assert(certificate.ok, `the stored certificate of ${authority} ${generation} is a certificate`)
  const credential = credentials.find(
    (candidate) => candidate.authority === authority && candidate.generation === generation,
  )
  const responder = credential && responderOf(credential)
  return { authority, generation, authorityCertificate: certificate.value, responder }
}

function responderOf({ certificateDer, keyName }: ResponderCredential): Responder {
  const certificate = parseCertificate(certificateDer)
  assert(certificate.ok, `the stored certificate of ${keyName} is a certificate`)
  const key = importPublicKey(certificate.value.spkiDer)
  assert(key.ok, `the stored certificate of ${keyName} has a key we know`)
  return {
    certificate: certificate.value,
    keyName,
    algorithm: responderAlgorithm(key.value),
    keyHash: subjectKeyIdentifier(certificate.value.spkiDer),
  }
}
