import type { Crl } from '#codec/crl/crl.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import type { RevocationHelp, RevocationQuestion } from './question.ts'
import { signatureUnder } from './signed-by.ts'
import { mostSpecific, type StatusDefect } from './status-defect.ts'

/** Whose key signed a list; or why nobody's did that may. */
export type CrlSigner =
  | { readonly signer: Certificate; readonly defect: undefined }
  | { readonly signer: undefined; readonly defect: StatusDefect }

/**
 * The certificate whose key signed a list (RFC 5280 §6.3.3(f), (g)): the certificate's own issuer
 * where it bears the name of the list's, then the others of that name that the path engine
 * verified, since an authority may sign lists with a key of their own.
 */
export function findCrlSigner(
  crl: Crl,
  question: RevocationQuestion,
  help: RevocationHelp,
): CrlSigner {
  const { issuer } = question
  const defects: StatusDefect[] = []
  if (namesMatch(issuer.subject, crl.issuer)) {
    const defect = signerDefect(crl, issuer, question, help)
    if (defect === undefined) return { signer: issuer, defect }
    defects.push(defect)
  }
  for (const candidate of help.crlIssuers(crl)) {
    const defect = signerDefect(crl, candidate, question, help)
    if (defect === undefined) return { signer: candidate, defect }
    defects.push(defect)
  }
  return { signer: undefined, defect: mostSpecific(defects) ?? 'crl-signer-unknown' }
}

/** Why `signer` did not sign the list, or may not have. */
export function signerDefect(
  crl: Crl,
  signer: Certificate,
  { algorithms }: RevocationQuestion,
  help: RevocationHelp,
): StatusDefect | undefined {
  // §6.3.3(f): "If a key usage extension is present in the CRL issuer's certificate, verify that
  // the cRLSign bit is set."
  if (signer.extensions.keyUsage?.includes('cRLSign') === false) return 'crl-signer-not-allowed'
  const finding = signatureUnder(crl, signer, algorithms, () => help.spendSignature())
  if (finding === 'verified') return undefined
  if (finding === 'wrong') return 'crl-signature-wrong'
  return finding === 'unaffordable' ? 'status-budget-exhausted' : finding
}
