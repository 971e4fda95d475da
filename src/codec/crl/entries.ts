import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { TAG } from '#codec/der/tag.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { serialContents } from '#codec/x509/serial-number.ts'
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
 * kept is where each begins, and which ones name an issuer, so that a million of them cost four or
 * eight octets each, and eight more once a serial number was looked up. An entry is decoded
 * whenever it is asked for, and so are the names of its issuer.
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
  /** Places of the entries that carry certificateIssuer, ascending: it holds from there on. */
  readonly issuerPlaces: Uint32Array
  readonly unknownCritical: readonly string[]
}

/** The entries of a CRL that lists none. */
export const NO_ENTRIES: CrlEntries = entriesOf(new Uint8Array(), 2, {
  starts: new Uint32Array(),
  end: 0,
  issuerPlaces: new Uint32Array(),
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
  const starts = new NumberList()
  const issuerPlaces = new NumberList()
  const unknownCritical = new Set<string>()
  while (!reader.atEnd) {
    const place = starts.count
    if (place === CRL_ENTRIES_MAX) reader.refuse('der-too-many-values', '')
    starts.add(reader.offset)
    const { certificateIssuer, otherExtensions } = readEntry(reader, version)
    if (certificateIssuer !== undefined) issuerPlaces.add(place)
    for (const { critical, oid } of otherExtensions)
      if (critical && unknownCritical.size < UNKNOWN_CRITICAL_MAX) unknownCritical.add(oid)
  }
  return {
    starts: starts.taken(),
    end: reader.offset,
    issuerPlaces: issuerPlaces.taken(),
    unknownCritical: [...unknownCritical],
  }
}

/** A growing list of numbers of 32 bits, four octets each. */
class NumberList {
  #numbers = new Uint32Array(16)
  #count = 0

  get count(): number {
    return this.#count
  }

  add(number: number): void {
    if (this.#count === this.#numbers.length) {
      const larger = new Uint32Array(2 * this.#count)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.#count++] = number
  }

  taken(): Uint32Array {
    return this.#numbers.slice(0, this.#count)
  }
}

function entriesOf(crlDer: Uint8Array, version: 1 | 2, scan: Scan): CrlEntries {
  const { starts, end, issuerPlaces, unknownCritical } = scan
  const at = (place: number): ListedCertificate => {
    const entryDer = crlDer.subarray(starts[place], starts[place + 1] ?? end)
    const read = decodeDer<ListedCertificate, CrlRefusal>(
      entryDer,
      (one) => readEntry(one, version),
      CRL_LIMITS,
    )
    assert(read.ok, 'an entry reads as it did the first time')
    return read.value
  }
  const issuerAt = issuersBy(issuerPlaces, (place) => at(place).certificateIssuer)
  let index: SerialIndex | undefined
  return {
    count: starts.length,
    unknownCritical,
    namesIssuers: issuerPlaces.length > 0,
    *[Symbol.iterator]() {
      let inForce: CrlEntry['issuer']
      for (let place = 0; place < starts.length; place++) {
        const entry = at(place)
        inForce = entry.certificateIssuer ?? inForce
        yield { ...entry, issuer: inForce }
      }
    },
    *withSerial(serialHex) {
      index ??= indexBySerial(crlDer, starts)
      for (const place of placesOf(index, serialHex))
        yield { ...at(place), issuer: issuerAt(place) }
    },
  }
}

type Issuer = CrlEntry['issuer']

/**
 * The certificateIssuer in force at a place, read by `namesAt` from the last entry up to it that
 * carries one. The last one read is kept: entries of one issuer stand together.
 */
function issuersBy(
  issuerPlaces: Uint32Array,
  namesAt: (place: number) => Issuer,
): (place: number) => Issuer {
  let known: { readonly from: number; readonly names: Issuer } | undefined
  return (place) => {
    const from = lastUpTo(issuerPlaces, place)
    if (from === undefined) return undefined
    if (known?.from !== from) known = { from, names: namesAt(from) }
    return known.names
  }
}

/** The greatest of the ascending `places` that is not beyond `place`. */
function lastUpTo(places: Uint32Array, place: number): number | undefined {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] ?? 0) <= place) low = middle + 1
    else high = middle
  }
  return places[low - 1]
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
  const wanted = serialContents(serialHex)
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
