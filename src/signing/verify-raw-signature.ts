import { decodeDer } from '#codec/der/decode.ts'
import { TAG } from '#codec/der/tag.ts'
import { decodePem } from '#codec/pem.ts'
import { type KeyParameters, readKeyParameters } from '#codec/x509/key-parameters.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { equalSecrets } from '#crypto/constant-time.ts'
import { hmacSha256 } from '#crypto/digest.ts'
import { publicKeyOf } from '#crypto/verification-key.ts'
import { type SignatureScheme, verifySignature } from '#crypto/verify-signature.ts'
import { fromBase64, fromUtf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { RawSignatureRefusal } from './contract.ts'
import { type JsonWebKey, type JsonWebKeyRefusal, readJsonWebKey } from './json-web-key.ts'
import { type RawAlgorithm, readRawAlgorithm } from './raw-algorithm.ts'

/** A signature over octets, outside any format: what `shomei pki verify-signature` is asked. */
export interface RawSignature {
  /**
   * A name (`sha256WithRSAEncryption`, `rsassaPss-sha256-mgf1sha256-32`, `ecdsa-with-SHA256`,
   * `ecdsa-with-SHA256-p1363`, `ed25519`, `ES256`, …) or the base64 DER of an AlgorithmIdentifier.
   */
  readonly algorithm: string
  /** PEM `PUBLIC KEY`, DER SubjectPublicKeyInfo (octets or base64), or a JSON Web Key. */
  readonly publicKey: string | Uint8Array | Readonly<Record<string, unknown>>
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

export type { RawSignatureRefusal } from './contract.ts'

/** The policy's word against an algorithm under a key; `undefined` where it allows both. */
export type AlgorithmJudge<R extends string> = (
  scheme: SignatureScheme,
  key: KeyParameters,
) => R | undefined

/**
 * Verifies a signature over octets. The algorithm is the caller's word alone: nothing in the key or
 * in the signature chooses it, and a key that is for another algorithm is refused.
 */
export function verifyRawSignature<R extends string = never>(
  raw: RawSignature,
  judge?: AlgorithmJudge<R>,
): Result<undefined, RawSignatureRefusal | R> {
  const key = readKey(raw.publicKey)
  if (!key.ok) return key
  const algorithm = readRawAlgorithm(withEdwardsCurve(raw.algorithm, key.value.key))
  if (!algorithm.ok) return algorithm
  const jose = algorithm.value.jose ?? raw.algorithm
  // RFC 8725 §3.1: "each key MUST be used with exactly one algorithm, and this MUST be checked".
  if (key.value.alg !== undefined && !isSameAlgorithm(key.value.alg, jose, raw.algorithm))
    return refuse('key-algorithm-mismatch', { seen: key.value.alg, wanted: raw.algorithm })
  return key.value.key.kind === 'secret'
    ? verifyMac(algorithm.value, key.value.key.octets, raw)
    : verifyUnder(algorithm.value, key.value.key.spkiDer, raw, judge)
}

/** RFC 8037 §3.1: `EdDSA` leaves the curve to the key, and RFC 9864 names it. */
function withEdwardsCurve(algorithm: string, key: JsonWebKey['key']): string {
  if (algorithm !== 'EdDSA' || key.kind === 'secret') return algorithm
  const parameters = readKeyParameters(key.spkiDer)
  return parameters.ok && parameters.value.kind === 'ed448' ? 'Ed448' : 'Ed25519'
}

function isSameAlgorithm(ofKey: string, jose: string, asked: string): boolean {
  return ofKey === jose || ofKey === asked || (ofKey === 'EdDSA' && /^Ed(?:25519|448)$/.test(jose))
}

function verifyMac(
  algorithm: RawAlgorithm,
  secret: Uint8Array,
  { algorithm: wanted, message, signature }: RawSignature,
): Result<undefined, RawSignatureRefusal> {
  if (algorithm.kind !== 'mac') return refuse('key-algorithm-mismatch', { seen: 'oct', wanted })
  if (signature.length !== algorithm.tagOctets)
    return refuse('signature-malformed', { octets: signature.length })
  const tag = hmacSha256(secret, message).subarray(0, algorithm.tagOctets)
  return equalSecrets(tag, signature) ? ok(undefined) : refuse('signature-wrong')
}

function verifyUnder<R extends string>(
  algorithm: RawAlgorithm,
  spkiDer: Uint8Array,
  { algorithm: wanted, message, signature }: RawSignature,
  judge: AlgorithmJudge<R> | undefined,
): Result<undefined, RawSignatureRefusal | R> {
  const parameters = readKeyParameters(spkiDer)
  if (!parameters.ok) return refuse(parameters.refusal, parameters.detail)
  // RFC 8725 §2.1: a public key taken for a secret is the classic confusion.
  if (algorithm.kind === 'mac')
    return refuse('key-algorithm-mismatch', { seen: parameters.value.kind, wanted })
  const scheme = schemeOf(algorithm)
  if (!scheme.ok) return scheme
  if (!suits(scheme.value, parameters.value, algorithm.curve))
    return refuse('key-algorithm-mismatch', { seen: parameters.value.kind, wanted })
  const refused = judge?.(scheme.value, parameters.value)
  if (refused !== undefined) return refuse(refused)
  if (!isWellFormed(scheme.value, parameters.value, signature))
    return refuse('signature-malformed', { octets: signature.length })
  const key = publicKeyOf({ spkiDer })
  if (key === undefined) return refuse('key-malformed', { field: 'subjectPublicKeyInfo' })
  return verifySignature(scheme.value, key, message, signature)
    ? ok(undefined)
    : refuse('signature-wrong')
}

function schemeOf(
  algorithm: Extract<RawAlgorithm, { kind: 'signature' }>,
): Result<SignatureScheme, 'algorithm-unknown' | 'algorithm-parameters-wrong'> {
  const read = readSignatureScheme(algorithm.identifier)
  if (!read.ok || algorithm.form === 'der' || read.value.scheme !== 'ecdsa') return read
  return ok({ ...read.value, scheme: 'ecdsa-p1363' })
}

/** Whether a key of this kind makes such signatures, on the curve that a JOSE name demands. */
function suits(
  { scheme }: SignatureScheme,
  key: KeyParameters,
  curve: string | undefined,
): boolean {
  if (curve !== undefined && (key.kind !== 'ec' || key.curve !== curve)) return false
  switch (scheme) {
    case 'rsa-pkcs1':
      return key.kind === 'rsa'
    case 'rsa-pss':
      return key.kind === 'rsa' || key.kind === 'rsa-pss'
    case 'ecdsa':
    case 'ecdsa-p1363':
      return key.kind === 'ec'
    case 'dsa':
    case 'ed25519':
    case 'ed448':
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
      return key.kind === scheme
  }
}

/** The form alone: RFC 8017 §8.2.2 step 1, RFC 3279 §2.2.3, RFC 8032 §5, FIPS 204 table 2. */
function isWellFormed(
  { scheme }: SignatureScheme,
  { sizeBits }: KeyParameters,
  signature: Uint8Array,
): boolean {
  const octets = Math.ceil(sizeBits / 8)
  switch (scheme) {
    case 'rsa-pkcs1':
    case 'rsa-pss':
      return signature.length === octets
    case 'ecdsa':
    case 'dsa':
      return isPairOfIntegers(signature)
    case 'ecdsa-p1363':
      return signature.length === 2 * octets
    case 'ed25519':
      return signature.length === 64
    case 'ed448':
      return signature.length === 114
    case 'ml-dsa-44':
      return signature.length === 2420
    case 'ml-dsa-65':
      return signature.length === 3309
    case 'ml-dsa-87':
      return signature.length === 4627
  }
}

function isPairOfIntegers(signature: Uint8Array): boolean {
  return decodeDer(signature, (reader) =>
    reader.sequence('signature', () => [reader.integerContents('r'), reader.integerContents('s')]),
  ).ok
}

type ReadKey = Pick<JsonWebKey, 'key' | 'alg'>

function readKey(publicKey: RawSignature['publicKey']): Result<ReadKey, JsonWebKeyRefusal> {
  if (typeof publicKey === 'string') return readText(publicKey)
  if (!(publicKey instanceof Uint8Array)) return readJsonWebKey(publicKey)
  // A file: DER, or the text of one of the other forms.
  const text = publicKey[0] === TAG.sequence ? undefined : fromUtf8(publicKey)
  return text === undefined ? ofSpki(publicKey) : readText(text)
}

function readText(text: string): Result<ReadKey, JsonWebKeyRefusal> {
  const trimmed = text.trim()
  if (trimmed.startsWith('{')) return readJson(trimmed)
  if (trimmed.startsWith('-----')) {
    const pem = decodePem('PUBLIC KEY', text)
    return pem.ok ? ofSpki(pem.value) : refuse('key-malformed', { field: 'pem' })
  }
  const octets = fromBase64(trimmed)
  return octets === undefined ? refuse('key-malformed', { field: 'base64' }) : ofSpki(octets)
}

function readJson(text: string): Result<ReadKey, JsonWebKeyRefusal> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('key-malformed', { field: 'json' })
  }
  return readJsonWebKey(value as Readonly<Record<string, unknown>>)
}

function ofSpki(spkiDer: Uint8Array): Result<ReadKey, JsonWebKeyRefusal> {
  return ok({ key: { kind: 'public', spkiDer }, alg: undefined })
}
