import { groundOfChange, type LapseGround } from '#law/lapse.ts'
import type { RecordedLifeEvent } from '#register/contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import type { CardChange } from './model.ts'

type Ports = Pick<CounterPorts, 'cards' | 'authority' | 'history'>

/**
 * Acts on one event of the register's feed (異動等失効): the law's ground ends the holder's
 * certificates, and the card where the person has died or left without 継続利用. Repeating it changes
 * nothing, so the feed may deliver twice.
 */
export async function applyLifeEvent(
  { cards, authority, history }: Ports,
  recorded: RecordedLifeEvent,
): Promise<void> {
  const { residentId, version, event, recordedAt, position } = recorded
  // Delivered again: a certificate issued since then stands on the record that the event has made.
  if ((await history.appliedVersion(residentId)) >= version) return
  const ground = groundOfChange(event)
  const revoked =
    ground === undefined ? [] : await authority.recordHolderLapse({ holderRef: residentId, ground })
  const end = ground === undefined ? undefined : CARD_END_OF_LAPSE[ground]
  for (const { cardSerial, state } of end === undefined ? [] : await cards.ofResident(residentId)) {
    if (end === undefined || state !== 'live') continue
    const detail = { end, ground: ground ?? '' }
    await cards.change(cardSerial, end, {
      residentId,
      at: recordedAt,
      what: 'card-ended',
      subject: cardSerial,
      detail,
    })
  }
  await history.append({
    residentId,
    at: recordedAt,
    what: 'life-event',
    subject: `life-event-${position}`,
    detail: {
      event: event.kind,
      on: event.on,
      version,
      ground: ground ?? 'none',
      ended: revoked.length,
    },
  })
}

/**
 * The grounds from the register that end the card with the certificates (spec/jpki.md §1.9, §4.1).
 */
const CARD_END_OF_LAPSE: Readonly<Partial<Record<LapseGround, CardChange>>> = {
  died: 'revoked',
  'resident-record-deleted': 'revoked',
  'overseas-without-continuation': 'revoked',
}
