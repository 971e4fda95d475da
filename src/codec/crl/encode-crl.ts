import * as der from '#codec/der/encode.ts'
import type { SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import {
  critical,
  extension,
  type Extension,
  extensionNode,
  extensionsNode,
} from '#codec/x509/extension.ts'
import {
  cRLDistributionPoints,
  type DistributionPoint,
  type DistributionPointName,
  distributionPointNameNode,
} from '#codec/x509/extension-values.ts'
import { directoryName, generalNamesNode } from '#codec/x509/general-name.ts'
import type { Name } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import { CRL_NUMBER_OCTETS_MAX } from './limits.ts'
import { CRL_REASON_CODES, type CrlReason } from './reason.ts'

/** One revoked certificate as a CRL of ours lists it (RFC 5280 §5.1.2.6, §5.3.1). */
export interface CrlListing {
  /** Lower-case hexadecimal magnitude, whole octets. */
  readonly serialHex: string
  readonly revokedAt: Instant
  /** Left out of the entry when `unspecified`, as RFC 5280 §5.3.1 asks. */
  readonly reason: CrlReason
}

/** What a version 2 TBSCertList says (RFC 5280 §5.1.2). */
export interface TbsCrlFields {
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly issuer: Name
  /** Whole seconds; a fraction is cut off. */
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entries: readonly CrlListing[]
  /**
   * In the order in which they are to stand: authorityKeyIdentifier, cRLNumber,
   * issuingDistributionPoint.
   */
  readonly extensions: readonly Extension[]
}

/** IssuingDistributionPoint (RFC 5280 §5.2.5): which certificates the CRL is about. */
export interface IssuingDistributionPoint {
  readonly name?: DistributionPointName | undefined
  readonly onlyContains?: 'user' | 'ca' | 'attribute' | undefined
  /** Bit positions of ReasonFlags. */
  readonly onlySomeReasons?: readonly number[] | undefined
  readonly indirect?: boolean | undefined
}

/**
 * The DER of a TBSCertList, to be signed. Entries are encoded one by one, so a long list costs its
 * octets only.
 */
export function encodeTbsCrl(fields: TbsCrlFields): Uint8Array {
  const { entries, signatureAlgorithm, issuer, thisUpdate, nextUpdate } = fields
  const extensions = extensionsNode(fields.extensions)
  return der.encode(
    der.sequence(
      VERSION_2,
      signatureAlgorithm.der,
      issuer.der,
      der.time(thisUpdate),
      der.time(nextUpdate),
      // RFC 5280 §5.1.2.6: "When there are no revoked certificates, the … list MUST be absent".
      entries.length === 0 ? undefined : der.sequenceOf(entries, listingNode),
      extensions === undefined ? undefined : der.explicit(0, extensions),
    ),
  )
}

/** The CRL: the TBSCertList exactly as it was signed, the algorithm, and the signature. */
export function assembleCrl(
  tbsDer: Uint8Array,
  signatureAlgorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Uint8Array {
  return der.encode(der.sequence(tbsDer, signatureAlgorithm.der, der.bitString(signature)))
}

/** cRLNumber: 0 or more, at most 20 octets (RFC 5280 §5.2.3). */
export function cRLNumber(number: bigint): Extension {
  const inRange = number >= 0n && number < 1n << BigInt(8 * CRL_NUMBER_OCTETS_MAX - 1)
  assert(inRange, 'a cRLNumber is 0 to 20 octets')
  return extension(OID.cRLNumber, der.integer(number))
}

/**
 * issuingDistributionPoint, critical as RFC 5280 §5.2.5 demands; one that says nothing is a bug.
 */
export function issuingDistributionPoint(point: IssuingDistributionPoint): Extension {
  const { name, onlyContains, onlySomeReasons, indirect } = point
  const parts = [
    name === undefined ? undefined : distributionPointNameNode(name),
    flag(1, onlyContains === 'user'),
    flag(2, onlyContains === 'ca'),
    onlySomeReasons === undefined ? undefined : der.implicit(3, der.namedBits(onlySomeReasons)),
    flag(4, indirect === true),
    flag(5, onlyContains === 'attribute'),
  ]
  // RFC 5280 §5.2.5: "MUST NOT issue CRLs where the DER encoding … is an empty sequence".
  assert(
    parts.some((part) => part !== undefined),
    'an issuingDistributionPoint says something',
  )
  return { ...extension(OID.issuingDistributionPoint, der.sequence(...parts)), critical: true }
}

/**
 * deltaCRLIndicator, critical as RFC 5280 §5.2.4 demands: the list tells what changed since the
 * complete list of this number.
 */
export function deltaCRLIndicator(baseNumber: bigint): Extension {
  return critical({ ...cRLNumber(baseNumber), oid: OID.deltaCRLIndicator })
}

/** freshestCRL (RFC 5280 §5.2.6): where the deltas to a complete list are found. */
export function freshestCRL(points: readonly DistributionPoint[]): Extension {
  return { ...cRLDistributionPoints(points), oid: OID.freshestCRL }
}

/**
 * An entry of an indirect list that says whose certificates are listed from it on:
 * certificateIssuer is critical (RFC 5280 §5.3.3).
 */
export function encodeEntryOfIssuer(
  { serialHex, revokedAt, reason }: CrlListing,
  issuer: Name,
): Uint8Array {
  const reasonCode =
    reason === 'unspecified'
      ? []
      : [extension(OID.reasonCode, der.enumerated(CRL_REASON_CODES[reason]))]
  const certificateIssuer = critical(
    extension(OID.certificateIssuer, generalNamesNode([directoryName(issuer)])),
  )
  return der.encode(
    der.sequence(
      serialNode(serialHex),
      der.time(revokedAt),
      extensionsNode([...reasonCode, certificateIssuer]),
    ),
  )
}

/** A flag whose DEFAULT is FALSE, `[n] IMPLICIT`. */
function flag(n: number, set: boolean): der.DerPart {
  return set ? der.implicit(n, der.boolean(true)) : undefined
}

/** The version of every list of ours. */
export const VERSION_2: Uint8Array = der.encode(der.integer(1))

/** crlEntryExtensions of one reasonCode, encoded once a reason. */
export const REASON_EXTENSIONS: ReadonlyMap<string, Uint8Array> = new Map<string, Uint8Array>(
  Object.entries(CRL_REASON_CODES).map(([reason, code]) => {
    const reasonCode = extension(OID.reasonCode, der.enumerated(code))
    return [reason, der.encode(der.sequence(extensionNode(reasonCode)))]
  }),
)

function listingNode({ serialHex, revokedAt, reason }: CrlListing): der.DerNode {
  return der.sequence(
    serialNode(serialHex),
    der.time(revokedAt),
    reason === 'unspecified' ? undefined : REASON_EXTENSIONS.get(reason),
  )
}
