import type { BerSource } from '#codec/ber/normalise.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { CMS_ATTRIBUTE_VALUES_MAX, CMS_ATTRIBUTES_MAX } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'

/** One attribute (RFC 5652 §5.3) as it stands in the message. */
export interface CmsAttribute {
  readonly oid: string
  readonly valuesDer: readonly Uint8Array[]
  /** The whole Attribute. */
  readonly der: Uint8Array
}

/** Where the octets of a message come from: DER as it stands, or BER whose originals are kept. */
export type Originals = Pick<BerSource, 'original' | 'isBer'>

/** Every value of the attributes of one type, in order. */
export function attributeValues(
  attributes: readonly CmsAttribute[],
  oid: string,
): readonly Uint8Array[] {
  return attributes.flatMap((attribute) => (attribute.oid === oid ? attribute.valuesDer : []))
}

/**
 * Reads `unsignedAttrs [1] IMPLICIT SET OF Attribute`; nothing signs them, so their order is not
 * asked.
 */
export function readUnsignedAttributes(
  reader: DerReader<CmsRefusal>,
  { original }: Originals,
): readonly CmsAttribute[] {
  const readOne = (): CmsAttribute => {
    const { value, der } = reader.captured(() =>
      reader.sequence('attribute', () => ({
        oid: reader.oid('attrType'),
        valuesDer: reader
          .sequenceOf('attrValues', () => reader.any('value').der, {
            tag: TAG.set,
            atMost: CMS_ATTRIBUTE_VALUES_MAX,
          })
          .map(original),
      })),
    )
    return { ...value, der: original(der) }
  }
  return readAttributeList(reader, 'unsignedAttrs', contextConstructed(1), readOne)
}

/** Reads a list of attributes (SIZE (1..MAX)) by its identifier octet. */
export function readAttributeList<T>(
  reader: DerReader<CmsRefusal>,
  field: string,
  tag: number,
  readOne: () => T,
): readonly T[] {
  const all = reader.sequenceOf(field, readOne, { tag, atLeast: 1 })
  if (all.length > CMS_ATTRIBUTES_MAX)
    reader.refuse('cms-list-too-long', field, { count: all.length })
  return all
}
