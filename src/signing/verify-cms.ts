import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import { type Check, CheckSheet } from '#kernel/check-sheet.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { DocumentRefusal, DocumentReport, VerifiedSigner } from './contract.ts'
import { DOCUMENT_CHECKS, type DocumentCheckId } from './messages.ts'
import type { CertificateVerifier } from './ports.ts'
import type { OpenedSigner, SignedDocument } from './signed-document.ts'
import { verifySigner } from './verify-signer.ts'

/**
 * Verifies a CMS signature (RFC 5652 §5.4, §5.6): form, content, and of **every** signer the
 * certificate with its chain and status, the signed attributes, the digest and the signature. One
 * signer that does not hold makes the document invalid; a document nobody signed is invalid.
 *
 * Signatures without signed attributes and without signing-certificate are accepted under profile
 * `cms`, with the missing check shown as `waived`, and refused under `cades-bes`. Rejects only when
 * the verifier does.
 */
export async function verifyCms(
  verifier: CertificateVerifier,
  document: SignedDocument,
): Promise<DocumentReport> {
  const sheet = new CheckSheet<DocumentCheckId, DocumentRefusal>(DOCUMENT_CHECKS)
  const opened = openDocument(sheet, document)
  const checks: Check[] = [...sheet.checks()]
  let refusal = sheet.refusal
  const signers: VerifiedSigner[] = []
  for (const [index, signer] of (opened?.signers ?? []).entries()) {
    const outcome = await verifySigner(verifier, document, { ...signer, number: index + 1 })
    checks.push(...outcome.checks)
    refusal ??= outcome.refusal
    if (outcome.signer !== undefined) signers.push(outcome.signer)
  }
  const isValid = opened !== undefined && refusal === undefined
  return {
    verdict: isValid ? 'valid' : 'invalid',
    at: document.at,
    refusal,
    checks,
    certificate: isValid ? signers[0]?.certificate : undefined,
    content: isValid ? opened.content : undefined,
    signers,
  }
}

interface OpenedDocument {
  readonly content: Uint8Array
  readonly signers: readonly OpenedSigner[]
}

function openDocument(
  sheet: CheckSheet<DocumentCheckId, DocumentRefusal>,
  document: SignedDocument,
): OpenedDocument | undefined {
  const parsed = parseSignedData(document.cmsDer)
  if (!parsed.ok) {
    const isOther = parsed.refusal === 'cms-content-type-other'
    const seen = describe(parsed.refusal, parsed.detail)
    return sheet.fail('cms.form', isOther ? 'cms-not-signed-data' : 'cms-malformed', { seen })
  }
  sheet.pass('cms.form')
  const signedData = parsed.value
  const content = contentOf(sheet, signedData, document.detachedContent)
  if (content === undefined) return undefined
  if (signedData.signers.length === 0) return sheet.fail('cms.signers', 'signer-absent')
  sheet.pass('cms.signers', { seen: String(signedData.signers.length) })
  const { contentType } = signedData
  const certificatesDer = [
    ...signedData.certificatesDer,
    ...(document.furtherCertificatesDer ?? []),
  ]
  const signers = signedData.signers.map((info) => ({
    info,
    content,
    contentType,
    certificatesDer,
  }))
  return { content, signers }
}

/**
 * The octets signed are in one place only: two places could show the reader other octets than were
 * verified.
 */
function contentOf(
  sheet: CheckSheet<DocumentCheckId, DocumentRefusal>,
  { content }: SignedData,
  detachedContent: Uint8Array | undefined,
): Uint8Array | undefined {
  if (content !== undefined && detachedContent !== undefined)
    return sheet.fail('cms.content', 'content-unexpected')
  const only = content ?? detachedContent
  if (only === undefined) return sheet.fail('cms.content', 'content-missing')
  const form = content === undefined ? 'detached' : 'attached'
  sheet.pass('cms.content', { seen: `${form}, ${only.length} octets` })
  return only
}

function describe(refusal: string, { field = '', offset = '' }: RefusalDetail): string {
  return `${refusal} (${field} @${offset})`
}
