import type { Certificate } from '#codec/x509/certificate.ts'
import type { KeyUsage } from '#codec/x509/extension-values.ts'
import { OID } from '#codec/x509/oids.ts'
import type { PathRequest } from './path-request.ts'

/**
 * Whether a certificate's extKeyUsage allows the purpose that the relying party has. RFC 5280
 * §4.2.1.12 speaks of the certified key alone; that an authority's list also limits the
 * certificates below it is the practice of the Web PKI (CA/Browser Forum BR §7.1.2.10.6) and of
 * S/MIME (S/MIME BR §7.1.2.2), and of every verifier that we are compared with. No list limits
 * nothing, anyExtendedKeyUsage allows everything, unless the caller wants the purpose by name.
 */
export function allowsPurpose(
  { extensions }: Certificate,
  { keyPurpose, keyPurposeNamed }: PathRequest,
  place: 'leaf' | 'authority',
): boolean {
  if (keyPurpose === undefined) return true
  const purposes = extensions.extKeyUsage
  const isAskedOfLeaf = keyPurposeNamed !== undefined && place === 'leaf'
  if (purposes === undefined) return !isAskedOfLeaf
  if (purposes.includes(keyPurpose)) return true
  const isAskedByName = isAskedOfLeaf || keyPurposeNamed === 'path'
  return !isAskedByName && purposes.includes(OID.anyExtendedKeyUsage)
}

/** The purposes that a certificate names, for people. */
export function describePurposes({ extensions }: Certificate): string {
  return extensions.extKeyUsage?.join(' ') ?? 'not limited'
}

/**
 * "Key usage bits that may be consistent" with each purpose (RFC 5280 §4.2.1.12), of which a
 * certificate that limits its usage must have one; purposes of others say nothing here.
 */
const CONSISTENT_USAGES: ReadonlyMap<string, readonly KeyUsage[]> = new Map([
  [OID.serverAuth, ['digitalSignature', 'keyEncipherment', 'keyAgreement']],
  [OID.clientAuth, ['digitalSignature', 'keyAgreement']],
  [OID.codeSigning, ['digitalSignature']],
  [OID.emailProtection, ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement']],
  [OID.timeStamping, ['digitalSignature', 'nonRepudiation']],
  [OID.ocspSigning, ['digitalSignature', 'nonRepudiation']],
])

/**
 * The key usages of which one must be there for the purpose that is asked for; `undefined` where
 * any will do. RFC 5280 §4.2.1.12: "If a certificate contains both a key usage extension and an
 * extended key usage extension, then … the certificate MUST only be used for a purpose consistent
 * with both extensions."
 */
export function usagesForPurpose(
  { extensions: { keyUsage, extKeyUsage } }: Certificate,
  { keyPurpose }: PathRequest,
): readonly KeyUsage[] | undefined {
  if (keyPurpose === undefined || keyUsage === undefined || extKeyUsage === undefined)
    return undefined
  return CONSISTENT_USAGES.get(keyPurpose)
}
