import type { ResidentId } from '#register/contract.ts'
import type { CounterPorts } from './counter-ports.ts'

/**
 * Whose user-authentication certificate a serial is: what the identity provider asks after a login.
 */
export async function holderOf(
  { procedures }: Pick<CounterPorts, 'procedures'>,
  serialHex: string,
): Promise<ResidentId | undefined> {
  return await procedures.residentOf('user-authentication', serialHex)
}
