import type { DerReader, ListOptions } from '#codec/der/decode.ts'
import { OctetMemory, type Remembered } from '#codec/der/octet-memory.ts'
import { rememberCopy } from '#codec/der/read-remembered.ts'
import { context, contextConstructed, TAG } from '#codec/der/tag.ts'
import {
  ACCESS_DESCRIPTIONS_MAX,
  DISTRIBUTION_POINTS_MAX,
  GENERAL_NAMES_MAX,
  KEY_PURPOSES_MAX,
  POLICIES_MAX,
  POLICY_QUALIFIERS_MAX,
  SERIAL_OCTETS_MAX,
} from './bounds.ts'
import {
  type NameConstraints,
  type PolicyConstraints,
  type PolicyMapping,
  readCount,
  readInhibitAnyPolicy,
  readNameConstraints,
  readPolicyConstraints,
  readPolicyMappings,
} from './constraints.ts'
import { type Extension, readCritical, readExtensionList, readNewIdentifier } from './extension.ts'
import {
  type AccessDescription,
  type AuthorityKeyIdentifier,
  type AuthorityReference,
  type BasicConstraints,
  type DistributionPoint,
  type DistributionPointName,
  KEY_USAGES,
  type KeyUsage,
  type PolicyInformation,
  type PolicyQualifier,
} from './extension-values.ts'
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts'
import { readRelativeName } from './name.ts'
import { OID } from './oids.ts'
import type { ExtensionRefusal } from './refusal.ts'
import { readSerialNumber } from './serial-number.ts'

/**
 * The extensions of a certificate: all of them in order, and the values of those this project
 * knows.
 */
export interface CertificateExtensions {
  readonly all: readonly Extension[]
  readonly keyUsage?: readonly KeyUsage[]
  /** Purposes by identifier. */
  readonly extKeyUsage?: readonly string[]
  readonly certificatePolicies?: readonly PolicyInformation[]
  /** At least one name: absent too where the extension, which `all` then has, holds none. */
  readonly subjectAltName?: readonly GeneralName[]
  readonly issuerAltName?: readonly GeneralName[]
  readonly cRLDistributionPoints?: readonly DistributionPoint[]
  readonly authorityInfoAccess?: readonly AccessDescription[]
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  readonly subjectKeyIdentifier?: Uint8Array
  readonly basicConstraints?: BasicConstraints
  readonly nameConstraints?: NameConstraints
  readonly policyMappings?: readonly PolicyMapping[]
  readonly policyConstraints?: PolicyConstraints
  /** Certificates that may still follow before anyPolicy counts for nothing. */
  readonly inhibitAnyPolicy?: number
  readonly freshestCRL?: readonly DistributionPoint[]
  readonly subjectInfoAccess?: readonly AccessDescription[]
  readonly ocspNoCheck?: true
}

/** A certificate without extensions. */
export const NO_EXTENSIONS: CertificateExtensions = { all: [] }

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Values = Mutable<CertificateExtensions>
type Reader = DerReader<ExtensionRefusal>

/**
 * Reads the extensions of a certificate, values of the known ones included. Most are those of other
 * certificates of its authority, octet for octet, and were read before.
 */
export function readCertificateExtensions(reader: Reader): CertificateExtensions {
  const values: Values = { all: [] }
  const seen: string[] = []
  const isNew = ({ extension }: NotedExtension): boolean => !seen.includes(extension.oid)
  const readParts = (parts: Reader): NotedExtension => readNotedParts(parts, seen)
  const readOne = (): Extension => {
    const known = reader.recall(EXTENSIONS, isNew)
    if (known !== undefined) seen.push(known.extension.oid)
    const { extension, note } = known ?? readNoted(reader, readParts)
    note?.(values)
    return extension
  }
  values.all = readExtensionList(reader, readOne)
  return values
}

/** Notes what an extension says. */
type Note = (values: Values) => void

interface NotedExtension {
  readonly extension: Extension
  readonly note: Note | undefined
}

function readNoted(reader: Reader, readParts: (reader: Reader) => NotedExtension): NotedExtension {
  const start = reader.offset
  const read = reader.sequence('', readParts)
  if (SHARED.has(read.extension.oid))
    rememberCopy(reader, EXTENSIONS, start, (copy) =>
      copy.sequence('', (parts) => readNotedParts(parts, [])),
    )
  return read
}

function readNotedParts(reader: Reader, seen: string[]): NotedExtension {
  const oid = readNewIdentifier(reader, seen)
  const critical = readCritical(reader)
  const { valueDer, note } = reader.octetStringContaining(oid, READERS.get(oid) ?? readUnknown)
  return { extension: { oid, critical, valueDer }, note }
}

/** The value of an extension, and what it says where it is of a known one. */
interface NotedValue {
  readonly valueDer: Uint8Array
  readonly note: Note | undefined
}

function readUnknown(reader: Reader): NotedValue {
  return { valueDer: reader.rest(), note: undefined }
}

/** Extensions that were read. */
const EXTENSIONS = new OctetMemory<Remembered<NotedExtension>>(1024, 256)

/** What an authority says alike in many certificates; nothing of their holders is remembered. */
const SHARED: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extKeyUsage,
  OID.certificatePolicies,
  OID.basicConstraints,
  OID.authorityKeyIdentifier,
  OID.cRLDistributionPoints,
  OID.freshestCRL,
  OID.authorityInfoAccess,
  OID.ocspNoCheck,
])

/** The extension with the given identifier, known or not. */
export function findExtension(
  extensions: readonly Extension[],
  oid: string,
): Extension | undefined {
  return extensions.find((candidate) => candidate.oid === oid)
}

/** Identifiers of the critical extensions outside `understood`: RFC 5280 §4.2 demands refusal. */
export function criticalBeyond(
  extensions: readonly Extension[],
  understood: ReadonlySet<string>,
): readonly string[] {
  let beyond: string[] | undefined
  for (const { critical, oid } of extensions)
    if (critical && !understood.has(oid)) (beyond ??= []).push(oid)
  return beyond ?? NONE
}

const NONE: readonly string[] = []

/** Reads AuthorityKeyIdentifier, which CRLs and requests carry too. */
export function readAuthorityKeyIdentifier(reader: Reader): AuthorityKeyIdentifier {
  return reader.sequence('authorityKeyIdentifier', readKeyIdentifierParts)
}

function readKeyIdentifierParts(reader: Reader): AuthorityKeyIdentifier {
  const keyIdentifier =
    reader.nextTag === context(0) ? reader.octetString('keyIdentifier', context(0)) : undefined
  const issuer =
    reader.nextTag === contextConstructed(1)
      ? readGeneralNames(reader, 'authorityCertIssuer', { tag: contextConstructed(1) })
      : undefined
  const serialHex = reader.nextTag === context(2) ? readAuthoritySerial(reader) : undefined
  const authority = joined(issuer, serialHex)
  if (authority === 'incomplete') reader.refuse('authority-key-identifier-incomplete', '')
  return { keyIdentifier, authority }
}

/** Reads DistributionPointName, its `[0]` tag included, where there is one. */
export function readDistributionPointName(reader: Reader): DistributionPointName | undefined {
  if (reader.nextTag !== contextConstructed(0)) return undefined
  return reader.explicit(0, 'distributionPoint', readChosenPointName)
}

function readChosenPointName(reader: Reader): DistributionPointName {
  const tag = reader.nextTag
  if (tag === contextConstructed(1))
    return { kind: 'nameRelativeToCRLIssuer', relativeName: readRelativeName(reader, tag) }
  const names = readGeneralNames(reader, 'fullName', { tag: contextConstructed(0) })
  return { kind: 'fullName', names }
}

/** How the value of each known extension is read. */
const READERS: ReadonlyMap<string, (reader: Reader) => NotedValue> = new Map([
  [OID.keyUsage, noted('keyUsage', readKeyUsage)],
  [OID.extKeyUsage, noted('extKeyUsage', readKeyPurposes)],
  [OID.certificatePolicies, noted('certificatePolicies', readPolicies)],
  [OID.subjectAltName, noted('subjectAltName', readAltName)],
  [OID.issuerAltName, noted('issuerAltName', readAltName)],
  [OID.cRLDistributionPoints, noted('cRLDistributionPoints', readDistributionPoints)],
  [OID.freshestCRL, noted('freshestCRL', readDistributionPoints)],
  [OID.authorityInfoAccess, noted('authorityInfoAccess', readAccessDescriptions)],
  [OID.subjectInfoAccess, noted('subjectInfoAccess', readAccessDescriptions)],
  [OID.authorityKeyIdentifier, noted('authorityKeyIdentifier', readAuthorityKeyIdentifier)],
  [OID.subjectKeyIdentifier, noted('subjectKeyIdentifier', readKeyIdentifier)],
  [OID.basicConstraints, noted('basicConstraints', readBasicConstraints)],
  [OID.nameConstraints, noted('nameConstraints', readNameConstraints)],
  [OID.policyMappings, noted('policyMappings', readPolicyMappings)],
  [OID.policyConstraints, noted('policyConstraints', readPolicyConstraints)],
  [OID.inhibitAnyPolicy, noted('inhibitAnyPolicy', readInhibitAnyPolicy)],
  [OID.ocspNoCheck, noted('ocspNoCheck', readNoCheck)],
])

/** Reads the value that certificates have under `key`; `undefined` leaves it out. */
function noted<K extends keyof Values>(
  key: K,
  read: (reader: Reader, key: K) => Values[K] | undefined,
): (reader: Reader) => NotedValue {
  return (reader) => {
    const start = reader.offset
    const value = read(reader, key)
    const note = (values: Values): void => {
      if (value !== undefined) values[key] = value
    }
    return { valueDer: reader.since(start), note }
  }
}

function readKeyIdentifier(reader: Reader): Uint8Array {
  return reader.octetString('subjectKeyIdentifier')
}

function readNoCheck(reader: Reader): true {
  reader.nullValue('ocspNoCheck')
  return true
}

function readKeyPurposes(reader: Reader): readonly string[] {
  return reader.sequenceOf('extKeyUsage', readKeyPurpose, {
    atLeast: 1,
    atMost: KEY_PURPOSES_MAX,
  })
}

function readKeyPurpose(reader: Reader): string {
  return reader.oid('keyPurposeId')
}

/**
 * RFC 5280 §4.2.1.6: an iPAddress "MUST contain exactly four octets" for IPv4, "exactly sixteen
 * octets" for IPv6.
 */
function readAltName(reader: Reader, field: string): readonly GeneralName[] | undefined {
  const names = reader.sequenceOf(field, readGeneralName, ALT_NAME_BOUNDS)
  if (names.some(isMisfitAddress)) reader.refuse('general-name-malformed', `${field}.iPAddress`)
  return names.length > 0 ? names : undefined
}

/**
 * Real certificates of others have an alternative name without any name (CAcert's OCSP responder).
 * RFC 5280 §4.2.1.6 forbids CAs to write it; a reader loses nothing by it but the name.
 */
const ALT_NAME_BOUNDS: ListOptions = { atMost: GENERAL_NAMES_MAX }

function isMisfitAddress(name: GeneralName): boolean {
  return name.kind === 'iPAddress' && name.octets.length !== 4 && name.octets.length !== 16
}

function readKeyUsage(reader: Reader): readonly KeyUsage[] {
  const bits = reader.namedBits('keyUsage')
  // RFC 5280 §4.2.1.3: "at least one of the bits MUST be set to 1".
  if (bits.length === 0) reader.refuse('key-usage-empty', 'keyUsage')
  const usages: KeyUsage[] = []
  for (const bit of bits) {
    const usage = KEY_USAGES[bit]
    // X.680 §22.7: the bits that are named put no bound on the value; one without a name allows
    // nothing.
    if (usage !== undefined) usages.push(usage)
  }
  return usages
}

function readPolicies(reader: Reader): readonly PolicyInformation[] {
  const seen = new Set<string>()
  const readPolicy = (): PolicyInformation => {
    const policyOid = reader.oid('policyIdentifier')
    // RFC 5280 §4.2.1.4: "A certificate policy OID MUST NOT appear more than once".
    if (seen.has(policyOid)) reader.refuse('policy-duplicate', 'policyIdentifier')
    seen.add(policyOid)
    const qualifiers =
      reader.nextTag === TAG.sequence
        ? reader.sequenceOf('policyQualifiers', readQualifier, QUALIFIERS_BOUNDS)
        : []
    return { policyOid, qualifiers }
  }
  return reader.sequenceOf('certificatePolicies', () => reader.sequence('', readPolicy), {
    atLeast: 1,
    atMost: POLICIES_MAX,
  })
}

const QUALIFIERS_BOUNDS: ListOptions = { atLeast: 1, atMost: POLICY_QUALIFIERS_MAX }

function readQualifier(reader: Reader): PolicyQualifier {
  return reader.sequence('', readQualifierInfo)
}

function readQualifierInfo(reader: Reader): PolicyQualifier {
  const oid = reader.oid('policyQualifierId')
  if (oid === OID.cpsQualifier) return { kind: 'cps', uri: reader.string('ia5', 'cPSuri') }
  return { kind: 'other', oid, valueDer: reader.anyDer('qualifier').der }
}

/** Reads CRLDistributionPoints, the type of freshestCRL too, which CRLs carry as well. */
export function readDistributionPoints(
  reader: Reader,
  field: string,
): readonly DistributionPoint[] {
  return reader.sequenceOf(field, readPoint, POINTS_BOUNDS)
}

const POINTS_BOUNDS: ListOptions = { atLeast: 1, atMost: DISTRIBUTION_POINTS_MAX }

function readPoint(reader: Reader): DistributionPoint {
  return reader.sequence('', readPointParts)
}

function readPointParts(reader: Reader): DistributionPoint {
  const name = readDistributionPointName(reader)
  const reasons =
    reader.nextTag === context(1) ? readReasonFlags(reader, 'reasons', context(1)) : undefined
  const cRLIssuer =
    reader.nextTag === contextConstructed(2)
      ? readGeneralNames(reader, 'cRLIssuer', { tag: contextConstructed(2) })
      : undefined
  // RFC 5280 §4.2.1.13: "a DistributionPoint MUST NOT consist of only the reasons field".
  if (name === undefined && cRLIssuer === undefined) reader.refuse('distribution-point-empty', '')
  return { name, reasons, cRLIssuer }
}

/**
 * Reads ReasonFlags (RFC 5280 §4.2.1.13): the positions that are set. Those without a name, which
 * X.680 §22.7 allows, stand for no reason and are left out.
 */
export function readReasonFlags(reader: Reader, field: string, tag: number): readonly number[] {
  return reader.namedBits(field, tag).filter((bit) => bit <= REASON_FLAG_LAST)
}

/** aACompromise. */
const REASON_FLAG_LAST = 8

function readAccessDescriptions(reader: Reader, field: string): readonly AccessDescription[] {
  return reader.sequenceOf(field, readDescription, DESCRIPTIONS_BOUNDS)
}

const DESCRIPTIONS_BOUNDS: ListOptions = { atLeast: 1, atMost: ACCESS_DESCRIPTIONS_MAX }

function readDescription(reader: Reader): AccessDescription {
  return reader.sequence('', readDescriptionParts)
}

function readDescriptionParts(reader: Reader): AccessDescription {
  return { methodOid: reader.oid('accessMethod'), location: readGeneralName(reader) }
}

function readBasicConstraints(reader: Reader): BasicConstraints {
  return reader.sequence('basicConstraints', readBasicParts)
}

function readBasicParts(reader: Reader): BasicConstraints {
  const ca = reader.nextTag === TAG.boolean && readCa(reader)
  const pathLengthMax =
    reader.nextTag === TAG.integer ? readCount(reader, 'pathLenConstraint') : undefined
  return { ca, pathLengthMax }
}

function readCa(reader: Reader): boolean {
  return reader.defaulted(TAG.boolean, false, () => reader.boolean('cA'))
}

function joined(
  issuer: readonly GeneralName[] | undefined,
  serialHex: string | undefined,
): AuthorityReference | undefined | 'incomplete' {
  if (issuer === undefined && serialHex === undefined) return undefined
  return issuer === undefined || serialHex === undefined ? 'incomplete' : { issuer, serialHex }
}

function readAuthoritySerial(reader: Reader): string {
  const field = 'authorityCertSerialNumber'
  const { serialHex, octets } = readSerialNumber(reader, field, context(2))
  if (octets > SERIAL_OCTETS_MAX) reader.refuse('der-value-malformed', field)
  return serialHex
}
