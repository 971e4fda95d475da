import type { Certificate } from '#codec/x509/certificate.ts'
import { HASH_OCTETS, type MessageDigest } from '#crypto/digest.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'
import type { Check } from '#kernel/check-sheet.ts'
import type { VerifiedCertificate, VerifyRefusal } from '#va/contract.ts'
import type { DocumentReport, SignerReport } from './contract.ts'
import type { CertificateVerifier, SignatureTrust } from './ports.ts'
import type { SignedDocument } from './signed-document.ts'
import { verifySignatures } from './verify-signatures.ts'

/**
 * Verifies a CMS signature made with certificates of the service's own authorities: as
 * `verifySignatures` does, under the algorithms that the service's profiles name, with one flat
 * list of checks; from the second signer on, ids end with `#2`, `#3`, … Rejects only when the
 * verifier does.
 *
 * Signatures without signed attributes and without signing-certificate are accepted under profile
 * `cms`, with the missing check shown as `waived`, and refused under `cades-bes`.
 */
export async function verifyCms(
  verifier: CertificateVerifier,
  document: SignedDocument,
): Promise<DocumentReport> {
  const verified = new Map<Certificate, VerifiedCertificate>()
  const report = await verifySignatures(trustOf(verifier, verified), document)
  const signers = report.signers.flatMap(({ code, certificate, claimedSigningTime }) => {
    const known = code === 'valid' && certificate && verified.get(certificate)
    return known ? [{ certificate: known, claimedSigningTime }] : []
  })
  const isValid = report.verdict === 'valid'
  return {
    verdict: report.verdict,
    at: document.at,
    refusal: report.code === 'valid' ? undefined : report.code,
    checks: [...report.checks, ...report.signers.flatMap(numbered)],
    certificate: isValid ? signers[0]?.certificate : undefined,
    content: report.content,
    signers,
  }
}

function numbered({ number, checks }: SignerReport<string>): readonly Check[] {
  const suffix = number === 1 ? '' : `#${number}`
  return checks.map((check) => ({ ...check, id: `${check.id}${suffix}` }))
}

/** The service trusts its own authorities, and no time-stamping authority. */
function trustOf(
  verifier: CertificateVerifier,
  verified: Map<Certificate, VerifiedCertificate>,
): SignatureTrust<VerifyRefusal> {
  return {
    judgeAlgorithm: (scheme) => (isOurs(scheme) ? undefined : 'algorithm-not-allowed'),
    judgeDigest: (digest) => (DIGESTS.includes(digest) ? undefined : 'algorithm-not-allowed'),
    verifyPath: async ({ leaf, at, purpose }) => {
      if (purpose === 'time-stamp') return { code: 'issuer-unknown', checks: [], path: [leaf] }
      const { verdict, refusal, checks, certificate } = await verifier.verify(leaf.der, at)
      if (certificate !== undefined) verified.set(leaf, certificate)
      const isValid = verdict === 'valid' && certificate !== undefined
      const code = isValid ? 'valid' : (refusal ?? 'status-unavailable')
      return { code, checks, path: [leaf] }
    },
  }
}

const DIGESTS: readonly MessageDigest[] = ['sha256', 'sha384', 'sha512']

/** What the service's profiles name: PSS with one hash throughout and a salt of its length. */
function isOurs(scheme: SignatureScheme): boolean {
  if (scheme.scheme === 'rsa-pss') {
    const { digest, maskDigest = digest, saltOctets = HASH_OCTETS[digest] } = scheme
    return maskDigest === digest && saltOctets === HASH_OCTETS[digest] && DIGESTS.includes(digest)
  }
  const isNamed = scheme.scheme === 'rsa-pkcs1' || scheme.scheme === 'ecdsa'
  return isNamed && DIGESTS.includes(scheme.digest)
}
