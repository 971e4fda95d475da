import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { parseOcspResponse, type SingleResponse } from '#codec/ocsp/response.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { readDerOrPem } from '../certificate-file.ts'
import type { Command, Invocation } from '../command.ts'
import { authorityOption, parseKind } from '../kind-option.ts'
import { reportText } from '../report-text.ts'
import { askStatus } from '../status-query.ts'
import { type Trust, trustOf, verifyUnder } from '../trust.ts'

/** `shomei ocsp`: the state of one certificate, by the responder, and whether its answer can be relied on. */
export const ocsp: Command = {
  path: ['ocsp'],
  ja: '証明書の有効性を OCSP で照会します',
  en: 'asks the OCSP responder about a certificate',
  options: {
    ...CARD_OPTIONS,
    certificate: {
      value: 'FILE',
      ja: '証明書(PEM か DER)。省くとカードの利用者証明用証明書',
      en: 'certificate (PEM or DER); default: the authentication certificate of the card',
    },
    kind: authorityOption,
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
    const single = await answerAbout(trust.value, kind, certificateDer.value)
    if (!single.ok) return single
    const report = await verifyUnder(trust.value, kind, certificateDer.value)
    const { status, thisUpdate, nextUpdate } = single.value
    const revoked = status.state === 'revoked' ? status : undefined
    const json = {
      serialHex: parsed.value.serialHex,
      status: status.state,
      revokedAt: revoked === undefined ? undefined : formatInJapan(revoked.revokedAt),
      reason: revoked?.reason,
      thisUpdate: formatInJapan(thisUpdate),
      nextUpdate: nextUpdate === undefined ? undefined : formatInJapan(nextUpdate),
      verdict: report.verdict,
      checks: report.checks,
    }
    const state = { good: '有効 / good', revoked: '失効 / revoked', unknown: '不明 / unknown' }
    const colour = { good: 'green', revoked: 'red', unknown: 'yellow' } as const
    const text = alignedColumns([
      ['発行番号 / serial', json.serialHex],
      ['状態 / status', invocation.terminal.paint(colour[status.state], state[status.state])],
      ...(revoked === undefined ? [] : [['失効 / revoked', `${json.revokedAt} ${json.reason}`]]),
      ['時点 / this update', json.thisUpdate],
      ['次回 / next update', json.nextUpdate ?? '-'],
    ])
    return ok({ json, text: `${text}\n${reportText(report, invocation.terminal)}` })
  },
}

async function answerAbout(
  { statusUrl, anchors }: Trust,
  kind: CertificateKind,
  certificateDer: Uint8Array,
): Promise<Result<SingleResponse, string>> {
  if (statusUrl === undefined) return refuse('status-unavailable')
  const answer = await askStatus({ statusUrl, kind, anchors, certificateDer, nonce: undefined })
  const parsed = answer === undefined ? undefined : parseOcspResponse(answer)
  if (parsed === undefined) return refuse('status-unavailable')
  if (!parsed.ok) return parsed
  if (parsed.value.status !== 'successful') return refuse('status-unavailable')
  const [single] = parsed.value.basic.responses
  return single === undefined ? refuse('status-unavailable') : ok(single)
}

function certificateOf(invocation: Invocation): Promise<Result<Uint8Array, string>> {
  const file = invocation.option('certificate')
  if (file !== undefined) return Promise.resolve(ok(readDerOrPem(file, 'CERTIFICATE')))
  return withCard(invocation, async (card) => {
    const jpki = await SelectedApplication.jpki(card)
    return jpki.ok ? readCertificate(jpki.value, 'user-authentication') : jpki
  })
}
