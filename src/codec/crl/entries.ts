import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { TAG } from '#codec/der/tag.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import { assert } from '#kernel/assert.ts'
import { type ListedCertificate, readEntry } from './entry.ts'
import { CRL_ENTRIES_MAX, CRL_LIMITS } from './limits.ts'
import type { CrlRefusal } from './refusal.ts'

/** One revoked certificate, and whose it is. */
export interface CrlEntry extends ListedCertificate {
  /**
   * The issuer of the certificate in an indirect CRL: the entry's own certificateIssuer or that of
   * the last entry before it that has one; `undefined` means the issuer of the CRL (RFC 5280
   * §5.3.3).
   */
  readonly issuer: readonly GeneralName[] | undefined
}

/**
 * The entries of a CRL, in the order in which they stand. All were read and checked once; what is
 * kept is where each begins, so that a million of them cost four octets each, and eight more once a
 * serial number was looked up. An entry is decoded whenever it is asked for.
 */
export interface CrlEntries extends Iterable<CrlEntry> {
  readonly count: number
  /** The entries of a serial number, the last one first: mostly none or one. */
  withSerial(serialHex: string): Iterable<CrlEntry>
  /**
   * Identifiers of critical entry extensions beyond RFC 5280 §5.3, each once, the first few: with
   * any, "the application MUST NOT use that CRL to determine the status of any certificates".
   */
  readonly unknownCritical: readonly string[]
  /** Whether any entry carries certificateIssuer. */
  readonly namesIssuers: boolean
}

/** Identifiers that `unknownCritical` holds at most. */
const UNKNOWN_CRITICAL_MAX = 16

/** What one pass over the entries leaves. */
interface Scan {
  readonly starts: Uint32Array
  /** Where the last entry ends. */
  readonly end: number
  /** By place of the entry that carries it, ascending: the certificateIssuer from there on. */
  readonly issuers: readonly IssuerFrom[]
  readonly unknownCritical: readonly string[]
}

interface IssuerFrom {
  readonly from: number
  readonly names: readonly GeneralName[]
}

/** The entries of a CRL that lists none. */
export const NO_ENTRIES: CrlEntries = entriesOf(new Uint8Array(), 2, {
  starts: new Uint32Array(),
  end: 0,
  issuers: [],
  unknownCritical: [],
})

/** Reads revokedCertificates, every entry once, in linear time; the CRL is the whole input. */
export function readEntries(reader: DerReader<CrlRefusal>, version: 1 | 2): CrlEntries {
  const scan = reader.constructed(TAG.sequence, 'revokedCertificates', () => {
    // RFC 5280 §5.1.2.6: "When there are no revoked certificates, the … list MUST be absent".
    if (reader.atEnd) reader.refuse('crl-list-empty', '')
    return scanEntries(reader, version)
  })
  return entriesOf(reader.since(0), version, scan)
}

function scanEntries(reader: DerReader<CrlRefusal>, version: 1 | 2): Scan {
  let starts = new Uint32Array(16)
  let count = 0
  const issuers: IssuerFrom[] = []
  const unknownCritical = new Set<string>()
  while (!reader.atEnd) {
    if (count === CRL_ENTRIES_MAX) reader.refuse('der-too-many-values', '')
    if (count === starts.length) starts = doubled(starts)
    starts[count] = reader.offset
    const { certificateIssuer, otherExtensions } = readEntry(reader, version)
    if (certificateIssuer !== undefined) issuers.push({ from: count, names: certificateIssuer })
    for (const { critical, oid } of otherExtensions)
      if (critical && unknownCritical.size < UNKNOWN_CRITICAL_MAX) unknownCritical.add(oid)
    count++
  }
  return {
    starts: starts.slice(0, count),
    end: reader.offset,
    issuers,
    unknownCritical: [...unknownCritical],
  }
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length)
  larger.set(array)
  return larger
}

function entriesOf(crlDer: Uint8Array, version: 1 | 2, scan: Scan): CrlEntries {
  const { starts, end, issuers, unknownCritical } = scan
  const at = (place: number): CrlEntry => {
    const entryDer = crlDer.subarray(starts[place], starts[place + 1] ?? end)
    const read = decodeDer<ListedCertificate, CrlRefusal>(
      entryDer,
      (one) => readEntry(one, version),
      CRL_LIMITS,
    )
    assert(read.ok, 'an entry reads as it did the first time')
    return { ...read.value, issuer: issuerAt(issuers, place) }
  }
  let index: SerialIndex | undefined
  return {
    count: starts.length,
    unknownCritical,
    namesIssuers: issuers.length > 0,
    *[Symbol.iterator]() {
      for (let place = 0; place < starts.length; place++) yield at(place)
    },
    *withSerial(serialHex) {
      index ??= indexBySerial(crlDer, starts)
      for (const place of placesOf(index, serialHex)) yield at(place)
    },
  }
}

/** The certificateIssuer in force at an entry: that of the greatest `from` up to it. */
function issuerAt(
  issuers: readonly IssuerFrom[],
  place: number,
): readonly GeneralName[] | undefined {
  let [low, high] = [0, issuers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((issuers[middle]?.from ?? 0) <= place) low = middle + 1
    else high = middle
  }
  return issuers[low - 1]?.names
}

/** Chains of places by the hash of the serial's octets; a link is a place + 1, and 0 is the end. */
interface SerialIndex {
  readonly crlDer: Uint8Array
  readonly starts: Uint32Array
  readonly first: Uint32Array
  readonly next: Uint32Array
}

function indexBySerial(crlDer: Uint8Array, starts: Uint32Array): SerialIndex {
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, starts.length)))
  const first = new Uint32Array(buckets)
  const next = new Uint32Array(starts.length)
  for (let place = 0; place < starts.length; place++) {
    const serial = serialStart(crlDer, starts[place] ?? 0)
    const bucket = hashOf(crlDer, serial, crlDer[serial - 1] ?? 0) & (buckets - 1)
    next[place] = first[bucket] ?? 0
    first[bucket] = place + 1
  }
  return { crlDer, starts, first, next }
}

function* placesOf(index: SerialIndex, serialHex: string): Generator<number> {
  const { crlDer, starts, first, next } = index
  // Tag and length stand before the contents.
  const wanted = der.encode(serialNode(serialHex)).subarray(2)
  let link = first[hashOf(wanted, 0, wanted.length) & (first.length - 1)] ?? 0
  for (; link !== 0; link = next[link - 1] ?? 0) {
    const serial = serialStart(crlDer, starts[link - 1] ?? 0)
    if (isSame(crlDer, serial, wanted)) yield link - 1
  }
}

/**
 * Where the contents of an entry's serial number begin: behind the headers of the entry and of the
 * INTEGER, which is shorter than 128 octets.
 */
function serialStart(crlDer: Uint8Array, start: number): number {
  const length = crlDer[start + 1] ?? 0
  return start + 2 + (length < 0x80 ? 0 : length & 0x7f) + 2
}

function isSame(crlDer: Uint8Array, serial: number, wanted: Uint8Array): boolean {
  if (crlDer[serial - 1] !== wanted.length) return false
  for (let i = 0; i < wanted.length; i++) if (crlDer[serial + i] !== wanted[i]) return false
  return true
}

/** FNV-1a over 32 bits, its high half folded in. */
function hashOf(octets: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ (octets[i] ?? 0), 0x01000193)
  return (hash ^ (hash >>> 16)) >>> 0
}
