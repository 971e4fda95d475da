import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { hasEnded } from '#law/validity.ts'
import type { CaConfiguration } from './configuration.ts'
import type { RevokeCommand, RevokedCertificate, RevokeRefusal } from './contract.ts'
import { type CrlPorts, issueCrlsOf } from './issue-crl.ts'
import type { NewRevocation, RevocableCertificate } from './model.ts'
import type { RevocationRecords, StatusBarrier } from './ports.ts'
import { serialHexOf, serialOf } from './serial.ts'

/** What revocation needs from outside. */
export interface RevokePorts extends CrlPorts {
  readonly revocations: RevocationRecords
  /** Passed before a revocation is acknowledged, also one that somebody else had recorded. */
  readonly barrier: StatusBarrier
}

/**
 * Revokes one certificate and publishes the new list of its municipality. When the promise
 * resolves, no process of the status service says good any more. A fault after the record
 * leaves the old list, which `refreshCrls` then replaces. A certificate on hold may be revoked for
 * good: its revocation date stays.
 */
export async function revokeCertificate(
  ports: RevokePorts,
  configuration: CaConfiguration,
  command: RevokeCommand,
): Promise<Result<RevokedCertificate, RevokeRefusal>> {
  const serial = serialOf(command.serialHex)
  const found =
    serial === undefined ? undefined : await ports.revocations.find(command.authority, serial)
  const decided = decideRevocation(found, command, ports.clock.now())
  if (!decided.ok) {
    if (found?.revocation !== undefined) await ports.barrier.settled([found.serial])
    return decided
  }
  const [recorded] = await ports.revocations.record([decided.value])
  const settled = ports.barrier.settled([decided.value.serial])
  if (recorded === undefined) {
    await settled
    return refuse('already-revoked', { serialHex: command.serialHex })
  }
  await Promise.all([settled, issueCrlsOf(ports, configuration, [recorded])])
  return ok(revokedCertificate(found?.revocation?.revokedAt ?? recorded.revokedAt, recorded))
}

/**
 * Whether a certificate may be revoked: it left the authority, has not ended, and is not revoked
 * for good.
 */
export function decideRevocation(
  found: RevocableCertificate | undefined,
  { serialHex, reason, ground }: Pick<RevokeCommand, 'serialHex' | 'reason' | 'ground'>,
  now: Instant,
): Result<NewRevocation, RevokeRefusal> {
  if (found === undefined || !found.completed) return refuse('certificate-unknown', { serialHex })
  if (hasEnded(found.notAfter, now)) return refuse('already-expired', { serialHex })
  const onHold = found.revocation?.reason === 'certificateHold'
  if (found.revocation !== undefined && (!onHold || reason === 'certificateHold'))
    return refuse('already-revoked', { serialHex })
  return ok(newRevocation(found, { revokedAt: now, reason, ground }))
}

/** The record of a revocation. */
export function newRevocation(
  certificate: RevocableCertificate,
  revocation: Pick<NewRevocation, 'revokedAt' | 'reason' | 'ground'>,
): NewRevocation {
  const { authority, serial, municipalityCode, notAfter } = certificate
  const replacesHold = certificate.revocation !== undefined
  return { authority, serial, municipalityCode, notAfter, replacesHold, ...revocation }
}

/** The answer to whoever asked for a revocation. */
export function revokedCertificate(
  revokedAt: Instant,
  { authority, serial, reason }: NewRevocation,
): RevokedCertificate {
  return { authority, serialHex: serialHexOf(serial), revokedAt, reason }
}
