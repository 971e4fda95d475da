import { toHex } from '#kernel/bytes.ts'
import { CheckSheet } from '#kernel/check-sheet.ts'
import { type Chain, checkChain, type VerifySheet } from './check-chain.ts'
import { checkStatus } from './check-status.ts'
import type { VerificationReport, VerifiedCertificate, VerifyRefusal } from './contract.ts'
import { VERIFY_CHECKS } from './messages.ts'
import type { VerifyRequest } from './verify-request.ts'

/**
 * Verifies a certificate for a relying party: the two-level chain of spec/jpki.md §9 and its
 * status, in that order, each check named with its clause and its outcome. `valid` means that every
 * check held; a waived status (`policy: 'none'`) stays visible as `waived`. Rejects only when the
 * status source does.
 */
export async function verifyCertificate(
  request: VerifyRequest,
): Promise<VerificationReport<VerifyRefusal>> {
  const sheet: VerifySheet = new CheckSheet(VERIFY_CHECKS)
  const chain = checkChain(sheet, request)
  if (chain !== undefined) await checkStatus(sheet, chain, request)
  return {
    verdict: sheet.isPassed ? 'valid' : 'invalid',
    at: request.at,
    refusal: sheet.refusal,
    checks: sheet.checks(),
    certificate: chain !== undefined && sheet.isPassed ? established(chain) : undefined,
  }
}

function established({ certificate, anchor }: Chain): VerifiedCertificate {
  return {
    kind: anchor.authority,
    serialHex: certificate.serialHex,
    ...certificate.validity,
    authorityKeyIdHex: toHex(anchor.keyId),
  }
}
