import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { type CivilDate, dateParts, parseCivilDate } from '#kernel/civil-date.ts'
import { concatBytes, fromUtf8, utf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { encodeTlv, parseTlv, parseTlvs } from '../tlv/ber-tlv.ts'
import type { SyntheticIndividualNumber } from './individual-number.ts'
import { encodeCardVerifiableKey } from './rsa-key.ts'

/** The contents of the text AP's files (spec/card.md §1.4), built and read octet for octet. */

/** 基本4情報 as EF 0002 holds them. Personal data, never logged. */
export interface TextBasicItems {
  readonly name: string
  readonly address: string
  readonly birthDate: CivilDate
  /** JIS X 0303: `1` male, `2` female, `9` not applicable. */
  readonly sex: '1' | '2' | '9'
}

/** The longest name and address, in UTF-8 octets, that the files take. */
export const TEXT_ITEM_OCTETS_MAX = 512

/** The octets of an RSA-2048 signature in these files. */
const SIGNATURE_OCTETS = 256
const FILLER = Uint8Array.of(0xff, 0xff)

/** EF 0001: `FF10 0C` and the twelve digits, then two octets of filler: 17 in all. */
export function individualNumberFile(number: SyntheticIndividualNumber): Uint8Array {
  return concatBytes(encodeTlv(0xff10, utf8(number)), FILLER)
}

/** EF 0002: the items behind a table of their offsets from the start of the file. */
export function basicItemsFile(
  items: TextBasicItems,
): Result<Uint8Array, 'text-item-too-long' | 'text-item-missing'> {
  const [name, address] = [utf8(items.name), utf8(items.address)]
  if (name.length === 0 || address.length === 0) return refuse('text-item-missing')
  if (name.length > TEXT_ITEM_OCTETS_MAX || address.length > TEXT_ITEM_OCTETS_MAX)
    return refuse('text-item-too-long')
  const objects = [
    encodeTlv(0xdf22, name),
    encodeTlv(0xdf23, address),
    encodeTlv(0xdf24, utf8(items.birthDate.replaceAll('-', ''))),
    encodeTlv(0xdf25, utf8(items.sex)),
  ]
  const table = new Uint8Array(8)
  const view = new DataView(table.buffer)
  const bodyLength = 11 + objects.reduce((sum, object) => sum + object.length, 0)
  // The outer header is the tag and a length field of one, two or three octets.
  let offset = 2 + (bodyLength < 0x80 ? 1 : bodyLength < 0x100 ? 2 : 3) + 11
  for (const [index, object] of objects.entries()) {
    view.setUint16(2 * index, offset)
    offset += object.length
  }
  return ok(encodeTlv(0xff20, encodeTlv(0xdf21, table), ...objects))
}

/** Reads EF 0002; offsets that do not point at their objects are refused. */
export function parseBasicItems(file: Uint8Array): Result<TextBasicItems, 'text-file-malformed'> {
  const outer = parseTlv(file)
  if (!outer.ok || outer.value.tag !== 0xff20) return refuse('text-file-malformed')
  const fields = parseTlvs(outer.value.value)
  if (!fields.ok) return refuse('text-file-malformed')
  const [table, ...objects] = fields.value
  if (table?.tag !== 0xdf21 || table.value.length !== 8) return refuse('text-file-malformed')
  let offset = outer.value.encoded.length - outer.value.value.length + table.encoded.length
  const texts: string[] = []
  for (const [index, object] of objects.entries()) {
    const stated = ((table.value[2 * index] ?? 0) << 8) | (table.value[2 * index + 1] ?? 0)
    const text = fromUtf8(object.value)
    if (object.tag !== 0xdf22 + index || stated !== offset || text === undefined)
      return refuse('text-file-malformed')
    texts.push(text)
    offset += object.encoded.length
  }
  return itemsFrom(texts)
}

/**
 * What the issuer signs for EF 0003: `DF31` over EF 0001 as stored, `DF32` over EF 0002 behind its
 * table.
 */
export function integrityToBeSigned(
  individualNumber: Uint8Array,
  basicItems: Uint8Array,
): Uint8Array {
  const outer = parseTlv(basicItems)
  const table = outer.ok ? parseTlv(outer.value.value) : outer
  assert(outer.ok && table.ok && table.value.tag === 0xdf21, 'EF 0002 opens with its offset table')
  const afterTable = outer.value.value.subarray(table.value.encoded.length)
  return concatBytes(
    encodeTlv(0xdf31, digest('sha256', individualNumber)),
    encodeTlv(0xdf32, digest('sha256', afterTable)),
  )
}

/** EF 0003: what was signed, and the issuer's RSASSA-PKCS1-v1_5 SHA-256 signature over it. */
export function integrityFile(toBeSigned: Uint8Array, signature: Uint8Array): Uint8Array {
  assertSignature(signature)
  return encodeTlv(0xff30, toBeSigned, encodeTlv(0xdf33, signature))
}

/**
 * What the issuer signs for EF 0007: the public half of the card's own key 0013, as object `DF51`.
 */
export function signedKeyToBeSigned(modulus: Uint8Array): Uint8Array {
  return encodeTlv(0xdf51, encodeCardVerifiableKey(modulus))
}

/** EF 0007: the card's public key and the issuer's signature over it. */
export function signedKeyFile(toBeSigned: Uint8Array, signature: Uint8Array): Uint8Array {
  assertSignature(signature)
  return encodeTlv(0xff50, toBeSigned, encodeTlv(0xdf52, signature))
}

/**
 * A key identifier of 16 octets: seven digits, `08 05`, three digits, four octets of zero. The
 * first digit names the hierarchy: real cards have 5 and 6, ours is always 9.
 */
export function cardKeyId(number: number, group = 1): Uint8Array {
  assert(Number.isInteger(number) && number >= 0 && number <= 999_999, 'six digits of key number')
  const digits = `9${String(number).padStart(6, '0')}`
  const groupDigits = String(group).padStart(3, '0')
  return concatBytes(utf8(digits), Uint8Array.of(8, 5), utf8(groupDigits), new Uint8Array(4))
}

/**
 * What the certifying key signs for EF 0004: both key identifiers and the certified key, 297
 * octets.
 */
export function cardVerifiableBody(
  issuerKeyId: Uint8Array,
  subjectKeyId: Uint8Array,
  modulus: Uint8Array,
): Uint8Array {
  assert(issuerKeyId.length === 16 && subjectKeyId.length === 16, 'a key identifier has 16 octets')
  return concatBytes(issuerKeyId, subjectKeyId, encodeCardVerifiableKey(modulus))
}

/** EF 0004: the card-verifiable certificate, 568 octets. */
export function cardVerifiableCertificate(body: Uint8Array, signature: Uint8Array): Uint8Array {
  assertSignature(signature)
  return encodeTlv(0x7f21, encodeTlv(0x5f4e, body), encodeTlv(0x5f37, signature))
}

/**
 * EF 0005: version 1, extended lengths on READ BINARY, the key identifier, and 128 octets of
 * filler.
 */
export function basicInformationFile(keyId: Uint8Array): Uint8Array {
  return encodeTlv(
    0xff40,
    encodeTlv(0xdf41, Uint8Array.of(0x01, 0x03, 0x0e, 0x01)),
    encodeTlv(0xdf42, keyId),
    encodeTlv(0xdf43, new Uint8Array(128).fill(0xff)),
  )
}

/** First days of the eras in which a birth date of 照合番号B is counted, latest first. */
const ERAS = [
  { from: '2019-05-01', firstYear: 2019 },
  { from: '1989-01-08', firstYear: 1989 },
  { from: '1926-12-25', firstYear: 1926 },
  { from: '1912-07-30', firstYear: 1912 },
  { from: '1868-01-25', firstYear: 1868 },
] as const

/**
 * 照合番号B: era year, month and day of birth, the card's expiry year and its four-digit security
 * code.
 */
export function verificationCodeB(
  birthDate: CivilDate,
  expiryYear: number,
  securityCode: string,
): string {
  assert(/^\d{4}$/.test(securityCode), 'the security code has four digits')
  assert(expiryYear >= 1000 && expiryYear <= 9999, 'the expiry year has four digits')
  const era = ERAS.find(({ from }) => birthDate >= from) ?? ERAS[ERAS.length - 1]
  const { year, month, day } = dateParts(birthDate)
  const parts = [year - (era?.firstYear ?? 1868) + 1, month, day]
  const date = parts.map((part) => String(part).padStart(2, '0')).join('')
  return `${date}${expiryYear}${securityCode}`
}

function itemsFrom(texts: readonly string[]): Result<TextBasicItems, 'text-file-malformed'> {
  const [name, address, birth = '', sex, ...rest] = texts
  const birthDate = parseBirthDate(birth)
  if (name === undefined || address === undefined || birthDate === undefined || rest.length > 0)
    return refuse('text-file-malformed')
  if (sex !== '1' && sex !== '2' && sex !== '9') return refuse('text-file-malformed')
  return ok({ name, address, birthDate, sex })
}

function parseBirthDate(eightDigits: string): CivilDate | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(eightDigits)
  return match === null ? undefined : parseCivilDate(`${match[1]}-${match[2]}-${match[3]}`)
}

function assertSignature(signature: Uint8Array): void {
  assert(signature.length === SIGNATURE_OCTETS, 'an RSA-2048 signature has 256 octets')
}
