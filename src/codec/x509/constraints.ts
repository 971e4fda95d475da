import * as der from '#codec/der/encode.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { context, contextConstructed, TAG } from '#codec/der/tag.ts'
import { POLICY_MAPPINGS_MAX, SUBTREES_MAX } from './bounds.ts'
import { extension, type Extension } from './extension.ts'
import { type GeneralName, generalNameNode, readGeneralName } from './general-name.ts'
import { OID } from './oids.ts'
import type { ExtensionRefusal } from './refusal.ts'

/** NameConstraints (RFC 5280 §4.2.1.10): what the names of all following certificates may be. */
export interface NameConstraints {
  /** Empty where the field is absent: no form is limited to anything. */
  readonly permitted: readonly GeneralSubtree[]
  readonly excluded: readonly GeneralSubtree[]
}

/**
 * GeneralSubtree (RFC 5280 §4.2.1.10). The profile knows `minimum` 0 and `maximum` absent; other
 * values are read as they stand, for the validator to process or to refuse.
 */
export interface GeneralSubtree {
  /** An iPAddress is address and CIDR mask: 8 octets or 32, which reading has checked. */
  readonly base: GeneralName
  readonly minimum: number
  readonly maximum?: number | undefined
}

/** One pair of PolicyMappings (RFC 5280 §4.2.1.5), by identifier. */
export interface PolicyMapping {
  readonly issuerDomainPolicy: string
  readonly subjectDomainPolicy: string
}

/** PolicyConstraints (RFC 5280 §4.2.1.11): after how many more certificates each demand holds. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number | undefined
  readonly inhibitPolicyMapping?: number | undefined
}

/**
 * Certificates that a count may skip, or levels of a subtree: beyond any path. The ASN.1 has no
 * upper end (`INTEGER (0..MAX)`), so that a larger count is read too, and means no more than this.
 */
export const COUNT_MAX = Number.MAX_SAFE_INTEGER

/** nameConstraints, critical as RFC 5280 §4.2.1.10 demands. */
export function nameConstraints({ permitted, excluded }: NameConstraints): Extension {
  const value = der.sequence(subtreesNode(0, permitted), subtreesNode(1, excluded))
  return { ...extension(OID.nameConstraints, value), critical: true }
}

/** policyMappings, critical as RFC 5280 §4.2.1.5 recommends. */
export function policyMappings(mappings: readonly PolicyMapping[]): Extension {
  const value = der.sequenceOf(mappings, ({ issuerDomainPolicy, subjectDomainPolicy }) =>
    der.sequence(der.oid(issuerDomainPolicy), der.oid(subjectDomainPolicy)),
  )
  return { ...extension(OID.policyMappings, value), critical: true }
}

/** policyConstraints, critical as RFC 5280 §4.2.1.11 demands. */
export function policyConstraints(constraints: PolicyConstraints): Extension {
  const value = der.sequence(
    countNode(0, constraints.requireExplicitPolicy),
    countNode(1, constraints.inhibitPolicyMapping),
  )
  return { ...extension(OID.policyConstraints, value), critical: true }
}

/** inhibitAnyPolicy, critical as RFC 5280 §4.2.1.14 demands. */
export function inhibitAnyPolicy(skipCertificates: number): Extension {
  return { ...extension(OID.inhibitAnyPolicy, der.integer(skipCertificates)), critical: true }
}

type Reader = DerReader<ExtensionRefusal>

/** Reads NameConstraints. */
export function readNameConstraints(reader: Reader): NameConstraints {
  return reader.sequence('nameConstraints', () => {
    // RFC 5280 §4.2.1.10: "either the permittedSubtrees field or the excludedSubtrees MUST be
    // present".
    if (reader.atEnd) reader.refuse('name-constraints-empty', '')
    const permitted = readSubtrees(reader, 0, 'permittedSubtrees')
    const excluded = readSubtrees(reader, 1, 'excludedSubtrees')
    return { permitted, excluded }
  })
}

/** Reads PolicyMappings. */
export function readPolicyMappings(reader: Reader): readonly PolicyMapping[] {
  const readMapping = (): PolicyMapping => ({
    issuerDomainPolicy: reader.oid('issuerDomainPolicy'),
    subjectDomainPolicy: reader.oid('subjectDomainPolicy'),
  })
  return reader.sequenceOf('policyMappings', () => reader.sequence('', readMapping), {
    atLeast: 1,
    atMost: POLICY_MAPPINGS_MAX,
  })
}

/** Reads PolicyConstraints. */
export function readPolicyConstraints(reader: Reader): PolicyConstraints {
  return reader.sequence('policyConstraints', () => {
    // RFC 5280 §4.2.1.11: "either the inhibitPolicyMapping field or the requireExplicitPolicy field
    // MUST be present".
    if (reader.atEnd) reader.refuse('policy-constraints-empty', '')
    const requireExplicitPolicy = readOptionalCount(reader, 0, 'requireExplicitPolicy')
    const inhibitPolicyMapping = readOptionalCount(reader, 1, 'inhibitPolicyMapping')
    return { requireExplicitPolicy, inhibitPolicyMapping }
  })
}

/** Reads InhibitAnyPolicy: SkipCerts. */
export function readInhibitAnyPolicy(reader: Reader): number {
  return readCount(reader, 'inhibitAnyPolicy')
}

/** Reads `INTEGER (0..MAX)`; whatever lies beyond `COUNT_MAX` is `COUNT_MAX`. */
export function readCount(reader: Reader, field: string, tag: number = TAG.integer): number {
  const contents = reader.integerContents(field, tag)
  if ((contents[0] ?? 0) >= 0x80) reader.refuse('der-value-malformed', field)
  let count = 0
  for (let i = 0; i < contents.length && count < COUNT_MAX; i++)
    count = Math.min(COUNT_MAX, count * 256 + (contents[i] ?? 0))
  return count
}

function readSubtrees(reader: Reader, n: 0 | 1, field: string): readonly GeneralSubtree[] {
  const tag = contextConstructed(n)
  const subtrees = reader.optional(tag, () =>
    reader.sequenceOf(field, () => reader.sequence('', () => readSubtree(reader)), {
      atLeast: 1,
      atMost: SUBTREES_MAX,
      tag,
    }),
  )
  return subtrees ?? []
}

function readSubtree(reader: Reader): GeneralSubtree {
  const base = readGeneralName(reader)
  if (base.kind === 'iPAddress' && !isCidr(base.octets))
    reader.refuse('general-name-malformed', 'iPAddress')
  const minimum = reader.defaulted(context(0), 0, () => readCount(reader, 'minimum', context(0)))
  const maximum = readOptionalCount(reader, 1, 'maximum')
  return { base, minimum, maximum }
}

function readOptionalCount(reader: Reader, n: number, field: string): number | undefined {
  const tag = context(n)
  return reader.nextTag === tag ? readCount(reader, field, tag) : undefined
}

/**
 * RFC 5280 §4.2.1.10: an IPv4 constraint has eight octets, an IPv6 constraint 32, "encoded in the
 * style of RFC 4632 (CIDR)": the ones of the mask stand before its zeros.
 */
function isCidr(octets: Uint8Array): boolean {
  if (octets.length !== 8 && octets.length !== 32) return false
  let ended = false
  for (const octet of octets.subarray(octets.length / 2)) {
    const inverted = ~octet & 0xff
    if ((ended && octet !== 0) || (inverted & (inverted + 1)) !== 0) return false
    ended ||= octet !== 0xff
  }
  return true
}

function subtreesNode(n: 0 | 1, subtrees: readonly GeneralSubtree[]): der.DerPart {
  if (subtrees.length === 0) return undefined
  const nodes = der.sequenceOf(subtrees, ({ base, minimum, maximum }) =>
    der.sequence(
      generalNameNode(base),
      minimum === 0 ? undefined : countNode(0, minimum),
      countNode(1, maximum),
    ),
  )
  return der.implicit(n, nodes)
}

function countNode(n: number, count: number | undefined): der.DerPart {
  return count === undefined ? undefined : der.implicit(n, der.integer(count))
}
