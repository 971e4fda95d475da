import { digest } from '#crypto/digest.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { fromUtf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { decodeBlock } from './block.ts'
import {
  FILTER_BLOCK_SERIALS,
  FILTER_CHANGES_MAX,
  FILTER_GENERATIONS_MAX,
  FILTER_OCTETS_MAX,
  FILTER_SERIALS_MAX,
} from './bounds.ts'
import { GenerationRuns } from './generation-runs.ts'
import {
  BASE_DIGEST_OCTETS,
  FILTER_KINDS,
  FILTER_MAGIC,
  FILTER_VERSION,
  type FilterGeneration,
  KEY_ID_OCTETS,
  type StatusFilterHeader,
} from './header.ts'
import { type OctetReader, readFilterOctets } from './octet-reader.ts'
import type { StatusFilterRefusal } from './refusal.ts'
import { decodeRice, RICE_BITS_MAX } from './rice.ts'

/** A filter as read: the states of the blocks stay coded until they are asked for. */
export interface ParsedStatusFilter extends StatusFilterHeader {
  /** SHA-256 of its octets: what a delta that continues it names. */
  readonly digest: Uint8Array
  /** The lowest serial beyond the filter. */
  readonly endSerial: number
  /** Which generation each serial from `firstSerial` on is of. */
  readonly runs: GenerationRuns
  /** Views of the coded blocks, `FILTER_BLOCK_SERIALS` serials each, the last one maybe fewer. */
  readonly blocks: readonly Uint8Array[]
  /** What a delta changes below `firstSerial`, in order; empty in a complete filter. */
  readonly changes: readonly FilterChange[]
}

/** The new state of one serial. */
export interface FilterChange {
  readonly serial: number
  /** A code of `FILTER_STATES`. */
  readonly state: number
  /** The generation's place in the header. */
  readonly generation: number
}

/** Whole seconds up to the year 9999. */
const SECONDS_MAX = 253_402_300_799
const SERIAL_MAX = Number.MAX_SAFE_INTEGER

/** Reads a filter's octets, before anybody has vouched for them. */
export function parseStatusFilter(
  octets: Uint8Array,
): Result<ParsedStatusFilter, StatusFilterRefusal> {
  if (octets.length > FILTER_OCTETS_MAX) {
    const detail = { octets: octets.length, octetsMax: FILTER_OCTETS_MAX }
    return refuse('filter-too-large', detail)
  }
  const read = readFilterOctets(octets, readFilter)
  return read.ok ? ok({ ...read.value, digest: digest('sha256', octets) }) : read
}

function readFilter(reader: OctetReader): Omit<ParsedStatusFilter, 'digest'> {
  const header = readHeader(reader)
  const endSerial = reader.whole('endSerial', 8, [header.firstSerial, SERIAL_MAX])
  const serials = endSerial - header.firstSerial
  if (serials > FILTER_SERIALS_MAX) reader.malformed('endSerial')
  const runs = GenerationRuns.read(reader, serials, header.generations.length)
  const lengths = Array.from({ length: Math.ceil(serials / FILTER_BLOCK_SERIALS) }, () =>
    reader.short('blockLength', reader.left),
  )
  const changes = header.kind === 'delta' ? readChanges(reader, header) : []
  const blocks = lengths.map((length) => reader.octets('block', length))
  return { ...header, endSerial, runs, blocks, changes }
}

function readHeader(reader: OctetReader): StatusFilterHeader {
  if (fromUtf8(reader.octets('magic', FILTER_MAGIC.length)) !== FILTER_MAGIC)
    reader.refuse('filter-magic-wrong', {})
  const version = reader.whole('version', 1, [0, 255])
  if (version !== FILTER_VERSION) reader.refuse('filter-version-unknown', { version })
  const kind = FILTER_KINDS[reader.whole('kind', 1, [0, FILTER_KINDS.length - 1])] ?? 'complete'
  const count = reader.whole('generations', 1, [1, FILTER_GENERATIONS_MAX])
  const generations = Array.from({ length: count }, () => readGeneration(reader))
  const number = reader.whole('number', 8, [1, SERIAL_MAX])
  const baseNumber = reader.whole('baseNumber', 8, kind === 'delta' ? [1, number - 1] : [0, 0])
  const baseDigest = reader.octets('baseDigest', kind === 'delta' ? BASE_DIGEST_OCTETS : 0)
  const thisUpdate = readTime(reader, 'thisUpdate', 0)
  const nextUpdate = readTime(reader, 'nextUpdate', thisUpdate / 1000)
  const firstSerial = reader.whole('firstSerial', 8, [1, SERIAL_MAX])
  const times = { thisUpdate, nextUpdate }
  return { kind, generations, number, baseNumber, baseDigest, ...times, firstSerial }
}

function readGeneration(reader: OctetReader): FilterGeneration {
  const generation = reader.whole('generation', 2, [1, 65_535])
  return { generation, keyId: reader.octets('keyId', KEY_ID_OCTETS) }
}

function readTime(reader: OctetReader, field: string, least: number): Instant {
  return instant(reader.whole(field, 8, [least, SECONDS_MAX]) * 1000)
}

function readChanges(
  reader: OctetReader,
  { firstSerial, generations }: StatusFilterHeader,
): readonly FilterChange[] {
  const count = reader.short('changes', Math.min(FILTER_CHANGES_MAX, reader.left * 8))
  const remainderBits = reader.whole('remainderBits', 1, [0, RICE_BITS_MAX])
  const gapOctets = reader.octets('gaps', reader.short('gapOctets', reader.left))
  const gaps = decodeRice({ remainderBits, octets: gapOctets }, count)
  if (gaps === undefined) reader.malformed('gaps')
  const runs = GenerationRuns.read(reader, count, generations.length)
  const states = readChangedStates(reader, count)
  let serial = 0
  return gaps.map((gap, i) => {
    serial += gap + 1
    if (serial >= firstSerial) reader.malformed('gaps')
    return { serial, state: states[i] ?? 0, generation: runs.at(i) }
  })
}

function readChangedStates(reader: OctetReader, count: number): Uint8Array {
  const states = new Uint8Array(count)
  for (let from = 0; from < count; from += FILTER_BLOCK_SERIALS) {
    const octets = reader.octets('changedStates', reader.short('changedStates', reader.left))
    const block = decodeBlock(octets, Math.min(FILTER_BLOCK_SERIALS, count - from))
    if (block === undefined) reader.malformed('changedStates')
    states.set(block, from)
  }
  return states
}
