/**
 * Identifier octets of the universal types that PKIX uses (X.680 §8.4, X.690 §8.1.2), constructed
 * bit included.
 */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
} as const

/**
 * The bit of an identifier octet that says the contents are themselves encodings (X.690 §8.1.2.5).
 */
export const CONSTRUCTED = 0x20

/**
 * Tag numbers from 31 take more octets (X.690 §8.1.2.4); no type of PKIX, CMS, OCSP or TSP has one.
 */
export const TAG_NUMBER_MAX = 30

/**
 * The identifier octet of `[n]` over a primitive encoding, as IMPLICIT tagging of a primitive type
 * gives it.
 */
export function context(n: number): number {
  return 0x80 | n
}

/**
 * The identifier octet of `[n]` over a constructed encoding: EXPLICIT, or IMPLICIT over SEQUENCE or
 * SET.
 */
export function contextConstructed(n: number): number {
  return 0x80 | CONSTRUCTED | n
}

/** `SEQUENCE`, `[0]`, `0x7f`: an identifier octet for people. */
export function tagName(tag: number): string {
  if ((tag & 0xc0) === 0x80) return `[${tag & 0x1f}]`
  const universal = Object.entries(TAG).find(([, octet]) => octet === tag)
  return universal === undefined ? `0x${tag.toString(16).padStart(2, '0')}` : universal[0]
}
