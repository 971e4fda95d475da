import { assert } from '#kernel/assert.ts'
import { type LapseGround, lapseOf } from '#law/lapse.ts'
import type { CertificateRef } from './contract.ts'
import type { CertificateAuthority } from './ports.ts'

/**
 * Revokes what is not revoked yet, on `ground`, with the reason the law gives: repeating it changes
 * nothing. A certificate that has ended, or that the authority never completed, needs no
 * revocation.
 */
export async function revokeQuietly(
  authority: CertificateAuthority,
  targets: readonly CertificateRef[],
  ground: LapseGround,
): Promise<void> {
  for (const { kind, serialHex } of targets) {
    const lapse = lapseOf(ground, kind)
    assert(lapse.outcome === 'lapses', `${ground} ends a certificate of kind ${kind}`)
    await authority.revoke({ authority: kind, serialHex, reason: lapse.reason, ground })
  }
}
