import type { Crl } from '#codec/crl/crl.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { DistributionPoint, DistributionPointName } from '#codec/x509/extension-values.ts'
import { directoryName, type GeneralName } from '#codec/x509/general-name.ts'
import { type Name, nameOfRelativeNames } from '#codec/x509/name.ts'
import { ALL_REASONS, type ReasonMask, reasonMaskOf } from './reason-mask.ts'

/** A place at which a certificate says its revocation is published (RFC 5280 §4.2.1.13). */
export interface RevocationPoint {
  /** Where the list is found; empty where the point names an issuer of lists only. */
  readonly names: readonly GeneralName[]
  readonly reasons: ReasonMask
  /** Who signs the lists, where it is not the certificate's issuer. */
  readonly crlIssuers: readonly GeneralName[] | undefined
  /** Whether the certificate names it itself; see `impliedPoint`. */
  readonly isNamed: boolean
}

/** The points that a certificate names, in their order; none without the extension. */
export function namedPoints({ issuer, extensions }: Certificate): readonly RevocationPoint[] {
  const points = extensions.cRLDistributionPoints ?? []
  return points.map((point) => pointOf(point, issuer))
}

/**
 * The point at which every certificate's revocation may be published besides (RFC 5280 §6.3.3, last
 * paragraph but one): "assume a DP with both the reasons and the cRLIssuer fields omitted and a
 * distribution point name of the certificate issuer".
 */
export function impliedPoint({ issuer }: Certificate): RevocationPoint {
  const names = [directoryName(issuer)]
  return { names, reasons: ALL_REASONS, crlIssuers: undefined, isNamed: false }
}

/** The names at which a list says it is published; `undefined` where it does not say. */
export function publishedNames({ issuer, extensions }: Crl): readonly GeneralName[] | undefined {
  const name = extensions.issuingDistributionPoint?.name
  return name === undefined ? undefined : wholeNames(name, [directoryName(issuer)])
}

function pointOf({ name, reasons, cRLIssuer }: DistributionPoint, issuer: Name): RevocationPoint {
  const listIssuers = cRLIssuer ?? [directoryName(issuer)]
  return {
    names: name === undefined ? [] : wholeNames(name, listIssuers),
    reasons: reasonMaskOf(reasons),
    crlIssuers: cRLIssuer,
    isNamed: true,
  }
}

/**
 * RFC 5280 §4.2.1.13: a name relative to the issuer of lists is appended to that issuer's, of which
 * there is then one: it "MUST NOT" be used "when cRLIssuer contains more than one distinguished
 * name".
 */
function wholeNames(
  name: DistributionPointName,
  listIssuers: readonly GeneralName[],
): readonly GeneralName[] {
  if (name.kind === 'fullName') return name.names
  const [issuer, ...others] = listIssuers
  if (issuer?.kind !== 'directoryName' || others.length > 0) return []
  return [directoryName(nameOfRelativeNames([...issuer.name.relativeNames, name.relativeName]))]
}
