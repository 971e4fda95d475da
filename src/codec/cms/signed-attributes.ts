import { asItStands } from '#codec/ber/normalise.ts'
import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { type CmsAttribute, type Originals, readAttributeList } from './attribute.ts'
import { CMS_ATTRIBUTE_VALUES_MAX } from './bounds.ts'
import { CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'
import {
  type CertificateReference,
  type ReferencedCertificate,
  readSigningCertificate,
  signingCertificateV2,
} from './signing-certificate.ts'

/** The signed attributes of a signer (RFC 5652 §5.3, §11), in the order in which they stand. */
export interface SignedAttributes {
  readonly all: readonly CmsAttribute[]
  /** `undefined` only in a countersignature, where it must not stand (RFC 5652 §11.4). */
  readonly contentType: string | undefined
  readonly messageDigest: Uint8Array
  readonly signingTime: Instant | undefined
  /** signing-certificate and signing-certificate-v2 (RFC 5035 §5), each where it is present. */
  readonly signingCertificates: readonly (readonly CertificateReference[])[]
  /** The algorithms that the signer meant (RFC 6211): those of the signer must be the same. */
  readonly algorithmProtection: AlgorithmProtection | undefined
  /**
   * What the signature covers: the DER encoding of the attributes under the tag of the SET OF that
   * they are (RFC 5652 §5.4).
   */
  readonly toBeSignedDer: Uint8Array
  /**
   * Whether they stand in the message as that DER, which RFC 5652 §5.3 demands of them "even if the
   * rest of the structure is BER encoded".
   */
  readonly isDer: boolean
}

/** CMSAlgorithmProtection (RFC 6211 §2) of a signature. */
export interface AlgorithmProtection {
  readonly digestAlgorithm: AlgorithmIdentifier
  readonly signatureAlgorithm: AlgorithmIdentifier | undefined
}

/** What CAdES-BES signs (ETSI EN 319 122-1 §5.3 BES: content type, digest, signing certificate). */
export interface CadesAttributes {
  readonly contentType: string
  readonly messageDigest: Uint8Array
  /** The signer's claim; left out where `undefined`. Whole seconds. */
  readonly signingTime: Instant | undefined
  readonly certificate: ReferencedCertificate
  readonly certificateDigest: DigestAlgorithm
}

/**
 * The DER SET OF signed attributes, sorted (RFC 5652 §5.3): what the card signs, and what
 * `signedAttrs` holds.
 */
export function encodeSignedAttributes(attributes: CadesAttributes): Uint8Array {
  const reference = signingCertificateV2(attributes.certificateDigest, attributes.certificate)
  const nodes = [
    attributeNode(CMS_OID.contentType, der.oid(attributes.contentType)),
    attributeNode(CMS_OID.messageDigest, der.octetString(attributes.messageDigest)),
    attributeNode(CMS_OID.signingCertificateV2, reference),
  ]
  if (attributes.signingTime !== undefined)
    nodes.push(attributeNode(CMS_OID.signingTime, der.time(attributes.signingTime)))
  return der.encode(der.setOf(nodes))
}

/** Whose attributes are read: a countersignature has no content type (RFC 5652 §11.4). */
export type SignerRole = 'signer' | 'countersigner'

/**
 * Reads `signedAttrs [0] IMPLICIT SET OF Attribute`. Each of RFC 5652's own attributes stands once,
 * with one value; whether the whole is DER is left to whoever verifies.
 */
export function readSignedAttributes(
  reader: Reader,
  originals: Originals,
  role: SignerRole,
): SignedAttributes {
  const values: Values = { seen: new Set(), signingCertificates: [] }
  const { value: all, der: encoded } = reader.captured(() =>
    readAttributeList(reader, 'signedAttrs', contextConstructed(0), () =>
      readInto(values, reader, originals),
    ),
  )
  const toBeSignedDer = der.encode(der.setOf(all.map(({ distinguished }) => distinguished)))
  // The first octet is the tag, [0] in the message and SET OF in what is signed.
  const isDer = equalBytes(originals.original(encoded).subarray(1), toBeSignedDer.subarray(1))
  if (role === 'signer' && values.contentType === undefined)
    reader.refuse('cms-attribute-missing', 'contentType')
  return {
    all: all.map(({ attribute }) => attribute),
    contentType: values.contentType,
    messageDigest: values.messageDigest ?? reader.refuse('cms-attribute-missing', 'messageDigest'),
    signingTime: values.signingTime,
    signingCertificates: values.signingCertificates,
    algorithmProtection: values.algorithmProtection,
    toBeSignedDer,
    isDer,
  }
}

/** Octets that signed attributes stay under; beyond, `readsAsSignedAttributes` does not look. */
const SIGNED_ATTRIBUTES_OCTETS_MAX = 65_536

/**
 * Whether a document is itself an encoding of signed attributes. A signature over attributes is
 * also a signature, without attributes, over a document of exactly these octets: whoever strips
 * them turns one into the other, and the signer never saw the second.
 */
export function readsAsSignedAttributes(content: Uint8Array): boolean {
  if (content[0] !== TAG.set || content.length > SIGNED_ATTRIBUTES_OCTETS_MAX) return false
  const retagged = content.slice()
  retagged[0] = contextConstructed(0)
  const originals = asItStands(retagged)
  return decodeDer<SignedAttributes, CmsRefusal>(retagged, (reader) =>
    readSignedAttributes(reader, originals, 'countersigner'),
  ).ok
}

interface Values {
  contentType?: string
  messageDigest?: Uint8Array
  signingTime?: Instant
  algorithmProtection?: AlgorithmProtection
  readonly signingCertificates: (readonly CertificateReference[])[]
  /** Identifiers met so far, of those that may stand once. */
  readonly seen: Set<string>
}

type Reader = DerReader<CmsRefusal>

function attributeNode(oid: string, value: der.DerValue): der.DerNode {
  return der.sequence(der.oid(oid), der.setOf([value]))
}

interface ReadAttribute {
  readonly attribute: CmsAttribute
  /** Its DER, the values in order. */
  readonly distinguished: Uint8Array
}

function readInto(values: Values, reader: Reader, { original }: Originals): ReadAttribute {
  const { value, der: octets } = reader.captured(() =>
    reader.sequence('attribute', () => {
      const oid = reader.oid('attrType')
      checkRepeated(values, oid, reader)
      const valuesDer = reader.sequenceOf(
        'attrValues',
        () => reader.captured(() => readValue(values, oid, reader)).der,
        { tag: TAG.set, atMost: CMS_ATTRIBUTE_VALUES_MAX },
      )
      if (SINGLE_VALUED.has(oid) && valuesDer.length !== 1)
        reader.refuse('cms-attribute-value-count', 'attrValues', { oid, count: valuesDer.length })
      return { oid, valuesDer }
    }),
  )
  const { oid, valuesDer } = value
  const isOrdered = valuesDer.length < 2
  return {
    attribute: { oid, valuesDer: valuesDer.map(original), der: original(octets) },
    distinguished: isOrdered
      ? octets
      : der.encode(der.sequence(der.oid(oid), der.setOf(valuesDer))),
  }
}

/** RFC 5652 §11.1: "MUST NOT include multiple instances"; §11.2, §11.3, RFC 5035 §3 likewise. */
function checkRepeated({ seen }: Values, oid: string, reader: Reader): void {
  if (SINGLE_VALUED.has(oid) && seen.has(oid))
    reader.refuse('cms-attribute-duplicate', 'attrType', { oid })
  seen.add(oid)
}

function readValue(values: Values, oid: string, reader: Reader): void {
  switch (oid) {
    case CMS_OID.contentType:
      values.contentType = reader.oid('contentType')
      return
    case CMS_OID.messageDigest:
      values.messageDigest = reader.octetString('messageDigest')
      return
    case CMS_OID.signingTime:
      values.signingTime = reader.time('signingTime')
      return
    case CMS_OID.signingCertificate:
      values.signingCertificates.push(readSigningCertificate(reader, 1))
      return
    case CMS_OID.signingCertificateV2:
      values.signingCertificates.push(readSigningCertificate(reader, 2))
      return
    case CMS_OID.cmsAlgorithmProtection:
      values.algorithmProtection = readAlgorithmProtection(reader)
      return
    default:
      reader.any('value')
  }
}

const SINGLE_VALUED: ReadonlySet<string> = new Set([
  CMS_OID.contentType,
  CMS_OID.messageDigest,
  CMS_OID.signingTime,
  CMS_OID.signingCertificate,
  CMS_OID.signingCertificateV2,
  CMS_OID.cmsAlgorithmProtection,
])

function readAlgorithmProtection(reader: Reader): AlgorithmProtection {
  return reader.sequence('cmsAlgorithmProtection', () => ({
    digestAlgorithm: readAlgorithmIdentifier(reader, 'digestAlgorithm'),
    // RFC 6211 §2: exactly one of signatureAlgorithm [1] and macAlgorithm [2]; a signature has the
    // first.
    signatureAlgorithm: reader.optional(contextConstructed(1), () =>
      readTaggedAlgorithm(reader, 'signatureAlgorithm', contextConstructed(1)),
    ),
  }))
}

/** An AlgorithmIdentifier whose SEQUENCE tag was replaced by IMPLICIT tagging. */
function readTaggedAlgorithm(reader: Reader, field: string, tag: number): AlgorithmIdentifier {
  const { value, der: octets } = reader.captured(() =>
    reader.constructed(tag, field, () => ({
      oid: reader.oid('algorithm'),
      parametersDer: reader.atEnd ? undefined : reader.any('parameters').der,
    })),
  )
  const retagged = octets.slice()
  retagged[0] = TAG.sequence
  return { ...value, der: retagged }
}
