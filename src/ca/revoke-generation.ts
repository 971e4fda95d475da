import { lapseOf } from '#law/lapse.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId } from './contract.ts'
import { issueCrlsOf } from './issue-crl.ts'
import type { NewRevocation } from './model.ts'
import type { AuthorityRecords, CompromiseRecords } from './ports.ts'
import { newRevocation, type RevokePorts } from './revoke-certificate.ts'

/** Certificates revoked in one transaction. */
const PAGE = 500

/** What the end of a generation needs from outside. */
export interface RevokeGenerationPorts extends RevokePorts {
  readonly authorities: AuthorityRecords & CompromiseRecords
}

/**
 * Ends a key generation (法14条・33条): it is recorded as compromised, so that it certifies nothing
 * more; then every certificate that it signed, or is to sign, is revoked, and the new lists are
 * published. What was revoked for good stands; a hold becomes final. Gives how many were newly
 * revoked: called again after a crash it goes on with the rest.
 */
export async function revokeGeneration(
  ports: RevokeGenerationPorts,
  configuration: CaConfiguration,
  authority: AuthorityId,
  generation: number,
): Promise<number> {
  const revokedAt = ports.clock.now()
  const ground = 'authority-key-compromised'
  const lapse = lapseOf(ground, authority)
  if (lapse.outcome === 'survives') return 0
  const { reason } = lapse
  await ports.authorities.recordCompromise(authority, generation, revokedAt)
  const revoked: NewRevocation[] = []
  const ended: number[] = []
  for (let after = 0, more = true; more;) {
    const page = await ports.revocations.ofGeneration(authority, generation, after, PAGE)
    for (const { serial } of page) ended.push(serial)
    const standing = page.filter(
      ({ revocation }) => revocation === undefined || revocation.reason === 'certificateHold',
    )
    const ending = standing.map((one) => newRevocation(one, { revokedAt, reason, ground }))
    if (ending.length > 0) revoked.push(...(await ports.revocations.record(ending)))
    after = page.at(-1)?.serial ?? after
    more = page.length === PAGE
  }
  await Promise.all([ports.barrier.settled(ended), issueCrlsOf(ports, configuration, revoked)])
  return revoked.length
}
