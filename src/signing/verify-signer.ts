import { CMS_OID } from '#codec/cms/oids.ts'
import { signerScheme } from '#codec/cms/signature-scheme.ts'
import { readsAsSignedAttributes } from '#codec/cms/signed-attributes.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import { type Check, CheckSheet } from '#kernel/check-sheet.ts'
import { formatInstant } from '#kernel/instant.ts'
import type { VerificationReport, VerifiedCertificate, VerifyRefusal } from '#va/contract.ts'
import type { DocumentRefusal, VerifiedSigner } from './contract.ts'
import { findSignerCertificate, isSignedBy, refersTo } from './find-signer.ts'
import { SIGNER_CHECKS, type SignerCheckId } from './messages.ts'
import type { CertificateVerifier } from './ports.ts'
import type { OpenedSigner, SignedDocument } from './signed-document.ts'

/** What came of one signer; `signer` only when every check of it held. */
export interface SignerOutcome {
  readonly checks: readonly Check[]
  readonly refusal: DocumentRefusal | undefined
  readonly signer: VerifiedSigner | undefined
}

/** A signer and its place in the file, counted from 1. */
export type NumberedSigner = OpenedSigner & { readonly number: number }

type Sheet = CheckSheet<SignerCheckId, DocumentRefusal>

/**
 * Verifies one signer in the order of spec/jpki.md §9: which certificate, its chain and status,
 * then the signature over the document. The certificate's own checks stand before the check that
 * sums them up; from the second signer on, ids end with `#2`, `#3`, …
 */
export async function verifySigner(
  verifier: CertificateVerifier,
  { at, profile }: SignedDocument,
  signer: NumberedSigner,
): Promise<SignerOutcome> {
  const sheet: Sheet = new CheckSheet(SIGNER_CHECKS)
  const certificate = identify(sheet, signer, profile)
  const reached = sheet.checks().filter(({ outcome }) => outcome !== 'not-reached').length
  const report = certificate && (await verifier.verify(certificate.der, at))
  let verified: VerifiedCertificate | undefined
  if (certificate !== undefined && report !== undefined) {
    verified = settleChain(sheet, report)
    if (verified !== undefined) checkSignature(sheet, signer, certificate)
  }
  const own = sheet.checks()
  const checks = [...own.slice(0, reached), ...(report?.checks ?? []), ...own.slice(reached)]
  const suffix = signer.number === 1 ? '' : `#${signer.number}`
  const claimedSigningTime = signer.info.signedAttributes?.signingTime
  return {
    checks: checks.map((check) => ({ ...check, id: `${check.id}${suffix}` })),
    refusal: sheet.refusal,
    signer:
      sheet.isPassed && verified !== undefined
        ? { certificate: verified, claimedSigningTime }
        : undefined,
  }
}

/** The signer's certificate, and whether what is signed says that it is this one. */
function identify(
  sheet: Sheet,
  { info, content, contentType, certificatesDer }: OpenedSigner,
  profile: SignedDocument['profile'],
): Certificate | undefined {
  const certificate = findSignerCertificate(info, certificatesDer, content)
  if (certificate === undefined)
    return sheet.fail('signer.certificate', 'signer-certificate-absent')
  sheet.pass('signer.certificate', { seen: `serial ${certificate.serialHex}` })
  const { signedAttributes: attributes } = info
  if (attributes === undefined) {
    const isAllowed = profile === 'cms' && contentType === CMS_OID.data
    if (!isAllowed || readsAsSignedAttributes(content))
      return sheet.fail('signer.attributes', 'signed-attributes-wrong', { seen: 'none' })
    const seen = 'none: the signature covers the content itself (RFC 5652 §5.4)'
    sheet.waive('signer.attributes', { seen })
    sheet.waive('signer.signing-certificate', { seen: 'none: no signed attributes' })
    return certificate
  }
  if (attributes.contentType !== contentType) {
    const compared = { seen: attributes.contentType, wanted: contentType }
    return sheet.fail('signer.attributes', 'signed-attributes-wrong', compared)
  }
  const claimed = attributes.signingTime
  const seen = claimed === undefined ? undefined : `claims ${formatInstant(claimed)}`
  sheet.pass('signer.attributes', { seen })
  return checkReferences(sheet, info, certificate, profile)
}

/** RFC 5035 §5.4: the first certificate named must be the one that verifies the signature. */
function checkReferences(
  sheet: Sheet,
  { signedAttributes }: OpenedSigner['info'],
  certificate: Certificate,
  profile: SignedDocument['profile'],
): Certificate | undefined {
  const references = signedAttributes?.signingCertificates.flatMap(([first]) => first ?? []) ?? []
  const strong = references.filter((reference) => reference.digest !== 'sha1')
  if (references.some((reference) => !refersTo(reference, certificate)))
    return sheet.fail('signer.signing-certificate', 'signing-certificate-mismatch')
  if (strong.length > 0) {
    sheet.pass('signer.signing-certificate')
    return certificate
  }
  const seen = references.length === 0 ? 'none' : 'SHA-1 only'
  if (profile === 'cades-bes')
    return sheet.fail('signer.signing-certificate', 'signing-certificate-mismatch', { seen })
  sheet.waive('signer.signing-certificate', { seen: `${seen}: not asked by RFC 5652` })
  return certificate
}

function settleChain(
  sheet: Sheet,
  { verdict, certificate, refusal }: VerificationReport<VerifyRefusal>,
): VerifiedCertificate | undefined {
  if (verdict !== 'valid' || certificate === undefined)
    return sheet.fail('signer.chain', refusal ?? 'status-unavailable', { seen: refusal })
  sheet.pass('signer.chain', { seen: certificate.kind })
  return certificate
}

/** RFC 5652 §5.4, §5.6: the digest of the content against the signed one, then the signature. */
function checkSignature(
  sheet: Sheet,
  { info, content }: OpenedSigner,
  certificate: Certificate,
): void {
  const scheme = signerScheme(info.digest, info.signatureAlgorithm)
  if (scheme === undefined) {
    const seen = `${info.digestAlgorithm.oid}, ${info.signatureAlgorithm.oid}`
    sheet.fail('signer.algorithm', 'algorithm-not-allowed', { seen })
    return
  }
  sheet.pass('signer.algorithm', { seen: `${scheme.scheme}, ${scheme.digest}` })
  const signedDigest = info.signedAttributes?.messageDigest
  if (signedDigest === undefined) {
    sheet.waive('signer.content-digest', { seen: 'none: the signature covers the content itself' })
  } else {
    const actual = digest(scheme.digest, content)
    const compared = { seen: toHex(actual), wanted: toHex(signedDigest) }
    if (!equalBytes(actual, signedDigest)) {
      sheet.fail('signer.content-digest', 'content-digest-wrong', compared)
      return
    }
    sheet.pass('signer.content-digest', compared)
  }
  if (isSignedBy(info, certificate, content)) sheet.pass('signer.signature')
  else sheet.fail('signer.signature', 'signature-wrong')
}
