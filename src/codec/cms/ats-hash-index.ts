import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import type { HashAlgorithm } from '#crypto/digest.ts'
import type { Result } from '#kernel/result.ts'
import { CMS_REFERENCES_MAX, CMS_VALUE_LIMITS } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'
import { CMS_SECTIONS } from './sections.ts'

/**
 * ats-hash-index-v3 (EN 319 122-1 §5.5.2), and the older ats-hash-index of the same fields (TS 101
 * 733 §6.4.2): the hashes of everything that an archive-time-stamp-v3 protects besides the signer's
 * own fields.
 */
export interface AtsHashIndex {
  /** `undefined` for a function this project does not compute. */
  readonly digest: HashAlgorithm | undefined
  /** Of each certificate choice. */
  readonly certificates: readonly Uint8Array[]
  /** Of each revocation choice. */
  readonly crls: readonly Uint8Array[]
  /** Of each unsigned attribute; in v3, of each value of it behind its type. */
  readonly unsignedAttributes: readonly Uint8Array[]
}

/** Decodes the value of ats-hash-index (`version` 1) or ats-hash-index-v3. */
export function parseAtsHashIndex(
  version: 1 | 3,
  valueDer: Uint8Array,
): Result<AtsHashIndex, CmsRefusal> {
  const named = parse(valueDer, (reader) =>
    hashAlgorithmOf(readAlgorithmIdentifier(reader, 'hashIndAlgorithm')),
  )
  if (named.ok || version === 3) return named
  // TS 101 733 §6.4.2: hashIndAlgorithm DEFAULT {algorithm id-sha256}; nothing in the tags tells
  // that SEQUENCE from the first list.
  const unnamed = parse(valueDer, () => 'sha256')
  return unnamed.ok ? unnamed : named
}

type Reader = DerReader<CmsRefusal>

function parse(
  valueDer: Uint8Array,
  readDigest: (reader: Reader) => HashAlgorithm | undefined,
): Result<AtsHashIndex, CmsRefusal> {
  return withSection(
    decodeDer<AtsHashIndex, CmsRefusal>(
      valueDer,
      (reader) =>
        reader.sequence('atsHashIndex', () => ({
          digest: readDigest(reader),
          certificates: readHashes(reader, 'certificatesHashIndex'),
          crls: readHashes(reader, 'crlsHashIndex'),
          unsignedAttributes: readHashes(reader, 'unsignedAttrsHashIndex'),
        })),
      CMS_VALUE_LIMITS,
    ),
    CMS_SECTIONS,
  )
}

function readHashes(reader: Reader, field: string): readonly Uint8Array[] {
  const all = reader.sequenceOf(field, () => reader.octetString(''))
  if (all.length > CMS_REFERENCES_MAX)
    reader.refuse('cms-list-too-long', field, { count: all.length })
  return all
}
