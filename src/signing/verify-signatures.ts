import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import { CheckSheet } from '#kernel/check-sheet.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { SignatureRefusal, SignaturesReport, SignerReport } from './contract.ts'
import { DOCUMENT_CHECKS, type DocumentCheckId } from './messages.ts'
import type { SignatureTrust } from './ports.ts'
import { collectEvidence } from './signature-evidence.ts'
import { digestOnce, type SignedDocument } from './signed-document.ts'
import { describeSigner, verifySigner } from './verify-signer.ts'

/**
 * Verifies every signature of a CMS document (RFC 5652 §5, CAdES by EN 319 122-1). One signer that
 * does not hold makes the document invalid; a document that nobody signed is invalid. What came
 * with the signatures helps to validate and is never trusted: whom to trust is `trust`'s alone.
 * Rejects only when `trust` does.
 */
export async function verifySignatures<R extends string>(
  trust: SignatureTrust<R>,
  document: SignedDocument,
): Promise<SignaturesReport<R>> {
  const sheet: DocumentSheet = new CheckSheet(DOCUMENT_CHECKS)
  const opened = openDocument(sheet, document)
  const signers = opened === undefined ? [] : await verifyAll(trust, document, opened)
  const code = sheet.refusal ?? signers.find((signer) => signer.code !== 'valid')?.code ?? 'valid'
  return {
    verdict: code === 'valid' ? 'valid' : 'invalid',
    code,
    at: document.at,
    checks: sheet.checks(),
    form: opened?.form,
    content: code === 'valid' ? opened?.content : undefined,
    signers,
  }
}

async function verifyAll<R extends string>(
  trust: SignatureTrust<R>,
  { at, now = at, profile, furtherCertificatesDer }: SignedDocument,
  { signedData, content }: OpenedDocument,
): Promise<readonly SignerReport<R>[]> {
  const evidence = collectEvidence(signedData, furtherCertificatesDer)
  const context = { trust, evidence, signedData, at, now, profile }
  const common = {
    contentType: signedData.contentType,
    announcedDigests: signedData.digestAlgorithms.map(({ oid }) => oid),
    candidates: evidence.certificates,
  }
  const digestContent = content && digestOnce(content)
  const signers: SignerReport<R>[] = []
  for (const [index, info] of signedData.signers.entries()) {
    const signer = { info, ...common }
    const report =
      content === undefined || digestContent === undefined
        ? describeSigner<R>(context, signer, index + 1)
        : verifySigner<R>(context, { ...signer, content, digestContent }, index + 1)
    signers.push(await report)
  }
  return signers
}

/**
 * Octets that may be hashed for signatures without signed attributes, each of which covers the
 * content itself: 16 signers of 64 MiB.
 */
export const DIRECT_OCTETS_MAX = 1_073_741_824

type DocumentSheet = CheckSheet<DocumentCheckId, SignatureRefusal>

interface OpenedDocument {
  readonly signedData: SignedData
  /** `undefined` where a detached signature came alone. */
  readonly content: Uint8Array | undefined
  readonly form: 'attached' | 'detached'
}

function openDocument(sheet: DocumentSheet, document: SignedDocument): OpenedDocument | undefined {
  const parsed = parseSignedData(document.cmsDer)
  if (!parsed.ok) {
    const isOther = parsed.refusal === 'cms-content-type-other'
    const seen = describe(parsed.refusal, parsed.detail)
    return sheet.fail('cms.form', isOther ? 'cms-not-signed-data' : 'cms-malformed', { seen })
  }
  const signedData = parsed.value
  sheet.pass('cms.form', {
    seen: `version ${signedData.version}${signedData.isBer ? ', BER' : ''}`,
  })
  const { signers } = signedData
  if (signers.length === 0) {
    // RFC 5652 §5.2: a message that only carries certificates and CRLs has no content either.
    sheet.waive('cms.content', { seen: 'nobody signed any' })
    return sheet.fail('cms.signers', 'signer-absent')
  }
  const form = signedData.content === undefined ? 'detached' : 'attached'
  const content = contentOf(sheet, signedData, document.detachedContent)
  if (content === undefined) return form === 'detached' ? { signedData, content, form } : undefined
  const direct = signers.filter(({ signedAttributes }) => signedAttributes === undefined)
  if (direct.length * content.length > DIRECT_OCTETS_MAX)
    return sheet.fail('cms.signers', 'cms-malformed', {
      seen: `${direct.length} without attributes`,
    })
  sheet.pass('cms.signers', { seen: String(signers.length) })
  return { signedData, content, form }
}

/**
 * The octets signed are in one place only: two places could show the reader other octets than were
 * verified.
 */
function contentOf(
  sheet: DocumentSheet,
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
