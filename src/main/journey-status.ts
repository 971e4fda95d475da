import { readCertificate } from '#card-client/read-certificate.ts'
import { CardPin } from '#card-client/card-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { askStatus } from '#cli/status-query.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Fact } from '#web/journey/journey-view.ts'
import type { CardHolder, Journey } from './journey.ts'
import { KIND_TITLES } from './journey-facts.ts'
import { showStep } from './journey-step.ts'

const STATES = {
  good: '有効 / good',
  revoked: '失効 / revoked',
  unknown: '不明 / unknown',
} as const

/** Asks the responder about every certificate of the card, over HTTP as any relying party would. */
export async function askBoth(
  journey: Journey,
  holder: CardHolder,
  step: 'status' | 'status-after',
): Promise<Result<void, string>> {
  return await showStep(step, journey.show, async () => {
    const facts: Fact[] = []
    for (const kind of holder.kinds) {
      const fact = await statusFact(journey, holder, kind)
      if (!fact.ok) return fact
      facts.push(fact.value)
    }
    const tryIt = [`bin/shomei ocsp --card ${holder.file}`]
    return ok({ value: undefined, facts, tryIt })
  })
}

async function statusFact(
  { system, choice }: Journey,
  { card }: CardHolder,
  kind: CertificateKind,
): Promise<Result<Fact, string>> {
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
  const { status } = single
  const since =
    status.state === 'revoked' ? ` ${formatInJapan(status.revokedAt)} (${status.reason})` : ''
  return ok({ ...KIND_TITLES[kind], value: `${STATES[status.state]}${since}` })
}
