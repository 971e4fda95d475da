import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { context, contextConstructed } from '#codec/der/tag.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm.ts'
import { SERIAL_OCTETS_MAX } from './bounds.ts'
import { type Name, readName, readSubject } from './name.ts'
import { OID } from './oids.ts'
import {
  type CertificateExtensions,
  findExtension,
  NO_EXTENSIONS,
  readCertificateExtensions,
} from './read-extensions.ts'
import type { CertificateRefusal } from './refusal.ts'
import { CERTIFICATE_SECTIONS } from './sections.ts'
import { readSerialNumber } from './serial-number.ts'

/**
 * A certificate (RFC 5280 §4.1) taken apart. Octet fields are views into `der`. Nothing is
 * verified.
 */
export interface Certificate {
  readonly der: Uint8Array
  /** What the signature covers. */
  readonly tbsDer: Uint8Array
  readonly version: 1 | 2 | 3
  /** 発行番号: lower-case hexadecimal magnitude, whole octets; `-` before a negative one's. */
  readonly serialHex: string
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  /** Both ends belong to it (RFC 5280 §4.1.2.5). */
  readonly validity: { readonly notBefore: Instant; readonly notAfter: Instant }
  readonly subject: Name
  readonly spkiDer: Uint8Array
  readonly extensions: CertificateExtensions
  readonly signature: Uint8Array
}

/**
 * Room for a certificate with thousands of names; those of the JPKI profile have under 2,000
 * octets.
 */
export const CERTIFICATE_LIMITS: DerLimits = {
  sizeOctetsMax: 262_144,
  depthMax: 24,
  valuesMax: 32_768,
}

/**
 * Decodes one certificate; every rule of form of RFC 5280 §4.1 and §4.2 that it can break alone is
 * applied.
 */
export function parseCertificate(
  certificateDer: Uint8Array,
): Result<Certificate, CertificateRefusal> {
  const read = decodeDer(certificateDer, readWhole, CERTIFICATE_LIMITS)
  return withSection(read, CERTIFICATE_SECTIONS)
}

type Reader = DerReader<CertificateRefusal>
type Validity = Certificate['validity']

function readWhole(reader: Reader): Certificate {
  return reader.sequence('certificate', readCertificate)
}

function readCertificate(reader: Reader): Certificate {
  const start = reader.offset
  const tbs = reader.sequence('tbsCertificate', readTbs)
  const tbsDer = reader.since(start)
  const outer = readAlgorithmIdentifier(reader, 'signatureAlgorithm')
  // RFC 5280 §4.1.1.2: it "MUST contain the same algorithm identifier as the signature field".
  if (!equalBytes(outer.der, tbs.signatureAlgorithm.der))
    reader.refuse('certificate-algorithms-differ', 'signatureAlgorithm')
  const signature = reader.bitStringOctets('signatureValue')
  const { version, serialHex, signatureAlgorithm, issuer, validity, subject, spkiDer } = tbs
  return {
    // A certificate is decoded by itself: its encoding begins where the input does.
    der: reader.since(0),
    tbsDer,
    version,
    serialHex,
    signatureAlgorithm,
    issuer,
    validity,
    subject,
    spkiDer,
    extensions: tbs.extensions,
    signature,
  }
}

function readTbs(reader: Reader): Omit<Certificate, 'der' | 'tbsDer' | 'signature'> {
  const version = readVersion(reader)
  const serialHex = readSerial(reader)
  const signatureAlgorithm = readAlgorithmIdentifier(reader, 'signature')
  const issuer = readName(reader, 'issuer')
  if (issuer.relativeNames.length === 0) reader.refuse('certificate-issuer-empty', 'issuer')
  const validity = reader.sequence('validity', readValidity)
  const subject = readSubject(reader, 'subject', issuer)
  const spkiDer = readSpki(reader)
  skipUniqueIds(reader, version)
  const extensions = readVersion3Extensions(reader, version)
  checkSubject(reader, subject, extensions)
  return {
    version,
    serialHex,
    signatureAlgorithm,
    issuer,
    validity,
    subject,
    spkiDer,
    extensions,
  }
}

function readVersion(reader: Reader): 1 | 2 | 3 {
  if (reader.nextTag !== contextConstructed(0)) return 1
  switch (reader.explicit(0, 'version', readVersionNumber)) {
    case 0:
      return reader.refuse('der-default-encoded', 'version')
    case 1:
      return 2
    case 2:
      return 3
    case undefined:
    default:
      return reader.refuse('certificate-version-unsupported', 'version')
  }
}

/** `undefined` for a number of more than one octet. */
function readVersionNumber(reader: Reader): number | undefined {
  const contents = reader.integerContents('')
  return contents.length === 1 ? contents[0] : undefined
}

function readValidity(reader: Reader): Validity {
  return { notBefore: reader.time('notBefore'), notAfter: reader.time('notAfter') }
}

function readSerial(reader: Reader): string {
  const { serialHex, octets } = readSerialNumber(reader, 'serialNumber')
  if (octets > SERIAL_OCTETS_MAX)
    reader.refuse('certificate-serial-too-long', 'serialNumber', { octets })
  return serialHex
}

function readSpki(reader: Reader): Uint8Array {
  const start = reader.offset
  reader.sequence('subjectPublicKeyInfo', passKey)
  return reader.since(start)
}

function passKey(reader: Reader): void {
  readAlgorithmIdentifier(reader, 'algorithm')
  reader.skipBitStringOctets('subjectPublicKey')
}

/** RFC 5280 §4.1.2.8: only in versions 2 and 3; parsed, never used. */
function skipUniqueIds(reader: Reader, version: 1 | 2 | 3): void {
  for (const tag of UNIQUE_IDS) {
    if (reader.nextTag !== tag) continue
    if (version === 1) reader.refuse('certificate-version-too-low', 'uniqueID')
    reader.bitString('uniqueID', tag)
  }
}

/** issuerUniqueID and subjectUniqueID. */
const UNIQUE_IDS = [context(1), context(2)]

function readVersion3Extensions(reader: Reader, version: 1 | 2 | 3): CertificateExtensions {
  if (reader.nextTag !== contextConstructed(3)) return NO_EXTENSIONS
  if (version !== 3) reader.refuse('certificate-version-too-low', 'extensions')
  return reader.explicit(3, '', readCertificateExtensions)
}

/**
 * RFC 5280 §4.1.2.6: a subject that is empty is named by a critical subjectAltName, and is no CA.
 */
function checkSubject(reader: Reader, subject: Name, extensions: CertificateExtensions): void {
  if (subject.relativeNames.length > 0) return
  const isNamed =
    extensions.subjectAltName !== undefined &&
    findExtension(extensions.all, OID.subjectAltName)?.critical === true
  if (!isNamed || extensions.basicConstraints?.ca === true)
    reader.refuse('certificate-subject-empty', 'subject')
}

/** Whether `at` lies in the validity period, both ends included. */
export function isWithinValidity({ validity }: Certificate, at: Instant): boolean {
  // notAfter names its whole second: 14:59:59.9 is still inside.
  return at >= validity.notBefore && Math.floor(at / 1000) <= Math.floor(validity.notAfter / 1000)
}
