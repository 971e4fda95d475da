import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import type { KeyAlgorithm } from '#crypto/verification-key.ts'
import { toHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { OID } from './oids.ts'
import { parsePssParameters, type PssParameters } from './signature-algorithm.ts'
import { usualRsaKey } from './usual-rsa-key.ts'

/** What a SubjectPublicKeyInfo says of its key's kind and strength; the key is not imported. */
export interface KeyParameters {
  readonly kind: KeyAlgorithm
  /**
   * Bits of the RSA modulus, the curve's field, DSA's p, or the whole EdDSA or ML-DSA key; 0 for a
   * curve without a name here, and for DSA parameters that the issuer's key is to supply.
   */
  readonly sizeBits: number
  /** RSA public exponent. */
  readonly exponent?: bigint
  /** Name of the curve, or its identifier where it has none here. */
  readonly curve?: string
  /** id-RSASSA-PSS: what every signature must keep to (RFC 4055 §3.3). */
  readonly pss?: PssParameters
  /** RFC 3279 §2.3.2: DSA parameters are absent, to be inherited from the issuer's key. */
  readonly inherits?: true
}

/** Why a SubjectPublicKeyInfo gives no key parameters. */
export type KeyParametersRefusal = 'key-malformed' | 'algorithm-unknown'

/**
 * Reads kind and strength from DER SubjectPublicKeyInfo: microseconds, nothing is computed. The
 * parameters must be as the key's standard has them, and the key's octets have its form; whether an
 * EC point lies on its curve is seen on import.
 */
export function readKeyParameters(
  spkiDer: Uint8Array,
): Result<KeyParameters, KeyParametersRefusal> {
  const usual = usualRsaKey(spkiDer)
  if (usual !== undefined) return usual
  const read = decodeDer<KeyParameters | string, 'key-malformed'>(spkiDer, readWhole)
  if (!read.ok) return refuse('key-malformed', read.detail)
  return typeof read.value === 'string'
    ? refuse('algorithm-unknown', { oid: read.value })
    : ok(read.value)
}

type Reader = DerReader<'key-malformed'>
type KeyReader = (key: Uint8Array, reader: Reader) => KeyParameters

function readWhole(reader: Reader): KeyParameters | string {
  return reader.sequence('subjectPublicKeyInfo', readKey)
}

/** The parameters, or the identifier of a kind that is not known. */
function readKey(reader: Reader): KeyParameters | string {
  const interpret = reader.sequence('algorithm', readAlgorithm)
  const key = reader.bitStringOctets('subjectPublicKey')
  return typeof interpret === 'string' ? interpret : interpret(key, reader)
}

/** What reads the key, or the identifier. */
function readAlgorithm(reader: Reader): KeyReader | string {
  const oid = reader.oid('algorithm')
  const read = PARAMETER_READERS.get(oid)
  if (read !== undefined) return read(reader)
  if (!reader.atEnd) reader.any('parameters')
  return oid
}

/** By algorithm: reads its parameters, and gives what reads the key itself. */
const PARAMETER_READERS: ReadonlyMap<string, (reader: Reader) => KeyReader> = new Map([
  [OID.rsaEncryption, readRsa],
  [OID.rsassaPss, readRsaPss],
  [OID.ecPublicKey, readEc],
  [OID.dsa, readDsa],
  // RFC 8410 §4: an Ed25519 key has 32 octets, an Ed448 key 57.
  [OID.ed25519, () => fixed({ kind: 'ed25519', sizeBits: 256 }, 32)],
  [OID.ed448, () => fixed({ kind: 'ed448', sizeBits: 456 }, 57)],
  // RFC 9881 §4, FIPS 204 table 2.
  [OID.mlDsa44, () => fixed({ kind: 'ml-dsa-44', sizeBits: 8 * 1312 }, 1312)],
  [OID.mlDsa65, () => fixed({ kind: 'ml-dsa-65', sizeBits: 8 * 1952 }, 1952)],
  [OID.mlDsa87, () => fixed({ kind: 'ml-dsa-87', sizeBits: 8 * 2592 }, 2592)],
])

/** RFC 3279 §2.3.1: the parameters of rsaEncryption MUST be NULL. */
function readRsa(reader: Reader): KeyReader {
  reader.nullValue('parameters')
  return interpretRsa
}

function interpretRsa(key: Uint8Array, outer: Reader): KeyParameters {
  const { sizeBits, exponent } = readRsaPublicKey(key, outer)
  return { kind: 'rsa', sizeBits, exponent }
}

/** RFC 4055 §3.1: in a key's identifier the parameters may be absent, and then limit nothing. */
function readRsaPss(reader: Reader): KeyReader {
  if (reader.atEnd) return (key, outer) => ({ kind: 'rsa-pss', ...readRsaPublicKey(key, outer) })
  const pss = parsePssParameters(reader.any('parameters').der)
  if (pss === undefined) reader.refuse('key-malformed', 'parameters')
  return (key, outer) => ({ kind: 'rsa-pss', pss, ...readRsaPublicKey(key, outer) })
}

function readRsaPublicKey(
  key: Uint8Array,
  outer: Reader,
): { readonly sizeBits: number; readonly exponent: bigint } {
  const read = decodeDer(key, readWholeRsaKey)
  if (!read.ok) outer.refuse('key-malformed', 'subjectPublicKey')
  const { modulus, exponent } = read.value
  const sizeBits = positiveBits(modulus)
  if (sizeBits === 0 || positiveBits(exponent) === 0)
    outer.refuse('key-malformed', 'subjectPublicKey')
  return { sizeBits, exponent: isUsualExponent(exponent) ? F4 : BigInt(`0x${toHex(exponent)}`) }
}

interface RsaIntegers {
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
}

function readWholeRsaKey(reader: DerReader): RsaIntegers {
  return reader.sequence('', readRsaIntegers)
}

function readRsaIntegers(reader: DerReader): RsaIntegers {
  const modulus = reader.integerContents('modulus')
  return { modulus, exponent: reader.integerContents('publicExponent') }
}

/** 65,537, which nearly every key has. */
const F4 = 65_537n

function isUsualExponent(contents: Uint8Array): boolean {
  const [first, second, third] = contents
  return contents.length === 3 && first === 1 && second === 0 && third === 1
}

/**
 * RFC 5480 §2.1.1: the parameters are a named curve; "implicitCurve and specifiedCurve MUST NOT be
 * used in PKIX".
 */
function readEc(reader: Reader): KeyReader {
  const oid = reader.oid('namedCurve')
  const known = CURVES.get(oid)
  if (known === undefined) return () => ({ kind: 'ec', curve: oid, sizeBits: 0 })
  const [curve, sizeBits] = known
  return (key, outer) => {
    if (!isPointOf(key, Math.ceil(sizeBits / 8))) outer.refuse('key-malformed', 'subjectPublicKey')
    return { kind: 'ec', curve, sizeBits }
  }
}

/** RFC 5480 §2.2: uncompressed or compressed; "the hybrid form … MUST NOT be used". */
function isPointOf(point: Uint8Array, fieldOctets: number): boolean {
  const [form] = point
  if (form === 4) return point.length === 1 + 2 * fieldOctets
  return (form === 2 || form === 3) && point.length === 1 + fieldOctets
}

/** RFC 3279 §2.3.2: Dss-Parms, or absent when the issuer's key supplies them; the key is y. */
function readDsa(reader: Reader): KeyReader {
  const inherits = reader.atEnd
  const sizeBits = inherits
    ? 0
    : reader.sequence('parameters', () => {
        const p = reader.integerContents('p')
        reader.integerContents('q')
        reader.integerContents('g')
        return positiveBits(p)
      })
  return (key, outer) => {
    if (!decodeDer(key, (inner) => inner.integerContents('y')).ok)
      outer.refuse('key-malformed', 'subjectPublicKey')
    return inherits ? { kind: 'dsa', sizeBits, inherits } : { kind: 'dsa', sizeBits }
  }
}

/** A key of one length, no parameters: reading the identifier to its end shows there are none. */
function fixed(parameters: KeyParameters, octets: number): KeyReader {
  return (key, outer) =>
    key.length === octets ? parameters : outer.refuse('key-malformed', 'subjectPublicKey')
}

/** Bits of a positive INTEGER's contents octets; 0 for any other. */
function positiveBits(contents: Uint8Array): number {
  const [first = 0] = contents
  if (first >= 0x80) return 0
  const digits = first === 0 ? contents.subarray(1) : contents
  const [top] = digits
  return top === undefined ? 0 : 8 * (digits.length - 1) + (32 - Math.clz32(top))
}

/** Named curves: those of RFC 5480 §2.1.1.1 over prime fields, SEC 2's, and RFC 5639's. */
const CURVES: ReadonlyMap<string, readonly [name: string, sizeBits: number]> = new Map<
  string,
  readonly [string, number]
>([
  [OID.p256, ['P-256', 256]],
  [OID.p384, ['P-384', 384]],
  [OID.p521, ['P-521', 521]],
  ['1.2.840.10045.3.1.1', ['P-192', 192]],
  ['1.3.132.0.33', ['P-224', 224]],
  ['1.3.132.0.10', ['secp256k1', 256]],
  ...[160, 192, 224, 256, 320, 384, 512].flatMap((bits, i) =>
    (['r1', 't1'] as const).map(
      (form, k) =>
        [
          `1.3.36.3.3.2.8.1.1.${2 * i + k + 1}`,
          [`brainpoolP${bits}${form}`, bits],
        ] as const satisfies [string, readonly [string, number]],
    ),
  ),
])
