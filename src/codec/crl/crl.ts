import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { type CrlEntries, NO_ENTRIES, readEntries } from './entries.ts'
import { CRL_LIMITS } from './limits.ts'
import { type CrlExtensions, NO_CRL_EXTENSIONS, readCrlExtensions } from './read-extensions.ts'
import type { CrlRefusal } from './refusal.ts'
import { CRL_SECTIONS } from './sections.ts'

/** A CRL (RFC 5280 §5.1) taken apart. Octet fields are views into `der`. Nothing is verified. */
export interface Crl {
  readonly der: Uint8Array
  /** What the signature covers. */
  readonly tbsDer: Uint8Array
  readonly version: 1 | 2
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  readonly thisUpdate: Instant
  /** RFC 5280 §5.1.2.5 demands it of issuers; X.509 lets others leave it out. */
  readonly nextUpdate: Instant | undefined
  readonly entries: CrlEntries
  readonly extensions: CrlExtensions
  readonly signature: Uint8Array
}

/** Decodes one CRL in time linear in its octets; the rules of form of RFC 5280 §5 are applied. */
export function parseCrl(crlDer: Uint8Array): Result<Crl, CrlRefusal> {
  return withSection(decodeDer(crlDer, readWhole, CRL_LIMITS), CRL_SECTIONS)
}

type Reader = DerReader<CrlRefusal>
type TbsCrl = Omit<Crl, 'der' | 'tbsDer' | 'signature'>

function readWhole(reader: Reader): Crl {
  return reader.sequence('crl', readCrl)
}

function readCrl(reader: Reader): Crl {
  const start = reader.offset
  const tbs = reader.sequence('tbsCertList', readTbs)
  const tbsDer = reader.since(start)
  const outer = readAlgorithmIdentifier(reader, 'signatureAlgorithm')
  // RFC 5280 §5.1.1.2: it "MUST contain the same algorithm identifier as the signature field".
  if (!equalBytes(outer.der, tbs.signatureAlgorithm.der))
    reader.refuse('crl-algorithms-differ', 'signatureAlgorithm')
  const signature = reader.bitStringOctets('signatureValue')
  // A CRL is decoded by itself: its encoding begins where the input does.
  return { der: reader.since(0), tbsDer, ...tbs, signature }
}

function readTbs(reader: Reader): TbsCrl {
  const version = readVersion(reader)
  const signatureAlgorithm = readAlgorithmIdentifier(reader, 'signature')
  const issuer = readName(reader, 'issuer')
  if (issuer.relativeNames.length === 0) reader.refuse('crl-issuer-empty', 'issuer')
  const thisUpdate = reader.time('thisUpdate')
  const isTime = reader.nextTag === TAG.utcTime || reader.nextTag === TAG.generalizedTime
  const nextUpdate = isTime ? reader.time('nextUpdate') : undefined
  const entries = reader.nextTag === TAG.sequence ? readEntries(reader, version) : NO_ENTRIES
  const hasExtensions = reader.nextTag === contextConstructed(0)
  if (hasExtensions && version === 1) reader.refuse('crl-version-too-low', 'crlExtensions')
  const extensions = hasExtensions
    ? reader.explicit(0, 'crlExtensions', readCrlExtensions)
    : NO_CRL_EXTENSIONS
  return { version, signatureAlgorithm, issuer, thisUpdate, nextUpdate, entries, extensions }
}

/** Absent means version 1; encoded it can only be 1, "v2" (RFC 5280 §5.1.2.1). */
function readVersion(reader: Reader): 1 | 2 {
  if (reader.nextTag !== TAG.integer) return 1
  return reader.integer('version') === 1n ? 2 : reader.refuse('crl-version-unsupported', 'version')
}
