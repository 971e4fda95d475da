import { consequenceOf } from '#law/consequence.ts'
import type { RecordedLifeEvent } from '#register/contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import type { CertificateAuthority } from './ports.ts'

type Ports = Pick<CounterPorts, 'cards' | 'history'> & {
  readonly authority: Pick<CertificateAuthority, 'recordHolderLapse'>
}

/**
 * Acts on one event of the register's feed (異動等失効): what `consequenceOf` says lapses, lapses. It
 * ends the holder's certificates, and the card where the person has died or left without 継続利用.
 * Repeating it changes nothing, so the feed may deliver twice.
 */
export async function applyLifeEvent(
  { cards, authority, history }: Ports,
  recorded: RecordedLifeEvent,
): Promise<void> {
  const { residentId, version, event, recordedAt, position, source } = recorded
  // Delivered again: a certificate issued since then stands on the record that the event has made.
  if ((await history.appliedVersion(residentId)) >= version) return
  const { ground, card: cardAfter } = consequenceOf(event)
  const revoked =
    ground === undefined ? [] : await authority.recordHolderLapse({ holderRef: residentId, ground })
  for (const { cardSerial, state } of cardAfter === 'ends'
    ? await cards.ofResident(residentId)
    : []) {
    if (state !== 'live') continue
    await cards.change(cardSerial, 'revoked', {
      residentId,
      at: recordedAt,
      what: 'card-ended',
      subject: cardSerial,
      detail: { end: 'revoked', ground: ground ?? 'none' },
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
      ...(source === undefined ? {} : { by: source.reportedBy }),
      ...(source?.under === undefined ? {} : { under: source.under }),
    },
  })
}
