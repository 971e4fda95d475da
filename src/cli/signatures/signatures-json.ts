import { refusalText } from '#catalogue/refusals.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import type { SignaturesReport, SignerReport, TimeStampReport } from '#signing/contract.ts'

/**
 * The report on a signed document as JSON, moments as numbers for the caller to write; the content
 * is told by its length.
 */
export function signaturesJson(report: SignaturesReport<string>): object {
  const { verdict, code, at, form, content, checks, signers } = report
  return {
    verdict,
    code,
    message: messageOf(code),
    at,
    integrity: integrityOf(report),
    form,
    contentBytes: content?.length,
    signers: signers.map(signerJson),
    checks,
  }
}

/** The worst of all signers: a document is intact when each signature agrees with it. */
export function integrityOf({
  signers,
}: Pick<SignaturesReport<string>, 'signers'>): SignerReport<string>['integrity'] {
  if (signers.some(({ integrity }) => integrity === 'broken')) return 'broken'
  const isIntact = signers.length > 0 && signers.every(({ integrity }) => integrity === 'intact')
  return isIntact ? 'intact' : 'unknown'
}

/** The two languages of a code in one line. */
export function messageOf(code: string): string {
  if (code === 'valid') return '有効です。 / Valid.'
  const { ja, en } = refusalText(code, {})
  return `${ja} / ${en}`
}

function signerJson(signer: SignerReport<string>): object {
  const { number, verdict, code, integrity, level, certificate, path, checks } = signer
  return {
    number,
    verdict,
    code,
    message: messageOf(code),
    integrity,
    level,
    certificate: certificate && certificateJson(certificate),
    path: path.map(certificateJson),
    claimedSigningTime: signer.claimedSigningTime,
    time: signer.time,
    timeStamps: signer.timeStamps.map(timeStampJson),
    counterSignatures: signer.counterSignatures.map(signerJson),
    notEvaluated: signer.notEvaluated,
    checks,
  }
}

function timeStampJson(timeStamp: TimeStampReport<string>): object {
  const { kind, verdict, code, genTime, notAfter, judgedAt, certificate, checks } = timeStamp
  return {
    kind,
    verdict,
    code,
    message: messageOf(code),
    genTime,
    notAfter,
    judgedAt,
    certificate: certificate && certificateJson(certificate),
    checks,
  }
}

function certificateJson({ der, subject, issuer, serialHex, validity }: Certificate): object {
  return {
    subject: formatName(subject),
    issuer: formatName(issuer),
    serialHex,
    ...validity,
    sha256Hex: toHex(digest('sha256', der)),
  }
}
