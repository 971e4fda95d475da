import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { concatBytes, fromBase64, toBase64 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** Why a JSON Web Key (RFC 7517) does not serve to verify. */
export type JsonWebKeyRefusal = 'key-malformed' | 'key-use-wrong' | 'key-private'

/** A JSON Web Key that may verify: a public key, or the secret of a MAC. */
export interface JsonWebKey {
  /** SubjectPublicKeyInfo, or the secret octets of `kty` `oct`. */
  readonly key:
    | { readonly kind: 'public'; readonly spkiDer: Uint8Array }
    | { readonly kind: 'secret'; readonly octets: Uint8Array }
  /** RFC 7517 §4.4: the one algorithm that the key is for. */
  readonly alg: string | undefined
}

/**
 * Reads a JSON Web Key for verifying: members by RFC 7518 §6 and RFC 8037 §2, strict base64url.
 * `use` (RFC 7517 §4.2) must be `sig` and `key_ops` (§4.3) hold `verify`, where they stand. A
 * private key is refused: whoever verifies has no business with it.
 */
export function readJsonWebKey(
  jwk: Readonly<Record<string, unknown>>,
): Result<JsonWebKey, JsonWebKeyRefusal> {
  const { kty, alg, use, key_ops: operations } = jwk
  if (alg !== undefined && typeof alg !== 'string') return refuse('key-malformed', { field: 'alg' })
  if (use !== undefined && use !== 'sig') return refuse('key-use-wrong', { field: 'use' })
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return refuse('key-use-wrong', { field: 'key_ops' })
  // RFC 7518 §6.2.2, §6.3.2: `d` is the private part of every asymmetric kind.
  if (jwk['d'] !== undefined) return refuse('key-private')
  const read = READERS[typeof kty === 'string' ? kty : '']
  const key = read?.(jwk)
  return key === undefined ? refuse('key-malformed', { field: 'kty' }) : ok({ key, alg })
}

type Key = JsonWebKey['key']
type Reader = (jwk: Readonly<Record<string, unknown>>) => Key | undefined

const READERS: Readonly<Record<string, Reader | undefined>> = {
  RSA: readRsa,
  EC: readEc,
  OKP: readOkp,
  AKP: readAkp,
  oct: readOct,
}

const CURVES: Readonly<Record<string, { readonly oid: string; readonly octets: number }>> = {
  'P-256': { oid: OID.p256, octets: 32 },
  'P-384': { oid: OID.p384, octets: 48 },
  'P-521': { oid: OID.p521, octets: 66 },
  secp256k1: { oid: '1.3.132.0.10', octets: 32 },
}

const EDWARDS: Readonly<Record<string, { readonly oid: string; readonly octets: number }>> = {
  Ed25519: { oid: '1.3.101.112', octets: 32 },
  Ed448: { oid: '1.3.101.113', octets: 57 },
}

/** RFC 9964 names the keys of FIPS 204 by their algorithm (`kty` `AKP`). */
const MODULE_LATTICE: Readonly<Record<string, string>> = {
  'ML-DSA-44': '2.16.840.1.101.3.4.3.17',
  'ML-DSA-65': '2.16.840.1.101.3.4.3.18',
  'ML-DSA-87': '2.16.840.1.101.3.4.3.19',
}

function readRsa({ n, e }: Readonly<Record<string, unknown>>): Key | undefined {
  const [modulus, exponent] = [fromBase64Url(n), fromBase64Url(e)]
  if (modulus === undefined || exponent === undefined) return undefined
  // RFC 7518 §2 Base64urlUInt: "the minimum number of octets needed to represent the value".
  if ((modulus[0] ?? 0) === 0 || (exponent[0] ?? 0) === 0) return undefined
  const rsaPublicKey = der.sequence(der.unsignedInteger(modulus), der.unsignedInteger(exponent))
  const algorithm = der.sequence(der.oid(OID.rsaEncryption), der.nullValue())
  return publicKey(algorithm, der.bitStringOf(rsaPublicKey))
}

function readEc({ crv, x, y }: Readonly<Record<string, unknown>>): Key | undefined {
  const curve = CURVES[typeof crv === 'string' ? crv : '']
  const [first, second] = [fromBase64Url(x), fromBase64Url(y)]
  if (curve === undefined || first === undefined || second === undefined) return undefined
  // RFC 7518 §6.2.1.2: "The length of this octet string MUST be the full size of a coordinate".
  if (first.length !== curve.octets || second.length !== curve.octets) return undefined
  const algorithm = der.sequence(der.oid(OID.ecPublicKey), der.oid(curve.oid))
  return publicKey(algorithm, der.bitString(concatBytes(Uint8Array.of(4), first, second)))
}

function readOkp({ crv, x }: Readonly<Record<string, unknown>>): Key | undefined {
  const curve = EDWARDS[typeof crv === 'string' ? crv : '']
  const point = fromBase64Url(x)
  if (curve === undefined || point?.length !== curve.octets) return undefined
  return publicKey(der.sequence(der.oid(curve.oid)), der.bitString(point))
}

function readAkp({ alg, pub }: Readonly<Record<string, unknown>>): Key | undefined {
  const oid = MODULE_LATTICE[typeof alg === 'string' ? alg : '']
  const octets = fromBase64Url(pub)
  if (oid === undefined || octets === undefined) return undefined
  return publicKey(der.sequence(der.oid(oid)), der.bitString(octets))
}

function readOct({ k }: Readonly<Record<string, unknown>>): Key | undefined {
  const octets = fromBase64Url(k)
  return octets === undefined ? undefined : { kind: 'secret', octets }
}

function publicKey(algorithm: der.DerNode, bits: der.DerNode): Key {
  return { kind: 'public', spkiDer: der.encode(der.sequence(algorithm, bits)) }
}

/**
 * Strict base64url without padding (RFC 7515 §2); `undefined` for other characters, for padding and
 * for unused bits that are not zero.
 */
export function fromBase64Url(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  const standard = text.replaceAll('-', '+').replaceAll('_', '/')
  const padded = standard.padEnd(Math.ceil(text.length / 4) * 4, '=')
  const octets = fromBase64(padded)
  return octets !== undefined && toBase64(octets) === padded ? octets : undefined
}
