import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { AuthorisedState, CardTermChange, PinReset } from './contract.ts'
import type { NewHistoryEntry, ProcedureStore } from './ports.ts'
import type { AuthorisedProcedure } from './model.ts'

/** Rivals for one act are two terminals at most; more rounds than this are a broken store. */
const ROUNDS_MAX = 16

/** What an act that the counter authorises comes to: the card has carried it out, or it is off. */
export type AuthorisedEnd = Exclude<AuthorisedState, { readonly at: 'authorised' }>

/**
 * Ends an authorised act, once. From then on its receipt number opens no issuer session. The same
 * end again gives the act as it stands; another end than the one that stands is refused.
 */
export async function endAuthorised(
  procedures: Pick<ProcedureStore, 'find' | 'replace'>,
  kind: AuthorisedProcedure['kind'],
  receiptNumber: string,
  end: AuthorisedEnd,
): Promise<Result<AuthorisedProcedure, 'procedure-unknown' | 'application-state'>> {
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const stored = await procedures.find(receiptNumber)
    if (stored?.procedure.kind !== kind || !isAuthorised(stored.procedure)) {
      return refuse('procedure-unknown')
    }
    const { procedure } = stored
    const { state } = authorisedAct(procedure)
    if (state.at === end.at) return ok(procedure)
    if (state.at !== 'authorised') return refuse('application-state', { state: state.at })
    const after = withState(procedure, end)
    if (await procedures.replace(stored.revision, after, entryOf(after, end))) return ok(after)
  }
  assert(false, 'an authorised act that keeps changing comes to rest')
}

function isAuthorised(procedure: { readonly kind: string }): procedure is AuthorisedProcedure {
  return procedure.kind === 'pin-reset' || procedure.kind === 'card-term'
}

/** The act of the procedure. */
export function authorisedAct(procedure: AuthorisedProcedure): PinReset | CardTermChange {
  return procedure.kind === 'pin-reset' ? procedure.pinReset : procedure.cardTerm
}

function withState(procedure: AuthorisedProcedure, state: AuthorisedEnd): AuthorisedProcedure {
  return procedure.kind === 'pin-reset'
    ? { ...procedure, pinReset: { ...procedure.pinReset, state } }
    : { ...procedure, cardTerm: { ...procedure.cardTerm, state } }
}

function entryOf(procedure: AuthorisedProcedure, end: AuthorisedEnd): NewHistoryEntry | undefined {
  const { residentId, receiptNumber } = authorisedAct(procedure)
  const what = ENTRY_OF[procedure.kind][end.at]
  return what === undefined
    ? undefined
    : { residentId, at: endedAt(end), what, subject: receiptNumber, detail: {} }
}

const ENTRY_OF = {
  'pin-reset': { done: 'pin-reset-done', withdrawn: 'pin-reset-withdrawn' },
  // That a term was changed is entered with the card that it changed.
  'card-term': { done: undefined, withdrawn: 'card-term-withdrawn' },
} as const

function endedAt(end: AuthorisedEnd): Instant {
  return end.at === 'done' ? end.doneAt : end.withdrawnAt
}
