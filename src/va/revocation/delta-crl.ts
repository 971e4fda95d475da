import type { Crl } from '#codec/crl/crl.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { OID } from '#codec/x509/oids.ts'
import { findExtension } from '#codec/x509/read-extensions.ts'
import { equalBytes } from '#kernel/bytes.ts'

/** Whether a list is a delta: it only tells what changed since its base (RFC 5280 §5.2.4). */
export function isDelta({ extensions }: Crl): boolean {
  return extensions.deltaBaseNumber !== undefined
}

/**
 * Whether a delta can be laid over a complete list (RFC 5280 §5.2.4, §6.3.3(c)): same issuer, same
 * scope, same key by its identifier; the complete list is not older than the delta's base, and the
 * delta is newer than the complete list. The signature is the caller's to check, under the very
 * certificate that signed the complete list.
 */
export function canUpdate(delta: Crl, complete: Crl): boolean {
  const { deltaBaseNumber, cRLNumber: deltaNumber } = delta.extensions
  const { cRLNumber: completeNumber } = complete.extensions
  if (deltaBaseNumber === undefined || deltaNumber === undefined || completeNumber === undefined)
    return false
  return (
    completeNumber >= deltaBaseNumber &&
    completeNumber < deltaNumber &&
    namesMatch(delta.issuer, complete.issuer) &&
    haveSameValue(delta, complete, OID.issuingDistributionPoint) &&
    haveSameValue(delta, complete, OID.authorityKeyIdentifier)
  )
}

/** The deltas that can be laid over a complete list, newest first. */
export function deltasFor(complete: Crl, deltas: readonly Crl[]): readonly Crl[] {
  return deltas
    .filter((delta) => canUpdate(delta, complete))
    .sort((a, b) => (numberOf(b) > numberOf(a) ? 1 : -1))
}

/**
 * Whether two lists have the same scope: "same" is the same octets, since two encodings of one
 * scope by one authority have no reason to differ.
 */
export function haveSameScope(one: Crl, other: Crl): boolean {
  return (
    namesMatch(one.issuer, other.issuer) && haveSameValue(one, other, OID.issuingDistributionPoint)
  )
}

/** Both leave the extension out, or both have it with the same octets. */
function haveSameValue(one: Crl, other: Crl, oid: string): boolean {
  const [value, otherValue] = [one, other].map(
    ({ extensions }) => findExtension(extensions.all, oid)?.valueDer,
  )
  if (value === undefined || otherValue === undefined) return value === otherValue
  return equalBytes(value, otherValue)
}

function numberOf({ extensions }: Crl): bigint {
  return extensions.cRLNumber ?? 0n
}
