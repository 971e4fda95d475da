import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import type { HashAlgorithm } from '#crypto/digest.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { CMS_REFERENCES_MAX, CMS_VALUE_LIMITS } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'
import { CMS_SECTIONS } from './sections.ts'
import { type CertificateReference, readIssuerSerial } from './signing-certificate.ts'

/** OtherHash (EN 319 122-1 annex A.1.1.1): a digest and its function, SHA-1 where bare. */
export interface OtherHash {
  /** `undefined` for a function this project does not compute. */
  readonly digest: HashAlgorithm | undefined
  readonly value: Uint8Array
}

/** CrlOcspRef (EN 319 122-1 annex A.1.2.1): the revocation information of one certificate. */
export interface RevocationReference {
  readonly crls: readonly CrlReference[]
  readonly ocspResponses: readonly OcspReference[]
}

/** CrlValidatedID. */
export interface CrlReference {
  readonly hash: OtherHash
  readonly issuer: Name | undefined
  readonly issuedAt: Instant | undefined
}

/** OcspResponsesID; the responder's identifier is kept as it stands. */
export interface OcspReference {
  readonly responderIdDer: Uint8Array
  readonly producedAt: Instant
  readonly hash: OtherHash | undefined
}

type Reader = DerReader<CmsRefusal>

/** Decodes the value of a complete-certificate-references attribute (annex A.1.1.1). */
export function parseCertificateReferences(
  valueDer: Uint8Array,
): Result<readonly CertificateReference[], CmsRefusal> {
  return withSection(
    decodeDer<readonly CertificateReference[], CmsRefusal>(
      valueDer,
      (reader) => readMany(reader, 'completeCertificateRefs', () => readOtherCertId(reader)),
      CMS_VALUE_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

/** Decodes the value of a complete-revocation-references attribute (annex A.1.2.1). */
export function parseRevocationReferences(
  valueDer: Uint8Array,
): Result<readonly RevocationReference[], CmsRefusal> {
  return withSection(
    decodeDer<readonly RevocationReference[], CmsRefusal>(
      valueDer,
      (reader) => readMany(reader, 'completeRevocationRefs', () => readCrlOcspRef(reader)),
      CMS_VALUE_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

function readMany<T>(reader: Reader, field: string, readOne: () => T): readonly T[] {
  const all = reader.sequenceOf(field, readOne)
  if (all.length > CMS_REFERENCES_MAX)
    reader.refuse('cms-list-too-long', field, { count: all.length })
  return all
}

/** Reads `OtherHash ::= CHOICE { sha1Hash OCTET STRING, otherHash OtherHashAlgAndValue }`. */
function readOtherHash(reader: Reader, field: string): OtherHash {
  if (reader.nextTag === TAG.octetString)
    return { digest: 'sha1', value: reader.octetString(field) }
  return reader.sequence(field, () => ({
    digest: hashAlgorithmOf(readAlgorithmIdentifier(reader, 'hashAlgorithm')),
    value: reader.octetString('hashValue'),
  }))
}

function readOtherCertId(reader: Reader): CertificateReference {
  return reader.sequence('otherCertID', () => {
    const { digest, value: certificateHash } = readOtherHash(reader, 'otherCertHash')
    return { digest, certificateHash, ...readIssuerSerial(reader) }
  })
}

function readCrlOcspRef(reader: Reader): RevocationReference {
  return reader.sequence('crlOcspRef', () => {
    const crls = readTaggedList(reader, 0, 'crlids', () => readCrlId(reader))
    const ocspResponses = readTaggedList(reader, 1, 'ocspids', () => readOcspId(reader))
    reader.optional(contextConstructed(2), () => reader.any('otherRev'))
    return { crls, ocspResponses }
  })
}

/** `[n] EXPLICIT SEQUENCE { SEQUENCE OF … } OPTIONAL`: CRLListID and OcspListID. */
function readTaggedList<T>(
  reader: Reader,
  n: number,
  field: string,
  readOne: () => T,
): readonly T[] {
  const all = reader.optional(contextConstructed(n), () =>
    reader.explicit(n, field, () => reader.sequence('', () => readMany(reader, '', readOne))),
  )
  return all ?? []
}

function readCrlId(reader: Reader): CrlReference {
  return reader.sequence('crlValidatedID', () => {
    const hash = readOtherHash(reader, 'crlHash')
    const identifier = reader.optional(TAG.sequence, () =>
      reader.sequence('crlIdentifier', () => {
        const issuer = readName(reader, 'crlissuer')
        const issuedAt = reader.utcTime('crlIssuedTime')
        reader.optional(TAG.integer, () => reader.integerContents('crlNumber'))
        return { issuer, issuedAt }
      }),
    )
    return { hash, issuer: identifier?.issuer, issuedAt: identifier?.issuedAt }
  })
}

function readOcspId(reader: Reader): OcspReference {
  return reader.sequence('ocspResponsesID', () => {
    const identifier = reader.sequence('ocspIdentifier', () => ({
      responderIdDer: reader.any('ocspResponderID').der,
      producedAt: reader.generalizedTime('producedAt'),
    }))
    const hash = reader.atEnd ? undefined : readOtherHash(reader, 'ocspRepHash')
    return { ...identifier, hash }
  })
}
