import * as der from '#codec/der/encode.ts'
import { type DerReader, type ListOptions } from '#codec/der/decode.ts'
import { context, contextConstructed, TAG } from '#codec/der/tag.ts'
import { GENERAL_NAMES_MAX } from './bounds.ts'
import { type Name, readName } from './name.ts'

/** GeneralName (RFC 5280 §4.2.1.6). */
export type GeneralName =
  | OtherName
  | { readonly kind: 'rfc822Name'; readonly text: string }
  | { readonly kind: 'dNSName'; readonly text: string }
  | { readonly kind: 'directoryName'; readonly name: Name }
  | { readonly kind: 'uniformResourceIdentifier'; readonly text: string }
  | { readonly kind: 'iPAddress'; readonly octets: Uint8Array }
  | { readonly kind: 'registeredID'; readonly oid: string }
  /** x400Address and ediPartyName: kept as they stand, tag included. */
  | { readonly kind: 'x400Address' | 'ediPartyName'; readonly der: Uint8Array }

/**
 * otherName: how the signature certificate carries the holder's items (spec/jpki.md §2.3), personal
 * data. A UTF8String is its text; any other value keeps the encoding inside `[0] EXPLICIT`.
 */
export type OtherName =
  | { readonly kind: 'otherName'; readonly oid: string; readonly text: string }
  | {
      readonly kind: 'otherName'
      readonly oid: string
      readonly text: undefined
      readonly valueDer: Uint8Array
    }

/** An otherName whose value is a UTF8String. */
export function otherNameText(oid: string, text: string): OtherName {
  return { kind: 'otherName', oid, text }
}

/** A directoryName. */
export function directoryName(name: Name): GeneralName {
  return { kind: 'directoryName', name }
}

/** A uniformResourceIdentifier; a character outside ASCII is a bug. */
export function uri(text: string): GeneralName {
  return { kind: 'uniformResourceIdentifier', text }
}

/** A GeneralName to encode. */
export function generalNameNode(general: GeneralName): der.DerValue {
  switch (general.kind) {
    case 'otherName': {
      const value = general.text === undefined ? general.valueDer : der.utf8String(general.text)
      return der.implicit(0, der.sequence(der.oid(general.oid), der.explicit(0, value)))
    }
    case 'rfc822Name':
      return der.implicit(1, der.ia5String(general.text))
    case 'dNSName':
      return der.implicit(2, der.ia5String(general.text))
    case 'directoryName':
      // Name is a CHOICE, so its tag is EXPLICIT (X.680 §31.2.7).
      return der.explicit(4, general.name.der)
    case 'uniformResourceIdentifier':
      return der.implicit(6, der.ia5String(general.text))
    case 'iPAddress':
      return der.implicit(7, der.octetString(general.octets))
    case 'registeredID':
      return der.implicit(8, der.oid(general.oid))
    case 'x400Address':
    case 'ediPartyName':
      return general.der
  }
}

/** GeneralNames, at least one, to encode. */
export function generalNamesNode(names: readonly GeneralName[]): der.DerNode {
  return der.sequence(...names.map(generalNameNode))
}

/** Reads GeneralNames, at least one; `options.tag` where they are IMPLICIT. */
export function readGeneralNames(
  reader: DerReader,
  field: string,
  { tag }: Pick<ListOptions, 'tag'> = {},
): readonly GeneralName[] {
  const bounds = tag === undefined ? GENERAL_NAMES_BOUNDS : { ...GENERAL_NAMES_BOUNDS, tag }
  return reader.sequenceOf(field, readGeneralName, bounds)
}

const GENERAL_NAMES_BOUNDS: ListOptions = { atLeast: 1, atMost: GENERAL_NAMES_MAX }

/** Reads a GeneralName. */
export function readGeneralName(reader: DerReader): GeneralName {
  switch (reader.nextTag) {
    case contextConstructed(0):
      return reader.constructed(contextConstructed(0), 'otherName', readOtherName)
    case context(1):
      return { kind: 'rfc822Name', text: reader.string('ia5', 'rfc822Name', context(1)) }
    case context(2):
      return { kind: 'dNSName', text: reader.string('ia5', 'dNSName', context(2)) }
    case contextConstructed(3):
      return { kind: 'x400Address', der: reader.anyDer('x400Address').der }
    case contextConstructed(4):
      return directoryName(reader.explicit(4, 'directoryName', readWholeName))
    case contextConstructed(5):
      return { kind: 'ediPartyName', der: reader.anyDer('ediPartyName').der }
    case context(6):
      return uri(reader.string('ia5', 'uniformResourceIdentifier', context(6)))
    case context(7):
      return { kind: 'iPAddress', octets: reader.octetString('iPAddress', context(7)) }
    case context(8):
      return { kind: 'registeredID', oid: reader.oid('registeredID', context(8)) }
    case undefined:
    default:
      return reader.refuse('der-tag-unexpected', 'generalName')
  }
}

function readWholeName(reader: DerReader): Name {
  return readName(reader, '')
}

function readOtherName(reader: DerReader): OtherName {
  const oid = reader.oid('type-id')
  const value = reader.explicit(0, 'value', readOtherValue)
  return typeof value === 'string'
    ? otherNameText(oid, value)
    : { kind: 'otherName', oid, text: undefined, valueDer: value }
}

function readOtherValue(reader: DerReader): string | Uint8Array {
  return reader.nextTag === TAG.utf8String
    ? reader.string('utf8', 'text')
    : reader.anyDer('any').der
}
