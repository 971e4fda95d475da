import * as der from '#codec/der/encode.ts'
import { decodeDer, type DerReader, type ListOptions } from '#codec/der/decode.ts'
import { OctetMemory, type Remembered } from '#codec/der/octet-memory.ts'
import type { DerRefusal } from '#codec/der/refusal.ts'
import { TAG } from '#codec/der/tag.ts'
import { type StringForm, stringFormOf } from '#codec/der/text.ts'
import { compareBytes, equalBytes } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'
import { ATTRIBUTES_MAX, RELATIVE_NAMES_MAX } from './bounds.ts'
import { ATTRIBUTE, type AttributeShortName } from './oids.ts'

/**
 * One AttributeTypeAndValue (RFC 5280 §4.1.2.4): a string with its type kept, or a value of another
 * type.
 */
export type NameAttribute =
  | { readonly oid: string; readonly form: StringForm; readonly text: string }
  | { readonly oid: string; readonly form: 'other'; readonly valueDer: Uint8Array }

/** RelativeDistinguishedName: almost always one attribute. */
export type RelativeName = readonly NameAttribute[]

/** A distinguished name (RFC 5280 §4.1.2.4), most general part first, with its encoding. */
export interface Name {
  readonly relativeNames: readonly RelativeName[]
  readonly der: Uint8Array
}

/** The name of no parts: a subject that its subjectAltName stands for. */
export const EMPTY_NAME: Name = nameOf([])

/**
 * The name of single-attribute parts in the given order, in the string types of the JPKI profile
 * (spec/jpki.md §2.1): PrintableString where X.520 or RFC 5280 fixes it, else UTF8String. A
 * character outside the string type is a bug.
 */
export function nameOf(parts: readonly (readonly [AttributeShortName, string])[]): Name {
  return nameOfRelativeNames(parts.map(([type, text]) => [attributeOf(type, text)]))
}

/** A part of such a name, to encode. */
export function partNode(type: AttributeShortName, text: string): der.DerNode {
  return relativeNameNode([attributeOf(type, text)])
}

function attributeOf(type: AttributeShortName, text: string): NameAttribute {
  return { oid: ATTRIBUTE[type], form: formOf(type), text }
}

/**
 * The name of the given parts as they are, string types included; the attributes of a part in DER's
 * order.
 */
export function nameOfRelativeNames(parts: readonly RelativeName[]): Name {
  const relativeNames = parts.map(inEncodedOrder)
  return { relativeNames, der: der.encode(der.sequence(...relativeNames.map(relativeNameNode))) }
}

/** Decodes a Name that stands alone. */
export function parseName(nameDer: Uint8Array): Result<Name, DerRefusal> {
  return decodeDer(nameDer, (reader) => readName(reader, 'name'))
}

/** Reads a Name: an issuer's, most often, and so one that was read before. */
export function readName(reader: DerReader, field: string): Name {
  const start = reader.offset
  const known = reader.recall(NAMES)
  if (known !== undefined) return { relativeNames: known, der: reader.since(start) }
  const name = readNewName(reader, field)
  if (name.relativeNames.every(isPlain)) {
    const values = 1 + VALUES_OF_PLAIN_PART * name.relativeNames.length
    reader.remember(NAMES, start, { value: name.relativeNames, values, depth: 3 })
  }
  return name
}

/**
 * Reads a subject: where it is the issuer again, as an authority's own certificate has it, the
 * parts are the same; any other is not remembered, as it may be a person's.
 */
export function readSubject(reader: DerReader, field: string, issuer: Name): Name {
  const start = reader.offset
  const subject = readNewName(reader, field)
  return equalBytes(subject.der, issuer.der)
    ? { relativeNames: issuer.relativeNames, der: reader.since(start) }
    : subject
}

/** Reads a Name that is hardly ever met again, and may be a person's: it is not remembered. */
function readNewName(reader: DerReader, field: string): Name {
  const start = reader.offset
  const relativeNames = reader.sequenceOf(field, readSetOfAttributes, NAME_BOUNDS)
  return { relativeNames, der: reader.since(start) }
}

/** Longer names are rare, and cheaper to read than to keep. */
const NAME_OCTETS_KEPT_MAX = 256

/** Names that were read: some hundreds of authorities issue what one relying party ever sees. */
const NAMES = new OctetMemory<Remembered<readonly RelativeName[]>>(1024, NAME_OCTETS_KEPT_MAX)

/** SET, SEQUENCE, type and value. */
const VALUES_OF_PLAIN_PART = 4

/** One attribute that is a string: its values can be counted, and hold no views. */
function isPlain(part: RelativeName): boolean {
  return part.length === 1 && part[0]?.form !== 'other'
}

/**
 * Reads the attributes of a RelativeDistinguishedName, whose identifier octet `tag` may be
 * IMPLICIT.
 */
export function readRelativeName(reader: DerReader, tag: number = TAG.set): RelativeName {
  const bounds = tag === TAG.set ? RELATIVE_NAME_BOUNDS : { ...RELATIVE_NAME_BOUNDS, tag }
  return reader.setOf('rdn', readAttribute, bounds)
}

const NAME_BOUNDS: ListOptions = { atMost: RELATIVE_NAMES_MAX }
const RELATIVE_NAME_BOUNDS: ListOptions = { atLeast: 1, atMost: ATTRIBUTES_MAX }

/** The AttributeTypeAndValues of a RelativeDistinguishedName as a SET to encode. */
export function relativeNameNode(attributes: RelativeName): der.DerNode {
  return der.setOf(attributes.map(attributeNode))
}

/** The texts of every attribute of the given type, in order. */
export function attributeTexts(name: Name, type: AttributeShortName): readonly string[] {
  const texts: string[] = []
  for (const attributes of name.relativeNames)
    for (const attribute of attributes)
      if (attribute.oid === ATTRIBUTE[type] && attribute.form !== 'other')
        texts.push(attribute.text)
  return texts
}

function inEncodedOrder(attributes: RelativeName): RelativeName {
  if (attributes.length < 2) return attributes
  const encoded = attributes.map(
    (attribute) => [der.encode(attributeNode(attribute)), attribute] as const,
  )
  return encoded.sort(([a], [b]) => compareBytes(a, b)).map(([, attribute]) => attribute)
}

function formOf(type: AttributeShortName): StringForm {
  switch (type) {
    case 'C':
    case 'serialNumber':
    case 'dnQualifier':
      return 'printable'
    case 'DC':
    case 'emailAddress':
      return 'ia5'
    case 'CN':
    case 'SN':
    case 'L':
    case 'ST':
    case 'street':
    case 'O':
    case 'OU':
    case 'title':
    case 'GN':
    case 'initials':
    case 'generationQualifier':
    case 'pseudonym':
    case 'organizationIdentifier':
    case 'UID':
      return 'utf8'
  }
}

function attributeNode(attribute: NameAttribute): der.DerNode {
  const value =
    attribute.form === 'other' ? attribute.valueDer : der.stringOf(attribute.form, attribute.text)
  return der.sequence(der.oid(attribute.oid), value)
}

function readSetOfAttributes(reader: DerReader): RelativeName {
  const known = reader.recall(PARTS)
  if (known !== undefined) return known
  const start = reader.offset
  const part = readRelativeName(reader)
  const [first] = part
  if (first !== undefined && isPlain(part) && SHARED_ATTRIBUTES.has(first.oid))
    reader.remember(PARTS, start, { value: part, values: VALUES_OF_PLAIN_PART, depth: 2 })
  return part
}

/** Parts of names that were read. */
const PARTS = new OctetMemory<Remembered<RelativeName>>(256, 128)

/** What many names have in common; nothing that is one person's is remembered. */
const SHARED_ATTRIBUTES: ReadonlySet<string> = new Set([
  ATTRIBUTE.C,
  ATTRIBUTE.O,
  ATTRIBUTE.OU,
  ATTRIBUTE.DC,
])

function readAttribute(reader: DerReader): NameAttribute {
  return reader.sequence('', readTypeAndValue)
}

function readTypeAndValue(reader: DerReader): NameAttribute {
  const oid = reader.oid('type')
  const form = reader.nextTag === undefined ? undefined : stringFormOf(reader.nextTag)
  if (form !== undefined) {
    const text = reader.string(form, 'value')
    if (text === '' && !MAY_BE_EMPTY.has(oid) && STRING_ATTRIBUTES.has(oid))
      reader.refuse('der-value-malformed', 'value', { clause: 'RFC 5280 App. A.1, SIZE (1..MAX)' })
    return { oid, form, text }
  }
  // Refused: what comes next is no string, and not that one.
  if (STRING_ATTRIBUTES.has(oid)) reader.string('utf8', 'value')
  return { oid, form: 'other', valueDer: reader.anyDer('value').der }
}

/**
 * RFC 5280 App. A.1 and RFC 4519 make each of these a string. Which string type stands there is
 * not asked: authorities write UTF8String where PrintableString or IA5String is laid down, and
 * names are compared by their characters (RFC 5280 §7.1).
 */
const STRING_ATTRIBUTES: ReadonlySet<string> = new Set(Object.values(ATTRIBUTE))

/** All of those but these are of one character or more (DirectoryString, SIZE (1..MAX)). */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set([ATTRIBUTE.DC, ATTRIBUTE.dnQualifier])
