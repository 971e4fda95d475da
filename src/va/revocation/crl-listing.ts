import type { Crl } from '#codec/crl/crl.ts'
import type { CrlEntry } from '#codec/crl/entries.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { namesDirectory } from './general-names-overlap.ts'

/**
 * Entries of one serial number whose issuers are compared. An authority gives a number out once, so
 * that an indirect list has as many as it has authorities; beyond the bound an entry counts against
 * the certificate, whosever it is.
 */
export const LISTINGS_OF_SERIAL_MAX = 256

/**
 * The entry of a certificate: its serial number under its issuer (RFC 5280 §6.3.3(i), (j)). A list
 * has one; of several, which no conforming authority writes, the one that weighs most counts.
 */
export function entryOfCertificate(
  { issuer, entries }: Crl,
  certificate: Certificate,
): CrlEntry | undefined {
  if (entries.count === 0) return undefined
  let heaviest: CrlEntry | undefined
  let looked = 0
  for (const entry of entries.withSerial(certificate.serialHex)) {
    if (++looked > LISTINGS_OF_SERIAL_MAX) return entry
    const isTheirs =
      entry.issuer === undefined
        ? namesMatch(issuer, certificate.issuer)
        : namesDirectory(entry.issuer, certificate.issuer)
    if (isTheirs && (heaviest === undefined || weightOf(entry) > weightOf(heaviest)))
      heaviest = entry
  }
  return heaviest
}

/** A revocation weighs more than a hold, which may end, and that more than a removal. */
function weightOf({ reason }: CrlEntry): number {
  if (reason === 'removeFromCRL') return 0
  return reason === 'certificateHold' ? 1 : 2
}

/**
 * Whether every critical entry extension of a list is understood. RFC 5280 §5.3: with one that is
 * not, "the application MUST NOT use that CRL to determine the status of any certificates".
 * certificateIssuer is understood in an indirect list, the only place where it means something.
 */
export function entriesAreUnderstood({ entries, extensions }: Crl): boolean {
  const isIndirect = extensions.issuingDistributionPoint?.indirect === true
  return entries.unknownCritical.length === 0 && (isIndirect || !entries.namesIssuers)
}
