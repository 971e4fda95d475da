import * as der from '#codec/der/encode.ts'
import { assert } from '#kernel/assert.ts'
import { extension, type Extension } from './extension.ts'
import { type GeneralName, generalNameNode, generalNamesNode } from './general-name.ts'
import { type RelativeName, relativeNameNode } from './name.ts'
import { OID } from './oids.ts'
import { serialNode } from './serial-number.ts'

/** The bits of keyUsage in their order (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

/** One bit of keyUsage. Bits past decipherOnly are read over: nothing names them. */
export type KeyUsage = (typeof KEY_USAGES)[number]

/** PolicyInformation (RFC 5280 §4.2.1.4). */
export interface PolicyInformation {
  readonly policyOid: string
  readonly qualifiers: readonly PolicyQualifier[]
}

/**
 * A policy qualifier: the address of a certification practice statement, or another kept as it
 * stands.
 */
export type PolicyQualifier =
  | { readonly kind: 'cps'; readonly uri: string }
  | { readonly kind: 'other'; readonly oid: string; readonly valueDer: Uint8Array }

/** DistributionPointName (RFC 5280 §4.2.1.13): a whole name, or parts to add to the issuer's. */
export type DistributionPointName =
  | { readonly kind: 'fullName'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'nameRelativeToCRLIssuer'; readonly relativeName: RelativeName }

/** DistributionPoint (RFC 5280 §4.2.1.13); `reasons` are bit positions of ReasonFlags, 0 to 8. */
export interface DistributionPoint {
  readonly name?: DistributionPointName | undefined
  readonly reasons?: readonly number[] | undefined
  readonly cRLIssuer?: readonly GeneralName[] | undefined
}

/** AccessDescription (RFC 5280 §4.2.2.1). */
export interface AccessDescription {
  readonly methodOid: string
  readonly location: GeneralName
}

/** AuthorityKeyIdentifier (RFC 5280 §4.2.1.1); issuer and serial stand together or not at all. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Uint8Array | undefined
  readonly authority?: AuthorityReference | undefined
}

/**
 * authorityCertIssuer and authorityCertSerialNumber; the serial as lower-case hexadecimal
 * magnitude.
 */
export interface AuthorityReference {
  readonly issuer: readonly GeneralName[]
  readonly serialHex: string
}

/** BasicConstraints (RFC 5280 §4.2.1.9). */
export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLengthMax?: number | undefined
}

/** keyUsage with the given bits, at least one. */
export function keyUsage(usages: readonly KeyUsage[]): Extension {
  assert(usages.length > 0, 'keyUsage has at least one bit set (RFC 5280 §4.2.1.3)')
  const bits = usages.map((usage) => KEY_USAGES.indexOf(usage))
  return extension(OID.keyUsage, der.namedBits(bits))
}

/** extKeyUsage with the given purposes by identifier. */
export function extKeyUsage(purposeOids: readonly string[]): Extension {
  return extension(OID.extKeyUsage, der.sequence(...purposeOids.map(der.oid)))
}

/** certificatePolicies. */
export function certificatePolicies(policies: readonly PolicyInformation[]): Extension {
  return extension(OID.certificatePolicies, der.sequenceOf(policies, policyNode))
}

/** subjectAltName. */
export function subjectAltName(names: readonly GeneralName[]): Extension {
  return extension(OID.subjectAltName, generalNamesNode(names))
}

/** issuerAltName. */
export function issuerAltName(names: readonly GeneralName[]): Extension {
  return extension(OID.issuerAltName, generalNamesNode(names))
}

/** cRLDistributionPoints. */
export function cRLDistributionPoints(points: readonly DistributionPoint[]): Extension {
  return extension(OID.cRLDistributionPoints, der.sequenceOf(points, distributionPointNode))
}

/** authorityInfoAccess. */
export function authorityInfoAccess(descriptions: readonly AccessDescription[]): Extension {
  return extension(OID.authorityInfoAccess, der.sequenceOf(descriptions, accessNode))
}

/** authorityKeyIdentifier. */
export function authorityKeyIdentifier(identifier: AuthorityKeyIdentifier): Extension {
  const { keyIdentifier, authority } = identifier
  const keyId =
    keyIdentifier === undefined ? undefined : der.implicit(0, der.octetString(keyIdentifier))
  const issuer =
    authority === undefined ? undefined : der.implicit(1, generalNamesNode(authority.issuer))
  const serial =
    authority === undefined ? undefined : der.implicit(2, serialNode(authority.serialHex))
  return extension(OID.authorityKeyIdentifier, der.sequence(keyId, issuer, serial))
}

/** subjectKeyIdentifier. */
export function subjectKeyIdentifierExtension(keyIdentifier: Uint8Array): Extension {
  return extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifier))
}

/** basicConstraints; cA FALSE is the default and so left out. */
export function basicConstraints({ ca, pathLengthMax }: BasicConstraints): Extension {
  return extension(
    OID.basicConstraints,
    der.sequence(
      ca ? der.boolean(true) : undefined,
      pathLengthMax === undefined ? undefined : der.integer(pathLengthMax),
    ),
  )
}

/**
 * ocsp-nocheck: the responder's own certificate need not be checked while it lives (RFC 6960
 * §4.2.2.2.1).
 */
export function ocspNoCheck(): Extension {
  return extension(OID.ocspNoCheck, der.nullValue())
}

/** DistributionPointName to encode, its `[0]` tag included (EXPLICIT: it is a CHOICE). */
export function distributionPointNameNode(name: DistributionPointName): der.DerNode {
  const chosen =
    name.kind === 'fullName'
      ? der.implicit(0, generalNamesNode(name.names))
      : der.implicit(1, relativeNameNode(name.relativeName))
  return der.explicit(0, chosen)
}

function policyNode({ policyOid, qualifiers }: PolicyInformation): der.DerNode {
  const nodes = qualifiers.map((qualifier) =>
    qualifier.kind === 'cps'
      ? der.sequence(der.oid(OID.cpsQualifier), der.ia5String(qualifier.uri))
      : der.sequence(der.oid(qualifier.oid), qualifier.valueDer),
  )
  return der.sequence(der.oid(policyOid), nodes.length === 0 ? undefined : der.sequence(...nodes))
}

function distributionPointNode(point: DistributionPoint): der.DerNode {
  const { name, reasons, cRLIssuer } = point
  return der.sequence(
    name === undefined ? undefined : distributionPointNameNode(name),
    reasons === undefined ? undefined : der.implicit(1, der.namedBits(reasons)),
    cRLIssuer === undefined ? undefined : der.implicit(2, generalNamesNode(cRLIssuer)),
  )
}

function accessNode({ methodOid, location }: AccessDescription): der.DerNode {
  return der.sequence(der.oid(methodOid), generalNameNode(location))
}
