import * as der from '#codec/der/encode.ts'
import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { OctetMemory, type Remembered } from '#codec/der/octet-memory.ts'
import { readRemembered } from '#codec/der/read-remembered.ts'
import { TAG } from '#codec/der/tag.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { OID } from './oids.ts'

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2) as read, the parameters uninterpreted. */
export interface AlgorithmIdentifier {
  readonly oid: string
  /** The whole encoding of the parameters; `undefined` where they are absent. */
  readonly parametersDer: Uint8Array | undefined
  readonly der: Uint8Array
}

/** The names of the signature algorithms this project makes and verifies. */
export type SignatureAlgorithmName =
  | 'sha256WithRSAEncryption'
  | 'sha384WithRSAEncryption'
  | 'sha512WithRSAEncryption'
  | 'rsassaPssWithSHA256'
  | 'rsassaPssWithSHA384'
  | 'rsassaPssWithSHA512'
  | 'ecdsaWithSHA256'
  | 'ecdsaWithSHA384'
  | 'ecdsaWithSHA512'

/**
 * A signature algorithm of the service: its identifier as it stands in certificates, and the scheme
 * that verifies it.
 */
export interface SignatureAlgorithm {
  readonly scheme: 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa'
  readonly digest: DigestAlgorithm
  readonly name: SignatureAlgorithmName
  readonly oid: string
  /** The encoded AlgorithmIdentifier. */
  readonly der: Uint8Array
}

const DIGEST_OIDS: Readonly<Record<DigestAlgorithm, string>> = {
  sha1: OID.sha1,
  sha256: OID.sha256,
  sha384: OID.sha384,
  sha512: OID.sha512,
}

const DIGEST_OCTETS: Readonly<Record<DigestAlgorithm, number>> = {
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

/**
 * Every signature algorithm by name. RSASSA-PSS uses one hash for message and mask, and a salt of
 * its length.
 */
export const SIGNATURE_ALGORITHMS: Readonly<Record<SignatureAlgorithmName, SignatureAlgorithm>> = {
  sha256WithRSAEncryption: pkcs1('sha256WithRSAEncryption', 'sha256'),
  sha384WithRSAEncryption: pkcs1('sha384WithRSAEncryption', 'sha384'),
  sha512WithRSAEncryption: pkcs1('sha512WithRSAEncryption', 'sha512'),
  rsassaPssWithSHA256: pss('rsassaPssWithSHA256', 'sha256'),
  rsassaPssWithSHA384: pss('rsassaPssWithSHA384', 'sha384'),
  rsassaPssWithSHA512: pss('rsassaPssWithSHA512', 'sha512'),
  ecdsaWithSHA256: ecdsa('ecdsaWithSHA256', 'sha256'),
  ecdsaWithSHA384: ecdsa('ecdsaWithSHA384', 'sha384'),
  ecdsaWithSHA512: ecdsa('ecdsaWithSHA512', 'sha512'),
}

/** Reads an AlgorithmIdentifier: nearly always one of a few. */
export function readAlgorithmIdentifier(reader: DerReader, field: string): AlgorithmIdentifier {
  return readRemembered(reader, ALGORITHMS, field, readWhole)
}

const ALGORITHMS = new OctetMemory<Remembered<AlgorithmIdentifier>>(256, 256)

function readWhole(reader: DerReader, field: string): AlgorithmIdentifier {
  const start = reader.offset
  const { oid, parametersDer } = reader.sequence(field, readAlgorithm)
  return { oid, parametersDer, der: reader.since(start) }
}

function readAlgorithm(reader: DerReader): Omit<AlgorithmIdentifier, 'der'> {
  const oid = reader.oid('algorithm')
  if (reader.atEnd) return { oid, parametersDer: undefined }
  const start = reader.offset
  reader.skip('parameters')
  return { oid, parametersDer: reader.since(start) }
}

/**
 * The signature algorithm an identifier names; `undefined` for any other, and for RSASSA-PSS with
 * parameters other than one SHA-2 hash throughout and a salt of its length.
 */
export function signatureAlgorithmOf(
  identifier: AlgorithmIdentifier,
): SignatureAlgorithm | undefined {
  const { oid, parametersDer } = identifier
  for (const algorithm of Object.values(SIGNATURE_ALGORITHMS)) {
    if (algorithm.oid !== oid) continue
    if (equalBytes(algorithm.der, identifier.der)) return algorithm
    // RFC 4055 §5: the parameters MUST be NULL; "implementations MUST accept the parameters being
    // absent".
    if (algorithm.scheme === 'rsa-pkcs1' && parametersDer === undefined) return algorithm
    if (algorithm.scheme === 'rsa-pss' && isPssOf(algorithm.digest, parametersDer)) return algorithm
  }
  return undefined
}

/**
 * AlgorithmIdentifier of a digest: parameters absent (RFC 5754 §2) or, as OCSP's CertID has them,
 * NULL.
 */
export function digestIdentifierDer(
  digest: DigestAlgorithm,
  parameters: 'absent' | 'null',
): Uint8Array {
  const oid = der.oid(DIGEST_OIDS[digest])
  return der.encode(der.sequence(oid, parameters === 'null' ? der.nullValue() : undefined))
}

/**
 * The digest an identifier names, its parameters absent or NULL (RFC 5754 §2); else `undefined`.
 */
export function digestOf({ oid, parametersDer }: AlgorithmIdentifier): DigestAlgorithm | undefined {
  if (parametersDer !== undefined && !equalBytes(parametersDer, NULL_DER)) return undefined
  return DIGESTS.find((digest) => DIGEST_OIDS[digest] === oid)
}

/** Octets of a digest: 20, 32, 48 or 64. */
export function digestOctets(digest: DigestAlgorithm): number {
  return DIGEST_OCTETS[digest]
}

const NULL_DER = Uint8Array.of(TAG.null, 0)
const DIGESTS = ['sha1', 'sha256', 'sha384', 'sha512'] as const

type Sha2 = Exclude<DigestAlgorithm, 'sha1'>

function pkcs1(name: SignatureAlgorithmName & keyof typeof OID, digest: Sha2): SignatureAlgorithm {
  const octets = der.encode(der.sequence(der.oid(OID[name]), der.nullValue()))
  return { name, oid: OID[name], scheme: 'rsa-pkcs1', digest, der: octets }
}

function ecdsa(name: SignatureAlgorithmName & keyof typeof OID, digest: Sha2): SignatureAlgorithm {
  // RFC 5758 §3.2: the parameters are absent.
  const octets = der.encode(der.sequence(der.oid(OID[name])))
  return { name, oid: OID[name], scheme: 'ecdsa', digest, der: octets }
}

/**
 * RSASSA-PSS-params (RFC 4055 §3.1): hash, MGF1 with the same hash, salt length; trailerField is
 * its default.
 */
function pss(name: SignatureAlgorithmName, digest: Sha2): SignatureAlgorithm {
  const hash = digestIdentifierDer(digest, 'null')
  const parameters = der.sequence(
    der.explicit(0, hash),
    der.explicit(1, der.sequence(der.oid(OID.mgf1), hash)),
    der.explicit(2, der.integer(DIGEST_OCTETS[digest])),
  )
  const octets = der.encode(der.sequence(der.oid(OID.rsassaPss), parameters))
  return { name, oid: OID.rsassaPss, scheme: 'rsa-pss', digest, der: octets }
}

/**
 * Whether PSS parameters mean what `pss` writes, the hash's own parameters being absent or NULL.
 */
function isPssOf(expected: DigestAlgorithm, parametersDer: Uint8Array | undefined): boolean {
  if (parametersDer === undefined) return false
  const read = decodeDer(parametersDer, (reader) =>
    reader.sequence('RSASSA-PSS-params', () => ({
      hash: reader.explicit(0, 'hash', () => digestOf(readAlgorithmIdentifier(reader, ''))),
      mask: reader.explicit(1, 'mask', () => readMaskDigest(reader)),
      saltOctets: reader.explicit(2, 'salt', () => reader.smallInteger('saltLength', 1024)),
    })),
  )
  if (!read.ok) return false
  const { hash, mask, saltOctets } = read.value
  return hash === expected && mask === expected && saltOctets === DIGEST_OCTETS[expected]
}

function readMaskDigest(reader: DerReader): DigestAlgorithm | undefined {
  return reader.sequence('', () => {
    const isMgf1 = reader.oid('algorithm') === OID.mgf1
    const digest = digestOf(readAlgorithmIdentifier(reader, 'hash'))
    return isMgf1 ? digest : undefined
  })
}
