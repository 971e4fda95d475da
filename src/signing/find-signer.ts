import type { CertificateReference } from '#codec/cms/signing-certificate.ts'
import type { SignerIdentifier } from '#codec/cms/signer-identifier.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { digest } from '#crypto/digest.ts'
import { publicKeyOf } from '#crypto/verification-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { OpenedSigner } from './signed-document.ts'
import { readSignerScheme } from './signer-scheme.ts'

/** The certificate of a signer, and whether the signature verifies under its key. */
export interface FoundSigner {
  readonly certificate: Certificate
  /** `undefined` where it cannot be computed: an algorithm or a key that is not known. */
  readonly isSignedBy: boolean | undefined
}

/** Keys that one signature is tried under. */
export const SIGNER_CANDIDATES_MAX = 4

/**
 * The certificate of a signer among untrusted ones. Issuer and serial number need not be unique
 * here: anyone may add a certificate, and two authorities may bear one name. So the certificate
 * that the signature names by its digest comes first, then the one whose key made the signature,
 * then any.
 */
export function findSignerCertificate(signer: OpenedSigner): FoundSigner | undefined {
  const { info, candidates } = signer
  const named = candidates.filter((candidate) => isNamed(info.sid, candidate))
  const references = info.signedAttributes?.signingCertificates.map(([first]) => first) ?? []
  const referenced = named.filter((candidate) =>
    references.some((reference) => reference !== undefined && refersTo(reference, candidate)),
  )
  const tried = (referenced.length > 0 ? referenced : named).slice(0, SIGNER_CANDIDATES_MAX)
  let first: FoundSigner | undefined
  for (const certificate of tried) {
    const found = { certificate, isSignedBy: isSignedBy(signer, certificate) }
    if (found.isSignedBy === true) return found
    first ??= found
  }
  return first
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
function isSignedBy(
  { info, content }: OpenedSigner,
  certificate: Certificate,
): boolean | undefined {
  const read = readSignerScheme(info)
  const key = publicKeyOf(certificate)
  if (!read.ok || key === undefined) return undefined
  const message = info.signedAttributes?.toBeSignedDer ?? content
  return verifySignature(read.value.scheme, key, message, info.signature)
}

function isNamed(sid: SignerIdentifier, certificate: Certificate): boolean {
  if (sid.by === 'issuer-and-serial')
    return sid.serialHex === certificate.serialHex && namesMatch(sid.issuer, certificate.issuer)
  const keyId =
    certificate.extensions.subjectKeyIdentifier ?? subjectKeyIdentifier(certificate.spkiDer)
  return equalBytes(sid.keyId, keyId)
}
