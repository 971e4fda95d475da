import { type AtsHashIndex, parseAtsHashIndex } from '#codec/cms/ats-hash-index.ts'
import { attributeValues, type CmsAttribute } from '#codec/cms/attribute.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import type { SignedData, SignedDataOctets } from '#codec/cms/signed-data.ts'
import type { SignerInfo } from '#codec/cms/signer-info.ts'
import * as der from '#codec/der/encode.ts'
import type { TimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { digest, type HashAlgorithm } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** A signer as an archive time-stamp finds it. */
export interface ArchivedSigner {
  readonly signedData: Pick<SignedData, 'encoded'>
  readonly info: SignerInfo
  readonly digestContent: (algorithm: HashAlgorithm) => Uint8Array
}

/** What an archive time-stamp covers. */
export interface ArchiveImprint {
  /** The digest that the token must hold. */
  readonly imprint: Uint8Array
  /** Whether the index holds this value of an unsigned attribute. */
  readonly covers: (oid: string, valueOctets: Uint8Array) => boolean
}

/**
 * The message imprint of an archive-time-stamp-v3 (EN 319 122-1 §5.5.3): content type, digest of
 * the content, the signer's own fields, and the index of hashes in the token's unsigned attributes
 * (§5.5.2). The index may leave out what was added later; what it lists must be there.
 */
export function archiveImprint(
  { signedData, info, digestContent }: ArchivedSigner,
  { signer }: TimeStampToken,
  algorithm: HashAlgorithm,
): Result<ArchiveImprint, 'time-stamp-index-wrong'> {
  const found = findIndex(signer.unsignedAttributes)
  if (found === undefined) return refuse('time-stamp-index-wrong', { seen: 'none' })
  const { index, indexDer, version } = found
  // §5.5.2: hashIndAlgorithm "shall be the same as the hash algorithm used for computing the
  // message imprint"; the older attribute had a default instead.
  if (index.digest === undefined || (version === 3 && index.digest !== algorithm))
    return refuse('time-stamp-index-wrong', { seen: index.digest ?? 'unknown', wanted: algorithm })
  const hashOf = hexDigest(index.digest)
  const listed = new Set(index.unsignedAttributes.map(toHex))
  const there = choiceHashes(signedData.encoded, index.digest)
  const isAllThere =
    isWithin(index.certificates, there.certificates) &&
    isWithin(index.crls, there.crls) &&
    isWithin(index.unsignedAttributes, hashesOf(info.unsignedAttributes, version, hashOf))
  if (!isAllThere) return refuse('time-stamp-index-wrong', { seen: 'lists what is not there' })
  const { encoded } = info
  const imprint = digest(
    algorithm,
    signedData.encoded.eContentType,
    digestContent(algorithm),
    encoded.version,
    encoded.sid,
    encoded.digestAlgorithm,
    encoded.signedAttrs ?? new Uint8Array(),
    encoded.signatureAlgorithm,
    encoded.signature,
    indexDer,
  )
  const covers = (oid: string, valueOctets: Uint8Array): boolean =>
    version === 3
      ? listed.has(hashOf(der.encode(der.oid(oid)), valueOctets))
      : info.unsignedAttributes.some(
          (attribute) =>
            attribute.valuesDer.includes(valueOctets) && listed.has(hashOf(attribute.der)),
        )
  return ok({ imprint, covers })
}

type HexDigest = (...parts: readonly Uint8Array[]) => string

function hexDigest(algorithm: HashAlgorithm): HexDigest {
  return (...parts) => toHex(digest(algorithm, ...parts))
}

interface FoundIndex {
  readonly index: AtsHashIndex
  readonly indexDer: Uint8Array
  readonly version: 1 | 3
}

/** §5.5.2: the attribute stands once, with one value; v3 where it is there. */
function findIndex(attributes: readonly CmsAttribute[]): FoundIndex | undefined {
  for (const [oid, version] of [
    [CMS_OID.atsHashIndexV3, 3],
    [CMS_OID.atsHashIndex, 1],
  ] as const) {
    const [indexDer, ...more] = attributeValues(attributes, oid)
    if (indexDer === undefined) continue
    const index = more.length === 0 ? parseAtsHashIndex(version, indexDer) : undefined
    return index?.ok === true ? { index: index.value, indexDer, version } : undefined
  }
  return undefined
}

interface ChoiceHashes {
  readonly certificates: ReadonlySet<string>
  readonly crls: ReadonlySet<string>
}

type Choices = Pick<SignedDataOctets, 'certificateChoices' | 'revocationChoices'>

const hashed = new WeakMap<Choices, Map<HashAlgorithm, ChoiceHashes>>()

/** The certificates and lists of one message are hashed once for all its archive time-stamps. */
function choiceHashes(choices: Choices, algorithm: HashAlgorithm): ChoiceHashes {
  const known = hashed.get(choices) ?? new Map<HashAlgorithm, ChoiceHashes>()
  hashed.set(choices, known)
  const hashOf = hexDigest(algorithm)
  const made = known.get(algorithm) ?? {
    certificates: new Set(choices.certificateChoices.map((octets) => hashOf(octets))),
    crls: new Set(choices.revocationChoices.map((octets) => hashOf(octets))),
  }
  known.set(algorithm, made)
  return made
}

/** v3 hashes each value behind its type, the older index each whole attribute. */
function hashesOf(
  attributes: readonly CmsAttribute[],
  version: 1 | 3,
  hashOf: HexDigest,
): ReadonlySet<string> {
  const all = attributes.flatMap(({ oid, valuesDer, der: whole }) =>
    version === 3
      ? valuesDer.map((value) => hashOf(der.encode(der.oid(oid)), value))
      : [hashOf(whole)],
  )
  return new Set(all)
}

function isWithin(hashes: readonly Uint8Array[], there: ReadonlySet<string>): boolean {
  return hashes.every((hash) => there.has(toHex(hash)))
}
