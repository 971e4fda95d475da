import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import type { Name, RelativeName } from '#codec/x509/name.ts'
import { ATTRIBUTE, type AttributeShortName } from '#codec/x509/oids.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { digest } from '#crypto/digest.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { CaConfiguration } from '../configuration.ts'
import type { AuthorityId } from '../contract.ts'
import { isArcOfTheRealService, isNameOfTheRealService } from '../forbidden-names.ts'
import { serialHexOf } from '../serial.ts'
import { SUITES } from '../suites.ts'
import type { LintRule } from './rule.ts'
import type { WantedCertificate } from './wanted.ts'

const DAY_MS = 86_400_000
/** 14:59:59Z is 23:59:59 in Japan. */
const END_OF_DAY_MS = (15 * 3600 - 1) * 1000
const ORGANISATION_TYPES: ReadonlySet<string> = new Set([ATTRIBUTE.O, ATTRIBUTE.OU])

/** Rules that every certificate of an authority keeps, its own included. */
export const EVERY_CERTIFICATE_RULES: readonly LintRule<WantedCertificate>[] = [
  {
    id: 'version-3',
    cites: 'RFC 5280 §4.1.2.1; spec/jpki.md §2.1',
    holds: ({ version }) => version === 3,
  },
  {
    id: 'serial-allocated',
    cites: 'RFC 5280 §4.1.2.2; spec/jpki.md §0.2',
    holds: ({ serialHex }, { serial }) => serialHex === serialHexOf(serial),
  },
  {
    id: 'signature-algorithm-of-suite',
    cites: 'RFC 5280 §4.1.2.3; spec/jpki.md §0.2',
    holds: ({ signatureAlgorithm }, { issuer }) =>
      equalBytes(signatureAlgorithm.der, SUITES[issuer.suite].signature.der),
  },
  {
    id: 'issuer-name',
    cites: 'spec/jpki.md §1.1 (name of the authority), §2.1 (order of its parts)',
    holds: ({ issuer }, wanted) => nameReads(issuer, issuerParts(wanted)),
  },
  {
    id: 'issuer-is-the-authority',
    cites:
      'RFC 5280 §4.1.2.4, §6.1.3(a)(4): the issuer is the subject of the authority’s certificate',
    holds: ({ issuer }, wanted) => equalBytes(issuer.der, wanted.issuer.nameDer),
  },
  {
    id: 'name-string-types',
    cites: 'spec/jpki.md §2.1: "C = PrintableString, O/OU = UTF8String"',
    holds: ({ issuer, subject }) => hasProfileTypes(issuer) && hasProfileTypes(subject),
  },
  {
    id: 'validity-ordered',
    cites: 'RFC 5280 §4.1.2.5',
    holds: ({ validity }) => validity.notBefore < validity.notAfter,
  },
  {
    id: 'validity-within-authority',
    cites: 'spec/jpki.md §2.1: the authority outlives what it issues',
    holds: ({ validity }, { issuer }) =>
      validity.notBefore >= issuer.notBefore && validity.notAfter <= issuer.notAfter,
  },
  {
    id: 'public-key-requested',
    cites: 'RFC 5280 §4.1.2.7',
    holds: ({ spkiDer }, { keyDigest }) => equalBytes(digest('sha256', spkiDer), keyDigest),
  },
  {
    id: 'subject-key-identifier',
    cites: 'RFC 5280 §4.2.1.2 method (1); spec/jpki.md §2.2 ext 8, §2.3 ext 7',
    holds: ({ extensions, spkiDer }) => {
      const stated = extensions.subjectKeyIdentifier
      return stated !== undefined && equalBytes(subjectKeyIdentifier(spkiDer), stated)
    },
  },
  {
    id: 'not-the-real-service',
    cites: 'spec/jpki.md, "One hard rule"',
    holds: (certificate) => !namesTheRealService(certificate),
  },
]

/**
 * notAfter is the last second of a day in Japan: for the authority's and the holders' certificates.
 */
export const ENDS_WITH_THE_DAY: LintRule<WantedCertificate> = {
  id: 'not-after-end-of-day',
  cites: 'spec/jpki.md §0.3: "14:59:59Z = 23:59:59 JST of the last valid day"',
  holds: ({ validity }) => validity.notAfter % DAY_MS === END_OF_DAY_MS,
}

/**
 * The three parts of the authority's key: identifier, name, serial. For all but self-signed
 * certificates.
 */
export const FULL_AUTHORITY_KEY_IDENTIFIER: LintRule<WantedCertificate> = {
  id: 'authority-key-identifier',
  cites: 'RFC 5280 §4.2.1.1; spec/jpki.md §2.2 ext 7, §2.3 ext 6',
  holds: ({ extensions }, wanted) => {
    const stated = extensions.authorityKeyIdentifier
    if (stated?.keyIdentifier === undefined || stated.authority === undefined) return false
    return (
      equalBytes(stated.keyIdentifier, wanted.issuer.keyId) &&
      stated.authority.serialHex === serialHexOf(wanted.issuer.serial) &&
      isOneDirectoryName(stated.authority.issuer, issuerParts(wanted))
    )
  },
}

/** An extension that a profile has, and whether it is critical there. */
export interface WantedExtension {
  readonly oid: string
  readonly critical: boolean
}

/** The extensions of a profile in order; those after `!` are critical. */
export function profileOf(...marked: readonly string[]): readonly WantedExtension[] {
  return marked.map((one) => ({ oid: one.replace('!', ''), critical: one.startsWith('!') }))
}

/** The extensions exactly, in order, critical where they are wanted so. */
export function extensionsAre(
  { extensions }: Certificate,
  wanted: readonly WantedExtension[],
): boolean {
  return (
    extensions.all.length === wanted.length &&
    extensions.all.every(
      ({ oid, critical }, i) => wanted[i]?.oid === oid && wanted[i].critical === critical,
    )
  )
}

/** Whether a list has exactly these texts in this order. */
export function isList(stated: readonly string[] | undefined, ...wanted: string[]): boolean {
  return stated?.length === wanted.length && wanted.every((text, i) => stated[i] === text)
}

/** The parts of a name in order, each of one attribute. */
export type NameParts = readonly (readonly [AttributeShortName, string])[]

/** Whether a name has exactly these parts. */
export function nameReads({ relativeNames }: Name, parts: NameParts): boolean {
  return (
    relativeNames.length === parts.length &&
    relativeNames.every((attributes, i) => isPart(attributes, parts[i]))
  )
}

function isPart(attributes: RelativeName, part: NameParts[number] | undefined): boolean {
  const attribute = attributes[0]
  return (
    attributes.length === 1 &&
    attribute !== undefined &&
    part !== undefined &&
    attribute.oid === ATTRIBUTE[part[0]] &&
    attribute.form !== 'other' &&
    attribute.text === part[1]
  )
}

/** Whether the names are one directoryName of these parts. */
export function isOneDirectoryName(
  names: readonly GeneralName[] | undefined,
  parts: NameParts,
): boolean {
  const only = names?.[0]
  return names?.length === 1 && only?.kind === 'directoryName' && nameReads(only.name, parts)
}

/**
 * Whether the certificate's only distribution point is the entry of these parts, without options.
 */
export function isOnePointAt(certificate: Certificate, parts: NameParts): boolean {
  const points = certificate.extensions.cRLDistributionPoints ?? []
  const [point] = points
  if (points.length !== 1 || point?.name?.kind !== 'fullName') return false
  return (
    point.reasons === undefined &&
    point.cRLIssuer === undefined &&
    isOneDirectoryName(point.name.names, parts)
  )
}

/**
 * What follows from configuration and authority alone, made once for each: the lint asks for it
 * with every certificate.
 */
export function oncePerAuthority<T>(
  make: (configuration: CaConfiguration, authority: AuthorityId) => T,
): (wanted: WantedCertificate) => T {
  const made = new WeakMap<CaConfiguration, Map<AuthorityId, T>>()
  return ({ configuration, issuer: { authority } }) => {
    const ofConfiguration = made.get(configuration) ?? new Map<AuthorityId, T>()
    made.set(configuration, ofConfiguration)
    const known = ofConfiguration.get(authority) ?? make(configuration, authority)
    ofConfiguration.set(authority, known)
    return known
  }
}

/** The issuing name. */
export const issuerParts = oncePerAuthority<NameParts>((configuration, authority) => [
  ['C', 'JP'],
  ['O', configuration.organization],
  ['OU', configuration.authorities[authority].unit],
  ['OU', configuration.operator],
])

/** The authority's Japanese name. */
export const issuerPartsJa = oncePerAuthority<NameParts>((configuration, authority) => [
  ['C', 'JP'],
  ['O', configuration.organizationJa],
  ['OU', configuration.authorities[authority].unitJa],
  ['OU', configuration.operatorJa],
])

function hasProfileTypes(name: Name): boolean {
  return name.relativeNames.every(
    (attributes) =>
      attributes.length === 1 &&
      attributes.every(({ oid, form }) => form === (oid === ATTRIBUTE.C ? 'printable' : 'utf8')),
  )
}

function namesTheRealService({ extensions, issuer, subject }: Certificate): boolean {
  const policies = extensions.certificatePolicies ?? []
  const names = extensions.subjectAltName ?? []
  return (
    hasRealOrganisation(issuer) ||
    hasRealOrganisation(subject) ||
    policies.some((policy) => isArcOfTheRealService(policy.policyOid)) ||
    names.some((name) => name.kind === 'otherName' && isArcOfTheRealService(name.oid))
  )
}

function hasRealOrganisation({ relativeNames }: Name): boolean {
  return relativeNames.some((attributes) =>
    attributes.some(
      (part) =>
        ORGANISATION_TYPES.has(part.oid) &&
        part.form !== 'other' &&
        isNameOfTheRealService(part.text),
    ),
  )
}
