import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { DEFAULT_ALGORITHMS } from './algorithm-policy.ts'
import type { Chain } from './check-chain.ts'
import type { PinnedAuthority } from './pinned-authority.ts'
import { isDelta } from './revocation/delta-crl.ts'
import { judgeCrls } from './revocation/judge-crls.ts'
import type { RevocationHelp } from './revocation/question.ts'
import type { StatusDefect } from './revocation/status-defect.ts'
import { type StatusVerdict, unusable } from './revocation/status-verdict.ts'
import type { VerifyRequest } from './verify-request.ts'

/**
 * What a CRL says of a certificate of ours (RFC 5280 §6.3.3). The authorities' own lists are
 * complete, direct and about all reasons, and name the key that signs them: anything else is not
 * one of theirs.
 */
export function judgeCrl(
  unverifiedCrlDer: Uint8Array,
  { certificate, anchor }: Chain,
  { at, now }: Pick<VerifyRequest, 'at' | 'now'>,
): StatusVerdict {
  const parsed = parseCrl(unverifiedCrlDer)
  if (!parsed.ok) return unusable('crl-malformed')
  const crl = parsed.value
  const defect = profileDefect(crl, anchor)
  if (defect !== undefined) return unusable(defect)
  const issuer = anchor.certificate
  const algorithms = DEFAULT_ALGORITHMS
  const question = { certificate, issuer, at, now, algorithms, ageMaxMs: undefined, help: NO_HELP }
  return judgeCrls([crl], question).verdict
}

/** The lists are signed with the key that signs certificates: no other signer is looked for. */
const NO_HELP: RevocationHelp = { crlIssuers: () => [], spendSignature: () => true }

/**
 * How a list is none of the authority's. Its generations share one name, so that the key identifier
 * tells whose it is (RFC 5280 §5.2.1 demands it of every list).
 */
function profileDefect(crl: Crl, anchor: PinnedAuthority): StatusDefect | undefined {
  const { authorityKeyIdentifier, issuingDistributionPoint: scope } = crl.extensions
  const keyId = authorityKeyIdentifier?.keyIdentifier
  if (keyId === undefined || !equalBytes(keyId, anchor.keyId)) return 'crl-issuer-other'
  if (isDelta(crl)) return 'crl-critical-extension'
  const isWhole = scope?.indirect !== true && scope?.onlySomeReasons === undefined
  return isWhole ? undefined : 'crl-scope-other'
}
