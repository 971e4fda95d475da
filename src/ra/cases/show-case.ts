import { ok } from '#kernel/result.ts'
import type { Actor } from '../staff/contract.ts'
import { shownCase, type ShownCase } from './case-view.ts'
import { caseFor } from './change-case.ts'
import type { CasePorts } from './ports.ts'
import type { CaseAnswer } from './refusal.ts'

export type { ShownCase } from './case-view.ts'

/** The case under a receipt number as it stands: where any desk of the municipality may go on. */
export async function showCase(
  ports: Pick<CasePorts, 'clock' | 'cases' | 'residents' | 'cards'>,
  actor: Actor,
  receiptNumber: string,
): CaseAnswer<ShownCase> {
  const stored = await caseFor(ports, actor, receiptNumber, 'look-up')
  return stored.ok ? ok(await shownCase(ports, stored.value)) : stored
}
