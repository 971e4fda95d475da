import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import type { Result } from '#kernel/result.ts'
import { CMS_VALUE_LIMITS } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'
import { CMS_SECTIONS } from './sections.ts'

/** ContentHints (RFC 2634 §2.9): the innermost content of a wrapped message. */
export interface ContentHints {
  readonly description: string | undefined
  readonly contentType: string
}

/** CommitmentTypeIndication (EN 319 122-1 §5.2.3): what the signer means by signing. */
export interface CommitmentType {
  readonly oid: string
  /** CommitmentTypeQualifiers, as they stand. */
  readonly qualifiersDer: readonly Uint8Array[]
}

/** SignerLocation (EN 319 122-1 §5.2.5): where the signer says to be. Personal data. */
export interface SignerLocation {
  readonly country: string | undefined
  readonly locality: string | undefined
  readonly postalAddress: readonly string[]
}

type Reader = DerReader<CmsRefusal>

/** Decodes the value of a content-hints attribute. */
export function parseContentHints(valueDer: Uint8Array): Result<ContentHints, CmsRefusal> {
  return parse(valueDer, (reader) =>
    reader.sequence('contentHints', () => ({
      description: reader.optional(TAG.utf8String, () =>
        reader.string('utf8', 'contentDescription'),
      ),
      contentType: reader.oid('contentType'),
    })),
  )
}

/** Decodes the value of a mime-type attribute (EN 319 122-1 §5.2.4.2). */
export function parseMimeType(valueDer: Uint8Array): Result<string, CmsRefusal> {
  return parse(valueDer, (reader) => reader.string('utf8', 'mimeType'))
}

/** Decodes the value of a commitment-type-indication attribute. */
export function parseCommitmentType(valueDer: Uint8Array): Result<CommitmentType, CmsRefusal> {
  return parse(valueDer, (reader) =>
    reader.sequence('commitmentTypeIndication', () => {
      const oid = reader.oid('commitmentTypeId')
      const qualifiersDer = reader.optional(TAG.sequence, () =>
        reader.sequenceOf('commitmentTypeQualifier', () => reader.any('').der),
      )
      return { oid, qualifiersDer: qualifiersDer ?? [] }
    }),
  )
}

/** Decodes the value of a signer-location attribute. */
export function parseSignerLocation(valueDer: Uint8Array): Result<SignerLocation, CmsRefusal> {
  return parse(valueDer, (reader) =>
    reader.sequence('signerLocation', () => ({
      country: readTaggedText(reader, 0, 'countryName'),
      locality: readTaggedText(reader, 1, 'localityName'),
      postalAddress: readAddress(reader),
    })),
  )
}

function parse<T>(valueDer: Uint8Array, read: (reader: Reader) => T): Result<T, CmsRefusal> {
  return withSection(decodeDer<T, CmsRefusal>(valueDer, read, CMS_VALUE_LIMITS), CMS_SECTIONS)
}

/** `[n] EXPLICIT DirectoryString`. */
function readTaggedText(reader: Reader, n: number, field: string): string | undefined {
  return reader.optional(contextConstructed(n), () =>
    reader.explicit(n, field, () => reader.anyString('').text),
  )
}

function readAddress(reader: Reader): readonly string[] {
  const lines = reader.optional(contextConstructed(2), () =>
    reader.explicit(2, 'postalAddress', () =>
      reader.sequenceOf('', () => reader.anyString('').text, {
        atLeast: 1,
        atMost: ADDRESS_LINES_MAX,
      }),
    ),
  )
  return lines ?? []
}

/** PostalAddress ::= SEQUENCE SIZE(1..6) OF DirectoryString. */
const ADDRESS_LINES_MAX = 6
