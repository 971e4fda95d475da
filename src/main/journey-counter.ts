import { refusalText } from '#catalogue/refusals.ts'
import { ageOn } from '#cli/resident-text.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, type Refused, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { applicantOf } from '#ra/applicant.ts'
import type { Application } from '#ra/contract.ts'
import type { Resident } from '#register/contract.ts'
import type { Fact } from '#web/journey/journey-view.ts'
import type { CardHolder, Journey } from './journey.ts'
import { kindFact, KIND_TITLES, residentFacts } from './journey-facts.ts'
import { shellLine } from './journey-shell.ts'
import type { StepOutcome } from './journey-step.ts'

/** Somebody at the counter, and what the law gives them. */
export interface MetPerson {
  readonly resident: Resident
  readonly kinds: readonly CertificateKind[]
  /** Why there is no signature certificate for them; `undefined` where there is. */
  readonly signatureRefused: Refused<string> | undefined
}

/** Who they are, and which certificates the law gives them; refused where it gives none. */
export async function meet(journey: Journey): Promise<Result<StepOutcome<MetPerson>, string>> {
  const { system, ports, choice } = journey
  const resident = await system.showResident(choice.residentId)
  if (!resident.ok) return resident
  const today = civilDateInJapan(ports.clock.now())
  const applicant = applicantOf(resident.value, 'standard')
  const checked = CERTIFICATE_KINDS.map((kind) => ({
    kind,
    eligible: checkEligibility(kind, applicant, today),
  }))
  for (const { kind, eligible } of checked) {
    if (eligible.ok) continue
    const because = refusalText(eligible.refusal, eligible.detail)
    journey.drawCertificate(kind, { at: 'refused', because })
  }
  const kinds = checked.filter(({ eligible }) => eligible.ok).map(({ kind }) => kind)
  const refusals = checked.flatMap(({ eligible }) => (eligible.ok ? [] : [eligible]))
  const [first] = refusals
  if (kinds.length === 0 && first !== undefined) return first
  const signature = checked.find(({ kind }) => kind === 'signature')?.eligible
  const signatureRefused = signature === undefined || signature.ok ? undefined : signature
  const { id, items } = resident.value
  return ok({
    value: { resident: resident.value, kinds, signatureRefused },
    outcome: eligibilityOutcome(ageOn(items.birthDate, today), kinds),
    facts: [
      ...residentFacts(resident.value, today),
      ...checked.map(({ kind, eligible }) => kindFact(kind, eligible)),
    ],
    tryIt: [
      shellLine(ports.dataFolder, 'resident', 'show', id),
      shellLine(ports.dataFolder, 'law', 'explain', '--resident', id),
    ],
  })
}

function eligibilityOutcome(
  age: number,
  kinds: readonly CertificateKind[],
): StepOutcome<unknown>['outcome'] {
  if (kinds.length === CERTIFICATE_KINDS.length) {
    return { ja: `${age}歳。証明書を2つとも受け取れます`, en: `${age}, may have both certificates` }
  }
  const ja = kinds.map((kind) => KIND_TITLES[kind].ja).join('と')
  const en = kinds.map((kind) => KIND_TITLES[kind].en.toLowerCase()).join(' and the ')
  return { ja: `${age}歳。受け取れるのは${ja}だけです`, en: `${age}, may have the ${en} only` }
}

/** A new card with an empty chip. Somebody who has one from an earlier journey returns it first. */
export async function handOverCard(
  { system, ports, drawCard }: Journey,
  resident: Resident,
): Promise<Result<StepOutcome<{ readonly file: string; readonly cardSerial: string }>, string>> {
  const history = await system.historyOf(resident.id)
  if (!history.ok) return history
  const old = history.value.cards.find(({ state }) => state === 'live')
  if (old !== undefined) {
    const returned = await system.requestRevocation({
      residentId: resident.id,
      ground: 'card-returned',
      kinds: CERTIFICATE_KINDS,
    })
    if (!returned.ok) return returned
  }
  const made = await system.makeCard({ residentId: resident.id, variant: 'standard' })
  if (!made.ok) return made
  const { card, file } = made.value
  const { cardSerial, expiresOn } = card
  drawCard({ cardSerial, expiresOn })
  const facts: Fact[] = [
    { ja: 'カードの番号', en: 'Card serial', value: cardSerial, data: true },
    { ja: 'カードの有効期限', en: 'Card expires', value: expiresOn },
  ]
  if (old !== undefined) {
    facts.push({ ja: '返納されたカード', en: 'Returned card', value: old.cardSerial, data: true })
  }
  return ok({
    value: { file, cardSerial },
    outcome: {
      ja: `番号 ${cardSerial}、有効期限 ${expiresOn}`,
      en: `number ${cardSerial}, expires ${expiresOn}`,
    },
    facts,
    tryIt: [shellLine(ports.dataFolder, 'card', 'show', '--card', file)],
  })
}

const PIN_SETTERS = {
  holder: '本人 / the holder',
  'legal-representative': '法定代理人 / the legal representative',
  nobody: 'なし / nobody',
} as const satisfies Record<Application['pinSetBy'], string>

/** The application for every certificate the person may have. */
export async function apply(
  { system }: Journey,
  { resident, kinds, cardSerial }: CardHolder & { readonly cardSerial: string },
): Promise<Result<StepOutcome<Application>, string>> {
  const accepted = await system.acceptApplication({
    residentId: resident.id,
    cardSerial,
    purpose: 'issue',
    kinds,
  })
  if (!accepted.ok) return accepted
  const { receiptNumber, pinSetBy } = accepted.value
  return ok({
    value: accepted.value,
    outcome: { ja: `受付番号 ${receiptNumber}`, en: `receipt ${receiptNumber}` },
    facts: [
      { ja: '受付番号', en: 'Receipt', value: receiptNumber },
      { ja: '暗証番号を設定する人', en: 'PINs set by', value: PIN_SETTERS[pinSetBy] },
    ],
  })
}
