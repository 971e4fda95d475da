import { TAG } from '#codec/der/tag.ts'
import { fitsUtcTime, formatGeneralizedTime } from '#codec/der/time.ts'
import { assert } from '#kernel/assert.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { REASON_EXTENSIONS } from './encode-crl.ts'
import { CRL_REASON_CODES, type CrlReason, crlReasonOf } from './reason.ts'

/**
 * Entries on their way into a list, sixteen octets each, so that a million of them are one buffer
 * and no objects. Two numbers of 64 bits, the high octet first: the serial; then the second of the
 * revocation since 1970, times 16, plus the code of the reason.
 */
export const PACKED_ENTRY_OCTETS = 16

/** What one entry takes at most: the widest serial of 64 bits, GeneralizedTime, a reason. */
export const ENTRY_OCTETS_MAX = 44

/** Contents octets of the widest serial: eight, and one for the sign. */
const SERIAL_CONTENTS_MAX = 9
/** Headers of entry and serial; the header and digits of UTCTime. */
const ENTRY_OCTETS_FIXED = 4 + 15
/** GeneralizedTime has two digits more. */
const CENTURY_OCTETS = 2
const REASON_OCTETS = 14

/** How many entries of which length there are: all that the length of their DER depends on. */
export interface EntryTally {
  readonly count: number
  /** Entries by the contents octets of their serial: `[0]` those of one octet, up to nine. */
  readonly bySerialOctets: readonly number[]
  /** Revoked from 2050 on, and so in GeneralizedTime. */
  readonly late: number
  /** With a reasonCode: all but `unspecified`. */
  readonly reasoned: number
}

/** The tally of no entries. */
export const NO_TALLY: EntryTally = { count: 0, bySerialOctets: [], late: 0, reasoned: 0 }

/** Octets that the entries' DER has, before any of them is encoded. */
export function entriesOctets(tally: EntryTally): number {
  const { count, bySerialOctets, late, reasoned } = tally
  const serials = bySerialOctets.reduce((sum, entries, i) => sum + entries * (i + 1), 0)
  return count * ENTRY_OCTETS_FIXED + serials + late * CENTURY_OCTETS + reasoned * REASON_OCTETS
}

/** The tally of packed entries. */
export function tallyPacked(packed: Uint8Array): EntryTally {
  const bySerialOctets = Array.from({ length: SERIAL_CONTENTS_MAX }, () => 0)
  let [late, reasoned] = [0, 0]
  const view = viewOf(packed)
  for (let at = 0; at < packed.length; at += PACKED_ENTRY_OCTETS) {
    const octets = serialOctets(view.getUint32(at), view.getUint32(at + 4))
    bySerialOctets[octets - 1] = (bySerialOctets[octets - 1] ?? 0) + 1
    if ((view.getUint32(at + 12) & 0xf) !== 0) reasoned++
    if (!fitsUtcTime(instant(secondAt(view, at) * 1000))) late++
  }
  return { count: packed.length / PACKED_ENTRY_OCTETS, bySerialOctets, late, reasoned }
}

/** One entry packed; `reasonCode` is of RFC 5280 §5.3.1. */
export function packEntry(serial: number, revokedAtMs: number, reasonCode: number): Uint8Array {
  const packed = new Uint8Array(PACKED_ENTRY_OCTETS)
  const view = viewOf(packed)
  view.setBigUint64(0, BigInt(serial))
  view.setBigUint64(8, BigInt(Math.floor(revokedAtMs / 1000)) * 16n + BigInt(reasonCode))
  return packed
}

/** The entry at the beginning of packed entries. */
export function unpackEntry(packed: Uint8Array): {
  readonly serial: number
  readonly revokedAt: Instant
  readonly reason: CrlReason
} {
  const view = viewOf(packed)
  const reason = crlReasonOf(view.getUint32(12) & 0xf)
  assert(reason !== undefined, 'a reason code is one of RFC 5280 §5.3.1')
  const revokedAt = instant(secondAt(view, 0) * 1000)
  return { serial: Number(view.getBigUint64(0)), revokedAt, reason }
}

/**
 * Writes the entries' DER (RFC 5280 §5.1.2.6) to `into` from `at` on and gives where it ends. There
 * must be room for `ENTRY_OCTETS_MAX` an entry.
 */
export function encodePacked(packed: Uint8Array, into: Uint8Array, at: number): number {
  assert(packed.length % PACKED_ENTRY_OCTETS === 0, 'packed entries are whole')
  const [from, to] = [viewOf(packed), viewOf(into)]
  let end = at
  for (let entry = 0; entry < packed.length; entry += PACKED_ENTRY_OCTETS) {
    const start = end
    const low = from.getUint32(entry + 12)
    end = writeSerial(from, entry, to, start + 2)
    end = writeTime(from.getUint32(entry + 8) * SECONDS_OF_HIGH + (low >>> 4), to, end)
    const code = low & 0xf
    if (code !== CRL_REASON_CODES.unspecified) end = writeReason(code, to, end)
    to.setUint16(start, 0x30_00 | (end - start - 2))
  }
  return end
}

/** INTEGER in the fewest octets (X.690 §8.3.2). */
function writeSerial(from: DataView, entry: number, to: DataView, at: number): number {
  const [high, low] = [from.getUint32(entry), from.getUint32(entry + 4)]
  const octets = serialOctets(high, low)
  to.setUint16(at, 0x02_00 | octets)
  const end = at + 2 + octets
  let digits = low
  for (let place = end - 1; place > at + 1; place--) {
    to.setUint8(place, digits & 0xff)
    digits = place === end - 4 ? high : digits >>> 8
  }
  return end
}

function serialOctets(high: number, low: number): number {
  return high === 0 ? contentsOctets(low) : 4 + contentsOctets(high)
}

/** Contents octets of a number of 32 bits. */
function contentsOctets(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x80_00) return 2
  if (value < 0x80_00_00) return 3
  return value < 0x80_00_00_00 ? 4 : 5
}

/** Seconds that one of the high 32 bits stands for: 2^32, less the four bits of the reason. */
const SECONDS_OF_HIGH = 2 ** 28

function secondAt(view: DataView, entry: number): number {
  return view.getUint32(entry + 8) * SECONDS_OF_HIGH + (view.getUint32(entry + 12) >>> 4)
}

const DAY_SECONDS = 86_400

/** Headers of the days written so far, by day: lists have few days and many entries. */
const dayHeaders = new Map<number, DataView>()
/** Fifty years of days; beyond, the headers are made anew. */
const DAYS_KEPT_MAX = 18_300

/** RFC 5280 §5.1.2.6: UTCTime through 2049, GeneralizedTime from 2050. */
function writeTime(second: number, to: DataView, at: number): number {
  const day = (second / DAY_SECONDS) | 0
  const header = dayHeaders.get(day) ?? keptDayHeader(day)
  to.setUint32(at, header.getUint32(0))
  to.setUint32(at + 4, header.getUint32(4))
  if (header.byteLength > 8) to.setUint16(at + 8, header.getUint16(8))
  const end = at + header.byteLength
  const ofDay = second - day * DAY_SECONDS
  const minutes = (ofDay / 60) | 0
  const hours = (minutes / 60) | 0
  to.setUint16(end, twoDigits(hours))
  to.setUint16(end + 2, twoDigits(minutes - 60 * hours))
  to.setUint16(end + 4, twoDigits(ofDay - 60 * minutes))
  to.setUint8(end + 6, 0x5a)
  return end + 7
}

function keptDayHeader(day: number): DataView {
  if (dayHeaders.size === DAYS_KEPT_MAX) dayHeaders.clear()
  const header = dayHeader(day)
  dayHeaders.set(day, header)
  return header
}

/** Tag, length and the date's digits of the times of a day: eight octets, or ten. */
function dayHeader(day: number): DataView {
  const at = instant(day * DAY_SECONDS * 1000)
  const isUtc = fitsUtcTime(at)
  const digits = formatGeneralizedTime(at).slice(isUtc ? 2 : 0, 8)
  const header = new Uint8Array(2 + digits.length)
  header[0] = isUtc ? TAG.utcTime : TAG.generalizedTime
  header[1] = digits.length + 7
  for (let i = 0; i < digits.length; i++) header[2 + i] = digits.charCodeAt(i)
  return viewOf(header)
}

/** Two digits of ASCII as a number of 16 bits. */
function twoDigits(value: number): number {
  const tens = (value / 10) | 0
  return ((0x30 + tens) << 8) | (0x30 + value - 10 * tens)
}

function writeReason(code: number, to: DataView, at: number): number {
  const octets = REASONS_BY_CODE[code]
  assert(octets !== undefined, 'a reason code is one of RFC 5280 §5.3.1')
  to.setUint32(at, octets.getUint32(0))
  to.setUint32(at + 4, octets.getUint32(4))
  to.setUint32(at + 8, octets.getUint32(8))
  to.setUint16(at + 12, octets.getUint16(12))
  return at + REASON_OCTETS
}

/** crlEntryExtensions of one reasonCode, by the code. */
const REASONS_BY_CODE: readonly (DataView | undefined)[] = Array.from({ length: 16 }, (_, code) => {
  const octets = REASON_EXTENSIONS.get(crlReasonOf(code) ?? '')
  return octets === undefined ? undefined : viewOf(octets)
})

function viewOf(packed: Uint8Array): DataView {
  return new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
}
