import type { CertificateStatus } from '#ca/contract.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import {
  isStateCode,
  REVOKED_AT_MAX,
  REVOKED_AT_MIN,
  revokedAtOf,
  type RevokedFor,
  revokedSecondOf,
  revokedStateCode,
  STATE_GOOD,
  STATE_UNKNOWN,
  type StateCode,
  statusOfState,
} from './state-code.ts'

/** Serials that one chunk of columns covers. */
export const CHUNK_SERIALS = 65_536

/** The highest number of a key generation that the columns hold. */
export const INDEX_GENERATION_MAX = 65_535

/**
 * Set beside the state code once the certificate was issued. A revocation may arrive before the
 * issue, since the two come by different lanes of the feed: it is kept, and counts from then on.
 */
const ISSUED = 0x80
const STATE = 0x7f

/** The columns of `CHUNK_SERIALS` serials as they lie in memory, for a checkpoint. */
export interface StatusChunk {
  /** The chunk covers the serials from `number * CHUNK_SERIALS`. */
  readonly number: number
  /** A state code each, with the mark of an issued certificate. */
  readonly states: Uint8Array
  /** The key generation of every certificate issued in the chunk, where it is one; else 0. */
  readonly generation: number
  /** The key generation of each, where they differ. */
  readonly generations: Uint16Array | undefined
  /** The second of each one's revocation; `undefined` where none was revoked. */
  readonly revokedSeconds: Uint32Array | undefined
}

type Chunk = { -readonly [K in keyof StatusChunk]: StatusChunk[K] }

/**
 * The status of every certificate of an authority, in memory. An authority's serials are one dense
 * increasing counter, so the status is an array by serial: one octet, and four more for the second
 * of revocation in chunks that have any. Nothing here is older or newer than what it was told.
 */
export class StatusIndex {
  readonly #chunks = new Map<number, Chunk>()
  /** Serials come in order, so that the next one mostly lies in the chunk of the last. */
  #last: Chunk | undefined
  #size = 0

  /** Serials of which anything is known. */
  get size(): number {
    return this.#size
  }

  /** Octets of all columns. */
  get octets(): number {
    let octets = 0
    for (const { states, generations, revokedSeconds } of this.#chunks.values())
      octets +=
        states.byteLength + (generations?.byteLength ?? 0) + (revokedSeconds?.byteLength ?? 0)
    return octets
  }

  /**
   * The certificate was issued under a key generation. Weak: a revocation that is known already
   * stays.
   */
  issued(serial: number, generation: number): void {
    assert(
      Number.isInteger(generation) && generation > 0 && generation <= INDEX_GENERATION_MAX,
      'a key generation has a number of its own',
    )
    const chunk = this.#chunkFor(serial)
    const at = serial % CHUNK_SERIALS
    const known = chunk.states[at] ?? 0
    if ((known & ISSUED) !== 0) return
    setGeneration(chunk, at, generation)
    if (known === STATE_UNKNOWN) this.#size++
    chunk.states[at] = ISSUED | (known === STATE_UNKNOWN ? STATE_GOOD : known)
  }

  /** The certificate was revoked, or held, or its hold made final; the last word counts. */
  revoked(serial: number, revokedAt: Instant, reason: RevokedFor): void {
    assert(
      revokedAt >= REVOKED_AT_MIN && revokedAt <= REVOKED_AT_MAX,
      'a revocation falls between 1970 and 2106',
    )
    const chunk = this.#chunkFor(serial)
    const at = serial % CHUNK_SERIALS
    const known = chunk.states[at] ?? 0
    if (known === STATE_UNKNOWN) this.#size++
    chunk.states[at] = (known & ISSUED) | revokedStateCode(reason)
    chunk.revokedSeconds ??= new Uint32Array(CHUNK_SERIALS)
    chunk.revokedSeconds[at] = revokedSecondOf(revokedAt)
  }

  /** The hold was lifted: good again. */
  lifted(serial: number): void {
    const chunk = this.#chunkFor(serial)
    const at = serial % CHUNK_SERIALS
    const known = chunk.states[at] ?? 0
    if ((known & ISSUED) !== 0) {
      chunk.states[at] = ISSUED | STATE_GOOD
    } else if (known !== STATE_UNKNOWN) {
      chunk.states[at] = STATE_UNKNOWN
      this.#size--
    }
    if (chunk.revokedSeconds !== undefined) chunk.revokedSeconds[at] = 0
  }

  /**
   * The state code of a serial; unknown where the certificate was not issued, or by another key
   * generation than `generation`.
   */
  stateCode(serial: number, generation: number | undefined): StateCode {
    const chunk = this.#find(serial)
    if (chunk === undefined) return STATE_UNKNOWN
    const at = serial % CHUNK_SERIALS
    const known = chunk.states[at] ?? 0
    if ((known & ISSUED) === 0) return STATE_UNKNOWN
    if (generation !== undefined && (chunk.generations?.[at] ?? chunk.generation) !== generation)
      return STATE_UNKNOWN
    return known & STATE
  }

  /** The second of a serial's revocation since 1970; 0 where it is not revoked. */
  revokedSecond(serial: number): number {
    return this.#find(serial)?.revokedSeconds?.[serial % CHUNK_SERIALS] ?? 0
  }

  /** When a revoked serial was revoked, to the second. */
  revokedAt(serial: number): Instant {
    return revokedAtOf(this.revokedSecond(serial))
  }

  /** What may be told of a serial; see `stateCode`. */
  statusOf(serial: number, generation: number | undefined): CertificateStatus {
    return statusOfState(this.stateCode(serial, generation), this.revokedSecond(serial))
  }

  /** The columns, in the order of serials. They are the index's own: copy before waiting. */
  chunks(): readonly StatusChunk[] {
    return [...this.#chunks.values()].sort((a, b) => a.number - b.number)
  }

  /**
   * An index over columns that `chunks` gave; it takes them over. Throws where they are not such.
   */
  static restore(chunks: Iterable<StatusChunk>): StatusIndex {
    const index = new StatusIndex()
    for (const chunk of chunks) {
      index.#size += checkedSize(chunk)
      assert(!index.#chunks.has(chunk.number), 'a chunk stands once')
      index.#chunks.set(chunk.number, { ...chunk })
    }
    return index
  }

  #find(serial: number): Chunk | undefined {
    const number = Math.floor(serial / CHUNK_SERIALS)
    return this.#last?.number === number ? this.#last : this.#chunks.get(number)
  }

  #chunkFor(serial: number): Chunk {
    assert(Number.isSafeInteger(serial) && serial > 0, 'a serial is a positive counter value')
    const number = Math.floor(serial / CHUNK_SERIALS)
    const known = this.#find(serial)
    if (known !== undefined) {
      this.#last = known
      return known
    }
    const made: Chunk = {
      number,
      states: new Uint8Array(CHUNK_SERIALS),
      generation: 0,
      generations: undefined,
      revokedSeconds: undefined,
    }
    this.#chunks.set(number, made)
    this.#last = made
    return made
  }
}

function setGeneration(chunk: Chunk, at: number, generation: number): void {
  if (chunk.generations === undefined) {
    if (chunk.generation === 0) chunk.generation = generation
    if (chunk.generation === generation) return
    chunk.generations = new Uint16Array(CHUNK_SERIALS).fill(chunk.generation)
    chunk.generation = 0
  }
  chunk.generations[at] = generation
}

/** How many serials of restored columns say anything. */
function checkedSize(chunk: StatusChunk): number {
  const { number, states, generation, generations, revokedSeconds } = chunk
  assert(
    Number.isSafeInteger(number * CHUNK_SERIALS) &&
      number >= 0 &&
      states.length === CHUNK_SERIALS &&
      (generations?.length ?? CHUNK_SERIALS) === CHUNK_SERIALS &&
      (revokedSeconds?.length ?? CHUNK_SERIALS) === CHUNK_SERIALS &&
      Number.isInteger(generation) &&
      generation >= 0 &&
      generation <= INDEX_GENERATION_MAX,
    'the columns of a chunk are whole',
  )
  // Counted by octet first: ten million look-ups of what is allowed would take longer than reading
  // the file.
  const counts = new Uint32Array(256)
  for (const octet of states) counts[octet] = (counts[octet] ?? 0) + 1
  for (const [octet, count] of counts.entries())
    assert(count === 0 || isColumnOctet(octet, revokedSeconds), 'a state of a chunk is one of ours')
  return CHUNK_SERIALS - (counts[0] ?? 0)
}

function isColumnOctet(octet: number, revokedSeconds: Uint32Array | undefined): boolean {
  const code = octet & STATE
  if (!isStateCode(code)) return false
  if (code <= STATE_GOOD) return octet === STATE_UNKNOWN || octet === (ISSUED | STATE_GOOD)
  return revokedSeconds !== undefined
}
