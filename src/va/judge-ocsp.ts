import { issuerHashes } from '#codec/ocsp/cert-id.ts'
import { OCSP_OID } from '#codec/ocsp/oids.ts'
import {
  type BasicOcspResponse,
  type CertStatus,
  parseOcspResponse,
  type ResponderId,
  type SingleResponse,
} from '#codec/ocsp/response.ts'
import { signatureAlgorithmOf } from '#codec/x509/algorithm.ts'
import { type Certificate, isWithinValidity, parseCertificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { OID } from '#codec/x509/oids.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { criticalBeyond } from '#codec/x509/read-extensions.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Chain } from './check-chain.ts'
import { isStrongEnough } from './key-strength.ts'
import type { PinnedAuthority } from './pinned-authority.ts'
import { isFinal, type StatusDefect, type StatusVerdict, timeDefect } from './status-verdict.ts'
import type { OcspEvidence, VerifyRequest } from './verify-request.ts'

/**
 * How long a statement without nextUpdate counts: as long as ours do. RFC 6960 §4.2.2.1 only says
 * that newer information "is available all the time".
 */
export const OCSP_AGE_MAX_MS = 900_000

/**
 * What an OCSP response says of a certificate (RFC 6960 §3.2): it must name the certificate, be
 * signed by its issuer or by a responder that the same key of the issuer delegated (§4.2.2.2),
 * repeat the nonce, and be fresh.
 */
export function judgeOcsp(
  evidence: OcspEvidence,
  chain: Chain,
  times: Pick<VerifyRequest, 'at' | 'now'>,
): StatusVerdict {
  const parsed = parseOcspResponse(evidence.responseDer)
  if (!parsed.ok) return unusable('ocsp-malformed')
  if (parsed.value.status !== 'successful') return unusable('ocsp-refused')
  const { basic } = parsed.value
  const statements = basic.responses.filter((response) => isAbout(response, chain))
  const defect =
    statementDefect(statements) ??
    nonceDefect(basic, evidence.nonce) ??
    originDefect(basic, chain.anchor, times.at)
  return defect === undefined ? weigh(statements, chain, times) : unusable(defect)
}

function unusable(defect: StatusDefect): StatusVerdict {
  return { usable: false, defect }
}

/** RFC 6960 §3.2(1): the certificate, and not only its serial number, is the one asked about. */
function isAbout({ certId }: SingleResponse, { certificate, anchor }: Chain): boolean {
  if (certId.digest === undefined || certId.serialHex !== certificate.serialHex) return false
  const authority = anchor.certificate
  const hashes = issuerHashes(certId.digest, authority.subject, authority.spkiDer)
  return (
    equalBytes(certId.issuerNameHash, hashes.nameHash) &&
    equalBytes(certId.issuerKeyHash, hashes.keyHash)
  )
}

function statementDefect(statements: readonly SingleResponse[]): StatusDefect | undefined {
  if (statements.length === 0) return 'ocsp-certificate-other'
  const isUnknown = statements.some(({ extensions }) => extensions.some(({ critical }) => critical))
  return isUnknown ? 'ocsp-critical-extension' : undefined
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OCSP_OID.nonce])

function nonceDefect(
  { extensions }: BasicOcspResponse,
  nonce: Uint8Array | undefined,
): StatusDefect | undefined {
  if (criticalBeyond(extensions.all, UNDERSTOOD).length > 0) return 'ocsp-critical-extension'
  if (nonce === undefined) return undefined
  const isRepeated = extensions.nonce !== undefined && equalBytes(extensions.nonce, nonce)
  return isRepeated ? undefined : 'ocsp-nonce-wrong'
}

function originDefect(
  basic: BasicOcspResponse,
  anchor: PinnedAuthority,
  at: Instant,
): StatusDefect | undefined {
  const key = responderKey(basic, anchor, at)
  if (!key.ok) return key.refusal
  const algorithm = signatureAlgorithmOf(basic.signatureAlgorithm)
  if (algorithm === undefined || !isStrongEnough(key.value)) return 'ocsp-algorithm-not-allowed'
  const isSigned = verifySignature(algorithm, key.value, basic.tbsDer, basic.signature)
  return isSigned ? undefined : 'ocsp-signature-wrong'
}

type ResponderDefect =
  | 'ocsp-responder-unknown'
  | 'ocsp-responder-not-delegated'
  | 'ocsp-responder-not-valid'

/**
 * The key of whoever the response says it is from: the authority itself, or a certificate in the
 * response.
 */
function responderKey(
  { responderId, certificatesDer, producedAt }: BasicOcspResponse,
  anchor: PinnedAuthority,
  at: Instant,
): Result<PublicKey, ResponderDefect> {
  if (isNamedBy(responderId, anchor.certificate)) return ok(anchor.publicKey)
  let defect: ResponderDefect = 'ocsp-responder-unknown'
  for (const unverifiedDer of certificatesDer) {
    const parsed = parseCertificate(unverifiedDer)
    if (!parsed.ok || !isNamedBy(responderId, parsed.value)) continue
    const found = delegationDefect(parsed.value, anchor, producedAt, at)
    const key = importPublicKey(parsed.value.spkiDer)
    if (found === undefined && key.ok) return key
    defect = found ?? defect
  }
  return refuse(defect)
}

function isNamedBy(responderId: ResponderId, { subject, spkiDer }: Certificate): boolean {
  if (responderId.by === 'name') return namesMatch(responderId.name, subject)
  return equalBytes(responderId.keyHash, subjectKeyIdentifier(spkiDer))
}

const RESPONDER_UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extKeyUsage,
  OID.basicConstraints,
  OID.certificatePolicies,
])

/**
 * RFC 6960 §4.2.2.2: the responder's certificate is "issued directly" by the authority's key and
 * carries id-kp-OCSPSigning. §4.2.2.2.1: without ocsp-nocheck its own status would have to be
 * asked, of whom we do not know; such a responder is refused.
 */
function delegationDefect(
  responder: Certificate,
  anchor: PinnedAuthority,
  producedAt: Instant,
  at: Instant,
): ResponderDefect | undefined {
  const { extensions } = responder
  const keyId = extensions.authorityKeyIdentifier?.keyIdentifier
  const algorithm = signatureAlgorithmOf(responder.signatureAlgorithm)
  const isIssued =
    keyId !== undefined &&
    equalBytes(keyId, anchor.keyId) &&
    namesMatch(responder.issuer, anchor.certificate.subject) &&
    algorithm !== undefined &&
    verifySignature(algorithm, anchor.publicKey, responder.tbsDer, responder.signature)
  if (!isIssued) return 'ocsp-responder-unknown'
  const isDelegated =
    extensions.extKeyUsage?.includes(OID.ocspSigning) === true &&
    extensions.keyUsage?.includes('digitalSignature') !== false &&
    extensions.ocspNoCheck === true &&
    criticalBeyond(extensions.all, RESPONDER_UNDERSTOOD).length === 0
  if (!isDelegated) return 'ocsp-responder-not-delegated'
  // A key that outlived its certificate must not go on answering: valid when it signed, and at the
  // moment asked.
  const isValid =
    isWithinValidity(responder, producedAt) && at <= plusMs(responder.validity.notAfter, 999)
  return isValid ? undefined : 'ocsp-responder-not-valid'
}

/** All statements about the certificate together: the worst counts. */
function weigh(
  statements: readonly SingleResponse[],
  { certificate }: Chain,
  { at, now }: Pick<VerifyRequest, 'at' | 'now'>,
): StatusVerdict {
  const { notAfter } = certificate.validity
  const verdicts = statements.map(({ status, thisUpdate, nextUpdate }): StatusVerdict => {
    if (isFinal(status)) return { usable: true, status }
    const until = nextUpdate ?? plusMs(thisUpdate, OCSP_AGE_MAX_MS)
    const late = timeDefect({ thisUpdate, nextUpdate: until, at, now, notAfter })
    return late === undefined ? { usable: true, status } : unusable(`ocsp-${late}`)
  })
  const says = (state: CertStatus['state']): StatusVerdict | undefined =>
    verdicts.find((verdict) => verdict.usable && verdict.status.state === state)
  const defect = verdicts.find((verdict) => !verdict.usable)
  const worst = says('revoked') ?? says('unknown') ?? defect ?? says('good')
  return worst ?? unusable('ocsp-certificate-other')
}
