import { assert } from '#kernel/assert.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { requireMay, type StaffAction } from '../staff/may-do.ts'
import type { Actor } from '../staff/contract.ts'
import type { Case } from './contract.ts'
import type { CasePorts, NewCaseEntry, StoredCase } from './ports.ts'
import type { CaseAnswer, CaseRefusal } from './refusal.ts'

/** Rivals for one case are a few desks; more rounds than this are a broken store. */
const ROUNDS_MAX = 16

/** What a change makes of a case, with the lines for its history. */
export interface CaseChange {
  readonly after: Case
  readonly entries: readonly NewCaseEntry[]
}

/** The case, if the actor may do `action` with it. */
export async function caseFor(
  { cases }: Pick<CasePorts, 'cases'>,
  actor: Actor,
  receiptNumber: string,
  action: StaffAction,
): CaseAnswer<StoredCase> {
  const stored = await cases.find(receiptNumber)
  if (stored === undefined) return refuse('case-unknown')
  const may = requireMay(actor, action, stored.case.municipalityCode)
  return may.ok ? ok(stored) : may
}

/** Stores a change of the revision that was read; a rival who was faster wins. */
export async function replaceCase(
  { cases }: Pick<CasePorts, 'cases'>,
  stored: StoredCase,
  { after, entries }: CaseChange,
): CaseAnswer<StoredCase> {
  const replaced = await cases.replace(stored.revision, after, entries)
  return replaced === undefined ? refuse('case-changed-meanwhile') : ok(replaced)
}

/**
 * Applies `change` to the case as it stands; where a rival was faster, `change` is asked again with
 * what stands then. For what has happened already and must not be lost.
 */
export async function changeCase(
  { cases }: Pick<CasePorts, 'cases'>,
  receiptNumber: string,
  change: (stored: StoredCase) => Result<CaseChange | undefined, CaseRefusal>,
): CaseAnswer<StoredCase> {
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const stored = await cases.find(receiptNumber)
    if (stored === undefined) return refuse('case-unknown')
    const changed = change(stored)
    if (!changed.ok) return changed
    if (changed.value === undefined) return ok(stored)
    const replaced = await cases.replace(
      stored.revision,
      changed.value.after,
      changed.value.entries,
    )
    if (replaced !== undefined) return ok(replaced)
  }
  assert(false, 'a case that keeps changing comes to rest')
}
