import { openCardFile } from '#adapters/card-file/card-file.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, type Refused, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { applicantOf } from '#ra/applicant.ts'
import type { EnteredPins } from '#ra/at-terminal/steps.ts'
import type { Application } from '#ra/contract.ts'
import type { Resident } from '#register/contract.ts'
import type { JourneyChoice, JourneyStepView, JourneyView } from '#web/journey/journey-view.ts'
import { TracedCard } from './apdu-trace.ts'
import { issueOntoCard } from './journey-issue.ts'
import { describeMove, moveResident } from './journey-move.ts'
import { showSkipped, showStep } from './journey-step.ts'
import { logInWithCard, signAndVerify } from './journey-use.ts'
import { askBoth } from './journey-status.ts'
import { kindFact, residentFacts } from './journey-facts.ts'
import type { OfficePorts } from './office.ts'

/** What a journey works with; it has no way around the use cases that the command line uses. */
export interface Journey {
  readonly system: RunningSystem
  readonly ports: OfficePorts
  readonly choice: JourneyChoice
  readonly show: (step: JourneyStepView) => void
}

/** A person with a card in the reader. */
export interface CardHolder {
  readonly resident: Resident
  readonly kinds: readonly CertificateKind[]
  readonly file: string
  readonly card: TracedCard
}

/** Runs the main job for one resident and gives how it ended. Faults are thrown. */
export async function runJourney(
  journey: Journey,
): Promise<Exclude<JourneyView['state'], 'running'>> {
  const person = await showStep('resident', journey.show, () => meet(journey))
  if (!person.ok) return 'refused'
  const card = await showStep('card', journey.show, () =>
    handOverCard(journey, person.value.resident),
  )
  if (!card.ok) return 'refused'
  const opened = await openCardFile(card.value.file, journey.ports.sealKey)
  if (!opened.ok) {
    showSkipped('card', journey.show, opened)
    return 'refused'
  }
  try {
    const traced = new TracedCard(opened.value)
    const holder = { ...person.value, ...card.value, card: traced }
    const done = await useCard(journey, holder, person.value.signatureRefused)
    return done.ok ? 'done' : 'refused'
  } finally {
    await opened.value.close()
  }
}

async function useCard(
  journey: Journey,
  holder: CardHolder & { readonly cardSerial: string },
  signatureRefused: Refused<string> | undefined,
): Promise<Result<void, string>> {
  const application = await showStep('application', journey.show, () => apply(journey, holder))
  if (!application.ok) return application
  const pins = pinsOf(journey.choice, holder.kinds)
  const issued = await issueOntoCard(journey, holder, application.value, pins)
  if (!issued.ok) return issued
  if (signatureRefused === undefined) {
    const signed = await signAndVerify(journey, holder)
    if (!signed.ok) return signed
  } else {
    showSkipped('document', journey.show, signatureRefused)
    showSkipped('verification', journey.show, signatureRefused)
  }
  const loggedIn = await logInWithCard(journey, holder)
  if (!loggedIn.ok) return loggedIn
  const before = await askBoth(journey, holder, 'status')
  if (!before.ok) return before
  const moved = await showStep('move', journey.show, async () => {
    const target = describeMove(holder.resident, civilDateInJapan(journey.ports.clock.now()))
    return await moveResident(journey, holder, target)
  })
  if (!moved.ok) return moved
  return await askBoth(journey, holder, 'status-after')
}

/** Who they are, and which certificates the law gives them. */
async function meet({ system, ports, choice }: Journey): Promise<
  Result<
    {
      value: {
        resident: Resident
        kinds: readonly CertificateKind[]
        signatureRefused: Refused<string> | undefined
      }
      facts: ReturnType<typeof residentFacts>
      tryIt: readonly string[]
    },
    string
  >
> {
  const resident = await system.showResident(choice.residentId)
  if (!resident.ok) return resident
  const today = civilDateInJapan(ports.clock.now())
  const applicant = applicantOf(resident.value, 'standard')
  const checked = CERTIFICATE_KINDS.map((kind) => ({
    kind,
    eligible: checkEligibility(kind, applicant, today),
  }))
  const kinds = checked.filter(({ eligible }) => eligible.ok).map(({ kind }) => kind)
  const refusals = checked.flatMap(({ eligible }) => (eligible.ok ? [] : [eligible]))
  const [first] = refusals
  if (kinds.length === 0 && first !== undefined) return first
  const signature = checked.find(({ kind }) => kind === 'signature')?.eligible
  const facts = [
    ...residentFacts(resident.value, today),
    ...checked.map(({ kind, eligible }) => kindFact(kind, eligible)),
  ]
  const tryIt = [
    `bin/shomei resident show ${resident.value.id}`,
    `bin/shomei law explain --resident ${resident.value.id}`,
  ]
  const signatureRefused = signature === undefined || signature.ok ? undefined : signature
  return ok({ value: { resident: resident.value, kinds, signatureRefused }, facts, tryIt })
}

/** A new card with an empty chip. Somebody who has one from an earlier journey returns it first. */
async function handOverCard({ system }: Journey, resident: Resident) {
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
  const facts = [
    { ja: 'カードの番号', en: 'Card serial', value: card.cardSerial, data: true as const },
    { ja: 'カードの有効期限', en: 'Card expires', value: card.expiresOn },
    ...(old === undefined
      ? []
      : [
          {
            ja: '返納されたカード',
            en: 'Returned card',
            value: old.cardSerial,
            data: true as const,
          },
        ]),
  ]
  const tryIt = [`bin/shomei card show --card ${file}`]
  return ok({ value: { file, cardSerial: card.cardSerial }, facts, tryIt })
}

async function apply(
  { system }: Journey,
  { resident, kinds, cardSerial }: CardHolder & { readonly cardSerial: string },
): Promise<
  Result<{ value: Application; facts: { ja: string; en: string; value: string }[] }, string>
> {
  const accepted = await system.acceptApplication({
    residentId: resident.id,
    cardSerial,
    purpose: 'issue',
    kinds,
  })
  if (!accepted.ok) return accepted
  const { receiptNumber, pinSetBy } = accepted.value
  const setBy = {
    holder: '本人 / the holder',
    'legal-representative': '法定代理人 / the legal representative',
    nobody: 'なし / nobody',
  }
  return ok({
    value: accepted.value,
    facts: [
      { ja: '受付番号', en: 'Receipt', value: receiptNumber },
      { ja: '暗証番号を設定する人', en: 'PINs set by', value: setBy[pinSetBy] },
    ],
  })
}

function pinsOf(choice: JourneyChoice, kinds: readonly CertificateKind[]): EnteredPins {
  const pins = {
    'user-authentication': choice.authenticationPin,
    signature: choice.signaturePassword,
  }
  return Object.fromEntries(kinds.map((kind) => [kind, pins[kind]]))
}
