import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import { context, contextConstructed, TAG } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { SERIAL_OCTETS_MAX } from '#codec/x509/encode-certificate.ts'
import { type Extension, readExtensions } from '#codec/x509/extension.ts'
import type { AuthorityKeyIdentifier } from '#codec/x509/extension-values.ts'
import { type GeneralName, readGeneralNames } from '#codec/x509/general-name.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import {
  magnitudeHex,
  readAuthorityKeyIdentifier,
  readDistributionPointName,
} from '#codec/x509/read-extensions.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { CRL_NUMBER_OCTETS_MAX, type IssuingDistributionPoint } from './encode-crl.ts'
import { crlReasonOf, type CrlReason } from './reason.ts'
import type { CrlRefusal } from './refusal.ts'

/** A CRL (RFC 5280 §5.1) taken apart. Octet fields are views into `der`. Nothing is verified. */
export interface Crl {
  readonly der: Uint8Array
  /** What the signature covers. */
  readonly tbsDer: Uint8Array
  readonly version: 1 | 2
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  readonly thisUpdate: Instant
  /** RFC 5280 §5.1.2.5 demands it of issuers; X.509 lets others leave it out. */
  readonly nextUpdate: Instant | undefined
  /** In the order in which they stand; see `entriesBySerial`. */
  readonly entries: readonly CrlEntry[]
  readonly extensions: CrlExtensions
  readonly signature: Uint8Array
}

/** One revoked certificate (RFC 5280 §5.1.2.6). */
export interface CrlEntry {
  /** Lower-case hexadecimal magnitude, whole octets. */
  readonly serialHex: string
  readonly revokedAt: Instant
  /** `unspecified` where the entry gives none (RFC 5280 §5.3.1). */
  readonly reason: CrlReason
  readonly invalidityDate: Instant | undefined
  /** In an indirect CRL, whose certificate this and the following entries are (RFC 5280 §5.3.3). */
  readonly certificateIssuer: readonly GeneralName[] | undefined
  /** Extensions beyond those three. */
  readonly otherExtensions: readonly Extension[]
}

/** The extensions of a CRL: all of them in order, and the values of those this project knows. */
export interface CrlExtensions {
  readonly all: readonly Extension[]
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  readonly cRLNumber?: bigint
  readonly deltaBaseNumber?: bigint
  readonly issuingDistributionPoint?: IssuingDistributionPoint
}

/**
 * Room for the largest municipality many times over: about 1.5 million entries (spec/jpki.md, CRL
 * size).
 */
export const CRL_LIMITS: DerLimits = {
  sizeOctetsMax: 67_108_864,
  depthMax: 24,
  valuesMax: 12_000_000,
}

/** Decodes one CRL in time linear in its octets; the rules of form of RFC 5280 §5 are applied. */
export function parseCrl(crlDer: Uint8Array): Result<Crl, CrlRefusal> {
  return decodeDer<Crl, CrlRefusal>(
    crlDer,
    (reader) => {
      const { value, der } = reader.captured(() => reader.sequence('crl', () => readCrl(reader)))
      return { der, ...value }
    },
    CRL_LIMITS,
  )
}

/** Entries by serial number, for many look-ups in one CRL. The last entry of a serial counts. */
export function entriesBySerial({ entries }: Crl): ReadonlyMap<string, CrlEntry> {
  return new Map(entries.map((entry) => [entry.serialHex, entry]))
}

type Reader = DerReader<CrlRefusal>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const NO_EXTENSIONS: readonly Extension[] = []

function readCrl(reader: Reader): Omit<Crl, 'der'> {
  const { value: tbs, der: tbsDer } = reader.captured(() =>
    reader.sequence('tbsCertList', () => readTbs(reader)),
  )
  const outer = readAlgorithmIdentifier(reader, 'signatureAlgorithm')
  // RFC 5280 §5.1.1.2: it "MUST contain the same algorithm identifier as the signature field".
  if (!equalBytes(outer.der, tbs.signatureAlgorithm.der))
    reader.refuse('crl-algorithms-differ', 'signatureAlgorithm')
  return { ...tbs, tbsDer, signature: reader.bitStringOctets('signatureValue') }
}

function readTbs(reader: Reader): Omit<Crl, 'der' | 'tbsDer' | 'signature'> {
  const version = readVersion(reader)
  const signatureAlgorithm = readAlgorithmIdentifier(reader, 'signature')
  const issuer = readName(reader, 'issuer')
  if (issuer.relativeNames.length === 0) reader.refuse('crl-issuer-empty', 'issuer')
  const thisUpdate = reader.time('thisUpdate')
  const isTime = reader.nextTag === TAG.utcTime || reader.nextTag === TAG.generalizedTime
  const nextUpdate = isTime ? reader.time('nextUpdate') : undefined
  const entries = reader.optional(TAG.sequence, () => readEntries(reader, version)) ?? []
  const extensions = reader.optional(contextConstructed(0), () => {
    if (version === 1) reader.refuse('crl-version-too-low', 'crlExtensions')
    return reader.explicit(0, 'crlExtensions', () => readCrlExtensions(reader))
  })
  return {
    version,
    signatureAlgorithm,
    issuer,
    thisUpdate,
    nextUpdate,
    entries,
    extensions: extensions ?? { all: NO_EXTENSIONS },
  }
}

/** Absent means version 1; encoded it can only be 1, "v2" (RFC 5280 §5.1.2.1). */
function readVersion(reader: Reader): 1 | 2 {
  const encoded = reader.optional(TAG.integer, () => reader.integer('version'))
  if (encoded === undefined) return 1
  return encoded === 1n ? 2 : reader.refuse('crl-version-unsupported', 'version')
}

function readEntries(reader: Reader, version: 1 | 2): readonly CrlEntry[] {
  const entries = reader.sequenceOf('revokedCertificates', () =>
    reader.sequence('', () => readEntry(reader, version)),
  )
  // RFC 5280 §5.1.2.6: "When there are no revoked certificates, the … list MUST be absent".
  if (entries.length === 0) reader.refuse('crl-list-empty', 'revokedCertificates')
  return entries
}

function readEntry(reader: Reader, version: 1 | 2): CrlEntry {
  const serialHex = readSerial(reader)
  const entry: Mutable<CrlEntry> = {
    serialHex,
    revokedAt: reader.time('revocationDate'),
    reason: 'unspecified',
    invalidityDate: undefined,
    certificateIssuer: undefined,
    otherExtensions: NO_EXTENSIONS,
  }
  if (reader.atEnd) return entry
  if (version === 1) reader.refuse('crl-version-too-low', 'crlEntryExtensions')
  const all = readExtensions(reader, (oid) => readEntryExtension(entry, oid, reader))
  const others = all.filter(({ oid }) => !KNOWN_ENTRY_EXTENSIONS.has(oid))
  if (others.length > 0) entry.otherExtensions = others
  return entry
}

const KNOWN_ENTRY_EXTENSIONS: ReadonlySet<string> = new Set([
  OID.reasonCode,
  OID.invalidityDate,
  OID.certificateIssuer,
])

function readEntryExtension(entry: Mutable<CrlEntry>, oid: string, reader: Reader): boolean {
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
  const contents = reader.integerContents('userCertificate')
  if (contents.length > SERIAL_OCTETS_MAX || (contents[0] ?? 0) >= 0x80)
    reader.refuse('crl-serial-malformed', 'userCertificate')
  return magnitudeHex(contents)
}

function readCrlExtensions(reader: Reader): CrlExtensions {
  const values: Mutable<Omit<CrlExtensions, 'all'>> = {}
  const all = readExtensions(reader, (oid) => {
    switch (oid) {
      case OID.authorityKeyIdentifier:
        values.authorityKeyIdentifier = readAuthorityKeyIdentifier(reader)
        return true
      case OID.cRLNumber:
        values.cRLNumber = readCrlNumber(reader, 'cRLNumber')
        return true
      case OID.deltaCRLIndicator:
        values.deltaBaseNumber = readCrlNumber(reader, 'baseCRLNumber')
        return true
      case OID.issuingDistributionPoint:
        values.issuingDistributionPoint = readIssuingDistributionPoint(reader)
        return true
      default:
        return false
    }
  })
  return { all, ...values }
}

function readCrlNumber(reader: Reader, field: string): bigint {
  const { value, der } = reader.captured(() => reader.integer(field))
  // Two octets of tag and length stand before the contents.
  if (value < 0n || der.length - 2 > CRL_NUMBER_OCTETS_MAX)
    reader.refuse('crl-number-malformed', field)
  return value
}

function readIssuingDistributionPoint(reader: Reader): IssuingDistributionPoint {
  return reader.sequence('issuingDistributionPoint', () => {
    if (reader.atEnd) reader.refuse('crl-scope-malformed', '')
    const flag = (n: number, field: string): boolean =>
      reader.defaulted(context(n), false, () => reader.boolean(field, context(n)))
    const name = readDistributionPointName(reader)
    const user = flag(1, 'onlyContainsUserCerts')
    const ca = flag(2, 'onlyContainsCACerts')
    const onlySomeReasons = reader.optional(context(3), () =>
      reader.namedBits('onlySomeReasons', context(3)),
    )
    const indirect = flag(4, 'indirectCRL')
    const attribute = flag(5, 'onlyContainsAttributeCerts')
    const scopes = [user && 'user', ca && 'ca', attribute && 'attribute'] as const
    const [onlyContains, ...more] = scopes.filter((scope) => scope !== false)
    // RFC 5280 §5.2.5: at most one of the three may be TRUE.
    if (more.length > 0) reader.refuse('crl-scope-malformed', '')
    return { name, onlyContains, onlySomeReasons, indirect }
  })
}
