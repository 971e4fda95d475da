import * as der from '#codec/der/encode.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { assert } from '#kernel/assert.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'

/**
 * Reads CertificateSerialNumber as text that is equal exactly when the numbers are: lower-case
 * hexadecimal magnitude in whole octets, `-` before that of a negative number. RFC 5280 §4.1.2.2
 * forbids CAs zero and negative numbers, and yet "certificate users SHOULD be prepared to
 * gracefully handle such certificates": reading keeps them apart from all others. The caller bounds
 * the length, by the second value: the contents octets.
 */
export function readSerialNumber(
  reader: DerReader,
  field: string,
  tag?: number,
): { readonly serialHex: string; readonly octets: number } {
  const contents = reader.integerContents(field, tag)
  return { serialHex: serialHexOf(contents), octets: contents.length }
}

/** The text, as above, of the contents octets of an INTEGER. */
export function serialHexOf(contents: Uint8Array): string {
  const [first = 0] = contents
  if (first < 0x80) return magnitudeHex(contents)
  const digits = toHex(contents)
  const magnitude = (1n << BigInt(4 * digits.length)) - BigInt(`0x${digits}`)
  const text = magnitude.toString(16)
  return `-${text.padStart(text.length + (text.length % 2), '0')}`
}

/** Lower-case hexadecimal of contents octets that are not negative, without the sign's octet. */
export function magnitudeHex(contents: Uint8Array): string {
  const start = contents.length > 1 && contents[0] === 0 ? 1 : 0
  if (contents.length > SHORT_OCTETS) return toHex(contents.subarray(start))
  let digits = ''
  for (let i = start; i < contents.length; i++) digits += OCTET_HEX[contents[i] ?? 0]
  return digits
}

/** Up to here, putting the digits together costs less than one call out of the language. */
const SHORT_OCTETS = 8

const OCTET_HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

/** A serial number, in the text `readSerialNumber` gives, as INTEGER; other text is a bug. */
export function serialNode(serialHex: string): der.DerNode {
  if (serialHex.startsWith('-')) return der.integer(-BigInt(`0x${serialHex.slice(1)}`))
  const magnitude = fromHex(serialHex)
  assert(magnitude !== undefined && magnitude.length > 0, 'a serial number is hexadecimal octets')
  return der.unsignedInteger(magnitude)
}

/** The contents octets of that INTEGER; for most, the octets that the text names. */
export function serialContents(serialHex: string): Uint8Array {
  const magnitude = Buffer.from(serialHex, 'hex')
  const [first = 0] = magnitude
  const isWhole = first > 0 && first < 0x80 && 2 * magnitude.length === serialHex.length
  // Tag and length stand before the contents: a serial number is shorter than 128 octets.
  return isWhole ? magnitude : der.encode(serialNode(serialHex)).subarray(2)
}
