import { type Instant, plusMs } from '#kernel/instant.ts'
import type { CrlSettings, DeltaSettings } from '../configuration.ts'
import type { CrlForm, CrlScope } from '../contract.ts'
import type { CrlState } from './ports.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * The form in which a scope needs a new list now, if it needs one. By schedule a complete list
 * follows the last, and deltas follow each other over it. A revocation that the lists lack replaces
 * a short list of a municipality at once, and brings a delta over a long one; the lists of whole
 * authorities take it in with their next.
 */
export function dueForm(state: CrlState, now: Instant, settings: CrlSettings): CrlForm | undefined {
  const { complete, scope } = state
  if (complete === undefined) return 'complete'
  if (complete.thisUpdate < plusMs(now, -settings.refreshHours * HOUR_MS)) return 'complete'
  const deltas = deltasOf(scope, complete.entries, settings)
  if (deltas !== undefined && isDeltaDue(state, now, deltas)) return 'delta'
  return misses(state) && scope.of === 'municipality'
    ? formAfterRevocation(state, settings)
    : undefined
}

/** The form in which a revocation is published at once. */
export function formAfterRevocation({ scope, complete }: CrlState, settings: CrlSettings): CrlForm {
  if (complete === undefined) return 'complete'
  return deltasOf(scope, complete.entries, settings) === undefined ? 'complete' : 'delta'
}

/**
 * Whether a scope has deltas over a complete list of so many entries, and how. A short list of a
 * municipality is replaced as fast as a delta is made.
 */
export function deltasOf(
  scope: CrlScope,
  entries: number,
  { deltas }: CrlSettings,
): DeltaSettings | undefined {
  switch (scope.of) {
    case 'municipality':
      return deltas !== undefined && entries >= deltas.fromEntries ? deltas : undefined
    case 'authority':
      return deltas
    case 'both-authorities':
      return undefined
  }
}

/** How long a list of this form serves. */
export function validityMs(form: CrlForm, settings: CrlSettings): number {
  if (form === 'complete') return settings.validityHours * HOUR_MS
  return (settings.deltas?.validityMinutes ?? 0) * MINUTE_MS
}

/** Whether a list that is newer than all others of the scope lacks a revocation or a lift. */
function misses(state: CrlState): boolean {
  return isOver(state) ? state.deltaMisses : state.completeMisses
}

function isDeltaDue(state: CrlState, now: Instant, { everyMinutes }: DeltaSettings): boolean {
  const { delta } = state
  return (
    delta === undefined ||
    !isOver(state) ||
    delta.thisUpdate < plusMs(now, -everyMinutes * MINUTE_MS)
  )
}

/** Whether the newest delta is laid over the newest complete list. */
function isOver({ complete, delta }: CrlState): boolean {
  return delta !== undefined && delta.baseNumber === complete?.crlNumber
}
