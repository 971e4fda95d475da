import { decodeBer } from '#codec/ber/decode-ber.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed } from '#codec/der/tag.ts'
import type { Result } from '#kernel/result.ts'
import type { Originals } from './attribute.ts'
import { CMS_CERTIFICATES_MAX, CMS_REVOCATIONS_MAX, CMS_VALUE_LIMITS } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'
import type { OtherRevocation } from './revocation-choices.ts'
import { CMS_SECTIONS } from './sections.ts'

/** What a revocation-values attribute holds (EN 319 122-1 annex A.1.2.2). */
export interface RevocationValues {
  readonly crlsDer: readonly Uint8Array[]
  /** Each a BasicOCSPResponse, without the OCSPResponse around it. */
  readonly basicOcspResponsesDer: readonly Uint8Array[]
  readonly otherRevocations: readonly OtherRevocation[]
}

type Reader = DerReader<CmsRefusal>

/**
 * Decodes the value of a certificate-values attribute (EN 319 122-1 annex A.1.1.2): certificates as
 * they stand.
 */
export function parseCertificateValues(
  valueDer: Uint8Array,
): Result<readonly Uint8Array[], CmsRefusal> {
  return withSection(
    decodeBer<readonly Uint8Array[], CmsRefusal>(
      valueDer,
      (reader, source) => readValues(reader, source, 'certificateValues', CMS_CERTIFICATES_MAX),
      CMS_VALUE_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

/** Decodes the value of a revocation-values attribute: lists and responses as they stand. */
export function parseRevocationValues(valueDer: Uint8Array): Result<RevocationValues, CmsRefusal> {
  return withSection(
    decodeBer<RevocationValues, CmsRefusal>(
      valueDer,
      (reader, source) =>
        reader.sequence('revocationValues', () => ({
          crlsDer: readTagged(reader, source, 0, 'crlVals'),
          basicOcspResponsesDer: readTagged(reader, source, 1, 'ocspVals'),
          otherRevocations: readOther(reader, source),
        })),
      CMS_VALUE_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

function readTagged(
  reader: Reader,
  originals: Originals,
  n: number,
  field: string,
): readonly Uint8Array[] {
  const values = reader.optional(contextConstructed(n), () =>
    reader.explicit(n, '', () => readValues(reader, originals, field, CMS_REVOCATIONS_MAX)),
  )
  return values ?? []
}

/** A SEQUENCE OF structures, each itself a SEQUENCE. */
function readValues(
  reader: Reader,
  { original }: Originals,
  field: string,
  countMax: number,
): readonly Uint8Array[] {
  const readOne = (): Uint8Array =>
    original(reader.captured(() => reader.sequence('', () => void reader.rest())).der)
  const all = reader.sequenceOf(field, readOne)
  if (all.length > countMax) reader.refuse('cms-list-too-long', field, { count: all.length })
  return all
}

function readOther(reader: Reader, { original }: Originals): readonly OtherRevocation[] {
  const other = reader.optional(contextConstructed(2), () =>
    reader.explicit(2, 'otherRevVals', () =>
      reader.sequence('', () => ({
        oid: reader.oid('otherRevValType'),
        infoDer: original(reader.any('otherRevVals').der),
      })),
    ),
  )
  return other === undefined ? [] : [other]
}
