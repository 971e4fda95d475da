import { parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCertificate } from '#codec/x509/encode-certificate.ts'
import { assert } from '#kernel/assert.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { ThrowawaySigner } from '../ports.ts'
import { SUITES } from '../suites.ts'
import { AUTHORITY_RULES, FILTER_SIGNER_RULES, RESPONDER_RULES } from './authority-rules.ts'
import { SIGNATURE_RULES, USER_AUTHENTICATION_RULES } from './holder-rules.ts'
import { firstBroken } from './rule.ts'
import type { WantedCertificate, WantedHolder } from './wanted.ts'

/** A TBSCertificate to lint, and the profile it is to keep. */
export type Draft =
  | { readonly profile: 'holder'; readonly tbsDer: Uint8Array; readonly wanted: WantedHolder }
  | {
      readonly profile: 'authority' | 'responder' | 'filter-signer'
      readonly tbsDer: Uint8Array
      readonly wanted: WantedCertificate
    }

/**
 * Proof that a TBSCertificate passed the lint; only `lint` makes one, and it is redeemed for one
 * signature. What the rules saw was a complete certificate, signed with a throwaway key, parsed
 * anew from its octets.
 */
export class LintedTbs {
  readonly tbsDer: Uint8Array
  #redeemed = false

  private constructor(tbsDer: Uint8Array) {
    this.tbsDer = tbsDer
  }

  /** Lints a draft; the refusal names the first broken rule, never a value of the certificate. */
  static lint(draft: Draft, throwaway: ThrowawaySigner): Result<LintedTbs, 'lint-failed'> {
    const { suite } = draft.wanted.issuer
    const { signature: algorithm } = SUITES[suite]
    const signature = throwaway.sign(suite, draft.tbsDer)
    const parsed = parseCertificate(assembleCertificate(draft.tbsDer, algorithm, signature))
    if (!parsed.ok) return refuse('lint-failed', { rule: parsed.refusal })
    const certificate = parsed.value
    // The signature covers what was parsed: no octet of the draft lies outside what the rules see.
    if (!equalBytes(certificate.tbsDer, draft.tbsDer))
      return refuse('lint-failed', { rule: 'signature-covers-tbs' })
    const broken = brokenRule(draft, certificate)
    return broken === undefined
      ? ok(new LintedTbs(draft.tbsDer))
      : refuse('lint-failed', { rule: broken })
  }

  /** The octets to sign, once: a second signature over one proof is a bug of the caller. */
  redeem(): Uint8Array {
    assert(!this.#redeemed, 'a linted TBS is signed at most once')
    this.#redeemed = true
    return this.tbsDer
  }
}

function brokenRule(
  draft: Draft,
  certificate: Parameters<typeof firstBroken>[1],
): string | undefined {
  switch (draft.profile) {
    case 'holder':
      return firstBroken(
        draft.wanted.issuer.authority === 'signature' ? SIGNATURE_RULES : USER_AUTHENTICATION_RULES,
        certificate,
        draft.wanted,
      )
    case 'authority':
      return firstBroken(AUTHORITY_RULES, certificate, draft.wanted)
    case 'responder':
      return firstBroken(RESPONDER_RULES, certificate, draft.wanted)
    case 'filter-signer':
      return firstBroken(FILTER_SIGNER_RULES, certificate, draft.wanted)
  }
}
