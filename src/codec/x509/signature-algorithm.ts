import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import type { HashAlgorithm, MessageDigest } from '#crypto/digest.ts'
import type { HashedScheme, SignatureScheme } from '#crypto/verify-signature.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { type Ok, ok, refuse, type Result } from '#kernel/result.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm.ts'
import { OID } from './oids.ts'

/** Why an AlgorithmIdentifier names no signature scheme. */
export type SchemeRefusal = 'algorithm-unknown' | 'algorithm-parameters-wrong'

/** RSASSA-PSS-params (RFC 4055 §3.1), defaults filled in. */
export interface PssParameters {
  readonly digest: HashAlgorithm
  readonly maskDigest: HashAlgorithm
  readonly saltOctets: number
}

/**
 * The signature scheme an AlgorithmIdentifier names, whoever uses it, parameters included: also the
 * schemes that a policy refuses, so that it can refuse them by name. The service's own algorithms,
 * and no other, are `signatureAlgorithmOf`'s.
 */
export function readSignatureScheme(
  identifier: AlgorithmIdentifier,
): Result<SignatureScheme, SchemeRefusal> {
  const { oid, parametersDer } = identifier
  if (oid === OID.rsassaPss) return readPssScheme(parametersDer)
  const known = SCHEMES.get(oid)
  if (known === undefined) return refuse('algorithm-unknown', { oid })
  const fits = parametersDer === undefined || (takesNull(known.value) && isNull(parametersDer))
  return fits ? known : refuse('algorithm-parameters-wrong', { oid })
}

/**
 * The hash function a digest AlgorithmIdentifier names; `undefined` for any other, or with
 * parameters. RFC 4055 §2.1 of absent and NULL: "implementations MUST accept both … as legal and
 * equivalent encodings".
 */
export function hashAlgorithmOf(identifier: AlgorithmIdentifier): HashAlgorithm | undefined {
  return isNullOrAbsent(identifier.parametersDer) ? HASHES.get(identifier.oid) : undefined
}

/**
 * The same of what digests a message: SHAKE256 too, where its output is 512 bits. That is what
 * id-shake256-len means with the parameter 512 (RFC 8419 §3.1), and id-shake256 without parameters
 * (RFC 8702 §3.1).
 */
export function messageDigestOf(identifier: AlgorithmIdentifier): MessageDigest | undefined {
  const { oid, parametersDer } = identifier
  const isShake =
    oid === OID.shake256Len
      ? parametersDer !== undefined && equalBytes(parametersDer, LENGTH_512_DER)
      : oid === OID.shake256 && parametersDer === undefined
  return isShake ? 'shake256-512' : hashAlgorithmOf(identifier)
}

/** ShakeOutputLen (RFC 8419 §2.3): an INTEGER, in bits. */
const LENGTH_512_DER = Uint8Array.of(TAG.integer, 2, 2, 0)

/**
 * Reads RSASSA-PSS-params. Of `hashAlgorithm`, `maskGenAlgorithm` and `trailerField` RFC 4055 §3.1
 * says that a verifier "MUST recognize both" an absent field and the default encoded; `saltLength`
 * is read alike. A mask generation other than MGF1, a hash outside `HashAlgorithm` and a trailer
 * other than 1 give `undefined`.
 */
export function parsePssParameters(parametersDer: Uint8Array): PssParameters | undefined {
  const read = decodeDer(parametersDer, readPssParameters)
  return read.ok ? read.value : undefined
}

/** A salt longer than any modulus fits no signature. */
const SALT_OCTETS_MAX = 4096

function readPssScheme(
  parametersDer: Uint8Array | undefined,
): Result<SignatureScheme, SchemeRefusal> {
  // RFC 4055 §3.1: in a signature's identifier the parameters "MUST" be present.
  const parameters = parametersDer === undefined ? undefined : parsePssParameters(parametersDer)
  if (parameters === undefined) return refuse('algorithm-parameters-wrong', { oid: OID.rsassaPss })
  const { digest, maskDigest } = parameters
  const isMixed = digest !== maskDigest
  return isMixed && (ALONE.has(digest) || ALONE.has(maskDigest))
    ? refuse('algorithm-unknown', { oid: OID.rsassaPss })
    : ok({ scheme: 'rsa-pss', ...parameters })
}

/** RFC 4055 §2.1 has SHA-1 and SHA-2 only; OpenSSL mixes no other hash with a mask of another. */
const ALONE: ReadonlySet<HashAlgorithm> = new Set([
  'md5',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
])

function readPssParameters(reader: DerReader): PssParameters | undefined {
  return reader.sequence('RSASSA-PSS-params', () => {
    const digest = part(reader, 0, 'sha1', () => readHash(reader, 'hashAlgorithm'))
    const maskDigest = part(reader, 1, 'sha1', () => readMaskHash(reader))
    const saltOctets = part(reader, 2, 20, () => reader.smallInteger('saltLength', SALT_OCTETS_MAX))
    const trailer = part(reader, 3, 1, () => reader.smallInteger('trailerField', 255))
    if (digest === undefined || maskDigest === undefined || trailer !== 1) return undefined
    return { digest, maskDigest, saltOctets }
  })
}

function part<T>(reader: DerReader, n: number, fallback: T, read: () => T): T {
  const tag = contextConstructed(n)
  return reader.nextTag === tag ? reader.constructed(tag, '', read) : fallback
}

function readHash(reader: DerReader, field: string): HashAlgorithm | undefined {
  return hashAlgorithmOf(readAlgorithmIdentifier(reader, field))
}

function readMaskHash(reader: DerReader): HashAlgorithm | undefined {
  return reader.sequence('maskGenAlgorithm', () => {
    const isMgf1 = reader.oid('algorithm') === OID.mgf1
    const digest = readHash(reader, 'parameters')
    return isMgf1 ? digest : undefined
  })
}

const NULL_DER = Uint8Array.of(TAG.null, 0)

/**
 * RFC 3279 §2.2.2 and §2.2.3, RFC 5758 §3, RFC 8410 §3, RFC 9881 §3: no parameters; of PKCS #1 v1.5
 * RFC 4055 §5: NULL, and verifiers "MUST accept the parameters being absent as well".
 */
function takesNull({ scheme }: SignatureScheme): boolean {
  return scheme === 'rsa-pkcs1'
}

function isNullOrAbsent(parametersDer: Uint8Array | undefined): boolean {
  return parametersDer === undefined || isNull(parametersDer)
}

function isNull(parametersDer: Uint8Array): boolean {
  return equalBytes(parametersDer, NULL_DER)
}

const HASHES: ReadonlyMap<string, HashAlgorithm> = new Map([
  [OID.md5, 'md5'],
  [OID.sha1, 'sha1'],
  [OID.sha224, 'sha224'],
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
  [OID.sha512With224, 'sha512-224'],
  [OID.sha512With256, 'sha512-256'],
  [OID.sha3With224, 'sha3-224'],
  [OID.sha3With256, 'sha3-256'],
  [OID.sha3With384, 'sha3-384'],
  [OID.sha3With512, 'sha3-512'],
])

/** Every scheme without parameters of its own, by identifier: the answers themselves. */
const SCHEMES: ReadonlyMap<string, Ok<SignatureScheme>> = answers([
  // RFC 3279 §2.2.1; the last is the same scheme under the identifier of the OIW.
  ...hashed('rsa-pkcs1', {
    '1.2.840.113549.1.1.4': 'md5',
    '1.2.840.113549.1.1.5': 'sha1',
    '1.3.14.3.2.29': 'sha1',
  }),
  // RFC 4055 §5; RFC 8017 App. A.2.4.
  ...hashed('rsa-pkcs1', {
    '1.2.840.113549.1.1.14': 'sha224',
    [OID.sha256WithRSAEncryption]: 'sha256',
    [OID.sha384WithRSAEncryption]: 'sha384',
    [OID.sha512WithRSAEncryption]: 'sha512',
    '1.2.840.113549.1.1.15': 'sha512-224',
    '1.2.840.113549.1.1.16': 'sha512-256',
  }),
  // RFC 3279 §2.2.3; RFC 5758 §3.2.
  ...hashed('ecdsa', {
    '1.2.840.10045.4.1': 'sha1',
    '1.2.840.10045.4.3.1': 'sha224',
    [OID.ecdsaWithSHA256]: 'sha256',
    [OID.ecdsaWithSHA384]: 'sha384',
    [OID.ecdsaWithSHA512]: 'sha512',
  }),
  // RFC 3279 §2.2.2; RFC 5758 §3.1.
  ...hashed('dsa', {
    '1.2.840.10040.4.3': 'sha1',
    '1.3.14.3.2.27': 'sha1',
    '2.16.840.1.101.3.4.3.1': 'sha224',
    '2.16.840.1.101.3.4.3.2': 'sha256',
    '2.16.840.1.101.3.4.3.3': 'sha384',
    '2.16.840.1.101.3.4.3.4': 'sha512',
  }),
  // The NIST arc of SHA-3 signatures; RFC 9688 §3.
  ...sha3('dsa', 5),
  ...sha3('ecdsa', 9),
  ...sha3('rsa-pkcs1', 13),
  // RFC 8410 §3; RFC 9881 §2.
  [OID.ed25519, { scheme: 'ed25519' }],
  [OID.ed448, { scheme: 'ed448' }],
  [OID.mlDsa44, { scheme: 'ml-dsa-44' }],
  [OID.mlDsa65, { scheme: 'ml-dsa-65' }],
  [OID.mlDsa87, { scheme: 'ml-dsa-87' }],
])

function answers(
  schemes: readonly (readonly [oid: string, scheme: SignatureScheme])[],
): ReadonlyMap<string, Ok<SignatureScheme>> {
  return new Map(schemes.map(([oid, scheme]) => [oid, ok(scheme)]))
}

function hashed(
  scheme: HashedScheme['scheme'],
  digests: Readonly<Record<string, HashAlgorithm>>,
): readonly (readonly [string, HashedScheme])[] {
  return Object.entries(digests).map(([oid, digest]) => [oid, { scheme, digest }])
}

function sha3(
  scheme: HashedScheme['scheme'],
  first: number,
): readonly (readonly [string, HashedScheme])[] {
  const arc = '2.16.840.1.101.3.4.3'
  return hashed(scheme, {
    [`${arc}.${first}`]: 'sha3-224',
    [`${arc}.${first + 1}`]: 'sha3-256',
    [`${arc}.${first + 2}`]: 'sha3-384',
    [`${arc}.${first + 3}`]: 'sha3-512',
  })
}
