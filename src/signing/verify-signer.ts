import { attributeValues } from '#codec/cms/attribute.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import type { SignedData } from '#codec/cms/signed-data.ts'
import { parseCounterSignature, type SignerInfo } from '#codec/cms/signer-info.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { CheckSheet } from '#kernel/check-sheet.ts'
import { formatInstant, type Instant } from '#kernel/instant.ts'
import { checkSignature } from './check-signature.ts'
import type {
  NotEvaluated,
  ProvenTime,
  SignatureProfile,
  SignatureRefusal,
  SignerReport,
  TimeStampReport,
} from './contract.ts'
import { findSignerCertificate } from './find-signer.ts'
import { SIGNER_CHECKS, type SignerCheckId } from './messages.ts'
import type { SignatureTrust, SignerPathAnswer } from './ports.ts'
import { proveTime, type TimeProof } from './prove-time.ts'
import { notEvaluated, signatureLevel } from './signature-level.ts'
import type { SignatureEvidence } from './signature-evidence.ts'
import { digestOnce, type OpenedSigner } from './signed-document.ts'
import { withPath } from './verify-time-stamp.ts'

/** What every signer of one document is verified against. */
export interface SignerContext<R extends string> {
  readonly trust: SignatureTrust<R>
  readonly evidence: SignatureEvidence
  readonly signedData: SignedData
  readonly at: Instant
  readonly now: Instant
  readonly profile: SignatureProfile
}

/** Countersignatures of one signature that are verified. */
export const COUNTER_SIGNATURES_MAX = 16

type Sheet<R extends string> = CheckSheet<SignerCheckId, SignatureRefusal | R>

/**
 * Verifies one signer: the signature in itself, then the moment at which it was made, then the
 * certificate with its path and status at that moment. A document that was altered says so before a
 * certificate that nobody knows. Rejects only when `trust` does.
 */
export function verifySigner<R extends string>(
  context: SignerContext<R>,
  signer: OpenedSigner,
  number: number,
): Promise<SignerReport<R>> {
  return verifyOne(context, signer, number, 'signer')
}

/**
 * What can be said of a signer whose content is not at hand: nothing is verified but the
 * countersignatures, which are not over the content.
 */
export async function describeSigner<R extends string>(
  context: SignerContext<R>,
  signer: Omit<OpenedSigner, 'content' | 'digestContent'>,
  number: number,
): Promise<SignerReport<R>> {
  const { info } = signer
  const nothing = new Uint8Array()
  const opened = { ...signer, content: nothing, digestContent: digestOnce(nothing) }
  const { counterSignatures, unread } = await verifyCounterSignatures(context, info, 'signer')
  return {
    number,
    verdict: 'invalid',
    code: 'content-missing',
    integrity: 'unknown',
    level: signatureLevel(context.signedData, info),
    checks: new CheckSheet<SignerCheckId, R>(SIGNER_CHECKS).checks(),
    certificate: findSignerCertificate(opened)?.certificate,
    path: [],
    claimedSigningTime: info.signedAttributes?.signingTime,
    time: unprovenTime(context),
    timeStamps: [],
    counterSignatures,
    notEvaluated: [...new Set([...notEvaluated(context.signedData, info), ...unread])],
  }
}

type Role = 'signer' | 'countersigner'

async function verifyOne<R extends string>(
  context: SignerContext<R>,
  signer: OpenedSigner,
  number: number,
  role: Role,
): Promise<SignerReport<R>> {
  const { trust, signedData, profile } = context
  const sheet: Sheet<R> = new CheckSheet(SIGNER_CHECKS)
  const demand = profile === 'cms' || role === 'countersigner' ? 'cms' : 'cades'
  const { certificate, integrity } = checkSignature<R>(sheet, trust, signer, demand)
  const proof = await timeOf(context, signer, sheet.refusal === undefined)
  let answer: SignerPathAnswer<R> | undefined
  if (certificate !== undefined && sheet.refusal === undefined) {
    checkKeyUsage(sheet, certificate)
    if (sheet.refusal === undefined) checkTime(sheet, proof, role === 'signer' ? profile : 'cms')
    if (sheet.refusal === undefined)
      answer = await checkPath(sheet, context, certificate, proof.time.at)
  }
  const { counterSignatures, unread } = await verifyCounterSignatures(context, signer.info, role)
  return {
    number,
    verdict: sheet.isPassed ? 'valid' : 'invalid',
    code: sheet.refusal ?? 'valid',
    integrity,
    level: signatureLevel(signedData, signer.info),
    checks: withPath(sheet.checks(), answer?.checks ?? []),
    certificate,
    path: answer?.path ?? [],
    claimedSigningTime: signer.info.signedAttributes?.signingTime,
    ...proof,
    counterSignatures,
    notEvaluated: [...new Set([...notEvaluated(signedData, signer.info), ...unread])],
  }
}

/** A signature that does not hold has no time worth proving. */
async function timeOf<R extends string>(
  context: SignerContext<R>,
  signer: OpenedSigner,
  holds: boolean,
): Promise<TimeProof<R>> {
  return holds ? proveTime(context, signer) : { time: unprovenTime(context), timeStamps: [] }
}

function unprovenTime<R extends string>({ at, now }: SignerContext<R>): ProvenTime {
  return { at, basis: at === now ? 'present' : 'caller' }
}

/** RFC 5280 §4.2.1.3: where key usage is said, signing must be among it. */
function checkKeyUsage<R extends string>(sheet: Sheet<R>, { extensions }: Certificate): void {
  const usages = extensions.keyUsage
  const seen = usages === undefined ? 'not restricted' : usages.join(' ')
  if (
    usages === undefined ||
    usages.includes('digitalSignature') ||
    usages.includes('nonRepudiation')
  )
    sheet.pass('signer.key-usage', { seen })
  else {
    const wanted = 'digitalSignature or nonRepudiation'
    sheet.fail('signer.key-usage', 'key-usage-wrong', { seen, wanted })
  }
}

function checkTime<R extends string>(
  sheet: Sheet<R>,
  { time, timeStamps }: TimeProof<R>,
  profile: SignatureProfile,
): void {
  const seen = timeText(time, timeStamps)
  if (profile === 'cades-t' && time.basis !== 'time-stamp')
    sheet.fail('signer.time', 'time-stamp-absent', { seen })
  // The caller's word is no proof: the report must not look as if there were one.
  else if (time.basis === 'caller') sheet.waive('signer.time', { seen })
  else sheet.pass('signer.time', { seen })
}

function timeText<R extends string>(
  { at, basis }: ProvenTime,
  timeStamps: readonly TimeStampReport<R>[],
): string {
  const failed = timeStamps.flatMap(({ kind, code }) =>
    code === 'valid' ? [] : [`${kind}: ${code}`],
  )
  const said = { present: 'the present', caller: "the caller's word", 'time-stamp': 'proven' }
  return [`${formatInstant(at)}, ${said[basis]}`, ...failed].join('; ')
}

async function checkPath<R extends string>(
  sheet: Sheet<R>,
  { trust, evidence, now }: SignerContext<R>,
  leaf: Certificate,
  at: Instant,
): Promise<SignerPathAnswer<R>> {
  const answer = await trust.verifyPath({ leaf, evidence, at, now, purpose: 'document' })
  if (answer.code === 'valid') sheet.pass('signer.chain', { seen: `at ${formatInstant(at)}` })
  else sheet.fail('signer.chain', answer.code, { seen: answer.code })
  return answer
}

interface CounterSignatures<R extends string> {
  readonly counterSignatures: readonly SignerReport<R>[]
  readonly unread: readonly NotEvaluated[]
}

/** RFC 5652 §11.4: each is a SignerInfo over the octets of the signature that carries it. */
async function verifyCounterSignatures<R extends string>(
  context: SignerContext<R>,
  { unsignedAttributes, signature }: SignerInfo,
  role: Role,
): Promise<CounterSignatures<R>> {
  const values = attributeValues(unsignedAttributes, CMS_OID.counterSignature)
  // A countersignature may be countersigned; one level is looked at.
  const looked = role === 'signer' ? values.slice(0, COUNTER_SIGNATURES_MAX) : []
  const parsed = looked.flatMap((octets) => {
    const info = parseCounterSignature(octets)
    return info.ok ? [info.value] : []
  })
  const counterSignatures: SignerReport<R>[] = []
  for (const [index, info] of parsed.entries()) {
    const counter = {
      info,
      content: signature,
      digestContent: digestOnce(signature),
      contentType: undefined,
      announcedDigests: undefined,
      candidates: context.evidence.certificates,
    }
    counterSignatures.push(await verifyOne(context, counter, index + 1, 'countersigner'))
  }
  return { counterSignatures, unread: parsed.length < values.length ? ['counter-signature'] : [] }
}
