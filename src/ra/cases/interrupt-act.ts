import { ok } from '#kernel/result.ts'
import type { Actor } from '../staff/contract.ts'
import { shownCase, type ShownCase } from './case-view.ts'
import { caseFor, changeCase } from './change-case.ts'
import { wrongCaseState } from './model.ts'
import type { CasePorts, StoredCase } from './ports.ts'
import type { CaseAnswer } from './refusal.ts'

/** The work on a case stopped; `code` is the refusal or fault that stopped it. */
export interface Interruption {
  readonly receiptNumber: string
  readonly code: string
}

/** Codes are literals of the catalogue; anything longer is not one. */
const CODE = /^[a-z][a-z0-9-]{0,63}$/

/** Enters in the case's history that the desk stopped; the case goes on from where it stands. */
export async function interruptAct(
  ports: Pick<CasePorts, 'clock' | 'cases' | 'residents' | 'cards'>,
  actor: Actor,
  { receiptNumber, code }: Interruption,
): CaseAnswer<ShownCase> {
  const found = await caseFor(ports, actor, receiptNumber, 'carry-out-case')
  if (!found.ok) return found
  const stored = await interrupted(ports, actor, receiptNumber, code)
  return stored.ok ? ok(await shownCase(ports, stored.value)) : stored
}

/** Enters an interruption of the act that is under way. */
export async function interrupted(
  ports: Pick<CasePorts, 'clock' | 'cases'>,
  actor: Actor,
  receiptNumber: string,
  code: string,
): CaseAnswer<StoredCase> {
  return await changeCase(ports, receiptNumber, (stored) => {
    if (stored.case.state.at !== 'under-way') return wrongCaseState(stored.case)
    const entry = {
      at: ports.clock.now(),
      by: actor.staffId,
      what: 'interrupted',
      detail: { code: CODE.test(code) ? code : 'fault' },
    } as const
    return ok({ after: stored.case, entries: [entry] })
  })
}
