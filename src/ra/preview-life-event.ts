import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { LifeEvent, RegisterRefusal, ResidentId } from '#register/contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { deliveredCertificates } from './held-certificates.ts'
import { lifeEventOutcome } from './life-event-outcome.ts'
import type { HeldEnd, LifeEventOutcome } from './life-event-preview.ts'
import type { LifeEventRehearsal } from './ports.ts'

type Ports = Pick<CounterPorts, 'clock' | 'cards' | 'procedures' | 'authority'> & {
  readonly rehearsal: LifeEventRehearsal
}

/**
 * What would happen to a person's card and certificates if `event` took place, and what to do
 * then. Nothing is recorded. An event in the future finds the certificates that there are today, as
 * far as they reach its day.
 */
export async function previewLifeEvent(
  ports: Ports,
  { residentId, event }: { readonly residentId: ResidentId; readonly event: LifeEvent },
): Promise<Result<LifeEventOutcome, RegisterRefusal>> {
  const rehearsed = await ports.rehearsal.rehearse(residentId, event)
  if (!rehearsed.ok) return rehearsed
  const now = ports.clock.now()
  const today = civilDateInJapan(now)
  const cards = await ports.cards.ofResident(residentId)
  const held = await deliveredCertificates(ports, residentId, now)
  return ok(
    lifeEventOutcome({
      ...rehearsed.value,
      event,
      card: cards.findLast(({ state }) => state === 'live'),
      held: held.map(({ authority, notAfter }): HeldEnd => ({
        kind: authority,
        endsOn: civilDateInJapan(notAfter),
      })),
      on: event.on > today ? event.on : today,
    }),
  )
}
