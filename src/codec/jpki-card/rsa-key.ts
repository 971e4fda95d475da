import { assert } from '#kernel/assert.ts'
import { concatBytes, equalBytes, fromHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { encodeTlv, parseTlv, parseTlvs } from '#codec/tlv/ber-tlv.ts'

/** Octets of the modulus of every key on the card: RSA-2048 (spec/card.md §2.4). */
export const MODULUS_OCTETS = 256

/** Public exponent 65537. */
const EXPONENT = Uint8Array.of(0x01, 0x00, 0x01)

/**
 * SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of an RSA-2048 key up to the modulus, which has its top
 * bit set.
 */
const SPKI_PREFIX = octets('30820122 300d06092a864886f70d0101010500 0382010f00 3082010a 0282010100')
const SPKI_SUFFIX = concatBytes(Uint8Array.of(0x02, 0x03), EXPONENT)

/** DER SubjectPublicKeyInfo of the RSA-2048 key with this modulus and exponent 65537. */
export function subjectPublicKeyInfo(modulus: Uint8Array): Uint8Array {
  assertModulus(modulus)
  return concatBytes(SPKI_PREFIX, modulus, SPKI_SUFFIX)
}

/**
 * The modulus of a DER SubjectPublicKeyInfo of exactly that kind; `undefined` for any other key.
 */
export function modulusOf(subjectPublicKeyDer: Uint8Array): Uint8Array | undefined {
  const modulus = subjectPublicKeyDer.slice(SPKI_PREFIX.length, SPKI_PREFIX.length + MODULUS_OCTETS)
  if (modulus.length !== MODULUS_OCTETS || ((modulus[0] ?? 0) & 0x80) === 0) return undefined
  return equalBytes(subjectPublicKeyDer, subjectPublicKeyInfo(modulus)) ? modulus : undefined
}

/** The public key data objects of ISO 7816-8 §6.2: `7F49 { 81 modulus, 82 exponent }`. */
export function encodePublicKeyTemplate(modulus: Uint8Array): Uint8Array {
  assertModulus(modulus)
  return encodeTlv(0x7f49, encodeTlv(0x81, modulus), encodeTlv(0x82, EXPONENT))
}

/** The modulus inside a public key template; refuses another size, exponent or shape. */
export function parsePublicKeyTemplate(
  bytes: Uint8Array,
): Result<Uint8Array, 'public-key-template-malformed'> {
  const outer = parseTlv(bytes)
  if (!outer.ok || outer.value.tag !== 0x7f49) return refuse('public-key-template-malformed')
  const fields = parseTlvs(outer.value.value)
  if (!fields.ok) return refuse('public-key-template-malformed')
  const [modulus, exponent, ...rest] = fields.value
  const good =
    rest.length === 0 &&
    modulus?.tag === 0x81 &&
    modulus.value.length === MODULUS_OCTETS &&
    exponent?.tag === 0x82 &&
    equalBytes(exponent.value, EXPONENT)
  return good ? ok(modulus.value.slice()) : refuse('public-key-template-malformed')
}

/** The key objects of the text AP's files (spec/card.md §1.4): `90` exponent, `91` modulus. */
export function encodeCardVerifiableKey(modulus: Uint8Array): Uint8Array {
  assertModulus(modulus)
  return concatBytes(encodeTlv(0x90, EXPONENT), encodeTlv(0x91, modulus))
}

function assertModulus(modulus: Uint8Array): void {
  assert(
    modulus.length === MODULUS_OCTETS && ((modulus[0] ?? 0) & 0x80) !== 0,
    'an RSA-2048 modulus is 256 octets, the top bit set',
  )
}

function octets(hex: string): Uint8Array {
  const read = fromHex(hex)
  assert(read !== undefined, 'constants are hexadecimal')
  return read
}
