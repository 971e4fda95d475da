import type { DerReader } from '#codec/der/decode.ts'
import { contextConstructed } from '#codec/der/tag.ts'
import type { Originals } from './attribute.ts'
import { CMS_REVOCATIONS_MAX } from './bounds.ts'
import { CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'

/** RevocationInfoChoices (RFC 5652 §10.2.1). */
export interface RevocationChoices {
  /** CRLs, as they stand. */
  readonly crlsDer: readonly Uint8Array[]
  /** OCSP responses under id-ri-ocsp-response (RFC 5940 §2.1), whole, as they stand. */
  readonly ocspResponsesDer: readonly Uint8Array[]
  /** Information of other kinds, under its identifier. */
  readonly otherRevocations: readonly OtherRevocation[]
  /** Every choice as it stands, in order. */
  readonly octets: readonly Uint8Array[]
}

/** OtherRevocationInfoFormat (RFC 5652 §10.2.1) of a kind that is not read further. */
export interface OtherRevocation {
  readonly oid: string
  readonly infoDer: Uint8Array
}

type Choice = { readonly octets: Uint8Array } & (
  | { readonly kind: 'crl' }
  | { readonly kind: 'other'; readonly oid: string; readonly infoDer: Uint8Array }
)

/** Reads `crls [1] IMPLICIT RevocationInfoChoices`. */
export function readRevocationChoices(
  reader: DerReader<CmsRefusal>,
  originals: Originals,
): RevocationChoices {
  const tag = contextConstructed(1)
  const all = reader.sequenceOf('crls', () => readChoice(reader, originals), { tag })
  if (all.length > CMS_REVOCATIONS_MAX)
    reader.refuse('cms-list-too-long', 'crls', { count: all.length })
  const others = all.flatMap((choice) => (choice.kind === 'other' ? [choice] : []))
  return {
    crlsDer: all.flatMap(({ kind, octets }) => (kind === 'crl' ? [octets] : [])),
    ocspResponsesDer: others.filter(isOcsp).map(({ infoDer }) => infoDer),
    otherRevocations: others
      .filter((other) => !isOcsp(other))
      .map(({ oid, infoDer }) => ({ oid, infoDer })),
    octets: all.map(({ octets }) => octets),
  }
}

/** A message without revocation information. */
export const NO_REVOCATIONS: RevocationChoices = {
  crlsDer: [],
  ocspResponsesDer: [],
  otherRevocations: [],
  octets: [],
}

function isOcsp({ oid }: OtherRevocation): boolean {
  return oid === CMS_OID.ocspResponseInfo
}

function readChoice(reader: DerReader<CmsRefusal>, { original }: Originals): Choice {
  if (reader.nextTag !== contextConstructed(1)) {
    const { der } = reader.captured(() => reader.sequence('crl', () => reader.rest()))
    return { kind: 'crl', octets: original(der) }
  }
  const { value, der } = reader.captured(() =>
    reader.constructed(contextConstructed(1), 'otherRevInfo', () => ({
      oid: reader.oid('otherRevInfoFormat'),
      infoDer: original(reader.any('otherRevInfo').der),
    })),
  )
  return { kind: 'other', ...value, octets: original(der) }
}
