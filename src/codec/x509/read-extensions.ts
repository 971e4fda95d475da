import type { DerReader } from '#codec/der/decode.ts'
import { context, contextConstructed, TAG } from '#codec/der/tag.ts'
import { toHex } from '#kernel/bytes.ts'
import { type Extension, readExtensions } from './extension.ts'
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
  readonly subjectAltName?: readonly GeneralName[]
  readonly issuerAltName?: readonly GeneralName[]
  readonly cRLDistributionPoints?: readonly DistributionPoint[]
  readonly authorityInfoAccess?: readonly AccessDescription[]
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  readonly subjectKeyIdentifier?: Uint8Array
  readonly basicConstraints?: BasicConstraints
  readonly ocspNoCheck?: true
}

/** A certificate without extensions. */
export const NO_EXTENSIONS: CertificateExtensions = { all: [] }

/** Path lengths beyond any chain; a larger pathLenConstraint is refused as malformed. */
const PATH_LENGTH_MAX = 2 ** 31 - 1

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Values = Mutable<Omit<CertificateExtensions, 'all'>>
type Reader = DerReader<ExtensionRefusal>

/** Reads the extensions of a certificate, values of the known ones included. */
export function readCertificateExtensions(reader: Reader): CertificateExtensions {
  const values: Values = {}
  const all = readExtensions(reader, (oid) => readInto(values, oid, reader))
  return { all, ...values }
}

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
  return extensions
    .filter(({ critical, oid }) => critical && !understood.has(oid))
    .map(({ oid }) => oid)
}

/** Reads AuthorityKeyIdentifier, which CRLs and requests carry too. */
export function readAuthorityKeyIdentifier(reader: Reader): AuthorityKeyIdentifier {
  return reader.sequence('authorityKeyIdentifier', () => {
    const keyIdentifier = reader.optional(context(0), () =>
      reader.octetString('keyIdentifier', context(0)),
    )
    const issuer = reader.optional(contextConstructed(1), () =>
      readGeneralNames(reader, 'authorityCertIssuer', { tag: contextConstructed(1) }),
    )
    const serialHex = reader.optional(context(2), () =>
      readMagnitudeHex(reader, 'authorityCertSerialNumber', context(2)),
    )
    const authority = joined(issuer, serialHex)
    if (authority === 'incomplete') reader.refuse('authority-key-identifier-incomplete', '')
    return { keyIdentifier, authority }
  })
}

/** Reads DistributionPointName, its `[0]` tag included, where there is one. */
export function readDistributionPointName(reader: Reader): DistributionPointName | undefined {
  return reader.optional(contextConstructed(0), () =>
    reader.explicit(0, 'distributionPoint', () => {
      const tag = reader.nextTag
      if (tag === contextConstructed(1))
        return { kind: 'nameRelativeToCRLIssuer', relativeName: readRelativeName(reader, tag) }
      const names = readGeneralNames(reader, 'fullName', { tag: contextConstructed(0) })
      return { kind: 'fullName', names }
    }),
  )
}

/**
 * Reads a serial number as lower-case hexadecimal magnitude, without the zero octet that only
 * carries the sign. A negative one, which no certificate of ours can have, is malformed.
 */
function readMagnitudeHex(reader: DerReader, field: string, tag?: number): string {
  const contents = reader.integerContents(field, tag)
  if ((contents[0] ?? 0) >= 0x80) reader.refuse('der-value-malformed', field)
  return magnitudeHex(contents)
}

/** The magnitude, as above, of the contents octets of an INTEGER that is not negative. */
export function magnitudeHex(contents: Uint8Array): string {
  return toHex(contents.length > 1 && contents[0] === 0 ? contents.subarray(1) : contents)
}

function readInto(values: Values, oid: string, reader: Reader): boolean {
  switch (oid) {
    case OID.keyUsage:
      values.keyUsage = readKeyUsage(reader)
      return true
    case OID.extKeyUsage:
      values.extKeyUsage = reader.sequenceOf('extKeyUsage', () => reader.oid('keyPurposeId'), {
        atLeast: 1,
      })
      return true
    case OID.certificatePolicies:
      values.certificatePolicies = readPolicies(reader)
      return true
    case OID.subjectAltName:
      values.subjectAltName = readGeneralNames(reader, 'subjectAltName')
      return true
    case OID.issuerAltName:
      values.issuerAltName = readGeneralNames(reader, 'issuerAltName')
      return true
    case OID.cRLDistributionPoints:
      values.cRLDistributionPoints = readDistributionPoints(reader)
      return true
    case OID.authorityInfoAccess:
      values.authorityInfoAccess = readAccessDescriptions(reader)
      return true
    case OID.authorityKeyIdentifier:
      values.authorityKeyIdentifier = readAuthorityKeyIdentifier(reader)
      return true
    case OID.subjectKeyIdentifier:
      values.subjectKeyIdentifier = reader.octetString('subjectKeyIdentifier')
      return true
    case OID.basicConstraints:
      values.basicConstraints = readBasicConstraints(reader)
      return true
    case OID.ocspNoCheck:
      reader.nullValue('ocspNoCheck')
      values.ocspNoCheck = true
      return true
    default:
      return false
  }
}

function readKeyUsage(reader: Reader): readonly KeyUsage[] {
  const bits = reader.namedBits('keyUsage')
  if (bits.length === 0) reader.refuse('key-usage-empty', 'keyUsage')
  return bits.map((bit) => KEY_USAGES[bit] ?? reader.refuse('der-value-malformed', 'keyUsage'))
}

function readPolicies(reader: Reader): readonly PolicyInformation[] {
  const seen = new Set<string>()
  const readPolicy = (): PolicyInformation => {
    const policyOid = reader.oid('policyIdentifier')
    if (seen.has(policyOid)) reader.refuse('policy-duplicate', 'policyIdentifier')
    seen.add(policyOid)
    const qualifiers = reader.optional(TAG.sequence, () =>
      reader.sequenceOf('policyQualifiers', () => readQualifier(reader), { atLeast: 1 }),
    )
    return { policyOid, qualifiers: qualifiers ?? [] }
  }
  return reader.sequenceOf('certificatePolicies', () => reader.sequence('', readPolicy), {
    atLeast: 1,
  })
}

function readQualifier(reader: Reader): PolicyQualifier {
  return reader.sequence('', () => {
    const oid = reader.oid('policyQualifierId')
    if (oid === OID.cpsQualifier) return { kind: 'cps', uri: reader.string('ia5', 'cPSuri') }
    return { kind: 'other', oid, valueDer: reader.any('qualifier').der }
  })
}

function readDistributionPoints(reader: Reader): readonly DistributionPoint[] {
  const readPoint = (): DistributionPoint => {
    const name = readDistributionPointName(reader)
    const reasons = reader.optional(context(1), () => reader.namedBits('reasons', context(1)))
    const cRLIssuer = reader.optional(contextConstructed(2), () =>
      readGeneralNames(reader, 'cRLIssuer', { tag: contextConstructed(2) }),
    )
    // RFC 5280 §4.2.1.13: "a DistributionPoint MUST NOT consist of only the reasons field".
    if (name === undefined && cRLIssuer === undefined) reader.refuse('distribution-point-empty', '')
    return { name, reasons, cRLIssuer }
  }
  return reader.sequenceOf('cRLDistributionPoints', () => reader.sequence('', readPoint), {
    atLeast: 1,
  })
}

function readAccessDescriptions(reader: Reader): readonly AccessDescription[] {
  const readDescription = (): AccessDescription => {
    return { methodOid: reader.oid('accessMethod'), location: readGeneralName(reader) }
  }
  return reader.sequenceOf('authorityInfoAccess', () => reader.sequence('', readDescription), {
    atLeast: 1,
  })
}

function readBasicConstraints(reader: Reader): BasicConstraints {
  return reader.sequence('basicConstraints', () => ({
    ca: reader.defaulted(TAG.boolean, false, () => reader.boolean('cA')),
    pathLengthMax: reader.optional(TAG.integer, () =>
      reader.smallInteger('pathLenConstraint', PATH_LENGTH_MAX),
    ),
  }))
}

function joined(
  issuer: readonly GeneralName[] | undefined,
  serialHex: string | undefined,
): AuthorityReference | undefined | 'incomplete' {
  if (issuer === undefined && serialHex === undefined) return undefined
  return issuer === undefined || serialHex === undefined ? 'incomplete' : { issuer, serialHex }
}
