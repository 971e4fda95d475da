import { decodeBer } from '#codec/ber/decode-ber.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import type { HashAlgorithm } from '#crypto/digest.ts'
import type { Result } from '#kernel/result.ts'
import { type CmsAttribute, type Originals, readUnsignedAttributes } from './attribute.ts'
import { CMS_VALUE_LIMITS } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'
import { CMS_SECTIONS } from './sections.ts'
import {
  readSignedAttributes,
  type SignedAttributes,
  type SignerRole,
} from './signed-attributes.ts'
import { readSignerIdentifier, type SignerIdentifier } from './signer-identifier.ts'

/** One signer (RFC 5652 §5.3). */
export interface SignerInfo {
  /** 1 names the certificate by issuer and serial number, 3 by key identifier. */
  readonly version: 1 | 3
  readonly sid: SignerIdentifier
  readonly digestAlgorithm: AlgorithmIdentifier
  /** The digest function; `undefined` for one this project does not compute. */
  readonly digest: HashAlgorithm | undefined
  /** Absent: the signature covers the content itself (RFC 5652 §5.4). */
  readonly signedAttributes: SignedAttributes | undefined
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  /** Covered by nothing but time-stamps among them. */
  readonly unsignedAttributes: readonly CmsAttribute[]
  readonly encoded: SignerInfoOctets
}

/**
 * The fields of a SignerInfo with tag and length, as they stand in the message: what
 * archive-time-stamp-v3 covers (EN 319 122-1 §5.5.3).
 */
export interface SignerInfoOctets {
  readonly version: Uint8Array
  readonly sid: Uint8Array
  readonly digestAlgorithm: Uint8Array
  readonly signedAttrs: Uint8Array | undefined
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Decodes one value of a countersignature attribute (RFC 5652 §11.4), a SignerInfo over the
 * signature octets of the signer that carries it.
 */
export function parseCounterSignature(valueOctets: Uint8Array): Result<SignerInfo, CmsRefusal> {
  return withSection(
    decodeBer<SignerInfo, CmsRefusal>(
      valueOctets,
      (reader, source) => readSignerInfo(reader, source, 'countersigner'),
      CMS_VALUE_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

/** Reads a SignerInfo. */
export function readSignerInfo(
  reader: DerReader<CmsRefusal>,
  originals: Originals,
  role: SignerRole,
): SignerInfo {
  return reader.sequence('signerInfo', () => readFields(reader, originals, role))
}

/** Greater than any version; a number beyond it is malformed. */
export const CMS_VERSION_MAX = 255

function readFields(
  reader: DerReader<CmsRefusal>,
  originals: Originals,
  role: SignerRole,
): SignerInfo {
  const number = reader.captured(() => reader.smallInteger('version', CMS_VERSION_MAX))
  const sid = reader.captured(() => readSignerIdentifier(reader))
  const version = sid.value.by === 'issuer-and-serial' ? 1 : 3
  // RFC 5652 §5.3: "the version MUST be 1" for issuerAndSerialNumber, "MUST be 3" for the key
  // identifier.
  if (number.value !== version)
    reader.refuse('cms-version-unsupported', 'version', { version: number.value })
  const digestAlgorithm = reader.captured(() => readAlgorithmIdentifier(reader, 'digestAlgorithm'))
  const signedAttributes = reader.optional(contextConstructed(0), () =>
    reader.captured(() => readSignedAttributes(reader, originals, role)),
  )
  const signatureAlgorithm = reader.captured(() =>
    readAlgorithmIdentifier(reader, 'signatureAlgorithm'),
  )
  const signature = reader.captured(() => reader.octetString('signature'))
  const unsigned = reader.optional(contextConstructed(1), () =>
    readUnsignedAttributes(reader, originals),
  )
  const { original } = originals
  return {
    version,
    sid: sid.value,
    digestAlgorithm: digestAlgorithm.value,
    digest: hashAlgorithmOf(digestAlgorithm.value),
    signedAttributes: signedAttributes?.value,
    signatureAlgorithm: signatureAlgorithm.value,
    signature: signature.value,
    unsignedAttributes: unsigned ?? [],
    encoded: {
      version: original(number.der),
      sid: original(sid.der),
      digestAlgorithm: original(digestAlgorithm.der),
      signedAttrs: signedAttributes && original(signedAttributes.der),
      signatureAlgorithm: original(signatureAlgorithm.der),
      signature: original(signature.der),
    },
  }
}
