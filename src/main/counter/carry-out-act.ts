import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { CardPin } from '#card-client/card-pin.ts'
import { changePin } from '#card-client/change-pin.ts'
import { CardTransportError, type CardTransport } from '#card-client/contract.ts'
import { setTextPin } from '#cli/text-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import { changeTermAtTerminal } from '#ra/at-terminal/change-term-at-terminal.ts'
import type { CardTermDesk, CounterDesk, IssuerDesk, PinResetDesk } from '#ra/at-terminal/ports.ts'
import { resetPinsAtTerminal } from '#ra/at-terminal/reset-pins-at-terminal.ts'
import type { CaseAct } from '#ra/cases/contract.ts'
import type { Desk } from './desk.ts'

/** The card's part of an act, at one desk, with the PINs that lie in its vault. */
export interface ActAtCard {
  readonly desk: Desk
  /** The receipt number of the case: the PINs were typed for it. */
  readonly receiptNumber: string
  readonly now: () => Parameters<Desk['vault']['valueOf']>[2]
}

/** The counter as the terminal asks it. */
export type CounterAtTerminal = CounterDesk & IssuerDesk & PinResetDesk & CardTermDesk

/** The acts that are done on a card that is there already. */
export type ActOnCard = 'application' | 'pin-reset' | 'pin-change' | 'card-term'

/** Carries out `act` on the card that lies on the desk's reader. */
export async function carryOutAct(
  { desk, receiptNumber, now }: ActAtCard,
  counter: CounterAtTerminal,
  act: Extract<CaseAct, { readonly act: ActOnCard }>,
): Promise<Result<void, string>> {
  switch (act.act) {
    case 'application': {
      const pins = desk.vault.newPins(receiptNumber, act.kinds, now())
      const text = desk.vault.valueOf(receiptNumber, { kind: 'text', which: 'new' }, now())
      return await onCard(desk, async (card) => {
        const set = await setTextPinFirst({ desk, card, counter }, act.receiptNumber, text)
        if (!set.ok) return set
        return await issueAtTerminal(
          { desk: counter, card: issuerCard(card) },
          { receiptNumber: act.receiptNumber, pins },
          (step) => desk.report(step),
        )
      })
    }
    case 'pin-reset': {
      const pins = desk.vault.newPins(receiptNumber, act.pins, now())
      return await onCard(desk, (card) =>
        resetPinsAtTerminal(
          { desk: counter, card: issuerCard(card) },
          { receiptNumber: act.receiptNumber, pins },
          (step) => desk.report(step),
        ),
      )
    }
    case 'card-term':
      return await onCard(desk, (card) =>
        changeTermAtTerminal(
          { desk: counter, card: issuerCard(card) },
          { receiptNumber: act.receiptNumber },
          (step) => desk.report(step),
        ),
      )
    case 'pin-change':
      return await onCard(desk, (card) => changePins({ desk, receiptNumber, now }, act.pins, card))
  }
}

/** Before the certificates: once these are delivered, the application opens no session any more. */
async function setTextPinFirst(
  {
    desk,
    card,
    counter,
  }: { readonly desk: Desk; readonly card: CardTransport; readonly counter: IssuerDesk },
  receiptNumber: string,
  textPin: string | undefined,
): Promise<Result<void, string>> {
  if (textPin === undefined) return ok(undefined)
  const set = await setTextPin(card, counter, receiptNumber, textPin)
  if (set.ok) desk.report({ step: 'text-pin-set' })
  return set
}

/** Shows the PINs that the person knows to the card; a wrong one costs a try. */
export async function showKnownPins(
  { desk, receiptNumber, now }: ActAtCard,
  kinds: readonly CertificateKind[],
): Promise<Result<void, string>> {
  return await onCard(desk, async (card) => {
    const jpki = await SelectedApplication.jpki(card)
    if (!jpki.ok) return jpki
    for (const kind of kinds) {
      const known = desk.vault.valueOf(receiptNumber, { kind, which: 'present' }, now())
      if (known === undefined) return refuse('pin-missing', { kind })
      const pin = CardPin.parse(kind, known)
      if (!pin.ok) return pin
      const shown = await verifyPin(jpki.value, pin.value)
      if (!shown.ok) return shown
      desk.report({ step: 'pin-shown', kind })
    }
    return ok(undefined)
  })
}

async function changePins(
  { desk, receiptNumber, now }: ActAtCard,
  kinds: readonly CertificateKind[],
  card: CardTransport,
): Promise<Result<void, string>> {
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  for (const kind of kinds) {
    const known = desk.vault.valueOf(receiptNumber, { kind, which: 'present' }, now())
    const wanted = desk.vault.valueOf(receiptNumber, { kind, which: 'new' }, now())
    if (known === undefined || wanted === undefined) return refuse('pin-missing', { kind })
    const current = CardPin.parse(kind, known)
    if (!current.ok) return current
    const replacement = CardPin.parse(kind, wanted)
    if (!replacement.ok) return replacement
    const changed = await changePin(jpki.value, current.value, replacement.value)
    if (!changed.ok) return changed
    desk.report({ step: 'pin-changed', kind })
  }
  return ok(undefined)
}

/** Works on the card; one that has gone since it was recognised was pulled. */
async function onCard(
  desk: Desk,
  act: (card: CardTransport) => Promise<Result<unknown, string>>,
): Promise<Result<void, string>> {
  const used = await desk.slot.use(act)
  await desk.slot.look()
  if (!used.ok) {
    if (used.refusal === 'reader-empty') throw new CardTransportError('card-removed')
    return used
  }
  return used.value.ok ? ok(undefined) : used.value
}
