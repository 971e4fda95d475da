import * as der from '#codec/der/encode.ts'
import { encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, type Extension, extensionNode } from '#codec/x509/extension.ts'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  cRLDistributionPoints,
  extKeyUsage,
  issuerAltName,
  keyUsage,
  ocspNoCheck,
  subjectAltName,
  subjectKeyIdentifierExtension,
} from '#codec/x509/extension-values.ts'
import { directoryName, uri } from '#codec/x509/general-name.ts'
import { type Name, partNode } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { FILTER_OID } from '#codec/status-filter/oids.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { ITEM_ORDER, type NumberedItem } from './certified-items.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, PartitionRef } from './contract.ts'
import {
  authorityName,
  authorityNameJa,
  distributionPointName,
  filterSignerName,
  holderNameParts,
  responderName,
} from './names.ts'
import { serialHexOf } from './serial.ts'
import { type AuthoritySuiteId, SUITES } from './suites.ts'

/** What a generation of an authority contributes to every certificate under it. */
export interface IssuerFacts {
  readonly authority: AuthorityId
  readonly suite: AuthoritySuiteId
  /** The serial of the authority's own certificate. */
  readonly serial: number
  /** subjectKeyIdentifier of the authority's key, 20 octets. */
  readonly keyId: Uint8Array
}

/** What differs between two certificates of one kind and generation. */
export interface HolderFacts {
  readonly serial: number
  readonly partition: PartitionRef
  readonly commonName: string
  /** In the certificate's order; empty for user authentication. */
  readonly items: readonly NumberedItem[]
  readonly subjectPublicKeyDer: Uint8Array
  readonly subjectKeyId: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/**
 * A holder's TBSCertificate, made of parts prepared once for a generation and the facts of one
 * holder.
 */
export type HolderProfile = (holder: HolderFacts) => Uint8Array

/**
 * Policy of a kind: `.1.1.20` for signature, `.1.3.30` for user authentication, as the real arc
 * numbers them.
 */
export function policyOid(configuration: CaConfiguration, kind: CertificateKind): string {
  return `${configuration.oidArc}.1.${kind === 'signature' ? '1.20' : '3.30'}`
}

/** Identifier of the certified item `.5.1` to `.5.6` under the arc. */
export function itemOid(configuration: CaConfiguration, number: NumberedItem['number']): string {
  return `${configuration.oidArc}.5.${number}`
}

/** Municipalities whose parts stay encoded; there are about 1,892 (spec/jpki.md §2.4). */
const MUNICIPALITIES_KEPT_MAX = 2_048

/**
 * The profile of spec/jpki.md §2.2 or §2.3 under one generation. What every certificate of the
 * generation has in common is encoded here, once: the fields up to the issuer, and the extensions
 * but three.
 */
export function holderProfile(configuration: CaConfiguration, issuer: IssuerFacts): HolderProfile {
  const kind: CertificateKind = issuer.authority
  const issuerName = authorityName(configuration, issuer.authority)
  const algorithmDer = SUITES[issuer.suite].signature.der
  const usage = encoded(...usageExtensions(kind))
  const beforePoint = encoded(
    certificatePolicy(configuration, kind),
    issuerAltName([directoryName(authorityNameJa(configuration, kind))]),
  )
  const afterPoint = encoded(
    ...accessExtensions(configuration, kind),
    fullKeyIdentifier(issuer, issuerName),
  )
  const municipalityOf = keptMunicipalities(configuration, kind)
  const itemOids = ITEM_ORDER.map((number) => der.oid(itemOid(configuration, number)))
  return (holder) => {
    const { subjectParts, point } = municipalityOf(holder.partition)
    return der.encode(
      der.sequence(
        VERSION_3,
        der.integer(holder.serial),
        algorithmDer,
        issuerName.der,
        der.sequence(der.time(holder.notBefore), der.time(holder.notAfter)),
        der.sequence(...subjectParts, partNode('CN', holder.commonName)),
        holder.subjectPublicKeyDer,
        der.explicit(
          3,
          der.sequence(
            ...usage,
            kind === 'signature' ? itemsNode(itemOids, holder.items) : undefined,
            ...beforePoint,
            point,
            ...afterPoint,
            keyIdentifierNode(holder.subjectKeyId),
          ),
        ),
      ),
    )
  }
}

const VERSION_3 = der.encode(der.explicit(0, der.integer(2)))
const SUBJECT_ALT_NAME_OID = der.oid(OID.subjectAltName)
const SUBJECT_KEY_IDENTIFIER_OID = der.oid(OID.subjectKeyIdentifier)

/** subjectKeyIdentifier, the last extension of both kinds. */
function keyIdentifierNode(subjectKeyId: Uint8Array): der.DerNode {
  const value = der.octetStringOf(der.octetString(subjectKeyId))
  return der.sequence(SUBJECT_KEY_IDENTIFIER_OID, value)
}

/** keyUsage, and extKeyUsage where the kind has it: ext 1 and 2 of §2.2, ext 1 of §2.3. */
function usageExtensions(kind: CertificateKind): readonly Extension[] {
  switch (kind) {
    case 'user-authentication':
      return [critical(keyUsage(['digitalSignature'])), extKeyUsage([OID.clientAuth])]
    case 'signature':
      return [critical(keyUsage(['digitalSignature', 'nonRepudiation']))]
  }
}

/** subjectAltName of the six certified items (ext 2 of §2.3): UTF8String in `[0] EXPLICIT`. */
function itemsNode(itemOids: readonly der.DerNode[], items: readonly NumberedItem[]): der.DerNode {
  const names = items.map(({ text }, i) =>
    der.implicit(0, der.sequence(itemOids[i], der.explicit(0, der.utf8String(text)))),
  )
  return der.sequence(SUBJECT_ALT_NAME_OID, der.octetStringOf(der.sequence(...names)))
}

/** certificatePolicies, critical (ext 3). */
function certificatePolicy(configuration: CaConfiguration, kind: CertificateKind): Extension {
  const cps = { kind: 'cps', uri: configuration.cpsUrl } as const
  return critical(
    certificatePolicies([{ policyOid: policyOid(configuration, kind), qualifiers: [cps] }]),
  )
}

/** authorityInfoAccess where the kind has it (ext 6 of §2.2). */
function accessExtensions(
  configuration: CaConfiguration,
  kind: CertificateKind,
): readonly Extension[] {
  const { ocspUrl } = configuration.authorities[kind]
  if (ocspUrl === undefined) return []
  return [authorityInfoAccess([{ methodOid: OID.ocspAccess, location: uri(ocspUrl) }])]
}

/** What the certificates of one municipality have in common, encoded. */
interface MunicipalityParts {
  /** The subject's parts before the common name. */
  readonly subjectParts: readonly Uint8Array[]
  /** cRLDistributionPoints (ext 5). */
  readonly point: Uint8Array
}

/** The parts by municipality, each encoded once. */
function keptMunicipalities(
  configuration: CaConfiguration,
  authority: AuthorityId,
): (partition: PartitionRef) => MunicipalityParts {
  const kept = new Map<string, MunicipalityParts>()
  return (partition) => {
    const key = `${partition.prefectureRomaji}/${partition.municipalityRomaji}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const name = distributionPointName(configuration, authority, partition)
    const made = {
      subjectParts: holderNameParts(authority, partition).map(der.encode),
      point: der.encode(extensionNode(distributionPoint(name))),
    }
    if (kept.size < MUNICIPALITIES_KEPT_MAX) kept.set(key, made)
    return made
  }
}

function encoded(...extensions: readonly Extension[]): readonly Uint8Array[] {
  return extensions.map((one) => der.encode(extensionNode(one)))
}

/** What an authority's own certificate says (spec/jpki.md §2.1). */
export interface AuthorityFacts extends IssuerFacts {
  readonly publicKeyDer: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/**
 * The TBSCertificate of a self-signed authority: no authorityKeyIdentifier, no policies
 * (spec/jpki.md §2.1).
 */
export function authorityTbs(configuration: CaConfiguration, facts: AuthorityFacts): Uint8Array {
  const name = authorityName(configuration, facts.authority)
  return encodeTbsCertificate({
    serialHex: serialHexOf(facts.serial),
    signatureAlgorithm: SUITES[facts.suite].signature,
    issuer: name,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    subject: name,
    spkiDer: facts.publicKeyDer,
    extensions: [
      critical(keyUsage(['keyCertSign', 'cRLSign'])),
      subjectAltName([directoryName(authorityNameJa(configuration, facts.authority))]),
      critical(basicConstraints({ ca: true })),
      distributionPoint(name),
      subjectKeyIdentifierExtension(facts.keyId),
    ],
  })
}

/** What a delegated responder's certificate says (RFC 6960 §4.2.2.2). */
export interface ResponderFacts {
  readonly serial: number
  readonly publicKeyDer: Uint8Array
  readonly keyId: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/**
 * The TBSCertificate of a delegated responder: ocsp-nocheck, and so short-lived (RFC 6960
 * §4.2.2.2.1).
 */
export function responderTbs(
  configuration: CaConfiguration,
  issuer: IssuerFacts,
  facts: ResponderFacts,
): Uint8Array {
  const subject = responderName(configuration, issuer.authority, facts.serial)
  const purpose = [extKeyUsage([OID.ocspSigning]), ocspNoCheck()]
  return delegateTbs(configuration, issuer, { ...facts, subject, purpose })
}

/**
 * The TBSCertificate of the one-time signer of a status filter: its key signs one message and is
 * destroyed, and it ends with the filter (the habit of RPKI's signed objects, RFC 6488 §2.1.4).
 */
export function filterSignerTbs(
  configuration: CaConfiguration,
  issuer: IssuerFacts,
  facts: ResponderFacts,
): Uint8Array {
  const subject = filterSignerName(configuration, issuer.authority, facts.serial)
  const purpose = [critical(extKeyUsage([FILTER_OID.keyPurpose]))]
  return delegateTbs(configuration, issuer, { ...facts, subject, purpose })
}

/** The TBSCertificate of a signer that stands in for the authority for one purpose. */
function delegateTbs(
  configuration: CaConfiguration,
  issuer: IssuerFacts,
  delegate: ResponderFacts & { readonly subject: Name; readonly purpose: readonly Extension[] },
): Uint8Array {
  const issuerName = authorityName(configuration, issuer.authority)
  return encodeTbsCertificate({
    serialHex: serialHexOf(delegate.serial),
    signatureAlgorithm: SUITES[issuer.suite].signature,
    issuer: issuerName,
    notBefore: delegate.notBefore,
    notAfter: delegate.notAfter,
    subject: delegate.subject,
    spkiDer: delegate.publicKeyDer,
    extensions: [
      critical(keyUsage(['digitalSignature'])),
      ...delegate.purpose,
      fullKeyIdentifier(issuer, issuerName),
      subjectKeyIdentifierExtension(delegate.keyId),
    ],
  })
}

function fullKeyIdentifier(issuer: IssuerFacts, issuerName: Name): Extension {
  return authorityKeyIdentifier({
    keyIdentifier: issuer.keyId,
    authority: { issuer: [directoryName(issuerName)], serialHex: serialHexOf(issuer.serial) },
  })
}

function distributionPoint(name: Name): Extension {
  return cRLDistributionPoints([{ name: { kind: 'fullName', names: [directoryName(name)] } }])
}
