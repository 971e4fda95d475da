import type { DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { TAG } from '#codec/der/tag.ts'
import { digestIdentifierDer, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import {
  directoryName,
  type GeneralName,
  generalNamesNode,
  readGeneralNames,
} from '#codec/x509/general-name.ts'
import type { Name } from '#codec/x509/name.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import { digest, type DigestAlgorithm, type HashAlgorithm } from '#crypto/digest.ts'
import type { CmsRefusal } from './refusal.ts'
import { readSerialHex } from './signer-identifier.ts'

/** A certificate as a signature names it: ESSCertID (RFC 5035 §5.4.1) or ESSCertIDv2 (§5.4.1.1). */
export interface CertificateReference {
  /** The hash function; `undefined` for one this project does not compute. */
  readonly digest: HashAlgorithm | undefined
  readonly certificateHash: Uint8Array
  readonly issuer: readonly GeneralName[] | undefined
  /** Lower-case hexadecimal magnitude. */
  readonly serialHex: string | undefined
}

/** What a reference is made from. */
export interface ReferencedCertificate {
  readonly der: Uint8Array
  readonly issuer: Name
  readonly serialHex: string
}

/**
 * SigningCertificateV2 naming one certificate by its digest, issuer and serial number (RFC 5035
 * §3).
 */
export function signingCertificateV2(
  algorithm: DigestAlgorithm,
  certificate: ReferencedCertificate,
): der.DerNode {
  // RFC 5035 §4: hashAlgorithm DEFAULT {algorithm id-sha256}; DER leaves a default out.
  const hashAlgorithm =
    algorithm === 'sha256' ? undefined : digestIdentifierDer(algorithm, 'absent')
  const issuerSerial = der.sequence(
    generalNamesNode([directoryName(certificate.issuer)]),
    serialNode(certificate.serialHex),
  )
  const hash = der.octetString(digest(algorithm, certificate.der))
  return der.sequence(der.sequence(der.sequence(hashAlgorithm, hash, issuerSerial)))
}

/**
 * Reads SigningCertificate (`version` 1, always SHA-1) or SigningCertificateV2: the first reference
 * is the signer's certificate. A default hashAlgorithm that was encoded all the same is accepted,
 * since many signers write it and the octets are signed as they stand.
 */
export function readSigningCertificate(
  reader: DerReader<CmsRefusal>,
  version: 1 | 2,
): readonly CertificateReference[] {
  return reader.sequence('signingCertificate', () => {
    const references = reader.sequenceOf('certs', () => readReference(reader, version), {
      atLeast: 1,
    })
    // Policies are allowed and ignored: the policy is taken from the certificate itself.
    reader.optional(TAG.sequence, () => reader.any('policies'))
    return references
  })
}

function readReference(reader: DerReader<CmsRefusal>, version: 1 | 2): CertificateReference {
  return reader.sequence('essCertID', () => {
    const named =
      version === 2 && reader.nextTag === TAG.sequence
        ? hashAlgorithmOf(readAlgorithmIdentifier(reader, 'hashAlgorithm'))
        : DEFAULT_DIGEST[version]
    const certificateHash = reader.octetString('certHash')
    return { digest: named, certificateHash, ...readIssuerSerial(reader) }
  })
}

/** Reads `issuerSerial IssuerSerial OPTIONAL` (RFC 5035 §5.4.2). */
export function readIssuerSerial(
  reader: DerReader<CmsRefusal>,
): Pick<CertificateReference, 'issuer' | 'serialHex'> {
  if (reader.nextTag !== TAG.sequence) return { issuer: undefined, serialHex: undefined }
  return reader.sequence('issuerSerial', () => ({
    issuer: readGeneralNames(reader, 'issuer'),
    serialHex: readSerialHex(reader),
  }))
}

const DEFAULT_DIGEST = { 1: 'sha1', 2: 'sha256' } as const
