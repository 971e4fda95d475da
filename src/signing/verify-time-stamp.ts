import { CMS_OID } from '#codec/cms/oids.ts'
import { encode } from '#codec/der/encode.ts'
import { parseTimeStampToken, type TimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { type Certificate, isWithinValidity } from '#codec/x509/certificate.ts'
import { type GeneralName, generalNameNode } from '#codec/x509/general-name.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { findExtension } from '#codec/x509/read-extensions.ts'
import { OID } from '#codec/x509/oids.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import type { HashAlgorithm } from '#crypto/digest.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import { type Check, CheckSheet } from '#kernel/check-sheet.ts'
import { formatInstant, type Instant, plusMs } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { checkSignature } from './check-signature.ts'
import type { TimeStampKind, TimeStampRefusal, TimeStampReport } from './contract.ts'
import { TIME_STAMP_CHECKS, type TimeStampCheckId } from './messages.ts'
import type { SignatureTrust, SignerPathAnswer } from './ports.ts'
import type { SignatureEvidence } from './signature-evidence.ts'
import { digestOnce } from './signed-document.ts'

/** A time-stamp where it stands. */
export interface TimeStamp {
  readonly kind: TimeStampKind
  readonly tokenOctets: Uint8Array
  /** The digest that the token must hold. */
  readonly imprint: (
    algorithm: HashAlgorithm,
    token: TimeStampToken,
  ) => Result<Uint8Array, 'time-stamp-index-wrong'>
}

/** What a time-stamp is verified against. */
export interface TimeStampContext<R extends string> {
  readonly trust: SignatureTrust<R>
  readonly evidence: SignatureEvidence
  /** The latest moment at which the token is known to have existed: then it must hold. */
  readonly judgedAt: Instant
  readonly now: Instant
}

type Sheet<R extends string> = CheckSheet<TimeStampCheckId, TimeStampRefusal | R>

/**
 * Verifies a time-stamp token whole (RFC 3161 §2.4.2, RFC 5816): its imprint, the signature of the
 * authority, the authority's certificate with path, status and its one purpose (§2.3), and the time
 * itself. Rejects only when `trust` does.
 */
export async function verifyTimeStamp<R extends string>(
  context: TimeStampContext<R>,
  stamp: TimeStamp,
): Promise<TimeStampReport<R>> {
  const sheet: Sheet<R> = new CheckSheet(TIME_STAMP_CHECKS)
  const token = openToken(sheet, context, stamp)
  const certificate = token && checkToken(sheet, context, token)
  let answer: SignerPathAnswer<R> | undefined
  if (certificate !== undefined && sheet.refusal === undefined) {
    const { trust, evidence, judgedAt, now } = context
    const question = { leaf: certificate, evidence, at: judgedAt, now } as const
    answer = await trust.verifyPath({ ...question, purpose: 'time-stamp' })
    if (answer.code === 'valid') sheet.pass('signer.chain')
    else sheet.fail('signer.chain', answer.code, { seen: answer.code })
  }
  const genTime = token?.info.genTime
  return {
    kind: stamp.kind,
    verdict: sheet.isPassed ? 'valid' : 'invalid',
    code: sheet.refusal ?? 'valid',
    genTime,
    notAfter: token && latestOf(token),
    judgedAt: context.judgedAt,
    checks: withPath(sheet.checks(), answer?.checks ?? []),
    certificate,
  }
}

/** The checks of the certificate's path stand before the check that sums them up. */
export function withPath(own: readonly Check[], path: readonly Check[]): readonly Check[] {
  const place = own.findIndex(({ id }) => id === 'signer.chain')
  return [...own.slice(0, place), ...path, ...own.slice(place)]
}

/** genTime and its accuracy (RFC 3161 §2.4.2), whole milliseconds, rounded up. */
function latestOf({ info }: TimeStampToken): Instant {
  return plusMs(info.genTime, Math.ceil((info.accuracyMicros ?? 0) / 1000))
}

function openToken<R extends string>(
  sheet: Sheet<R>,
  { trust }: TimeStampContext<R>,
  { tokenOctets, imprint }: TimeStamp,
): TimeStampToken | undefined {
  const parsed = parseTimeStampToken(tokenOctets)
  if (!parsed.ok) {
    const seen = `${parsed.refusal} (${parsed.detail['field'] ?? ''})`
    return sheet.fail('time-stamp.form', 'time-stamp-malformed', { seen })
  }
  const token = parsed.value
  const { messageImprint, extensions } = token.info
  // RFC 5280 §4.2, which RFC 3161 §2.4.2 refers to: a critical extension that is not known refuses.
  const unknown = extensions.find(({ critical }) => critical)
  if (unknown !== undefined)
    return sheet.fail('time-stamp.form', 'time-stamp-extension-unknown', { seen: unknown.oid })
  sheet.pass('time-stamp.form', { seen: `says ${formatInstant(token.info.genTime)}` })
  const id = 'time-stamp.imprint'
  const algorithm = hashAlgorithmOf(messageImprint.hashAlgorithm)
  if (algorithm === undefined)
    return sheet.fail(id, 'algorithm-unknown', { seen: messageImprint.hashAlgorithm.oid })
  const refused = trust.judgeDigest(algorithm)
  if (refused !== undefined) return sheet.fail(id, refused, { seen: algorithm })
  const wanted = imprint(algorithm, token)
  if (!wanted.ok) return sheet.fail(id, wanted.refusal, wanted.detail)
  const compared = { seen: toHex(messageImprint.hashedMessage), wanted: toHex(wanted.value) }
  if (!equalBytes(messageImprint.hashedMessage, wanted.value))
    return sheet.fail(id, 'time-stamp-imprint-wrong', compared)
  sheet.pass(id, { seen: `${algorithm} ${compared.seen}` })
  return token
}

/** The authority's certificate, once the signature and the certificate's own fields hold. */
function checkToken<R extends string>(
  sheet: Sheet<R>,
  { trust, evidence, judgedAt }: TimeStampContext<R>,
  token: TimeStampToken,
): Certificate | undefined {
  const { certificate } = checkSignature<R>(
    sheet,
    trust,
    {
      info: token.signer,
      content: token.infoDer,
      digestContent: digestOnce(token.infoDer),
      contentType: CMS_OID.tstInfo,
      announcedDigests: token.signedData.digestAlgorithms.map(({ oid }) => oid),
      candidates: evidence.certificates,
    },
    'time-stamp',
  )
  if (certificate === undefined || sheet.refusal !== undefined) return certificate
  checkPurpose(sheet, certificate, token.info.tsa)
  if (sheet.refusal === undefined) checkTime(sheet, certificate, token, judgedAt)
  return certificate
}

/**
 * RFC 3161 §2.3: the certificate "MUST contain only one instance of the extended key usage field
 * extension … with KeyPurposeID having value id-kp-timeStamping. This extension MUST be critical."
 * §2.4.2: the name in the token "MUST correspond to one of the subject names included in the
 * certificate".
 */
function checkPurpose<R extends string>(
  sheet: Sheet<R>,
  certificate: Certificate,
  named: GeneralName | undefined,
): void {
  const id = 'time-stamp.purpose'
  const { extKeyUsage = [], keyUsage, all } = certificate.extensions
  const isCritical = findExtension(all, OID.extKeyUsage)?.critical === true
  const maySign =
    keyUsage === undefined ||
    keyUsage.includes('digitalSignature') ||
    keyUsage.includes('nonRepudiation')
  const seen = `${extKeyUsage.join(' ')}${isCritical ? ', critical' : ''}`
  const [only, ...more] = extKeyUsage
  if (only !== OID.timeStamping || more.length > 0 || !isCritical || !maySign) {
    const wanted = `${OID.timeStamping}, critical`
    sheet.fail(id, 'time-stamp-purpose-wrong', { seen, wanted })
  } else if (named !== undefined && !isNameOf(certificate, named))
    sheet.fail(id, 'time-stamp-name-wrong', { seen: named.kind })
  else sheet.pass(id, { seen })
}

function isNameOf({ subject, extensions }: Certificate, named: GeneralName): boolean {
  if (named.kind === 'directoryName' && namesMatch(named.name, subject)) return true
  const octets = generalNameOctets(named)
  return (extensions.subjectAltName ?? []).some((other) =>
    equalBytes(generalNameOctets(other), octets),
  )
}

function generalNameOctets(name: GeneralName): Uint8Array {
  return encode(generalNameNode(name))
}

/** The token was made while its certificate was valid, and not after the moment judged for. */
function checkTime<R extends string>(
  sheet: Sheet<R>,
  certificate: Certificate,
  { info: { genTime } }: TimeStampToken,
  judgedAt: Instant,
): void {
  const seen = formatInstant(genTime)
  const { notBefore, notAfter } = certificate.validity
  const [first, last] = [notBefore, Math.min(notAfter, judgedAt) as Instant].map(formatInstant)
  if (genTime <= judgedAt && isWithinValidity(certificate, genTime))
    sheet.pass('time-stamp.time', { seen })
  else
    sheet.fail('time-stamp.time', 'time-stamp-time-wrong', { seen, wanted: `${first} – ${last}` })
}
