import type { DerReader } from '#codec/der/decode.ts'
import { SERIAL_OCTETS_MAX } from '#codec/x509/bounds.ts'
import { type Extension, readExtensions } from '#codec/x509/extension.ts'
import { type GeneralName, readGeneralNames } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import { readSerialNumber } from '#codec/x509/serial-number.ts'
import type { Instant } from '#kernel/instant.ts'
import { crlReasonOf, type CrlReason } from './reason.ts'
import type { CrlRefusal } from './refusal.ts'

/** One revoked certificate as its entry stands (RFC 5280 §5.1.2.6). */
export interface ListedCertificate {
  /** Lower-case hexadecimal magnitude, whole octets; `-` before a negative one's. */
  readonly serialHex: string
  readonly revokedAt: Instant
  /** `unspecified` where the entry gives none (RFC 5280 §5.3.1). */
  readonly reason: CrlReason
  readonly invalidityDate: Instant | undefined
  /** The certificateIssuer extension, which only indirect CRLs have (RFC 5280 §5.3.3). */
  readonly certificateIssuer: readonly GeneralName[] | undefined
  /** Extensions beyond reasonCode, invalidityDate and certificateIssuer. */
  readonly otherExtensions: readonly Extension[]
}

type Reader = DerReader<CrlRefusal>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const NONE: readonly Extension[] = []

/** Reads one entry of revokedCertificates; version 1 knows no entry extensions. */
export function readEntry(reader: Reader, version: 1 | 2): ListedCertificate {
  return reader.sequence('', () => {
    const entry: Mutable<ListedCertificate> = {
      serialHex: readSerial(reader),
      revokedAt: reader.time('revocationDate'),
      reason: 'unspecified',
      invalidityDate: undefined,
      certificateIssuer: undefined,
      otherExtensions: NONE,
    }
    if (reader.atEnd) return entry
    if (version === 1) reader.refuse('crl-version-too-low', 'crlEntryExtensions')
    const all = readExtensions(reader, (oid) => readEntryExtension(entry, oid, reader))
    const others = all.filter(({ oid }) => !KNOWN.has(oid))
    if (others.length > 0) entry.otherExtensions = others
    return entry
  })
}

const KNOWN: ReadonlySet<string> = new Set([
  OID.reasonCode,
  OID.invalidityDate,
  OID.certificateIssuer,
])

function readEntryExtension(
  entry: Mutable<ListedCertificate>,
  oid: string,
  reader: Reader,
): boolean {
  switch (oid) {
    case OID.reasonCode: {
      const reason = crlReasonOf(reader.enumerated('reasonCode'))
      entry.reason = reason ?? reader.refuse('crl-reason-unknown', 'reasonCode')
      return true
    }
    case OID.invalidityDate:
      entry.invalidityDate = reader.generalizedTime('invalidityDate')
      return true
    case OID.certificateIssuer:
      entry.certificateIssuer = readGeneralNames(reader, 'certificateIssuer')
      return true
    default:
      return false
  }
}

function readSerial(reader: Reader): string {
  const { serialHex, octets } = readSerialNumber(reader, 'userCertificate')
  if (octets > SERIAL_OCTETS_MAX) reader.refuse('crl-serial-malformed', 'userCertificate')
  return serialHex
}
