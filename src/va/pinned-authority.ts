import type { AuthorityId } from '#ca/contract.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { PinRefusal } from './contract.ts'

/**
 * An authority's certificate that the relying party trusts because it got it outside of what it
 * verifies. A certificate of an authority read from a card or a signed document proves nothing and
 * is never one.
 */
export interface PinnedAuthority {
  readonly authority: AuthorityId
  readonly certificate: Certificate
  readonly publicKey: PublicKey
  /**
   * subjectKeyIdentifier, or SHA-1 of the key where the certificate has none (RFC 5280 §4.2.1.2).
   */
  readonly keyId: Uint8Array
}

/**
 * Pins the certificate of one key generation of an authority. It need not be valid now: old
 * signatures are verified with it.
 */
export function pinAuthority(
  authority: AuthorityId,
  certificateDer: Uint8Array,
): Result<PinnedAuthority, PinRefusal> {
  const certificate = parseCertificate(certificateDer)
  if (!certificate.ok) return refuse('authority-certificate-malformed', certificate.detail)
  const publicKey = importPublicKey(certificate.value.spkiDer)
  if (!publicKey.ok) return refuse('authority-key-unusable')
  const { extensions, spkiDer } = certificate.value
  const keyId = extensions.subjectKeyIdentifier ?? subjectKeyIdentifier(spkiDer)
  return ok({ authority, certificate: certificate.value, publicKey: publicKey.value, keyId })
}
