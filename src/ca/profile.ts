import { encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, type Extension } from '#codec/x509/extension.ts'
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
import { directoryName, otherNameText, uri } from '#codec/x509/general-name.ts'
import type { Name } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { NumberedItem } from './certified-items.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, PartitionRef } from './contract.ts'
import {
  authorityName,
  authorityNameJa,
  distributionPointName,
  holderName,
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

/** A holder's TBSCertificate, made of parts prepared once for a generation and the facts of one holder. */
export type HolderProfile = (holder: HolderFacts) => Uint8Array

/** Policy of a kind: `.1.1.20` for signature, `.1.3.30` for user authentication, as the real arc numbers them. */
export function policyOid(configuration: CaConfiguration, kind: CertificateKind): string {
  return `${configuration.oidArc}.1.${kind === 'signature' ? '1.20' : '3.30'}`
}

/** Identifier of the certified item `.5.1` to `.5.6` under the arc. */
export function itemOid(configuration: CaConfiguration, number: NumberedItem['number']): string {
  return `${configuration.oidArc}.5.${number}`
}

/** Partitions whose distribution point stays encoded; there are about 1,892 (spec/jpki.md §2.4). */
const PARTITIONS_KEPT_MAX = 2_048

/** The profile of spec/jpki.md §2.2 or §2.3 under one generation. */
export function holderProfile(configuration: CaConfiguration, issuer: IssuerFacts): HolderProfile {
  const kind: CertificateKind = issuer.authority
  const issuerName = authorityName(configuration, issuer.authority)
  const beforePoint = extensionsBeforePoint(configuration, kind)
  const afterPoint = extensionsAfterPoint(configuration, issuer, issuerName)
  const points = new Map<string, Extension>()
  const pointOf = (partition: PartitionRef): Extension => {
    const key = `${partition.prefectureRomaji}/${partition.municipalityRomaji}`
    const known = points.get(key)
    if (known !== undefined) return known
    const name = distributionPointName(configuration, issuer.authority, partition)
    const made = distributionPoint(name)
    if (points.size < PARTITIONS_KEPT_MAX) points.set(key, made)
    return made
  }
  return (holder) =>
    encodeTbsCertificate({
      serialHex: serialHexOf(holder.serial),
      signatureAlgorithm: SUITES[issuer.suite].signature,
      issuer: issuerName,
      notBefore: holder.notBefore,
      notAfter: holder.notAfter,
      subject: holderName(kind, holder.partition, holder.commonName),
      spkiDer: holder.subjectPublicKeyDer,
      extensions: [
        ...beforePoint(holder),
        pointOf(holder.partition),
        ...afterPoint,
        subjectKeyIdentifierExtension(holder.subjectKeyId),
      ],
    })
}

/** keyUsage, then extKeyUsage or subjectAltName, certificatePolicies, issuerAltName: ext 1 to 4. */
function extensionsBeforePoint(
  configuration: CaConfiguration,
  kind: CertificateKind,
): (holder: HolderFacts) => readonly Extension[] {
  const policies = critical(
    certificatePolicies([
      {
        policyOid: policyOid(configuration, kind),
        qualifiers: [{ kind: 'cps', uri: configuration.cpsUrl }],
      },
    ]),
  )
  const altName = issuerAltName([directoryName(authorityNameJa(configuration, kind))])
  switch (kind) {
    case 'user-authentication': {
      const fixed = [
        critical(keyUsage(['digitalSignature'])),
        extKeyUsage([OID.clientAuth]),
        policies,
        altName,
      ]
      return () => fixed
    }
    case 'signature': {
      const usage = critical(keyUsage(['digitalSignature', 'nonRepudiation']))
      return ({ items }) => {
        const names = items.map(({ number, text }) =>
          otherNameText(itemOid(configuration, number), text),
        )
        return [usage, subjectAltName(names), policies, altName]
      }
    }
  }
}

/** authorityInfoAccess where the kind has it, then authorityKeyIdentifier with all three parts. */
function extensionsAfterPoint(
  configuration: CaConfiguration,
  issuer: IssuerFacts,
  issuerName: Name,
): readonly Extension[] {
  const { ocspUrl } = configuration.authorities[issuer.authority]
  const access = { methodOid: OID.ocspAccess, location: uri(ocspUrl ?? '') }
  const ocsp = ocspUrl === undefined ? [] : [authorityInfoAccess([access])]
  return [...ocsp, fullKeyIdentifier(issuer, issuerName)]
}

/** What an authority's own certificate says (spec/jpki.md §2.1). */
export interface AuthorityFacts extends IssuerFacts {
  readonly publicKeyDer: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/** The TBSCertificate of a self-signed authority: no authorityKeyIdentifier, no policies (spec/jpki.md §2.1). */
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

/** The TBSCertificate of a delegated responder: ocsp-nocheck, and so short-lived (RFC 6960 §4.2.2.2.1). */
export function responderTbs(
  configuration: CaConfiguration,
  issuer: IssuerFacts,
  facts: ResponderFacts,
): Uint8Array {
  const issuerName = authorityName(configuration, issuer.authority)
  return encodeTbsCertificate({
    serialHex: serialHexOf(facts.serial),
    signatureAlgorithm: SUITES[issuer.suite].signature,
    issuer: issuerName,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    subject: responderName(configuration, issuer.authority, facts.serial),
    spkiDer: facts.publicKeyDer,
    extensions: [
      critical(keyUsage(['digitalSignature'])),
      extKeyUsage([OID.ocspSigning]),
      ocspNoCheck(),
      fullKeyIdentifier(issuer, issuerName),
      subjectKeyIdentifierExtension(facts.keyId),
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
