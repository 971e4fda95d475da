import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, IssueRefusal, Receipt, SerialHex } from './contract.ts'
import { type IssuePorts, IssuingDesk } from './issue-certificate.ts'
import type { Intent } from './model.ts'
import { serialHexOf } from './serial.ts'

/** An intent that a kill had left without its signature. */
export interface RecoveredIntent {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly receipt: Receipt
}

/**
 * What a start found: intents it finished, and those it could not and why. These are reported at
 * every start.
 */
export interface RecoveryReport {
  readonly finished: readonly RecoveredIntent[]
  readonly unfinished: readonly (RecoveredIntent & { readonly because: IssueRefusal })[]
}

/**
 * Finishes what a killed process intended: each recorded intent without a signature is linted anew
 * and signed as it stands, so that no certificate is lost and no serial says two things. Run before
 * the first command.
 */
export async function recoverIssuance(
  ports: IssuePorts,
  configuration: CaConfiguration,
): Promise<RecoveryReport> {
  const finished: RecoveredIntent[] = []
  const unfinished: (RecoveredIntent & { because: IssueRefusal })[] = []
  for (const authority of CERTIFICATE_KINDS) {
    const { intents, before } = await ports.records.unfinished(authority)
    const desk = new IssuingDesk(ports, configuration, authority)
    await desk.refresh()
    const takenUp = await Promise.all(intents.map((intent) => desk.takeUpIfSignable(intent)))
    const outcomes = await desk.complete(takenUp)
    let settledBelow = before
    intents.forEach((intent, i) => {
      const outcome = outcomes[i]
      if (outcome?.ok === true) finished.push(recovered(intent))
      else if (outcome !== undefined) {
        unfinished.push({ ...recovered(intent), because: outcome.refusal })
        settledBelow = Math.min(settledBelow, intent.serial)
      }
    })
    await ports.records.settle(authority, settledBelow)
  }
  return { finished, unfinished }
}

function recovered({ authority, serial, receipt }: Intent): RecoveredIntent {
  return { authority, serialHex: serialHexOf(serial), receipt }
}
