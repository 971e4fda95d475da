import type { DerReader } from '#codec/der/decode.ts'
import { context } from '#codec/der/tag.ts'
import { type Extension, readExtensions } from '#codec/x509/extension.ts'
import type { AuthorityKeyIdentifier, DistributionPoint } from '#codec/x509/extension-values.ts'
import { OID } from '#codec/x509/oids.ts'
import {
  readAuthorityKeyIdentifier,
  readDistributionPointName,
  readDistributionPoints,
  readReasonFlags,
} from '#codec/x509/read-extensions.ts'
import type { IssuingDistributionPoint } from './encode-crl.ts'
import { CRL_NUMBER_OCTETS_MAX } from './limits.ts'
import type { CrlRefusal } from './refusal.ts'

/** The extensions of a CRL: all of them in order, and the values of those this project knows. */
export interface CrlExtensions {
  readonly all: readonly Extension[]
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  readonly cRLNumber?: bigint
  /** deltaCRLIndicator: the list names the changes since the complete one of this number. */
  readonly deltaBaseNumber?: bigint
  readonly issuingDistributionPoint?: IssuingDistributionPoint
  /** Where deltas to this complete list are found (RFC 5280 §5.2.6). */
  readonly freshestCRL?: readonly DistributionPoint[]
}

/** A CRL without extensions. */
export const NO_CRL_EXTENSIONS: CrlExtensions = { all: [] }

type Reader = DerReader<CrlRefusal>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Values = Mutable<CrlExtensions>

/** Reads crlExtensions. */
export function readCrlExtensions(reader: Reader): CrlExtensions {
  const values: Values = { all: [] }
  values.all = readExtensions(reader, (oid) => readInto(values, oid, reader))
  return values
}

function readInto(values: Values, oid: string, reader: Reader): boolean {
  switch (oid) {
    case OID.authorityKeyIdentifier:
      values.authorityKeyIdentifier = readAuthorityKeyIdentifier(reader)
      return true
    case OID.cRLNumber:
      values.cRLNumber = readCrlNumber(reader, 'cRLNumber')
      return true
    case OID.deltaCRLIndicator:
      values.deltaBaseNumber = readCrlNumber(reader, 'baseCRLNumber')
      return true
    case OID.issuingDistributionPoint:
      values.issuingDistributionPoint = reader.sequence('issuingDistributionPoint', readScope)
      return true
    case OID.freshestCRL:
      values.freshestCRL = readDistributionPoints(reader, 'freshestCRL')
      return true
    default:
      return false
  }
}

function readCrlNumber(reader: Reader, field: string): bigint {
  const start = reader.offset
  const number = reader.integer(field)
  // Two octets of tag and length stand before the contents.
  if (number < 0n || reader.offset - start - 2 > CRL_NUMBER_OCTETS_MAX)
    reader.refuse('crl-number-malformed', field)
  return number
}

function readScope(reader: Reader): IssuingDistributionPoint {
  // RFC 5280 §5.2.5: "MUST NOT issue CRLs where the DER encoding … is an empty sequence".
  if (reader.atEnd) reader.refuse('crl-scope-malformed', '')
  const name = readDistributionPointName(reader)
  const user = readFlag(reader, 1, 'onlyContainsUserCerts')
  const ca = readFlag(reader, 2, 'onlyContainsCACerts')
  const onlySomeReasons =
    reader.nextTag === context(3)
      ? readReasonFlags(reader, 'onlySomeReasons', context(3))
      : undefined
  const indirect = readFlag(reader, 4, 'indirectCRL')
  const attribute = readFlag(reader, 5, 'onlyContainsAttributeCerts')
  // RFC 5280 §5.2.5: at most one of the three may be TRUE.
  if (Number(user) + Number(ca) + Number(attribute) > 1) reader.refuse('crl-scope-malformed', '')
  const onlyContains = user ? 'user' : ca ? 'ca' : attribute ? 'attribute' : undefined
  return { name, onlyContains, onlySomeReasons, indirect }
}

/** A flag whose DEFAULT is FALSE, `[n] IMPLICIT`. */
function readFlag(reader: Reader, n: number, field: string): boolean {
  const tag = context(n)
  return reader.nextTag === tag && reader.defaulted(tag, false, () => reader.boolean(field, tag))
}
