import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import {
  type AlgorithmIdentifier,
  digestOf,
  readAlgorithmIdentifier,
} from '#codec/x509/algorithm.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import type { Result } from '#kernel/result.ts'
import { CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'
import {
  type CmsAttribute,
  readSignedAttributes,
  readUnsignedAttributes,
  type SignedAttributes,
} from './signed-attributes.ts'
import { readSignerIdentifier, type SignerIdentifier } from './signer-identifier.ts'

/**
 * A SignedData (RFC 5652 §5.1) taken apart. Octet fields are views into the input. Nothing is
 * verified.
 *
 * Read is DER, with one allowance: RFC 5652 asks for DER only of what is signed, so the SETs around
 * it may stand in any order. Indefinite lengths (`openssl cms -stream`, S/MIME agents) are refused
 * by name.
 */
export interface SignedData {
  readonly contentType: string
  /** The octets signed; `undefined` in a detached signature. */
  readonly content: Uint8Array | undefined
  /**
   * The X.509 certificates, as they stand; attribute certificates and other formats are passed
   * over.
   */
  readonly certificatesDer: readonly Uint8Array[]
  /** The CRLs, as they stand; other revocation formats are passed over. */
  readonly crlsDer: readonly Uint8Array[]
  readonly signers: readonly SignerInfo[]
}

/** One signer (RFC 5652 §5.3). */
export interface SignerInfo {
  readonly sid: SignerIdentifier
  readonly digestAlgorithm: AlgorithmIdentifier
  /** The digest function; `undefined` for one this project does not compute. */
  readonly digest: DigestAlgorithm | undefined
  /** Absent: the signature covers the content itself (RFC 5652 §5.4). */
  readonly signedAttributes: SignedAttributes | undefined
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly unsignedAttributes: readonly CmsAttribute[]
}

/** A signed document of 64 MiB, its certificates and some thousand attributes. */
export const CMS_LIMITS: DerLimits = {
  sizeOctetsMax: 67_108_864,
  depthMax: 32,
  valuesMax: 65_536,
}

/** Signers of one document. */
export const CMS_SIGNERS_MAX = 16

/** Certificates, and CRLs, beside the signatures of one document. */
export const CMS_CERTIFICATES_MAX = 64

/** Decodes a ContentInfo that holds a SignedData. */
export function parseSignedData(cmsDer: Uint8Array): Result<SignedData, CmsRefusal> {
  return decodeDer<SignedData, CmsRefusal>(
    cmsDer,
    (reader) =>
      reader.sequence('contentInfo', () => {
        const type = reader.oid('contentType')
        if (type !== CMS_OID.signedData)
          reader.refuse('cms-content-type-other', 'contentType', { oid: type })
        return reader.explicit(0, 'content', () =>
          reader.sequence('signedData', () => readSignedData(reader)),
        )
      }),
    CMS_LIMITS,
  )
}

type Reader = DerReader<CmsRefusal>

/**
 * CMSVersion of SignedData (RFC 5652 §5.1): which one depends on formats that this reader passes
 * over.
 */
const VERSIONS: ReadonlySet<number> = new Set([1, 3, 4, 5])
const VERSION_MAX = 255

function readSignedData(reader: Reader): SignedData {
  const version = reader.smallInteger('version', VERSION_MAX)
  if (!VERSIONS.has(version)) reader.refuse('cms-version-unsupported', 'version', { version })
  // RFC 5652 §5.1: a hint for one-pass readers, which may fall short of the digests used.
  readSet(reader, 'digestAlgorithms', TAG.set, CMS_SIGNERS_MAX, () =>
    readAlgorithmIdentifier(reader, ''),
  )
  const { contentType, content } = reader.sequence('encapContentInfo', () => ({
    contentType: reader.oid('eContentType'),
    content: reader.optional(contextConstructed(0), () =>
      reader.explicit(0, 'eContent', () => reader.octetString('')),
    ),
  }))
  const certificatesDer = readX509Values(reader, 'certificates', contextConstructed(0))
  const crlsDer = readX509Values(reader, 'crls', contextConstructed(1))
  const signers = readSet(reader, 'signerInfos', TAG.set, CMS_SIGNERS_MAX, () =>
    reader.sequence('signerInfo', () => readSigner(reader)),
  )
  return { contentType, content, certificatesDer, crlsDer, signers }
}

/**
 * CertificateSet or RevocationInfoChoices: the SEQUENCEs are X.509's, every tagged choice is
 * another format.
 */
function readX509Values(reader: Reader, field: string, tag: number): readonly Uint8Array[] {
  const choices = reader.optional(tag, () =>
    readSet(reader, field, tag, CMS_CERTIFICATES_MAX, () => reader.any('choice')),
  )
  return (choices ?? []).filter((choice) => choice.tag === TAG.sequence).map(({ der }) => der)
}

function readSet<T>(
  reader: Reader,
  field: string,
  tag: number,
  countMax: number,
  readOne: () => T,
): readonly T[] {
  const all = reader.sequenceOf(field, readOne, { tag })
  if (all.length > countMax) reader.refuse('cms-list-too-long', field, { count: all.length })
  return all
}

function readSigner(reader: Reader): SignerInfo {
  const version = reader.smallInteger('version', VERSION_MAX)
  const sid = readSignerIdentifier(reader)
  // RFC 5652 §5.3: "the version MUST be 1" for issuerAndSerialNumber, "MUST be 3" for the key
  // identifier.
  if (version !== (sid.by === 'issuer-and-serial' ? 1 : 3))
    reader.refuse('cms-version-unsupported', 'version', { version })
  const digestAlgorithm = readAlgorithmIdentifier(reader, 'digestAlgorithm')
  const signedAttributes = reader.optional(contextConstructed(0), () =>
    readSignedAttributes(reader),
  )
  const signatureAlgorithm = readAlgorithmIdentifier(reader, 'signatureAlgorithm')
  const signature = reader.octetString('signature')
  const unsigned = reader.optional(contextConstructed(1), () => readUnsignedAttributes(reader))
  return {
    sid,
    digestAlgorithm,
    digest: digestOf(digestAlgorithm),
    signedAttributes,
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned ?? [],
  }
}
