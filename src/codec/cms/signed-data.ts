import { decodeBer } from '#codec/ber/decode-ber.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { Result } from '#kernel/result.ts'
import type { Originals } from './attribute.ts'
import { CMS_LIMITS, CMS_SIGNERS_MAX } from './bounds.ts'
import {
  NO_CERTIFICATES,
  type OtherCertificates,
  readCertificateChoices,
} from './certificate-choices.ts'
import { cmsContentName, CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'
import {
  NO_REVOCATIONS,
  type OtherRevocation,
  readRevocationChoices,
} from './revocation-choices.ts'
import { CMS_SECTIONS } from './sections.ts'
import { CMS_VERSION_MAX, readSignerInfo, type SignerInfo } from './signer-info.ts'

/** CMSVersion of a SignedData (RFC 5652 §5.1). */
export type SignedDataVersion = 1 | 3 | 4 | 5

/**
 * A SignedData (RFC 5652 §5.1) taken apart. Octet fields are views into the input. Nothing is
 * verified.
 */
export interface SignedData {
  readonly version: SignedDataVersion
  /** The version that RFC 5652 §5.1 gives to what is inside; PKCS#7 software writes 1 for all. */
  readonly versionByRule: SignedDataVersion
  /** Whether the message is written in BER that is not DER, as RFC 5652 §1 allows. */
  readonly isBer: boolean
  /** A hint for one-pass readers, which may fall short of the digests used (RFC 5652 §5.1). */
  readonly digestAlgorithms: readonly AlgorithmIdentifier[]
  readonly contentType: string
  /** The octets signed, segments joined; `undefined` in a detached signature. */
  readonly content: Uint8Array | undefined
  /** The X.509 certificates, as they stand. */
  readonly certificatesDer: readonly Uint8Array[]
  /** Certificates of other formats, which are passed over. */
  readonly otherCertificates: OtherCertificates
  /** The CRLs, as they stand. */
  readonly crlsDer: readonly Uint8Array[]
  /** The OCSP responses (RFC 5940), whole, as they stand. */
  readonly ocspResponsesDer: readonly Uint8Array[]
  readonly otherRevocations: readonly OtherRevocation[]
  /** None in a message that only carries certificates and CRLs (RFC 5652 §5.2). */
  readonly signers: readonly SignerInfo[]
  readonly encoded: SignedDataOctets
}

/** Parts of a SignedData with tag and length, as they stand: what archive time-stamps cover. */
export interface SignedDataOctets {
  readonly encapContentInfo: Uint8Array
  readonly eContentType: Uint8Array
  readonly certificates: Uint8Array | undefined
  readonly crls: Uint8Array | undefined
  /** Every CertificateChoices, those of other formats too, in order. */
  readonly certificateChoices: readonly Uint8Array[]
  /** Every RevocationInfoChoice, in order. */
  readonly revocationChoices: readonly Uint8Array[]
}

/** Decodes a ContentInfo, in DER or BER, that holds a SignedData. */
export function parseSignedData(octets: Uint8Array): Result<SignedData, CmsRefusal> {
  return withSection(
    decodeBer<SignedData, CmsRefusal>(
      octets,
      (reader, source) =>
        reader.sequence('contentInfo', () => {
          const type = reader.oid('contentType')
          if (type !== CMS_OID.signedData) {
            const name = cmsContentName(type)
            reader.refuse('cms-content-type-other', 'contentType', { oid: type, name })
          }
          return reader.explicit(0, 'content', () => readSignedData(reader, source))
        }),
      CMS_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

/**
 * The SignedData that is itself the content of another: bare under id-signedData (RFC 5652 §5.2),
 * in a ContentInfo under id-ct-contentInfo (RFC 2634 §1.1). `undefined` for any other content.
 */
export function parseInnerSignedData({
  contentType,
  content,
}: Pick<SignedData, 'contentType' | 'content'>): Result<SignedData, CmsRefusal> | undefined {
  if (content === undefined) return undefined
  if (contentType === CMS_OID.contentInfo) return parseSignedData(content)
  if (contentType !== CMS_OID.signedData) return undefined
  return withSection(
    decodeBer<SignedData, CmsRefusal>(content, readSignedData, CMS_LIMITS),
    CMS_SECTIONS,
  )
}

type Reader = DerReader<CmsRefusal>

function readSignedData(reader: Reader, originals: Originals): SignedData {
  return reader.sequence('signedData', () => {
    const version = readVersion(reader)
    const digestAlgorithms = readSet(reader, 'digestAlgorithms', () =>
      readAlgorithmIdentifier(reader, ''),
    )
    const encapsulated = reader.captured(() => readEncapsulated(reader))
    const certificates = reader.optional(contextConstructed(0), () =>
      reader.captured(() => readCertificateChoices(reader, originals)),
    )
    const crls = reader.optional(contextConstructed(1), () =>
      reader.captured(() => readRevocationChoices(reader, originals)),
    )
    const signers = readSet(reader, 'signerInfos', () =>
      readSignerInfo(reader, originals, 'signer'),
    )
    const { contentType, content, typeDer } = encapsulated.value
    const { octets: certificateChoices, ...formats } = certificates?.value ?? NO_CERTIFICATES
    const { octets: revocationChoices, ...revocations } = crls?.value ?? NO_REVOCATIONS
    const fields = { contentType, content, ...formats, ...revocations, signers }
    return {
      version,
      versionByRule: versionByRule(fields, revocationChoices.length),
      isBer: originals.isBer,
      digestAlgorithms,
      ...fields,
      encoded: {
        encapContentInfo: originals.original(encapsulated.der),
        eContentType: originals.original(typeDer),
        certificates: certificates && originals.original(certificates.der),
        crls: crls && originals.original(crls.der),
        certificateChoices,
        revocationChoices,
      },
    }
  })
}

function readVersion(reader: Reader): SignedDataVersion {
  const version = reader.smallInteger('version', CMS_VERSION_MAX)
  return (
    VERSIONS.find((known) => known === version) ??
    reader.refuse('cms-version-unsupported', 'version', { version })
  )
}

const VERSIONS = [1, 3, 4, 5] as const

/** RFC 5652 §5.1, the rule for version, from its most demanding condition down. */
function versionByRule(
  fields: Pick<SignedData, 'contentType' | 'otherCertificates' | 'crlsDer' | 'signers'>,
  revocationCount: number,
): SignedDataVersion {
  const { other, attributeV1, attributeV2 } = fields.otherCertificates
  if (other > 0 || revocationCount > fields.crlsDer.length) return 5
  if (attributeV2 > 0) return 4
  const isLater = attributeV1 > 0 || fields.signers.some(({ version }) => version === 3)
  return isLater || fields.contentType !== CMS_OID.data ? 3 : 1
}

function readEncapsulated(reader: Reader) {
  return reader.sequence('encapContentInfo', () => {
    const type = reader.captured(() => reader.oid('eContentType'))
    const content = reader.optional(contextConstructed(0), () =>
      reader.explicit(0, 'eContent', () => reader.octetString('')),
    )
    return { contentType: type.value, typeDer: type.der, content }
  })
}

/** A SET OF at most `CMS_SIGNERS_MAX`; RFC 5652 asks for DER only of what is signed. */
function readSet<T>(reader: Reader, field: string, readOne: () => T): readonly T[] {
  const all = reader.sequenceOf(field, readOne, { tag: TAG.set })
  if (all.length > CMS_SIGNERS_MAX) reader.refuse('cms-list-too-long', field, { count: all.length })
  return all
}
