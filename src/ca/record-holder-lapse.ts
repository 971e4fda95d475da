import { assert } from '#kernel/assert.ts'
import { LAPSE_GROUND_NAMES, type LapseGround, lapseOf } from '#law/lapse.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from '#law/policy.ts'
import type { CaConfiguration } from './configuration.ts'
import type { HolderLapse, RevokedCertificate } from './contract.ts'
import { issueCrlsOf } from './issue-crl.ts'
import type { NewRevocation, RevocableCertificate } from './model.ts'
import { newRevocation, revokedCertificate, type RevokePorts } from './revoke-certificate.ts'

/**
 * Records that a ground of lapse (失効事由) came about for a holder: every live certificate of the
 * kinds it touches is revoked, with the reason the law gives it. Intents not yet signed are revoked
 * with them, so that none becomes good afterwards. Repeating it does nothing more; gives what was
 * newly revoked.
 */
export async function recordHolderLapse(
  ports: RevokePorts,
  configuration: CaConfiguration,
  { holderRef, ground }: HolderLapse,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): Promise<readonly RevokedCertificate[]> {
  const now = ports.clock.now()
  const lapseGround = parseLapseGround(ground)
  const certificates = await ports.revocations.ofHolder(holderRef, now)
  const lapsing = certificates.flatMap((certificate): readonly NewRevocation[] => {
    const lapse = lapseOf(lapseGround, certificate.authority, policy)
    if (lapse.outcome === 'survives' || !touches(certificate, lapse.reason)) return []
    return [newRevocation(certificate, { revokedAt: now, reason: lapse.reason, ground })]
  })
  const recorded = lapsing.length === 0 ? [] : await ports.revocations.record(lapsing)
  // Those revoked before, too: the run that recorded them may have ended before it was sure.
  const ended = certificates.filter(
    (one) => one.revocation !== undefined || lapsing.some(({ serial }) => serial === one.serial),
  )
  await Promise.all([
    ports.barrier.settled(ended.map(({ serial }) => serial)),
    issueCrlsOf(ports, configuration, recorded),
  ])
  return recorded.map((revocation) => {
    const held = certificates.find(
      ({ authority, serial }) => authority === revocation.authority && serial === revocation.serial,
    )?.revocation
    return revokedCertificate(held?.revokedAt ?? revocation.revokedAt, revocation)
  })
}

/**
 * A certificate on hold is touched by any ground but another hold; one revoked for good by none.
 */
function touches({ revocation }: RevocableCertificate, reason: NewRevocation['reason']): boolean {
  if (revocation === undefined) return true
  return revocation.reason === 'certificateHold' && reason !== 'certificateHold'
}

function parseLapseGround(text: string): LapseGround {
  const ground = LAPSE_GROUND_NAMES.find((name) => name === text)
  assert(ground !== undefined, 'a ground of lapse is one of the law')
  return ground
}
