import { assert } from '#kernel/assert.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { ApplicationProcedure } from './model.ts'
import type { NewHistoryEntry, ProcedureStore } from './ports.ts'

/**
 * Rivals for one application are two terminals at most; more rounds than this are a broken store.
 */
const ROUNDS_MAX = 16

/**
 * What a change makes of an application: the new value with the line for the history, or the same
 * value.
 */
export interface ApplicationChange {
  readonly procedure: ApplicationProcedure
  readonly entry?: NewHistoryEntry | undefined
}

/**
 * Applies `change` to the application as it stands and stores the result; where another terminal
 * was faster, `change` is asked again with what stands then. A change that gives back the same
 * procedure stores nothing.
 */
export async function changeApplication<R extends string>(
  procedures: ProcedureStore,
  receiptNumber: string,
  change: (procedure: ApplicationProcedure) => Result<ApplicationChange, R>,
): Promise<Result<ApplicationProcedure, R | 'application-unknown'>> {
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const stored = await procedures.find(receiptNumber)
    if (stored?.procedure.kind !== 'application') return refuse('application-unknown')
    const changed = change(stored.procedure)
    if (!changed.ok) return changed
    const { procedure, entry } = changed.value
    if (procedure === stored.procedure) return ok(procedure)
    if (await procedures.replace(stored.revision, procedure, entry)) return ok(procedure)
  }
  assert(false, 'an application that keeps changing comes to rest')
}
