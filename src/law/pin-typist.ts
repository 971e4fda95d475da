import type { CounterApplicant } from './counter-procedure.ts'
import type { PinSetter } from './eligibility.ts'

/**
 * Who types PINs at the resident's side of a counter. `official`: the holder has sealed them in an
 * envelope that a proxy brings; an official opens it and types them, so that the proxy learns none.
 */
export type PinTypist = 'holder' | 'legal-representative' | 'official'

/**
 * Who types the PINs of an act (rule `papers-of-a-proxy` among others): a
 * proxy never; else the law's setter; else the representative who came; else the holder.
 */
export function pinTypist(applicant: CounterApplicant, setBy: PinSetter): PinTypist {
  if (applicant === 'proxy') return 'official'
  if (setBy === 'legal-representative') return 'legal-representative'
  return applicant === 'legal-representative' ? 'legal-representative' : 'holder'
}
