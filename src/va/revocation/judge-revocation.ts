import type { Crl } from '#codec/crl/crl.ts'
import type { OcspResponse } from '#codec/ocsp/response.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { assert } from '#kernel/assert.ts'
import { judgeCrls } from './judge-crls.ts'
import type { ListQuestion } from './judge-list.ts'
import { judgeResponse } from './judge-response.ts'
import type {
  OcspEvidence,
  RevocationAnswer,
  RevocationEvidence,
  RevocationHelp,
  RevocationQuestion,
} from './question.ts'
import { concludeStatus, type StatusVerdict, unusable } from './status-verdict.ts'

/** OCSP responses looked at for one certificate. */
export const RESPONSES_MAX = 1024

/**
 * What the status objects at hand say of a certificate (RFC 5280 §6.3, RFC 6960 §3.2): revoked
 * outweighs unknown, unknown outweighs good, and good needs an object that says so. A mode of
 * `none` is a waiver, which is not asked here.
 */
export function judgeRevocation(
  question: RevocationQuestion,
  evidence: RevocationEvidence,
  help: RevocationHelp,
): RevocationAnswer {
  const { mode, crls, ocspResponses, ageMaxMs } = evidence
  assert(mode !== 'none', 'a waived status is not asked for')
  const { certificate, issuer, at, now, algorithms } = question
  const listQuestion: ListQuestion = { certificate, issuer, at, now, algorithms, ageMaxMs, help }
  const verdicts = mode === 'crl' ? [] : responseVerdicts(ocspResponses, crls, listQuestion)
  if (mode !== 'ocsp' && crls.length > 0) verdicts.push(judgeCrls(crls, listQuestion).verdict)
  const conclusion = concludeStatus(verdicts, at)
  const { refusal, seen } = conclusion
  switch (refusal) {
    case undefined:
      return { state: 'good', seen }
    case 'revoked': {
      const { revokedAt, reason } = conclusion.revoked
      return { state: 'revoked', revokedAt, reason, seen }
    }
    case 'status-unknown':
      return { state: 'undetermined', refusal, defect: undefined, seen }
    case 'status-stale':
    case 'status-unavailable':
      return { state: 'undetermined', refusal, defect: conclusion.defect, seen }
  }
}

function responseVerdicts(
  responses: readonly OcspEvidence[],
  crls: readonly Crl[],
  listQuestion: ListQuestion,
): StatusVerdict[] {
  // To look at some and not at others could pass over the one that says revoked.
  if (responses.length > RESPONSES_MAX) return [unusable('too-many-objects')]
  const verdicts: StatusVerdict[] = []
  for (const { response, nonce } of responses)
    verdicts.push(responseVerdict(response, nonce, crls, listQuestion))
  return verdicts
}

function responseVerdict(
  response: OcspResponse,
  nonce: Uint8Array | undefined,
  crls: readonly Crl[],
  listQuestion: ListQuestion,
): StatusVerdict {
  const { certificate, issuer, at, now, algorithms, ageMaxMs, help } = listQuestion
  const { serialHex, validity } = certificate
  const { defect, status } = judgeResponse(response, {
    certificate: { serialHex, issuer: certificate.issuer, notAfter: validity.notAfter },
    issuer,
    at,
    now,
    algorithms,
    ageMaxMs,
    nonce,
    spend: () => help.spendSignature(),
    signatures: help.signatures ?? new Map(),
    isRevoked: (responder) => isRevokedByList(responder, crls, listQuestion),
  })
  if (defect !== undefined) return unusable(defect)
  return status === undefined ? unusable('ocsp-certificate-other') : { usable: true, status }
}

/**
 * RFC 6960 §4.2.2.2.1: how a responder's certificate without ocsp-nocheck is checked is "up to the
 * OCSP client's local security policy". Ours is that a list at hand that revokes it is heeded.
 */
function isRevokedByList(
  responder: Certificate,
  crls: readonly Crl[],
  question: ListQuestion,
): boolean {
  if (crls.length === 0) return false
  const { verdict } = judgeCrls(crls, { ...question, certificate: responder })
  const refusal = concludeStatus([verdict], question.at).refusal
  return refusal === 'revoked'
}
