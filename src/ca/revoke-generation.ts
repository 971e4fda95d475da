import { lapseOf } from '#law/lapse.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId } from './contract.ts'
import { issueCrlsOf } from './issue-crl.ts'
import type { NewRevocation } from './model.ts'
import { newRevocation, type RevokePorts } from './revoke-certificate.ts'

/** Certificates revoked in one transaction. */
const PAGE = 500

/**
 * Ends every certificate that a key generation signed, or is to sign (法14条・33条), and publishes the
 * new lists. What was revoked for good stands; a hold becomes final. Gives how many were newly
 * revoked: called again after a crash it goes on with the rest.
 */
export async function revokeGeneration(
  ports: RevokePorts,
  configuration: CaConfiguration,
  authority: AuthorityId,
  generation: number,
): Promise<number> {
  const revokedAt = ports.clock.now()
  const ground = 'authority-key-compromised'
  const lapse = lapseOf(ground, authority)
  if (lapse.outcome === 'survives') return 0
  const { reason } = lapse
  const revoked: NewRevocation[] = []
  for (let after = 0, more = true; more;) {
    const page = await ports.revocations.ofGeneration(authority, generation, after, PAGE)
    const standing = page.filter(
      ({ revocation }) => revocation === undefined || revocation.reason === 'certificateHold',
    )
    const ending = standing.map((one) => newRevocation(one, { revokedAt, reason, ground }))
    if (ending.length > 0) revoked.push(...(await ports.revocations.record(ending)))
    after = page.at(-1)?.serial ?? after
    more = page.length === PAGE
  }
  await issueCrlsOf(ports, configuration, revoked)
  return revoked.length
}
