import assert from 'node:assert/strict'
import { type KeyObject, sign } from 'node:crypto'
import { CMS_OID } from '#codec/cms/oids.ts'
import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import type { SignerInfo } from '#codec/cms/signer-info.ts'
import { signingCertificateV2 } from '#codec/cms/signing-certificate.ts'
import * as der from '#codec/der/encode.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { digestIdentifierDer } from '#codec/x509/algorithm.ts'
import { type GeneralName, generalNameNode } from '#codec/x509/general-name.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import { digest, type DigestAlgorithm, type MessageDigest } from '#crypto/digest.ts'
import type { Instant } from '#kernel/instant.ts'
import { certificateIn } from './status-authority.ts'

/** Whoever signs in the tests: a certificate, its key and how it signs. */
export interface TestSigner {
  readonly certificateDer: Uint8Array
  readonly digest: DigestAlgorithm
  /** What digests the message, where that is not `digest`: its name and AlgorithmIdentifier. */
  readonly messageDigest?: { readonly name: MessageDigest; readonly der: Uint8Array }
  /** AlgorithmIdentifier of the signature. */
  readonly algorithmDer: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** A signer with a key of Node's: RSASSA-PKCS1-v1_5 or ECDSA over the digest of `keys`. */
export function signerWith(
  certificateDer: Uint8Array,
  keys: {
    readonly privateKey: KeyObject
    readonly algorithm: { readonly der: Uint8Array; readonly digest: DigestAlgorithm }
  },
): TestSigner {
  const { digest: name, der: algorithmDer } = keys.algorithm
  return {
    certificateDer,
    digest: name,
    algorithmDer,
    sign: (message) =>
      new Uint8Array(sign(name, message, { key: keys.privateKey, dsaEncoding: 'der' })),
  }
}

/** A signature to make; whatever is left out is as CAdES-BES has it. */
export interface Making {
  readonly content: Uint8Array
  readonly contentType?: string
  readonly isDetached?: boolean
  readonly signer: TestSigner
  /** Further signed attributes, each a whole Attribute. */
  readonly signed?: readonly Uint8Array[]
  readonly certificatesDer?: readonly Uint8Array[]
  /** RevocationInfoChoices, each whole. */
  readonly revocations?: readonly Uint8Array[]
}

/** One Attribute (RFC 5652 §5.3). */
export function attributeDer(oid: string, ...values: readonly der.DerValue[]): Uint8Array {
  return der.encode(der.sequence(der.oid(oid), der.setOf(values)))
}

/** A SignedData of one signer. */
export function makeSignedData(making: Making): Uint8Array {
  const { content, contentType = CMS_OID.data, signer, isDetached = false } = making
  const eContent = isDetached ? undefined : der.explicit(0, der.octetString(content))
  const certificates = making.certificatesDer ?? [signer.certificateDer]
  return contentInfo(
    der.integer(contentType === CMS_OID.data ? 1 : 3),
    der.setOf([messageDigestOf(signer).der]),
    der.sequence(der.oid(contentType), eContent),
    certificates.length === 0 ? undefined : der.implicit(0, der.setOf(certificates)),
    making.revocations && der.implicit(1, der.setOf(making.revocations)),
    der.setOf([signerInfoDer(making)]),
  )
}

/** One SignerInfo; without a content type, a countersignature's (RFC 5652 §11.4). */
export function signerInfoDer(making: Making, role: 'signer' | 'countersigner' = 'signer') {
  const { content, contentType = CMS_OID.data, signer, signed = [] } = making
  const certificate = certificateIn(signer.certificateDer)
  const messageDigest = messageDigestOf(signer)
  const attributes = [
    ...(role === 'signer' ? [attributeDer(CMS_OID.contentType, der.oid(contentType))] : []),
    attributeDer(CMS_OID.messageDigest, der.octetString(digest(messageDigest.name, content))),
    attributeDer(CMS_OID.signingCertificateV2, signingCertificateV2(signer.digest, certificate)),
    ...signed,
  ]
  const signedAttributes = der.encode(der.setOf(attributes))
  return der.encode(
    der.sequence(
      der.integer(1),
      der.sequence(certificate.issuer.der, serialNode(certificate.serialHex)),
      messageDigest.der,
      der.implicit(0, signedAttributes),
      signer.algorithmDer,
      der.octetString(signer.sign(signedAttributes)),
    ),
  )
}

function messageDigestOf(signer: TestSigner): NonNullable<TestSigner['messageDigest']> {
  const { digest: name, messageDigest } = signer
  return messageDigest ?? { name, der: digestIdentifierDer(name, 'null') }
}

/** What a time-stamp token says. */
export interface TokenMaking {
  /** What is stamped. */
  readonly stamped: Uint8Array
  readonly genTime: Instant
  readonly accuracySeconds?: number
  /** The authority's name in the token. */
  readonly tsa?: GeneralName
  readonly authority: TestSigner
  readonly digest?: DigestAlgorithm
  /** The digest itself, where it is not simply that of `stamped`. */
  readonly imprint?: Uint8Array
  readonly revocations?: readonly Uint8Array[]
}

/** A time-stamp token (RFC 3161 §2.4.2). */
export function makeToken(making: TokenMaking): Uint8Array {
  const { stamped, genTime, accuracySeconds, authority, digest: name = 'sha256' } = making
  const info = der.sequence(
    der.integer(1),
    der.oid('2.999.9'),
    der.sequence(
      digestIdentifierDer(name, 'null'),
      der.octetString(making.imprint ?? digest(name, stamped)),
    ),
    der.integer(genTime),
    der.generalizedTime(genTime),
    accuracySeconds === undefined ? undefined : der.sequence(der.integer(accuracySeconds)),
    making.tsa && der.explicit(0, generalNameNode(making.tsa)),
  )
  return makeSignedData({
    content: der.encode(info),
    contentType: CMS_OID.tstInfo,
    signer: authority,
    ...(making.revocations === undefined ? {} : { revocations: making.revocations }),
  })
}

/** `cmsDer` with further unsigned attributes at its signer; all else octet by octet as it was. */
export function withUnsigned(
  cmsDer: Uint8Array,
  attributes: readonly Uint8Array[],
  place = 0,
): Uint8Array {
  const { signedData, head } = taken(cmsDer)
  const signers = signedData.signers.map((info, index) => {
    const own = info.unsignedAttributes.map((attribute) => attribute.der)
    return reassembled(info, index === place ? [...own, ...attributes] : own)
  })
  return contentInfo(...head, setOfAsGiven(signers))
}

/** An archive-time-stamp-v3 (EN 319 122-1 §5.5.3) over `cmsDer` as it stands, as an Attribute. */
export function archiveTimeStamp(
  cmsDer: Uint8Array,
  content: Uint8Array,
  making: Omit<TokenMaking, 'stamped' | 'imprint'>,
): Uint8Array {
  const { signedData } = taken(cmsDer)
  const [info] = signedData.signers
  assert.ok(info !== undefined)
  const name = making.digest ?? 'sha256'
  const hash = (...parts: readonly Uint8Array[]) => der.octetString(digest(name, ...parts))
  const { encoded } = signedData
  const index = der.encode(
    der.sequence(
      digestIdentifierDer(name, 'null'),
      der.sequence(...encoded.certificateChoices.map((one) => hash(one))),
      der.sequence(...encoded.revocationChoices.map((one) => hash(one))),
      der.sequence(
        ...info.unsignedAttributes.flatMap(({ oid, valuesDer }) =>
          valuesDer.map((value) => hash(der.encode(der.oid(oid)), value)),
        ),
      ),
    ),
  )
  const imprint = digest(
    name,
    encoded.eContentType,
    digest(name, content),
    info.encoded.version,
    info.encoded.sid,
    info.encoded.digestAlgorithm,
    info.encoded.signedAttrs ?? new Uint8Array(),
    info.encoded.signatureAlgorithm,
    info.encoded.signature,
    index,
  )
  const token = makeToken({ ...making, stamped: content, imprint })
  const indexed = withUnsigned(token, [attributeDer(CMS_OID.atsHashIndexV3, index)])
  assert.ok(parseTimeStampToken(indexed).ok)
  return attributeDer(CMS_OID.archiveTimeStampV3, indexed)
}

function contentInfo(...fields: readonly der.DerPart[]): Uint8Array {
  const signedData = der.sequence(...fields)
  return der.encode(der.sequence(der.oid(CMS_OID.signedData), der.explicit(0, signedData)))
}

function taken(cmsDer: Uint8Array) {
  const parsed = parseSignedData(cmsDer)
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal)
  const signedData: SignedData = parsed.value
  const { encoded, version, digestAlgorithms } = signedData
  const head = [
    der.integer(version),
    setOfAsGiven(digestAlgorithms.map((one) => one.der)),
    encoded.encapContentInfo,
    encoded.certificates,
    encoded.crls,
  ]
  return { signedData, head }
}

function reassembled(info: SignerInfo, unsigned: readonly Uint8Array[]): Uint8Array {
  const { version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature } = info.encoded
  const tail = unsigned.length === 0 ? undefined : der.implicit(1, setOfAsGiven(unsigned))
  return der.encode(
    der.sequence(version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature, tail),
  )
}

/** A SET OF whose members are whole already. */
function setOfAsGiven(members: readonly Uint8Array[]): der.DerNode {
  return der.setOf(members)
}
