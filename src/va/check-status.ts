import { parseSerialHex } from '#ca/contract.ts'
import type { Chain, VerifySheet } from './check-chain.ts'
import { judgeCrl } from './judge-crl.ts'
import { judgeOcsp } from './judge-ocsp.ts'
import type { StatusSource } from './ports.ts'
import { concludeStatus, type StatusVerdict } from './revocation/status-verdict.ts'
import { type StatusEvidence, STATUS_OBJECTS_MAX, type VerifyRequest } from './verify-request.ts'

/**
 * The last check: the certificate is known not to be revoked, or the caller waived the question
 * aloud.
 */
export async function checkStatus(
  sheet: VerifySheet,
  chain: Chain,
  request: VerifyRequest,
): Promise<void> {
  const { status: evidence, at } = request
  if (evidence.policy === 'none') {
    sheet.waive('status.not-revoked', { seen: 'not asked: status policy none' })
    return
  }
  const verdicts = [
    ...(await sourceVerdicts(evidence.source, chain)),
    ...objectVerdicts(evidence, chain, request),
  ]
  const { refusal, seen } = concludeStatus(verdicts, at)
  if (refusal === undefined) sheet.pass('status.not-revoked', { seen })
  else sheet.fail('status.not-revoked', refusal, { seen, wanted: 'good' })
}

async function sourceVerdicts(
  source: StatusSource | undefined,
  { certificate, anchor }: Chain,
): Promise<readonly StatusVerdict[]> {
  if (source === undefined) return []
  const serialHex = parseSerialHex(certificate.serialHex)
  // A serial outside the authority's form was never given out by it.
  if (serialHex === undefined) return [{ usable: true, status: { state: 'unknown' } }]
  const status = await source.certificateStatus(anchor.authority, serialHex)
  return [{ usable: true, status }]
}

function objectVerdicts(
  evidence: StatusEvidence & { readonly policy: 'require' },
  chain: Chain,
  times: VerifyRequest,
): readonly StatusVerdict[] {
  const { crlsDer: crls = [], ocspResponses: responses = [] } = evidence
  // To look at some and not at others could pass over the one that says revoked.
  if (crls.length + responses.length > STATUS_OBJECTS_MAX)
    return [{ usable: false, defect: 'too-many-objects' }]
  return [
    ...crls.map((crlDer) => judgeCrl(crlDer, chain, times)),
    ...responses.map((response) => judgeOcsp(response, chain, times)),
  ]
}
