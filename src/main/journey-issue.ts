import { dirname, join } from 'node:path'
import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { setTextPin } from '#cli/text-pin.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { assert } from '#kernel/assert.ts'
import { civilDateInJapan, formatInJapan } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import type { EnteredPins, TerminalStep } from '#ra/at-terminal/steps.ts'
import type { Application } from '#ra/contract.ts'
import type { ApduTrace, Fact, Words } from '#web/journey/journey-view.ts'
import type { CardHolder, Journey } from './journey.ts'
import { KIND_TITLES } from './journey-facts.ts'
import { shellLine, shellWords } from './journey-shell.ts'
import { showStep, type StepOutcome } from './journey-step.ts'

/** The terminal's work, shown as two steps: the keys in the card, and the certificates onto it. */
export async function issueOntoCard(
  journey: Journey,
  holder: CardHolder,
  application: Application,
  pins: EnteredPins,
): Promise<Result<void, string>> {
  const steps: TerminalStep[] = []
  const shares = new TerminalShares(holder.card)
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
        (step) => {
          steps.push(step)
          shares.count(step)
        },
      )
      if (!issued.ok) return issued
      const found = { outcome: keyOutcome(steps), facts: keyFacts(steps) }
      return ok({ value: issued.value, ...found, ...shares.ofKeys })
    },
    holder.card,
  )
  if (!delivered.ok) return delivered
  return await showStep('certificates', journey.show, async () => {
    const found = await certificateStep(journey, holder, delivered.value)
    return found.ok ? ok({ ...found.value, ...shares.ofCertificates }) : found
  })
}

/** What a part of the terminal's work took, and what it said to the card. */
interface Share {
  readonly tookMs: number
  readonly apdus: readonly ApduTrace[]
}

const CERTIFICATE_WORK: ReadonlySet<TerminalStep['step']> = new Set([
  'certificate-issued',
  'certificates-written',
  'read-back',
  'delivered',
])

/** The terminal works on keys and certificates by turns; this adds up what belongs to which. */
class TerminalShares {
  readonly #card: CardHolder['card']
  #since = process.hrtime.bigint()
  ofKeys: Share = { tookMs: 0, apdus: [] }
  ofCertificates: Share = { tookMs: 0, apdus: [] }

  constructor(card: CardHolder['card']) {
    this.#card = card
  }

  /** Everything since the last step belongs to the one that has just been done. */
  count({ step }: TerminalStep): void {
    const now = process.hrtime.bigint()
    const whose = CERTIFICATE_WORK.has(step) ? 'ofCertificates' : 'ofKeys'
    const { tookMs, apdus } = this[whose]
    this[whose] = {
      tookMs: tookMs + Number(now - this.#since) / 1e6,
      apdus: [...apdus, ...this.#card.take()],
    }
    this.#since = now
  }
}

function keyOutcome(steps: readonly TerminalStep[]): Words {
  const keys = steps.filter(({ step }) => step === 'key-made').length
  return {
    ja: `RSA-2048 の鍵を${keys}組作り、暗証番号を設定しました`,
    en: `${keys} RSA-2048 key ${keys === 1 ? 'pair' : 'pairs'} made, PINs set`,
  }
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
  { system, ports, drawCertificate }: Journey,
  { file, kinds }: CardHolder,
  application: Application,
): Promise<Result<StepOutcome<undefined>, string>> {
  const issued = application.state.at === 'delivered' ? application.state.issued : []
  assert(issued.length === kinds.length, 'what was delivered is what was applied for')
  for (const { kind, serialHex, notAfter } of issued) {
    drawCertificate(kind, { at: 'good', serialHex, until: notAfter })
  }
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
  const ends = new Set(issued.map(({ notAfter }) => civilDateInJapan(notAfter)))
  const until = [...ends].join(' / ')
  return ok({
    value: undefined,
    outcome: {
      ja: `${issued.length}つの証明書を発行し、カードから読み戻して確かめました。${until} まで有効`,
      en: `${issued.length} issued and read back from the card, valid to ${until}`,
    },
    facts: [...facts, ...issuers],
    tryIt: certificateLines(ports.dataFolder, file),
  })
}

/** What lies on the card as PEM files, and two looks at them with OpenSSL. */
function certificateLines(dataFolder: string, cardFile: string): readonly string[] {
  const folder = dirname(cardFile)
  const certificate = join(folder, 'user-authentication.pem')
  const issuer = join(folder, 'user-authentication-ca.pem')
  return [
    shellLine(dataFolder, 'card', 'certificates', '--card', cardFile, '--out', folder),
    shellWords('openssl', 'x509', '-in', certificate, '-noout', '-text'),
    shellWords('openssl', 'verify', '-x509_strict', '-CAfile', issuer, certificate),
  ]
}

function issuerFact({ ja, en }: { ja: string; en: string }, issuer: Certificate): Fact {
  return {
    ja: `${ja}の認証局`,
    en: `Issuer, ${en.toLowerCase()}`,
    value: formatName(issuer.subject),
  }
}
