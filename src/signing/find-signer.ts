import type { CertificateReference } from '#codec/cms/signing-certificate.ts'
import { signerScheme } from '#codec/cms/signature-scheme.ts'
import type { SignerInfo } from '#codec/cms/signed-data.ts'
import type { SignerIdentifier } from '#codec/cms/signer-identifier.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { digest } from '#crypto/digest.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes } from '#kernel/bytes.ts'

/**
 * The certificate of a signer among untrusted ones. Issuer and serial number need not be unique
 * here: anyone may add a certificate, and two authorities may bear one name. So the certificate
 * that the signature names by its digest comes first, then the one whose key made the signature,
 * then any.
 */
export function findSignerCertificate(
  signer: SignerInfo,
  certificatesDer: readonly Uint8Array[],
  content: Uint8Array,
): Certificate | undefined {
  const candidates = certificatesDer
    .map((unverifiedDer) => parseCertificate(unverifiedDer))
    .flatMap((parsed) => (parsed.ok && isNamed(signer.sid, parsed.value) ? [parsed.value] : []))
  if (candidates.length < 2) return candidates[0]
  const references = signer.signedAttributes?.signingCertificates.map(([first]) => first) ?? []
  const referenced = candidates.find((candidate) =>
    references.some((reference) => reference !== undefined && refersTo(reference, candidate)),
  )
  return (
    referenced ??
    candidates.find((candidate) => isSignedBy(signer, candidate, content)) ??
    candidates[0]
  )
}

/** Whether a reference of signing-certificate names this certificate (RFC 5035 §4, §5.4). */
export function refersTo(reference: CertificateReference, certificate: Certificate): boolean {
  const { digest: algorithm, certificateHash, issuer, serialHex } = reference
  if (algorithm === undefined) return false
  if (!equalBytes(digest(algorithm, certificate.der), certificateHash)) return false
  // The digest names the certificate; issuer and serial number, where given, must not contradict
  // it.
  if (serialHex !== undefined && serialHex !== certificate.serialHex) return false
  return (
    issuer?.some(
      (name) => name.kind === 'directoryName' && namesMatch(name.name, certificate.issuer),
    ) ?? true
  )
}

/**
 * Whether the signature verifies under the certificate's key, over attributes or content (RFC 5652
 * §5.4).
 */
export function isSignedBy(
  signer: SignerInfo,
  { spkiDer }: Certificate,
  content: Uint8Array,
): boolean {
  const scheme = signerScheme(signer.digest, signer.signatureAlgorithm)
  const key = importPublicKey(spkiDer)
  if (scheme === undefined || !key.ok) return false
  const message = signer.signedAttributes?.toBeSignedDer ?? content
  return verifySignature(scheme, key.value, message, signer.signature)
}

function isNamed(sid: SignerIdentifier, certificate: Certificate): boolean {
  if (sid.by === 'issuer-and-serial')
    return sid.serialHex === certificate.serialHex && namesMatch(sid.issuer, certificate.issuer)
  const keyId =
    certificate.extensions.subjectKeyIdentifier ?? subjectKeyIdentifier(certificate.spkiDer)
  return equalBytes(sid.keyId, keyId)
}
