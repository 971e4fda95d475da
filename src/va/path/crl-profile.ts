import type { Crl } from '#codec/crl/crl.ts'
import { OID } from '#codec/x509/oids.ts'
import { findExtension } from '#codec/x509/read-extensions.ts'

/**
 * Whether a list is numbered as RFC 5280 §5.2.3 demands: "CRL issuers conforming to this profile
 * MUST include this extension in all CRLs and MUST mark this extension as non-critical". Without
 * the number nobody can tell an older list from a newer one, nor a base from its delta. Version 1
 * lists have no extensions to number them with.
 */
export function isNumbered({ version, extensions }: Crl): boolean {
  const number = findExtension(extensions.all, OID.cRLNumber)
  return version === 1 || (number !== undefined && !number.critical)
}
