import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Application, PinReset } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'

/** The application under a receipt number, as it stands: where any terminal may go on. */
export async function showApplication(
  ports: Pick<CounterPorts, 'procedures'>,
  receiptNumber: string,
): Promise<Result<Application, 'application-unknown'>> {
  const stored = await ports.procedures.find(receiptNumber)
  return stored?.procedure.kind === 'application'
    ? ok(stored.procedure.application)
    : refuse('application-unknown')
}

/** The reset of PINs under a receipt number, as it stands. */
export async function showPinReset(
  ports: Pick<CounterPorts, 'procedures'>,
  receiptNumber: string,
): Promise<Result<PinReset, 'procedure-unknown'>> {
  const stored = await ports.procedures.find(receiptNumber)
  return stored?.procedure.kind === 'pin-reset'
    ? ok(stored.procedure.pinReset)
    : refuse('procedure-unknown')
}
