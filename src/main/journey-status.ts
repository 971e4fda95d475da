import { readCertificate } from '#card-client/read-certificate.ts'
import { CardPin } from '#card-client/card-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { askStatus } from '#cli/status-query.ts'
import { type CertStatus, parseOcspResponse } from '#codec/ocsp/response.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Fact, Words } from '#web/journey/journey-view.ts'
import type { CardHolder, Journey } from './journey.ts'
import { KIND_TITLES } from './journey-facts.ts'
import { shellLine } from './journey-shell.ts'
import { showStep } from './journey-step.ts'

const STATES = {
  good: ['有効', 'good'],
  revoked: ['失効', 'revoked'],
  unknown: ['不明', 'unknown'],
} as const

/**
 * Asks the responder about every certificate of the card, over HTTP as every relying party does.
 */
export async function askBoth(
  journey: Journey,
  holder: CardHolder,
  step: 'status' | 'status-after',
): Promise<Result<void, string>> {
  return await showStep(step, journey.show, async () => {
    const facts: Fact[] = []
    const found: Words[] = []
    for (const kind of holder.kinds) {
      const status = await statusOf(journey, holder, kind)
      if (!status.ok) return status
      facts.push(factOf(kind, status.value))
      const [ja, en] = STATES[status.value.state]
      const { ja: kindJa, en: kindEn } = KIND_TITLES[kind]
      found.push({ ja: `${kindJa}は${ja}`, en: `${kindEn.toLowerCase()} ${en}` })
    }
    const outcome = {
      ja: found.map(({ ja }) => ja).join('、'),
      en: found.map(({ en }) => en).join(', '),
    }
    const { dataFolder } = journey.ports
    const tryIt = [shellLine(dataFolder, 'ocsp', '--card', holder.file)]
    return ok({ value: undefined, outcome, facts, tryIt })
  })
}

function factOf(kind: CertificateKind, status: CertStatus): Fact {
  const [ja, en] = STATES[status.state]
  const since =
    status.state === 'revoked' ? ` ${formatInJapan(status.revokedAt)} (${status.reason})` : ''
  return { ...KIND_TITLES[kind], value: `${ja} / ${en}${since}` }
}

async function statusOf(
  { system, choice, drawCertificate }: Journey,
  { card }: CardHolder,
  kind: CertificateKind,
): Promise<Result<CertStatus, string>> {
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  if (kind === 'signature') {
    const pin = CardPin.parse('signature', choice.signaturePassword)
    const verified = pin.ok ? await verifyPin(jpki.value, pin.value) : pin
    if (!verified.ok) return verified
  }
  const certificateDer = await readCertificate(jpki.value, kind)
  if (!certificateDer.ok) return certificateDer
  const { statusUrl, authorities } = await system.describe()
  const answer = await askStatus({
    statusUrl,
    kind,
    anchors: authorities,
    certificateDer: certificateDer.value,
    nonce: undefined,
  })
  const response = answer === undefined ? undefined : parseOcspResponse(answer)
  if (response === undefined || !response.ok || response.value.status !== 'successful') {
    return refuse('status-unavailable')
  }
  const [single] = response.value.basic.responses
  if (single === undefined) return refuse('status-unavailable')
  const { status, certId } = single
  if (status.state === 'revoked') {
    const { revokedAt: since, reason } = status
    drawCertificate(kind, { at: 'revoked', serialHex: certId.serialHex, since, reason })
  }
  return ok(status)
}
