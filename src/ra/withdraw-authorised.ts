import { ok, type Result } from '#kernel/result.ts'
import { endAuthorised } from './change-authorised.ts'
import type { CounterRefusal } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import type { AuthorisedProcedure } from './model.ts'

/**
 * Takes back the authority for an act at the card that was not reported as done; one that was stays
 * done. Nothing opens an issuer session under its receipt number afterwards.
 */
export async function withdrawAuthorised(
  { clock, procedures }: Pick<CounterPorts, 'clock' | 'procedures'>,
  kind: AuthorisedProcedure['kind'],
  receiptNumber: string,
): Promise<Result<void, CounterRefusal>> {
  const end = { at: 'withdrawn', withdrawnAt: clock.now() } as const
  const ended = await endAuthorised(procedures, kind, receiptNumber, end)
  if (ended.ok || ended.refusal === 'application-state') return ok(undefined)
  return ended
}
