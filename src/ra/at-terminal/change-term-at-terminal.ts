import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardTermChange, CounterRefusal } from '../contract.ts'
import { BoundIssuer } from './bound-issuer.ts'
import type { CardTermDesk, IssuerDesk, TermCard } from './ports.ts'
import type { StepReporter } from './steps.ts'

/**
 * Writes the last day that the counter has decided to the chip, reads it back, and reports what the
 * chip says. Run again it does so again, until the counter has the report: chip and register cannot
 * come apart unnoticed.
 */
export async function changeTermAtTerminal<C extends string>(
  { desk, card }: { readonly desk: CardTermDesk & IssuerDesk; readonly card: TermCard<C> },
  { receiptNumber }: { readonly receiptNumber: string },
  report: StepReporter,
): Promise<Result<CardTermChange, CounterRefusal | C>> {
  const task = await desk.cardTerm(receiptNumber)
  if (!task.ok) return task
  const { change, birthDate } = task.value
  if (change.state.at === 'done') return ok(change)
  const { cardSerial, expiresOn } = change
  const issuer = new BoundIssuer(desk, receiptNumber)
  const written = await card.writeTerm(issuer, { cardSerial, expiresOn, birthDate })
  if (!written.ok) return written
  report({ step: 'term-written', expiresOn })
  const chipEndsOn = await card.readTerm()
  if (!chipEndsOn.ok) return chipEndsOn
  if (chipEndsOn.value === undefined) {
    return refuse('card-term-mismatch', { chip: '-', expiresOn })
  }
  const changed = await desk.confirmCardTerm({ receiptNumber, chipEndsOn: chipEndsOn.value })
  if (changed.ok) report({ step: 'term-registered', expiresOn })
  return changed
}
