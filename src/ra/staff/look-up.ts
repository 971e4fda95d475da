import type { Clock } from '#kernel/ports.ts'
import type { ResidentId } from '#register/contract.ts'
import type { Actor, LookUp, LookUpReason } from './contract.ts'
import type { LookUpLog } from './ports.ts'

/** The looks at one person that are shown at once. */
export const LOOK_UPS_SHOWN_MAX = 200

/** Records a look at a person, before anything of them is shown. */
export async function recordLookUp(
  { lookUps, clock }: { readonly lookUps: LookUpLog; readonly clock: Clock },
  { staffId, municipalityCode }: Actor,
  residentId: ResidentId,
  reason: LookUpReason,
): Promise<void> {
  await lookUps.append({ staffId, municipalityCode, residentId, reason, at: clock.now() })
}

/** Who looked at the person, newest first. */
export async function lookUpsOf(
  { lookUps }: { readonly lookUps: LookUpLog },
  residentId: ResidentId,
): Promise<readonly LookUp[]> {
  return await lookUps.ofResident(residentId, LOOK_UPS_SHOWN_MAX)
}
