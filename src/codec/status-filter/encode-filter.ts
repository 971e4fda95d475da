import { assert } from '#kernel/assert.ts'
import { utf8 } from '#kernel/bytes.ts'
import { encodeBlock } from './block.ts'
import { FILTER_BLOCK_SERIALS, FILTER_CHANGES_MAX, FILTER_SERIALS_MAX } from './bounds.ts'
import { GenerationRuns } from './generation-runs.ts'
import {
  BASE_DIGEST_OCTETS,
  FILTER_KINDS,
  FILTER_MAGIC,
  FILTER_VERSION,
  KEY_ID_OCTETS,
  type StatusFilterHeader,
} from './header.ts'
import { OctetWriter } from './octet-writer.ts'
import { encodeRice } from './rice.ts'

/**
 * Writes one filter, serial after serial, in memory that grows with the filter and not with the
 * certificates. Everything handed over must be in order; anything else is a bug.
 */
export class StatusFilterWriter {
  readonly #header: StatusFilterHeader
  readonly #blocks: Uint8Array[] = []
  readonly #runs = new GenerationRuns()
  readonly #changedSerials: number[] = []
  readonly #changedStates: number[] = []
  readonly #changedRuns = new GenerationRuns()
  readonly #open = new Uint8Array(FILTER_BLOCK_SERIALS)
  #serials = 0

  constructor(header: StatusFilterHeader) {
    const isDelta = header.kind === 'delta'
    const digestOctets = isDelta ? BASE_DIGEST_OCTETS : 0
    assert(
      isDelta === header.baseNumber > 0 && header.baseDigest.length === digestOctets,
      'a delta has a base, a complete filter has none',
    )
    this.#header = header
  }

  /** The serial that the next state is of. */
  get nextSerial(): number {
    return this.#header.firstSerial + this.#serials
  }

  /**
   * Adds the next serial. `generation` is its generation's place in the header; what it is for an
   * absent serial does not matter.
   */
  add(state: number, generation: number): void {
    assert(this.#serials < FILTER_SERIALS_MAX, 'a filter covers a bounded number of serials')
    this.#runs.add(state, generation)
    this.#open[this.#serials % FILTER_BLOCK_SERIALS] = state
    this.#serials++
    if (this.#serials % FILTER_BLOCK_SERIALS === 0) this.#blocks.push(encodeBlock(this.#open))
  }

  /** Adds a serial below `firstSerial` whose state is another than the base says. */
  change(serial: number, state: number, generation: number): void {
    const { kind, firstSerial } = this.#header
    assert(kind === 'delta' && serial < firstSerial, 'changes are of what the base covers')
    assert(serial > (this.#changedSerials.at(-1) ?? 0), 'changes come in order')
    assert(this.#changedSerials.length < FILTER_CHANGES_MAX, 'changes are bounded')
    this.#changedSerials.push(serial)
    this.#changedStates.push(state)
    this.#changedRuns.add(state, generation)
  }

  /** The filter. */
  finish(): Uint8Array {
    const rest = this.#serials % FILTER_BLOCK_SERIALS
    if (rest > 0) this.#blocks.push(encodeBlock(this.#open.subarray(0, rest)))
    const writer = new OctetWriter()
    this.#writeHeader(writer)
    this.#runs.write(writer)
    for (const { length } of this.#blocks) writer.short(length)
    if (this.#header.kind === 'delta') this.#writeChanges(writer)
    for (const block of this.#blocks) writer.octets(block)
    return writer.finish()
  }

  #writeHeader(writer: OctetWriter): void {
    const header = this.#header
    writer.octets(utf8(FILTER_MAGIC))
    writer.whole(FILTER_VERSION, 1)
    writer.whole(FILTER_KINDS.indexOf(header.kind), 1)
    writer.whole(header.generations.length, 1)
    for (const { generation, keyId } of header.generations) {
      assert(keyId.length === KEY_ID_OCTETS, 'a key identifier has 20 octets')
      writer.whole(generation, 2)
      writer.octets(keyId)
    }
    writer.whole(header.number, 8)
    writer.whole(header.baseNumber, 8)
    writer.octets(header.baseDigest)
    writer.whole(header.thisUpdate / 1000, 8)
    writer.whole(header.nextUpdate / 1000, 8)
    writer.whole(header.firstSerial, 8)
    writer.whole(this.nextSerial, 8)
  }

  #writeChanges(writer: OctetWriter): void {
    const serials = this.#changedSerials
    writer.short(serials.length)
    const gaps = serials.map((serial, i) => serial - (serials[i - 1] ?? 0) - 1)
    const { remainderBits, octets } = encodeRice(gaps)
    writer.whole(remainderBits, 1)
    writer.short(octets.length)
    writer.octets(octets)
    this.#changedRuns.write(writer)
    for (let from = 0; from < serials.length; from += FILTER_BLOCK_SERIALS) {
      const states = this.#changedStates.slice(from, from + FILTER_BLOCK_SERIALS)
      const block = encodeBlock(Uint8Array.from(states))
      writer.short(block.length)
      writer.octets(block)
    }
  }
}
