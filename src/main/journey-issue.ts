import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { setTextPin } from '#cli/text-pin.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { assert } from '#kernel/assert.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import type { EnteredPins, TerminalStep } from '#ra/at-terminal/steps.ts'
import type { Application } from '#ra/contract.ts'
import type { Fact } from '#web/journey/journey-view.ts'
import type { CardHolder, Journey } from './journey.ts'
import { KIND_TITLES } from './journey-facts.ts'
import { showStep } from './journey-step.ts'

/** The terminal's work, shown as two steps: the keys in the card, and the certificates onto it. */
export async function issueOntoCard(
  journey: Journey,
  holder: CardHolder,
  application: Application,
  pins: EnteredPins,
): Promise<Result<void, string>> {
  const steps: TerminalStep[] = []
  const delivered = await showStep(
    'keys',
    journey.show,
    async () => {
      const { receiptNumber } = application
      // The three PINs of four digits may be the same (spec/jpki.md §5).
      const textPin = journey.choice.authenticationPin
      const set = await setTextPin(holder.card, journey.system, receiptNumber, textPin)
      if (!set.ok) return set
      const issued = await issueAtTerminal(
        { desk: journey.system, card: issuerCard(holder.card) },
        { receiptNumber, pins },
        (step) => void steps.push(step),
      )
      return issued.ok ? ok({ value: issued.value, facts: keyFacts(steps) }) : issued
    },
    holder.card,
  )
  if (!delivered.ok) return delivered
  return await showStep('certificates', journey.show, () =>
    certificateStep(journey, holder, delivered.value),
  )
}

function keyFacts(steps: readonly TerminalStep[]): readonly Fact[] {
  const facts: Fact[] = []
  for (const step of steps) {
    if (step.step === 'key-made') {
      facts.push({
        ...KIND_TITLES[step.kind],
        value: 'RSA-2048 の鍵をカードの中で作成 / made in the card',
      })
    }
    if (step.step === 'pin-set') {
      facts.push({ ...KIND_TITLES[step.kind], value: '暗証番号を設定 / PIN set by the holder' })
    }
  }
  return facts
}

async function certificateStep(
  { system }: Journey,
  { file, kinds }: CardHolder,
  application: Application,
): Promise<Result<{ value: undefined; facts: readonly Fact[]; tryIt: readonly string[] }, string>> {
  const issued = application.state.at === 'delivered' ? application.state.issued : []
  assert(issued.length === kinds.length, 'what was delivered is what was applied for')
  const facts = issued.flatMap(({ kind, serialHex, notBefore, notAfter }) => [
    { ...KIND_TITLES[kind], value: `発行番号 / serial ${serialHex}` },
    {
      ja: '有効期間',
      en: 'Valid',
      value: `${formatInJapan(notBefore)} 〜 ${formatInJapan(notAfter)}`,
    },
  ])
  const { authorities } = await system.describe()
  const issuers = authorities.flatMap(({ authority, certificateDer }) => {
    const parsed = parseCertificate(certificateDer)
    return parsed.ok ? [issuerFact(KIND_TITLES[authority], parsed.value)] : []
  })
  const tryIt = [
    `bin/shomei card certificates --card ${file} --out .`,
    'openssl x509 -in user-authentication.pem -noout -text',
    'openssl verify -x509_strict -CAfile user-authentication-ca.pem user-authentication.pem',
  ]
  return ok({ value: undefined, facts: [...facts, ...issuers], tryIt })
}

function issuerFact({ ja, en }: { ja: string; en: string }, issuer: Certificate): Fact {
  return {
    ja: `${ja}の認証局`,
    en: `Issuer, ${en.toLowerCase()}`,
    value: formatName(issuer.subject),
  }
}
