import { fromUtf8 } from '#kernel/bytes.ts'
import { TAG } from './tag.ts'

/**
 * The ASN.1 string types a directory name or a general name may have (X.520 DirectoryString, RFC
 * 5280 App. A).
 */
export type StringForm =
  | 'utf8'
  | 'printable'
  | 'ia5'
  | 'numeric'
  | 'visible'
  | 'teletex'
  | 'bmp'
  | 'universal'

/** The identifier octet of each string type. */
export const STRING_TAGS: Readonly<Record<StringForm, number>> = {
  utf8: TAG.utf8String,
  printable: TAG.printableString,
  ia5: TAG.ia5String,
  numeric: TAG.numericString,
  visible: TAG.visibleString,
  teletex: TAG.teletexString,
  bmp: TAG.bmpString,
  universal: TAG.universalString,
}

const FORM_OF_TAG = new Map(
  (['utf8', 'printable', 'ia5', 'numeric', 'visible', 'teletex', 'bmp', 'universal'] as const).map(
    (form) => [STRING_TAGS[form], form],
  ),
)

/** The string type of an identifier octet; `undefined` when it is none. */
export function stringFormOf(tag: number): StringForm | undefined {
  return FORM_OF_TAG.get(tag)
}

/** Whether every character of `text` belongs to PrintableString (X.680 §41.4). */
export function isPrintable(text: string): boolean {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)
}

/** Whether every character of `text` belongs to IA5String: ISO 646, code points 0 to 127. */
export function isIa5(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

/** Code points 32 to 126. */
function isVisible(text: string): boolean {
  return /^[ -~]*$/.test(text)
}

/** Digits and space. */
function isNumeric(text: string): boolean {
  return /^[0-9 ]*$/.test(text)
}

/**
 * The text of the octets from `start` to `end`, `undefined` where they hold a character the type
 * does not have. TeletexString is read as ISO 8859-1, as CAs have always filled it.
 */
export function decodeText(
  form: StringForm,
  octets: Buffer,
  start = 0,
  end = octets.length,
): string | undefined {
  switch (form) {
    case 'utf8':
      return strictUtf8(octets, start, end)
    case 'printable':
    case 'ia5':
    case 'numeric':
    case 'visible':
      return areAll(CHARACTERS[form], octets, start, end)
        ? octets.toString('latin1', start, end)
        : undefined
    case 'teletex':
      return octets.toString('latin1', start, end)
    case 'bmp':
      return wide(octets, start, end, 2)
    case 'universal':
      return wide(octets, start, end, 4)
  }
}

/**
 * Contents octets of `text` in the given type; `undefined` where the type lacks one of its
 * characters.
 */
export function encodeText(form: StringForm, text: string): Uint8Array | undefined {
  if (form === 'bmp' || form === 'universal')
    return wideOctets(Array.from(text), form === 'bmp' ? 2 : 4)
  const octets = form === 'utf8' ? new TextEncoder().encode(text) : latin1Octets(text)
  if (octets === undefined) return undefined
  return decodeText(form, bufferOver(octets)) === text ? octets : undefined
}

/** The same octets, with the methods that read text. */
export function bufferOver(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
}

/** The types of one octet a character, each with the octets that belong to it. */
const CHARACTERS = {
  printable: octetsThat(isPrintable),
  ia5: octetsThat(isIa5),
  numeric: octetsThat(isNumeric),
  visible: octetsThat(isVisible),
}

/** 1 at every octet whose character `belongs`. */
function octetsThat(belongs: (text: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) =>
    belongs(String.fromCharCode(octet)) ? 1 : 0,
  )
}

function areAll(characters: Uint8Array, octets: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (characters[octets[i] ?? 0] === 0) return false
  return true
}

/** A replacement character stands for octets that are not UTF-8, or for itself. */
function strictUtf8(octets: Buffer, start: number, end: number): string | undefined {
  const text = octets.toString('utf8', start, end)
  return text.includes('\ufffd') ? fromUtf8(octets.subarray(start, end)) : text
}

function latin1Octets(text: string): Uint8Array | undefined {
  const octets = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return undefined
    octets[i] = text.charCodeAt(i)
  }
  return octets
}

/** UCS-2 or UCS-4, big-endian; surrogates belong to neither (X.690 §8.23.9). */
function wide(octets: Buffer, start: number, end: number, octetsEach: 2 | 4): string | undefined {
  if ((end - start) % octetsEach !== 0) return undefined
  let text = ''
  for (let i = start; i < end; i += octetsEach) {
    const point = octets.readUIntBE(i, octetsEach)
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined
    text += String.fromCodePoint(point)
  }
  return text
}

function wideOctets(characters: readonly string[], octetsEach: 2 | 4): Uint8Array | undefined {
  const octets = new Uint8Array(characters.length * octetsEach)
  for (const [i, character] of characters.entries()) {
    const point = character.codePointAt(0) ?? 0
    if ((octetsEach === 2 && point > 0xffff) || (point >= 0xd800 && point <= 0xdfff))
      return undefined
    for (let k = 0; k < octetsEach; k++)
      octets[i * octetsEach + k] = (point >>> (8 * (octetsEach - 1 - k))) & 0xff
  }
  return octets
}
