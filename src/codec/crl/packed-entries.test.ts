import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { nameOf } from '#codec/x509/name.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { assembleCrl, cRLNumber, encodeTbsCrl } from './encode-crl.ts'
import { crlFrame, signedFrame } from './crl-frame.ts'
import {
  encodePacked,
  entriesOctets,
  ENTRY_OCTETS_MAX,
  packEntry,
  tallyPacked,
  unpackEntry,
} from './packed-entries.ts'
import { CRL_REASON_CODES, type CrlReason, crlReasonOf } from './reason.ts'

const FIELDS = {
  signatureAlgorithm: SIGNATURE_ALGORITHMS.sha256WithRSAEncryption,
  issuer: nameOf([['C', 'JP']]),
  thisUpdate: instant(Date.UTC(2026, 3, 1)),
  nextUpdate: instant(Date.UTC(2050, 0, 1)),
  extensions: [cRLNumber(300n)],
}

interface Entry {
  readonly serial: number
  readonly revokedAt: number
  readonly reason: CrlReason
}

/** Serials of every width; moments around the end of UTCTime and of the days. */
const ENTRY: fc.Arbitrary<Entry> = fc.record({
  serial: fc.oneof(
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc
      .tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: -1, max: 1 }))
      .map(([bits, beside]) => Math.max(1, 2 ** bits + beside)),
  ),
  revokedAt: fc.oneof(
    fc.integer({ min: 0, max: Date.UTC(2105, 0, 1) }),
    fc.integer({ min: -2000, max: 2000 }).map((ms) => Date.UTC(2050, 0, 1) + ms),
  ),
  reason: fc.constantFrom(...(Object.keys(CRL_REASON_CODES) as CrlReason[])),
})

function packed(entries: readonly Entry[]): Uint8Array {
  return concatBytes(
    ...entries.map(({ serial, revokedAt, reason }) =>
      packEntry(serial, revokedAt, CRL_REASON_CODES[reason]),
    ),
  )
}

test('packed entries become the octets that the general encoder gives, of the length foretold', () => {
  fc.assert(
    fc.property(fc.array(ENTRY, { maxLength: 300 }), (entries) => {
      const all = packed(entries)
      for (const [i, { serial, revokedAt, reason }] of entries.entries())
        assert.deepEqual(unpackEntry(all.subarray(16 * i)), {
          serial,
          revokedAt: instant(1000 * Math.floor(revokedAt / 1000)),
          reason,
        })
      const octets = entriesOctets(tallyPacked(all))
      const room = new Uint8Array(7 + entries.length * ENTRY_OCTETS_MAX)
      const end = encodePacked(all, room, 7)
      assert.equal(end - 7, octets)
      const { head, tail } = crlFrame(FIELDS, octets)
      const tbsDer = encodeTbsCrl({
        ...FIELDS,
        entries: entries.map(({ serial, revokedAt, reason }) => ({
          serialHex: hexOf(serial),
          revokedAt: instant(revokedAt),
          reason,
        })),
      })
      const tbs = concatBytes(head, room.subarray(7, end), tail)
      assert.deepEqual(tbs, tbsDer)
      const signature = new Uint8Array(entries.length).fill(1)
      const frame = signedFrame(tbs.length, FIELDS.signatureAlgorithm, signature)
      assert.deepEqual(
        concatBytes(frame.head, tbs, frame.tail),
        assembleCrl(tbsDer, FIELDS.signatureAlgorithm, signature),
      )
    }),
  )
})

test('a reason that RFC 5280 does not know is a fault, not an entry', () => {
  for (let code = 0; code < 16; code++) {
    const write = (): number => encodePacked(packEntry(1, 0, code), new Uint8Array(64), 0)
    if (crlReasonOf(code) === undefined) assert.throws(write, /reason code/)
    else assert.ok(write() > 0)
  }
})

function hexOf(serial: number): string {
  const digits = serial.toString(16)
  return digits.length % 2 === 0 ? digits : `0${digits}`
}
