import type { Certificate } from '#codec/x509/certificate.ts'
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
