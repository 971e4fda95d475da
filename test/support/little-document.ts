import assert from 'node:assert/strict'
import type { Instant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import type { CertificateVerifier } from '#signing/ports.ts'
import { signDocument } from '#signing/sign-document.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import { type LittleAuthority, POLICY_OIDS, signWith, type TestKeys } from './status-authority.ts'

/** A relying party that trusts one little authority, asks for no status, and lives at `now`. */
export function littleVerifier(authority: LittleAuthority, now: Instant): CertificateVerifier {
  return {
    verify: (unverifiedCertificateDer) =>
      verifyCertificate({
        unverifiedCertificateDer,
        kind: 'signature',
        at: now,
        now,
        anchors: [authority.pinned],
        policyOids: POLICY_OIDS,
        status: { policy: 'none' },
      }),
  }
}

/** Who signs a document of the tests. */
export interface LittleSigner {
  readonly keys: TestKeys
  readonly certificateDer: Uint8Array
}

/** The signature over `content` as a card with this key and certificate would make it. */
export async function signLittle(
  { keys, certificateDer }: LittleSigner,
  content: Uint8Array,
  form: 'attached' | 'detached',
  signingTime: Instant,
): Promise<Uint8Array> {
  const card = {
    certificate: () => Promise.resolve(ok(certificateDer)),
    sign: (message: Uint8Array) => Promise.resolve(ok(signWith(keys, message))),
  }
  const made = await signDocument(card, { content, form, signingTime })
  assert.ok(made.ok)
  return made.value
}
