import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { DEFAULT_ALGORITHMS } from './algorithm-policy.ts'
import type { Chain } from './check-chain.ts'
import { judgeResponse } from './revocation/judge-response.ts'
import { type StatusVerdict, unusable } from './revocation/status-verdict.ts'
import type { OcspEvidence, VerifyRequest } from './verify-request.ts'

/**
 * What an OCSP response says of a certificate of ours (RFC 6960 §3.2). Without ocsp-nocheck the
 * responder's own status would have to be asked, of whom we do not know (§4.2.2.2.1); our
 * responders have it, and another is refused.
 */
export function judgeOcsp(
  { responseDer, nonce }: OcspEvidence,
  { certificate, anchor }: Chain,
  { at, now }: Pick<VerifyRequest, 'at' | 'now'>,
): StatusVerdict {
  const parsed = parseOcspResponse(responseDer)
  if (!parsed.ok) return unusable('ocsp-malformed')
  const { serialHex, issuer: issuerName, validity } = certificate
  const { defect, responder, status } = judgeResponse(parsed.value, {
    certificate: { serialHex, issuer: issuerName, notAfter: validity.notAfter },
    issuer: anchor.certificate,
    at,
    now,
    nonce,
    algorithms: DEFAULT_ALGORITHMS,
    ageMaxMs: undefined,
    spend: () => true,
    signatures: new Map(),
    isRevoked: () => false,
  })
  if (defect !== undefined || status === undefined)
    return unusable(defect ?? 'ocsp-certificate-other')
  const isOpen =
    responder?.signer !== undefined &&
    responder.isDelegated &&
    responder.signer.extensions.ocspNoCheck !== true
  return isOpen ? unusable('ocsp-responder-not-delegated') : { usable: true, status }
}
