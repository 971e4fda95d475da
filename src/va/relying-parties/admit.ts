import type { OcspRequest } from '#codec/ocsp/request.ts'
import { type Certificate, isWithinValidity } from '#codec/x509/certificate.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { DEFAULT_ALGORITHMS } from '../algorithm-policy.ts'
import { signatureUnder } from '../revocation/signed-by.ts'
import type { RelyingParty } from './relying-party.ts'

/** Who asks, and how that is known. */
export interface Admission {
  readonly party: RelyingParty
  readonly by: 'signed-request' | 'mutual-tls'
}

/**
 * Who of the registered relying parties asks. The certificate of the connection counts first: TLS
 * has proved its key. Otherwise the request must be signed (RFC 6960 §4.1.2) under a registered
 * certificate that is within its validity, by an algorithm that may be relied on. The register
 * alone says whom to believe: no chain is asked for, and what comes in the request only helps to
 * find the certificate.
 */
export function admit(
  parties: readonly RelyingParty[],
  request: OcspRequest,
  connectionCertificateDer: Uint8Array | undefined,
  now: Instant,
): Result<Admission, 'sigRequired' | 'unauthorized'> {
  const connected =
    connectionCertificateDer && holderOf(parties, connectionCertificateDer, now)?.party
  if (connected !== undefined) return ok({ party: connected, by: 'mutual-tls' })
  const { optionalSignature, tbsDer } = request
  if (optionalSignature === undefined)
    return refuse(connectionCertificateDer === undefined ? 'sigRequired' : 'unauthorized')
  const { signatureAlgorithm, signature, certificatesDer } = optionalSignature
  for (const der of certificatesDer) {
    const holder = holderOf(parties, der, now)
    if (holder === undefined) continue
    const signed = { tbsDer, signatureAlgorithm, signature }
    const finding = signatureUnder(signed, holder.certificate, DEFAULT_ALGORITHMS, () => true)
    if (finding === 'verified' && maySign(holder.certificate))
      return ok({ party: holder.party, by: 'signed-request' })
  }
  return refuse('unauthorized')
}

function holderOf(
  parties: readonly RelyingParty[],
  der: Uint8Array,
  now: Instant,
): { readonly party: RelyingParty; readonly certificate: Certificate } | undefined {
  for (const party of parties) {
    const certificate = party.certificates.find((one) => equalBytes(one.der, der))
    if (certificate !== undefined)
      return isWithinValidity(certificate, now) ? { party, certificate } : undefined
  }
  return undefined
}

/** RFC 5280 §4.2.1.3: a signature over a request is neither a certificate's nor a list's. */
function maySign({ extensions: { keyUsage } }: Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes('digitalSignature')
}
