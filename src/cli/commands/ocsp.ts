import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { parseOcspResponse, type SingleResponse } from '#codec/ocsp/response.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { readDerOrPem } from '../certificate-file.ts'
import type { Command, Invocation, Shown } from '../command.ts'
import { parseKind } from '../kind-option.ts'
import { reportText } from '../report-text.ts'
import type { Terminal } from '../terminal.ts'
import { statusAnswer, trustOf, verifyByAnswer } from '../trust.ts'

/**
 * `shomei ocsp`: the state of one certificate, by the responder, and whether its answer can be
 * relied on.
 */
export const ocsp: Command = {
  path: ['ocsp'],
  ja: '証明書の状態をOCSPで照会する',
  en: 'ask the OCSP responder',
  options: {
    ...CARD_OPTIONS,
    certificate: {
      value: 'FILE',
      ja: '証明書(PEM か DER)。省くとカードの利用者証明用証明書',
      en: 'certificate (PEM or DER); default: the authentication certificate of the card',
    },
    kind: {
      value: 'KIND',
      ja: '証明書の種類: signature か user-authentication(省くと後者)',
      en: 'signature or user-authentication (default)',
    },
  },
  example: 'shomei ocsp --kind signature --certificate signature.pem',
  run: async (invocation) => {
    const kind = parseKind(invocation.option('kind') ?? 'user-authentication')
    const certificateDer = await certificateOf(invocation)
    if (!certificateDer.ok) return certificateDer
    const parsed = parseCertificate(certificateDer.value)
    if (!parsed.ok) return parsed
    const trust = await trustOf(invocation, kind)
    if (!trust.ok) return trust
    const answer = await statusAnswer(trust.value, kind, certificateDer.value)
    const report = await verifyByAnswer(trust.value, kind, certificateDer.value, answer)
    const single = answer === undefined ? undefined : statementIn(answer.responseDer)
    const { refusal = 'status-unavailable', verdict, checks } = report
    const { serialHex } = parsed.value
    if (single === undefined || (verdict === 'invalid' && !ANSWERED.includes(refusal))) {
      const text = reportText(report, invocation.terminal)
      return ok({ json: { serialHex, verdict, checks }, text, refused: refuse(refusal) })
    }
    return ok(shown(serialHex, single, report, invocation.terminal))
  },
}

/**
 * The service was believed, whatever it said; with every other refusal its answer is not to be
 * relied on.
 */
const ANSWERED: readonly VerifyRefusal[] = ['revoked', 'status-unknown']

const STATES = {
  good: { label: '有効 / good', colour: 'green' },
  revoked: { label: '失効 / revoked', colour: 'red' },
  unknown: { label: '不明 / unknown', colour: 'yellow' },
} as const

function shown(
  serialHex: string,
  { status, thisUpdate, nextUpdate }: SingleResponse,
  report: VerificationReport<VerifyRefusal>,
  terminal: Terminal,
): Shown {
  const { label, colour } = STATES[status.state]
  const revoked = status.state === 'revoked' ? status : undefined
  const text = alignedColumns([
    ['発行番号 / serial', serialHex],
    ['状態 / status', terminal.paint(colour, label)],
    ...(revoked === undefined
      ? []
      : [['失効 / revoked', `${formatInJapan(revoked.revokedAt)} ${revoked.reason}`]]),
    ['時点 / this update', formatInJapan(thisUpdate)],
    ['次回 / next update', nextUpdate === undefined ? '-' : formatInJapan(nextUpdate)],
  ])
  const json = {
    serialHex,
    status: status.state,
    revokedAt: revoked?.revokedAt,
    reason: revoked?.reason,
    thisUpdate,
    nextUpdate,
    verdict: report.verdict,
    checks: report.checks,
  }
  return { json, text: `${text}\n${reportText(report, terminal)}` }
}

/**
 * The one statement of a response to one question; `verifyByAnswer` says whether it is to be
 * believed.
 */
function statementIn(responseDer: Uint8Array): SingleResponse | undefined {
  const parsed = parseOcspResponse(responseDer)
  if (!parsed.ok || parsed.value.status !== 'successful') return undefined
  return parsed.value.basic.responses[0]
}

function certificateOf(invocation: Invocation): Promise<Result<Uint8Array, string>> {
  const file = invocation.option('certificate')
  if (file !== undefined) return Promise.resolve(ok(readDerOrPem(file, 'CERTIFICATE')))
  return withCard(invocation, async (card) => {
    const jpki = await SelectedApplication.jpki(card)
    return jpki.ok ? readCertificate(jpki.value, 'user-authentication') : jpki
  })
}
