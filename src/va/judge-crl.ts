import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import type { IssuingDistributionPoint } from '#codec/crl/encode-crl.ts'
import type { CertStatus } from '#codec/ocsp/response.ts'
import { signatureAlgorithmOf } from '#codec/x509/algorithm.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { OID } from '#codec/x509/oids.ts'
import { criticalBeyond } from '#codec/x509/read-extensions.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Chain } from './check-chain.ts'
import type { PinnedAuthority } from './pinned-authority.ts'
import { isFinal, type StatusDefect, type StatusVerdict, timeDefect } from './status-verdict.ts'
import type { VerifyRequest } from './verify-request.ts'

/**
 * What a CRL says of a certificate (RFC 5280 §6.3.3), complete CRLs only: it must come from the
 * authority that issued the certificate, under the same key (§6.3.3(f): the trust anchor must be
 * the same), cover the certificate's partition, and be fresh.
 */
export function judgeCrl(
  unverifiedCrlDer: Uint8Array,
  { certificate, anchor }: Chain,
  { at, now }: Pick<VerifyRequest, 'at' | 'now'>,
): StatusVerdict {
  const parsed = parseCrl(unverifiedCrlDer)
  if (!parsed.ok) return unusable('crl-malformed')
  const crl = parsed.value
  const defect = originDefect(crl, anchor) ?? scopeDefect(crl, certificate)
  if (defect !== undefined) return unusable(defect)
  const entry = crl.entries.findLast(({ serialHex }) => serialHex === certificate.serialHex)
  const status: CertStatus =
    entry === undefined
      ? { state: 'good' }
      : { state: 'revoked', revokedAt: entry.revokedAt, reason: entry.reason }
  if (isFinal(status)) return { usable: true, status }
  const { thisUpdate, nextUpdate = thisUpdate } = crl
  const { notAfter } = certificate.validity
  const late = timeDefect({ thisUpdate, nextUpdate, at, now, notAfter })
  return late === undefined ? { usable: true, status } : unusable(`crl-${late}`)
}

function unusable(defect: StatusDefect): StatusVerdict {
  return { usable: false, defect }
}

/** Extensions whose demands are met below. deltaCRLIndicator is not: a delta alone says nothing. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.cRLNumber,
  OID.issuingDistributionPoint,
])

/** Who signed, and whether everything critical in the list is understood (RFC 5280 §5.2, §5.3). */
function originDefect(crl: Crl, anchor: PinnedAuthority): StatusDefect | undefined {
  const { authorityKeyIdentifier, all } = crl.extensions
  const keyId = authorityKeyIdentifier?.keyIdentifier
  const isOfAnchor = keyId !== undefined && equalBytes(keyId, anchor.keyId)
  const mayIssue = anchor.certificate.extensions.keyUsage?.includes('cRLSign') === true
  if (!isOfAnchor || !mayIssue || !namesMatch(crl.issuer, anchor.certificate.subject))
    return 'crl-issuer-other'
  const algorithm = signatureAlgorithmOf(crl.signatureAlgorithm)
  if (
    algorithm === undefined ||
    !verifySignature(algorithm, anchor.publicKey, crl.tbsDer, crl.signature)
  )
    return 'crl-signature-wrong'
  const isUnknownEntry = crl.entries.some(
    ({ otherExtensions, certificateIssuer }) =>
      certificateIssuer !== undefined || otherExtensions.some(({ critical }) => critical),
  )
  if (isUnknownEntry || criticalBeyond(all, UNDERSTOOD).length > 0) return 'crl-critical-extension'
  return crl.extensions.deltaBaseNumber === undefined ? undefined : 'crl-scope-other'
}

/**
 * Whether the list covers the certificate (RFC 5280 §6.3.3(b)): holders' certificates, all reasons,
 * its partition.
 */
function scopeDefect(crl: Crl, certificate: Certificate): StatusDefect | undefined {
  const scope = crl.extensions.issuingDistributionPoint
  if (scope === undefined) return undefined
  const coversHolders = scope.onlyContains === undefined || scope.onlyContains === 'user'
  if (!coversHolders || scope.indirect === true || scope.onlySomeReasons !== undefined)
    return 'crl-scope-other'
  return scope.name === undefined || isPartitionOf(scope.name, certificate)
    ? undefined
    : 'crl-partition-other'
}

/**
 * RFC 5280 §6.3.3(b)(2)(i): one of the names of the distribution point must be one of the list's
 * names.
 */
function isPartitionOf(
  name: NonNullable<IssuingDistributionPoint['name']>,
  certificate: Certificate,
): boolean {
  if (name.kind !== 'fullName') return false
  const points = certificate.extensions.cRLDistributionPoints ?? []
  return points.some(({ name: point, reasons, cRLIssuer }) => {
    // A point for some reasons, or of another issuer, leads to lists that are not read here.
    if (reasons !== undefined || cRLIssuer !== undefined) return false
    if (point?.kind !== 'fullName') return false
    return point.names.some((own) => name.names.some((other) => isSameName(own, other)))
  })
}

function isSameName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directoryName' && b.kind === 'directoryName') return namesMatch(a.name, b.name)
  if (a.kind === 'uniformResourceIdentifier' && b.kind === 'uniformResourceIdentifier')
    return a.text === b.text
  return false
}
