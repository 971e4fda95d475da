import type { DerReader } from '#codec/der/decode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import type { Originals } from './attribute.ts'
import { CMS_CERTIFICATES_MAX } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'

/** CertificateSet (RFC 5652 §10.2.3): every format by name, X.509 alone being read further. */
export interface CertificateChoices {
  /** X.509 certificates, as they stand. */
  readonly certificatesDer: readonly Uint8Array[]
  /** What was passed over. */
  readonly otherCertificates: OtherCertificates
  /** Every choice as it stands, in order. */
  readonly octets: readonly Uint8Array[]
}

/** How many certificates of other formats (RFC 5652 §10.2.2) stand beside the X.509 ones. */
export interface OtherCertificates {
  /** PKCS#6, obsolete. */
  readonly extended: number
  /** Attribute certificates of X.509-1997, obsolete. */
  readonly attributeV1: number
  /** Attribute certificates (RFC 5755). */
  readonly attributeV2: number
  /** OtherCertificateFormat. */
  readonly other: number
}

/** Reads `certificates [0] IMPLICIT CertificateSet`. */
export function readCertificateChoices(
  reader: DerReader<CmsRefusal>,
  { original }: Originals,
): CertificateChoices {
  const field = 'certificates'
  const all = reader.sequenceOf(
    field,
    () => {
      const choice = reader.any('certificateChoice')
      if (!CHOICE_TAGS.has(choice.tag)) reader.refuse('der-tag-unexpected', 'certificateChoice')
      return choice
    },
    { tag: contextConstructed(0) },
  )
  if (all.length > CMS_CERTIFICATES_MAX)
    reader.refuse('cms-list-too-long', field, { count: all.length })
  const octets = all.map(({ der }) => original(der))
  const counted = (tag: number): number => all.filter((choice) => choice.tag === tag).length
  return {
    certificatesDer: octets.filter((_, index) => all[index]?.tag === TAG.sequence),
    otherCertificates: {
      extended: counted(contextConstructed(0)),
      attributeV1: counted(contextConstructed(1)),
      attributeV2: counted(contextConstructed(2)),
      other: counted(contextConstructed(3)),
    },
    octets,
  }
}

/** A message without certificates. */
export const NO_CERTIFICATES: CertificateChoices = {
  certificatesDer: [],
  otherCertificates: { extended: 0, attributeV1: 0, attributeV2: 0, other: 0 },
  octets: [],
}

const CHOICE_TAGS: ReadonlySet<number> = new Set([
  TAG.sequence,
  ...[0, 1, 2, 3].map(contextConstructed),
])
