import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterRefusal, PinReset } from '../contract.ts'
import { BoundIssuer } from './bound-issuer.ts'
import { checkEntered, type TerminalRefusal } from './issue-at-terminal.ts'
import type { IssuerCard, IssuerCardSession, IssuerDesk, PinResetDesk } from './ports.ts'
import type { EnteredPins, StepReporter } from './steps.ts'

/** The reset to carry out. `unlocked` are PINs whose value the person still knows: they keep it. */
export interface PinResetTask {
  readonly receiptNumber: string
  readonly pins: EnteredPins
  readonly unlocked?: readonly CertificateKind[] | undefined
}

/**
 * Sets or unlocks the PINs of an authorised reset in the card, each with its full number of tries,
 * and reports that it is done. Run again it does so again, until the counter has the report; a
 * reset that is done changes nothing more.
 */
export async function resetPinsAtTerminal<C extends string>(
  { desk, card }: { readonly desk: PinResetDesk & IssuerDesk; readonly card: IssuerCard<C> },
  task: PinResetTask,
  report: StepReporter,
): Promise<Result<PinReset, CounterRefusal | TerminalRefusal | C>> {
  const reset = await desk.pinReset(task.receiptNumber)
  if (!reset.ok || reset.value.state.at === 'done') return reset
  const { unlocked = [] } = task
  const toSet = reset.value.pins.filter((kind) => !unlocked.includes(kind))
  const entered = checkEntered(toSet, task.pins)
  if (!entered.ok) return entered
  const opened = await card.openIssuerSession(new BoundIssuer(desk, task.receiptNumber))
  if (!opened.ok) return opened
  report({ step: 'session-opened' })
  for (const kind of reset.value.pins) {
    const done = await resetPin(opened.value, kind, task)
    if (!done.ok) return done
    report({ step: unlocked.includes(kind) ? 'pin-unlocked' : 'pin-set', kind })
  }
  const done = await desk.confirmPinReset(task.receiptNumber)
  if (done.ok) report({ step: 'pin-reset-done' })
  return done
}

async function resetPin<C extends string>(
  session: IssuerCardSession<C>,
  kind: CertificateKind,
  { pins, unlocked = [] }: PinResetTask,
): Promise<Result<void, C>> {
  const value = pins[kind]
  return unlocked.includes(kind) || value === undefined
    ? await session.unlockPin(kind)
    : await session.setPin(kind, value)
}
