import type * as der from '#codec/der/encode.ts'
import { type Name, nameOf, partNode } from '#codec/x509/name.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, PartitionRef } from './contract.ts'

/**
 * The name under which an authority issues, the same for all of its key generations (spec/jpki.md
 * §1.1).
 */
export function authorityName(configuration: CaConfiguration, authority: AuthorityId): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', configuration.organization],
    ['OU', configuration.authorities[authority].unit],
    ['OU', configuration.operator],
  ])
}

/**
 * The authority's name in Japanese: its subjectAltName, and the issuerAltName of what it issues.
 */
export function authorityNameJa(configuration: CaConfiguration, authority: AuthorityId): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', configuration.organizationJa],
    ['OU', configuration.authorities[authority].unitJa],
    ['OU', configuration.operatorJa],
  ])
}

/**
 * The entry that publishes a municipality's list: `… OU=Kanagawa-ken, CN=Yokohama-shi-Naka-ku
 * CRLDP`.
 */
export function distributionPointName(
  configuration: CaConfiguration,
  authority: AuthorityId,
  partition: PartitionRef,
): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', configuration.organization],
    ['OU', configuration.authorities[authority].unit],
    ['OU', 'CRL Distribution Points'],
    ['OU', partition.prefectureRomaji],
    ['CN', `${partition.municipalityRomaji} CRLDP`],
  ])
}

/**
 * The parts of a holder's name before its opaque common name: the municipality for the signature
 * kind only (spec/jpki.md §2.2, §2.3).
 */
export function holderNameParts(
  kind: CertificateKind,
  partition: PartitionRef,
): readonly der.DerNode[] {
  const country = partNode('C', 'JP')
  if (kind === 'user-authentication') return [country]
  const { prefectureRomaji, municipalityRomaji } = partition
  return [country, partNode('L', prefectureRomaji), partNode('L', municipalityRomaji)]
}

/** A delegated responder's name. The serial tells the responders of one generation apart. */
export function responderName(
  configuration: CaConfiguration,
  authority: AuthorityId,
  serial: number,
): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', configuration.organization],
    ['OU', configuration.authorities[authority].unit],
    ['CN', `OCSP Responder ${serial}`],
  ])
}

/** The subject of the one-time signer of a status filter. */
export function filterSignerName(
  configuration: CaConfiguration,
  authority: AuthorityId,
  serial: number,
): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', configuration.organization],
    ['OU', configuration.authorities[authority].unit],
    ['CN', `Status Filter Signer ${serial}`],
  ])
}
