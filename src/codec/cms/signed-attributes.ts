import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import type { Instant } from '#kernel/instant.ts'
import { CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'
import {
  type CertificateReference,
  type ReferencedCertificate,
  readSigningCertificate,
  signingCertificateV2,
} from './signing-certificate.ts'

/** One attribute (RFC 5652 §5.3) as it stands. */
export interface CmsAttribute {
  readonly oid: string
  readonly valuesDer: readonly Uint8Array[]
}

/** The signed attributes of a signer (RFC 5652 §5.3, §11), in the order of their DER. */
export interface SignedAttributes {
  readonly all: readonly CmsAttribute[]
  readonly contentType: string
  readonly messageDigest: Uint8Array
  readonly signingTime: Instant | undefined
  /** signing-certificate and signing-certificate-v2 (RFC 5035 §5), each where it is present. */
  readonly signingCertificates: readonly (readonly CertificateReference[])[]
  /** What the signature covers: the attributes as the SET OF they are (RFC 5652 §5.4). */
  readonly toBeSignedDer: Uint8Array
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

/** Attributes beside one signer; CAdES knows about thirty. */
export const CMS_ATTRIBUTES_MAX = 64

/**
 * Reads `signedAttrs [0] IMPLICIT SET OF Attribute`. RFC 5652 §5.3 demands DER of them whatever the
 * rest is encoded in, so an unsorted SET is refused.
 */
export function readSignedAttributes(reader: DerReader<CmsRefusal>): SignedAttributes {
  const values: Values = { seen: new Set(), signingCertificates: [] }
  const { value: all, der: encoded } = reader.captured(() =>
    reader.setOf('signedAttrs', () => readInto(values, reader), {
      tag: contextConstructed(0),
      atLeast: 1,
    }),
  )
  if (all.length > CMS_ATTRIBUTES_MAX)
    reader.refuse('cms-list-too-long', 'signedAttrs', { count: all.length })
  const toBeSignedDer = encoded.slice()
  // RFC 5652 §5.4: "an EXPLICIT SET OF tag is used, rather than of the IMPLICIT [0] tag".
  toBeSignedDer[0] = TAG.set
  return {
    all,
    contentType: values.contentType ?? reader.refuse('cms-attribute-missing', 'contentType'),
    messageDigest: values.messageDigest ?? reader.refuse('cms-attribute-missing', 'messageDigest'),
    signingTime: values.signingTime,
    signingCertificates: values.signingCertificates,
    toBeSignedDer,
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
  return decodeDer<SignedAttributes, CmsRefusal>(retagged, readSignedAttributes).ok
}

/**
 * Reads `unsignedAttrs [1] IMPLICIT SET OF Attribute`; nothing signs them, so their order is not
 * asked.
 */
export function readUnsignedAttributes(reader: DerReader<CmsRefusal>): readonly CmsAttribute[] {
  const readOne = (): CmsAttribute =>
    reader.sequence('attribute', () => ({
      oid: reader.oid('attrType'),
      valuesDer: reader.sequenceOf('attrValues', () => reader.any('value').der, { tag: TAG.set }),
    }))
  const all = reader.sequenceOf('unsignedAttrs', readOne, {
    tag: contextConstructed(1),
    atLeast: 1,
  })
  if (all.length > CMS_ATTRIBUTES_MAX)
    reader.refuse('cms-list-too-long', 'unsignedAttrs', { count: all.length })
  return all
}

interface Values {
  contentType?: string
  messageDigest?: Uint8Array
  signingTime?: Instant
  readonly signingCertificates: (readonly CertificateReference[])[]
  /** Identifiers met so far, of those that may stand once. */
  readonly seen: Set<string>
}

type Reader = DerReader<CmsRefusal>

function attributeNode(oid: string, value: der.DerValue): der.DerNode {
  return der.sequence(der.oid(oid), der.setOf([value]))
}

function readInto(values: Values, reader: Reader): CmsAttribute {
  return reader.sequence('attribute', () => {
    const oid = reader.oid('attrType')
    const isSingle = SINGLE_VALUED.has(oid)
    // RFC 5652 §11.1: "MUST NOT include multiple instances"; §11.2, §11.3 and RFC 5035 §3 likewise.
    if (isSingle && values.seen.has(oid))
      reader.refuse('cms-attribute-duplicate', 'attrType', { oid })
    values.seen.add(oid)
    const valuesDer = reader.setOf(
      'attrValues',
      () => reader.captured(() => readValue(values, oid, reader)).der,
      { atLeast: 1 },
    )
    if (isSingle && valuesDer.length > 1)
      reader.refuse('cms-attribute-value-count', 'attrValues', { oid, count: valuesDer.length })
    return { oid, valuesDer }
  })
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
])
