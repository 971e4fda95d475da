import { ok, refuse, type Result } from '#kernel/result.ts'
import { mayLiftHold } from '#law/lapse.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from '#law/policy.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, SerialHex } from './contract.ts'
import { issueCrlsOf } from './issue-crl.ts'
import type { RevokePorts } from './revoke-certificate.ts'
import { serialOf } from './serial.ts'

/** Which hold is asked to be lifted. */
export interface LiftHoldCommand {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
}

/** Why a hold stays. */
export type LiftHoldRefusal = 'certificate-unknown' | 'hold-not-lifted'

/**
 * Lifts a hold (一時保留の解除) where the law setting allows it. By default it never does for a card: the
 * found card gets new certificates at the counter (spec/jpki.md §4.2).
 */
export async function liftHold(
  ports: RevokePorts,
  configuration: CaConfiguration,
  { authority, serialHex }: LiftHoldCommand,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): Promise<Result<LiftHoldCommand, LiftHoldRefusal>> {
  const serial = serialOf(serialHex)
  const found = serial === undefined ? undefined : await ports.revocations.find(authority, serial)
  if (found === undefined || !found.completed) return refuse('certificate-unknown', { serialHex })
  if (!mayLiftHold(authority, 'card', policy)) return refuse('hold-not-lifted', { serialHex })
  const lifted = await ports.revocations.removeHold(found, ports.clock.now())
  if (!lifted) return refuse('hold-not-lifted', { serialHex })
  await issueCrlsOf(ports, configuration, [found])
  return ok({ authority, serialHex })
}
