import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import { context, contextConstructed } from '#codec/der/tag.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm.ts'
import { SERIAL_OCTETS_MAX } from './encode-certificate.ts'
import { type Name, readName } from './name.ts'
import { OID } from './oids.ts'
import {
  type CertificateExtensions,
  findExtension,
  magnitudeHex,
  NO_EXTENSIONS,
  readCertificateExtensions,
} from './read-extensions.ts'
import type { CertificateRefusal } from './refusal.ts'

/**
 * A certificate (RFC 5280 §4.1) taken apart. Octet fields are views into `der`. Nothing is
 * verified.
 */
export interface Certificate {
  readonly der: Uint8Array
  /** What the signature covers. */
  readonly tbsDer: Uint8Array
  readonly version: 1 | 2 | 3
  /** 発行番号: lower-case hexadecimal magnitude, whole octets. */
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
  return decodeDer<Certificate, CertificateRefusal>(
    certificateDer,
    (reader) => {
      const { value, der } = reader.captured(() =>
        reader.sequence('certificate', () => readCertificate(reader)),
      )
      return { der, ...value }
    },
    CERTIFICATE_LIMITS,
  )
}

type Reader = DerReader<CertificateRefusal>
type TbsFields = Omit<Certificate, 'der' | 'tbsDer' | 'signature'>

function readCertificate(reader: Reader): Omit<Certificate, 'der'> {
  const { value: tbs, der: tbsDer } = reader.captured(() =>
    reader.sequence('tbsCertificate', () => readTbs(reader)),
  )
  const outer = readAlgorithmIdentifier(reader, 'signatureAlgorithm')
  // RFC 5280 §4.1.1.2: it "MUST contain the same algorithm identifier as the signature field".
  if (!equalBytes(outer.der, tbs.signatureAlgorithm.der))
    reader.refuse('certificate-algorithms-differ', 'signatureAlgorithm')
  return { ...tbs, tbsDer, signature: reader.bitStringOctets('signatureValue') }
}

function readTbs(reader: Reader): TbsFields {
  const version = readVersion(reader)
  const serialHex = readSerial(reader)
  const signatureAlgorithm = readAlgorithmIdentifier(reader, 'signature')
  const issuer = readName(reader, 'issuer')
  if (issuer.relativeNames.length === 0) reader.refuse('certificate-issuer-empty', 'issuer')
  const validity = reader.sequence('validity', () => ({
    notBefore: reader.time('notBefore'),
    notAfter: reader.time('notAfter'),
  }))
  const subject = readName(reader, 'subject')
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
  const encoded = reader.optional(contextConstructed(0), () =>
    reader.explicit(0, 'version', () => reader.integer('')),
  )
  switch (encoded) {
    case undefined:
      return 1
    case 0n:
      return reader.refuse('der-default-encoded', 'version')
    case 1n:
      return 2
    case 2n:
      return 3
    default:
      return reader.refuse('certificate-version-unsupported', 'version')
  }
}

function readSerial(reader: Reader): string {
  const contents = reader.integerContents('serialNumber')
  if (contents.length > SERIAL_OCTETS_MAX)
    reader.refuse('certificate-serial-too-long', 'serialNumber', { octets: contents.length })
  const [first = 0] = contents
  if (first >= 0x80 || (first === 0 && contents.length === 1))
    reader.refuse('certificate-serial-not-positive', 'serialNumber')
  return magnitudeHex(contents)
}

function readSpki(reader: Reader): Uint8Array {
  const { der } = reader.captured(() =>
    reader.sequence('subjectPublicKeyInfo', () => {
      readAlgorithmIdentifier(reader, 'algorithm')
      reader.bitStringOctets('subjectPublicKey')
    }),
  )
  return der
}

/** RFC 5280 §4.1.2.8: only in versions 2 and 3; parsed, never used. */
function skipUniqueIds(reader: Reader, version: 1 | 2 | 3): void {
  for (const tag of [context(1), context(2)])
    reader.optional(tag, () => {
      if (version === 1) reader.refuse('certificate-version-too-low', 'uniqueID')
      reader.bitString('uniqueID', tag)
    })
}

function readVersion3Extensions(reader: Reader, version: 1 | 2 | 3): CertificateExtensions {
  const extensions = reader.optional(contextConstructed(3), () => {
    if (version !== 3) reader.refuse('certificate-version-too-low', 'extensions')
    return reader.explicit(3, '', () => readCertificateExtensions(reader))
  })
  return extensions ?? NO_EXTENSIONS
}

/**
 * RFC 5280 §4.1.2.6: a subject that is empty is named by a critical subjectAltName, and is no CA.
 */
function checkSubject(reader: Reader, subject: Name, extensions: CertificateExtensions): void {
  if (subject.relativeNames.length > 0) return
  const named = findExtension(extensions.all, OID.subjectAltName)?.critical === true
  if (!named || extensions.basicConstraints?.ca === true)
    reader.refuse('certificate-subject-empty', 'subject')
}

/** Whether `at` lies in the validity period, both ends included. */
export function isWithinValidity({ validity }: Certificate, at: Instant): boolean {
  // notAfter names its whole second: 14:59:59.9 is still inside.
  return at >= validity.notBefore && Math.floor(at / 1000) <= Math.floor(validity.notAfter / 1000)
}
