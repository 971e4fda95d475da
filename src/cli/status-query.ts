import type { AuthorityGeneration } from '#ca/contract.ts'
import { encodeCertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { equalBytes, fromHex } from '#kernel/bytes.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'

const ANSWER_WITHIN_MS = 5_000
const ANSWER_BYTES_MAX = 65_536

/** One certificate, whom it may be from, and whom to ask. */
export interface StatusQuestion {
  /** Base URL of the status service, without a trailing slash. */
  readonly statusUrl: string
  readonly kind: CertificateKind
  readonly anchors: readonly AuthorityGeneration[]
  readonly certificateDer: Uint8Array
  readonly nonce: Uint8Array | undefined
}

/**
 * Asks the OCSP responder about one certificate (RFC 6960 Appendix A.1, POST, CertID by SHA-256).
 * `undefined` where the certificate is not of a known issuer or no answer came: the verifier then
 * says that the status is unavailable.
 */
export async function askStatus(question: StatusQuestion): Promise<Uint8Array | undefined> {
  const request = statusRequest(question)
  if (request === undefined) return undefined
  try {
    const response = await fetch(`${question.statusUrl}/ocsp/${question.kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: new Uint8Array(request),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    if (!response.ok) return undefined
    const body = new Uint8Array(await response.arrayBuffer())
    return body.length <= ANSWER_BYTES_MAX ? body : undefined
  } catch {
    return undefined
  }
}

/**
 * The DER of the question; the issuer is the anchor that the certificate's authority key identifier
 * names.
 */
export function statusRequest(question: StatusQuestion): Uint8Array | undefined {
  const leaf = parseCertificate(question.certificateDer)
  if (!leaf.ok) return undefined
  const issuerKeyId = leaf.value.extensions.authorityKeyIdentifier?.keyIdentifier
  const anchor = question.anchors.find(({ keyIdHex }) => {
    const keyId = fromHex(keyIdHex)
    return issuerKeyId !== undefined && keyId !== undefined && equalBytes(keyId, issuerKeyId)
  })
  const issuer = anchor === undefined ? undefined : parseCertificate(anchor.certificateDer)
  if (issuer === undefined || !issuer.ok) return undefined
  const hashes = issuerHashes('sha256', issuer.value.subject, issuer.value.spkiDer)
  return encodeOcspRequest([encodeCertId('sha256', hashes, leaf.value.serialHex)], question.nonce)
}
