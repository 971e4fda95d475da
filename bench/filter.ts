/**
 * The status filter of a nation: size against the information in it, making it, and asking it. Two
 * ways beside it that say the same of the same population: a plain bit for each certificate, and
 * gzip over those bits.
 *
 *   node bench/filter.ts [--certificates 100000000] [--revoked 0.2] [--rounds 5]
 */
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { StatusFilterWriter } from '#codec/status-filter/encode-filter.ts'
import { FilterStates } from '#codec/status-filter/filter-states.ts'
import type { StatusFilterHeader } from '#codec/status-filter/header.ts'
import { parseStatusFilter, type ParsedStatusFilter } from '#codec/status-filter/parse-filter.ts'
import { FILTER_CODE } from '#codec/status-filter/state.ts'
import { instant } from '#kernel/instant.ts'

const { values: options } = parseArgs({
  options: {
    certificates: { type: 'string', default: '100000000' },
    revoked: { type: 'string', default: '0.2' },
    rounds: { type: 'string', default: '5' },
  },
})
const certificates = Number(options.certificates)
const share = Number(options.revoked)
const LOOK_UPS = 2_000
const EVENTS = 10_000

const HEADER: StatusFilterHeader = {
  kind: 'complete',
  generations: [{ generation: 1, keyId: new Uint8Array(20) }],
  number: 1,
  baseNumber: 0,
  baseDigest: new Uint8Array(),
  thisUpdate: instant(0),
  nextUpdate: instant(21_600_000),
  firstSerial: 1,
}

/** The same draw for the same serial, in any order: whether the certificate is revoked. */
function isRevoked(serial: number): boolean {
  let mixed = Math.imul(serial ^ (serial >>> 16), 0x45_d9_f3_b5)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c_1b_3c_6d)
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32 < share
}

function completeFilter(): Uint8Array {
  const writer = new StatusFilterWriter(HEADER)
  for (let serial = 1; serial <= certificates; serial++)
    writer.add(isRevoked(serial) ? FILTER_CODE.revoked : FILTER_CODE.good, 0)
  return writer.finish()
}

function deltaOf({ number, digest, endSerial }: ParsedStatusFilter): Uint8Array {
  const link = { baseNumber: number, baseDigest: digest, firstSerial: endSerial }
  const writer = new StatusFilterWriter({ ...HEADER, kind: 'delta', number: number + 1, ...link })
  const step = Math.floor(certificates / EVENTS)
  for (let i = 0; i < EVENTS; i++) {
    const serial = 1 + i * step + ((Math.imul(i, 0x9e_37_79_b1) >>> 0) % step)
    writer.change(serial, FILTER_CODE.revoked, 0)
  }
  return writer.finish()
}

function opened(octets: Uint8Array): ParsedStatusFilter {
  const parsed = parseStatusFilter(octets)
  if (!parsed.ok) throw new Error(parsed.refusal)
  return parsed.value
}

function millisecondsOf(run: () => void): number {
  const begun = performance.now()
  run()
  return performance.now() - begun
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function plainBits(): Uint8Array {
  const bits = new Uint8Array(Math.ceil(certificates / 8))
  for (let serial = 1; serial <= certificates; serial++)
    if (isRevoked(serial)) bits[serial >>> 3] = (bits[serial >>> 3] ?? 0) | (1 << (serial & 7))
  return bits
}

const begun = performance.now()
const octets = completeFilter()
const madeIn = (performance.now() - begun) / 1000
const parsed = opened(octets)
const information = (-share * Math.log2(share) - (1 - share) * Math.log2(1 - share)) / 8
console.log(
  `complete filter: ${(octets.length / 1e6).toFixed(2)} MB for ${certificates} certificates, ` +
    `${share} of them revoked; ${(octets.length / (certificates * information)).toFixed(3)} times ` +
    `the information (${((certificates * information) / 1e6).toFixed(2)} MB); goal 12 MB for 100 million`,
)
console.log(
  `made in ${madeIn.toFixed(1)} s, ${(certificates / madeIn / 1e6).toFixed(2)} million certificates/s; ` +
    `resident ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
)
console.log(
  `delta of ${EVENTS} events: ${(deltaOf(parsed).length / 1000).toFixed(1)} kB; goal 100 kB`,
)

const opening: number[] = []
const asking: number[] = []
for (let round = 0; round < Number(options.rounds); round++) {
  opening.push(millisecondsOf(() => void opened(octets)))
  const states = FilterStates.open(parsed, [])
  if (!states.ok) throw new Error(states.refusal)
  asking.push(
    millisecondsOf(() => {
      for (let i = 0; i < LOOK_UPS; i++) {
        const serial = 1 + ((Math.imul(i + round, 0x9e_37_79_b1) >>> 0) % certificates)
        const wanted = isRevoked(serial) ? 'revoked' : 'good'
        if (states.value.stateOf(serial)?.state !== wanted) throw new Error(`serial ${serial}`)
      }
    }) / LOOK_UPS,
  )
}
console.log(
  `open ${median(opening).toFixed(1)} ms, one look-up ${(median(asking) * 1000).toFixed(1)} µs (medians of ${options.rounds} rounds)`,
)

const bits = plainBits()
const zipped = gzipSync(bits, { level: 6 })
console.log(
  `beside it: a bit each ${(bits.length / 1e6).toFixed(2)} MB, gzip of that ${(zipped.length / 1e6).toFixed(2)} MB ` +
    '(neither says what was never issued)',
)
