import { openCardFile } from '#adapters/card-file/card-file.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Refused, Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { EnteredPins } from '#ra/at-terminal/steps.ts'
import type { Resident } from '#register/contract.ts'
import type {
  CardPicture,
  CertificatePicture,
  JourneyChoice,
  JourneyStepView,
  JourneyView,
} from '#web/journey/journey-view.ts'
import { TracedCard } from './apdu-trace.ts'
import { apply, handOverCard, meet } from './journey-counter.ts'
import { issueOntoCard } from './journey-issue.ts'
import { describeMove, moveResident } from './journey-move.ts'
import { showRefused, showStep, showWithoutObject } from './journey-step.ts'
import { logInWithCard, signAndVerify } from './journey-use.ts'
import { askBoth } from './journey-status.ts'
import type { OfficePorts } from './office.ts'

/** What a journey works with; it has no way around the use cases that the command line uses. */
export interface Journey {
  readonly system: RunningSystem
  readonly ports: OfficePorts
  readonly choice: JourneyChoice
  readonly show: (step: JourneyStepView) => void
  readonly drawCard: (card: CardPicture['card']) => void
  readonly drawCertificate: (kind: CertificateKind, picture: CertificatePicture) => void
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
    showRefused('card', journey.show, opened)
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
    showRefused('document', journey.show, signatureRefused)
    showWithoutObject('verification', journey.show, {
      ja: '署名した文書がないので、検証するものがありません',
      en: 'No document was signed, so there is nothing to verify',
    })
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

function pinsOf(choice: JourneyChoice, kinds: readonly CertificateKind[]): EnteredPins {
  const pins = {
    'user-authentication': choice.authenticationPin,
    signature: choice.signaturePassword,
  }
  return Object.fromEntries(kinds.map((kind) => [kind, pins[kind]]))
}
