import { ok, refuse, type Result } from '#kernel/result.ts'
import { resumeApplication } from '../confirm-delivery.ts'
import type { CounterPorts } from '../counter-ports.ts'
import type { Actor } from '../staff/contract.ts'
import { shownCase, type ShownCase } from './case-view.ts'
import { caseFor, changeCase } from './change-case.ts'
import type { CaseActState } from './contract.ts'
import { caseAfter, isAtTheCard, nextAct, wrongCaseState } from './model.ts'
import type { CasePorts, NewCaseEntry, StoredCase } from './ports.ts'
import type { CaseAnswer, CaseRefusal } from './refusal.ts'

/** The act that the desk reports as done. */
export interface FinishActRequest {
  readonly receiptNumber: string
  readonly actReceiptNumber: string
}

type Ports = Pick<CasePorts, 'clock' | 'cases' | 'residents' | 'cards'> &
  Pick<CounterPorts, 'procedures' | 'authority'>

/**
 * Ends an act at the card, if the counter's own record says that it is done: the desk's word alone
 * counts only for a PIN that its holder changed. Repeating it changes nothing.
 */
export async function finishAct(
  ports: Ports,
  actor: Actor,
  { receiptNumber, actReceiptNumber }: FinishActRequest,
): CaseAnswer<ShownCase> {
  const found = await caseFor(ports, actor, receiptNumber, 'carry-out-case')
  if (!found.ok) return found
  const act = found.value.case.acts.find((one) => one.receiptNumber === actReceiptNumber)
  if (act === undefined || !isAtTheCard(act)) return wrongCaseState(found.value.case)
  const proved = await proveDone(ports, act)
  if (!proved.ok) return proved
  const done = await recordDone(ports, actor, receiptNumber, act, {
    cardSerial: proved.value,
    detail: {},
  })
  return done.ok ? ok(await shownCase(ports, done.value)) : done
}

/** What an act left behind, for the case and its history. */
export interface ActResult {
  readonly cardSerial: string | undefined
  readonly detail: NewCaseEntry['detail']
}

/**
 * Records that the act is done, and with the last one the case; once, however often it is asked.
 */
export async function recordDone(
  ports: Pick<CasePorts, 'clock' | 'cases'>,
  { staffId: by }: Actor,
  receiptNumber: string,
  act: CaseActState,
  { cardSerial, detail }: ActResult,
): CaseAnswer<StoredCase> {
  return await changeCase(ports, receiptNumber, (stored) => {
    const now = stored.case.acts.find((one) => one.receiptNumber === act.receiptNumber)
    if (now?.doneAt !== undefined) return ok(undefined)
    if (nextAct(stored.case) !== now) return wrongCaseState(stored.case)
    const at = ports.clock.now()
    const { receiptNumber: actReceipt, act: kind } = act
    const event = { happened: 'act-done', receiptNumber: actReceipt, at, cardSerial } as const
    const after = caseAfter(stored.case, event)
    if (!after.ok) return after
    const done: NewCaseEntry = {
      at,
      by,
      what: 'act-done',
      detail: { act: actReceipt, kind, ...detail },
    }
    const over: readonly NewCaseEntry[] =
      after.value.state.at === 'done' ? [{ at, by, what: 'done', detail: {} }] : []
    return ok({ after: after.value, entries: [done, ...over] })
  })
}

/** The counter's record of the act; gives the card that it brought about, if any. */
async function proveDone(
  ports: Ports,
  act: CaseActState,
): Promise<Result<string | undefined, CaseRefusal>> {
  if (act.act === 'pin-change') return ok(undefined)
  const stored = await ports.procedures.find(act.receiptNumber)
  if (stored === undefined) return refuse('procedure-unknown')
  const { procedure } = stored
  switch (procedure.kind) {
    case 'application': {
      const { state } = procedure.application
      if (state.at !== 'delivered') return refuse('application-state', { state: state.at })
      // Ends what the delivery replaces, where a crash came before that.
      const resumed = await resumeApplication(ports, act.receiptNumber)
      return resumed.ok ? ok(undefined) : resumed
    }
    case 'pin-reset': {
      const { state } = procedure.pinReset
      return state.at === 'done' ? ok(undefined) : refuse('application-state', { state: state.at })
    }
    case 'card-term': {
      const { state } = procedure.cardTerm
      return state.at === 'done' ? ok(undefined) : refuse('application-state', { state: state.at })
    }
    case 'card-registration':
      return ok(procedure.registration.cardSerial)
    case 'revocation':
      return refuse('procedure-unknown')
  }
}
