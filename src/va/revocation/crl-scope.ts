import type { Crl } from '#codec/crl/crl.ts'
import type { IssuingDistributionPoint } from '#codec/crl/encode-crl.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { publishedNames, type RevocationPoint } from './distribution-point.ts'
import { haveNameInCommon, namesDirectory } from './general-names-overlap.ts'
import { type ReasonMask, reasonMaskOf } from './reason-mask.ts'

/** How a list is not one of those that a point of the certificate leads to. */
export type ScopeDefect = 'crl-issuer-other' | 'crl-scope-other' | 'crl-partition-other'

/**
 * Whether a complete list covers a certificate at one of its points (RFC 5280 §6.3.3(b)): issued by
 * whom the point says, about this kind of certificate, published there.
 */
export function scopeDefect(
  crl: Crl,
  point: RevocationPoint,
  certificate: Certificate,
): ScopeDefect | undefined {
  const scope = crl.extensions.issuingDistributionPoint
  const isFromNamed = point.crlIssuers && namesDirectory(point.crlIssuers, crl.issuer)
  if (isFromNamed === undefined && !namesMatch(crl.issuer, certificate.issuer))
    return 'crl-issuer-other'
  if (isFromNamed === false) return 'crl-issuer-other'
  // §6.3.3(b)(1): for a cRLIssuer, "the indirectCRL boolean asserted".
  if (isFromNamed === true && scope?.indirect !== true) return 'crl-scope-other'
  if (scope === undefined) return undefined
  if (!coversKind(scope, certificate)) return 'crl-scope-other'
  return isPublishedAt(crl, point) ? undefined : 'crl-partition-other'
}

/** The reasons for which a list answers at a point (RFC 5280 §6.3.3(d)). */
export function coveredReasons(crl: Crl, point: RevocationPoint): ReasonMask {
  return reasonMaskOf(crl.extensions.issuingDistributionPoint?.onlySomeReasons) & point.reasons
}

/** §6.3.3(b)(2)(ii) to (iv). */
function coversKind({ onlyContains }: IssuingDistributionPoint, certificate: Certificate): boolean {
  const isAuthority = certificate.extensions.basicConstraints?.ca === true
  switch (onlyContains) {
    case undefined:
      return true
    // §5.2.5: for these two, "the scope of the CRL MUST NOT include any version 1 or version 2
    // certificates".
    case 'user':
      return !isAuthority && certificate.version === 3
    case 'ca':
      return isAuthority && certificate.version === 3
    case 'attribute':
      return false
  }
}

/** §6.3.3(b)(2)(i): a name in common; a point without names has those of its cRLIssuer. */
function isPublishedAt(crl: Crl, { names, crlIssuers = [] }: RevocationPoint): boolean {
  const published = publishedNames(crl)
  if (published === undefined) return true
  return haveNameInCommon(published, names.length > 0 ? names : crlIssuers)
}
