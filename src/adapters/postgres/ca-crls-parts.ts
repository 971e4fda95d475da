import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { constants, createGzip, gzip } from 'node:zlib'
import { CRL_PART_OCTETS, type CrlEncoding, type PublishedCrl } from '#ca/contract.ts'
import type { CrlDraft } from '#ca/crl/ports.ts'
import { SIGNED_HEAD_OCTETS_MAX } from '#codec/crl/crl-frame.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { Database, PreparedSql, Queries } from './database.ts'
import { bytesOf, textOf } from './row.ts'

const compress = promisify(gzip)
const MINUTE_MS = 60_000

/** A long list that was replaced stays so long: a download of a gigabyte at 2 Mbit/s ends well. */
export const REPLACED_KEPT_MINUTES = 75
/** Parts of no list older than this are left over by a process that ended. */
export const DRAFT_KEPT_MINUTES = 24 * 60
/** A gzip longer than this share of the list is not worth a second copy. */
const GZIP_WORTH = 0.9
/** Every list is compressed anew with every entry: the fastest level, a few percent longer. */
const GZIP_LEVEL = constants.Z_BEST_SPEED
const FIRST_ROOM_OCTETS = 4_096

/** The octets under which a list is published. */
export type CrlBody = Pick<PublishedCrl, 'body' | 'octets' | 'firstPartOctets' | 'gzipOctets'>

/** A draft whose octets are all there. */
export interface ClosedDraft {
  readonly body: CrlBody
  /** Adds the parts that are still in memory: the first, the last, the gzip of a short list. */
  addRemaining(transaction: Queries): Promise<void>
}

/**
 * A list on its way into parts. The first part waits in memory, since the list's outermost header
 * comes last; every other is stored as soon as it is full.
 */
export class CrlPartDraft implements CrlDraft {
  readonly #database: Database
  readonly #at: Instant
  readonly #body = randomUUID()
  #first: Uint8Array | undefined
  #room = new Uint8Array(FIRST_ROOM_OCTETS)
  #filled = 0
  #octets = 0
  #stored = 0

  constructor(database: Database, at: Instant) {
    this.#database = database
    this.#at = at
  }

  /** See `CrlDraft.write`. */
  async write(octets: Uint8Array): Promise<void> {
    this.#octets += octets.length
    let rest = octets
    while (rest.length > 0) {
      const limit = this.#limit
      const taken = rest.subarray(0, limit - this.#filled)
      this.#ensureRoom(this.#filled + taken.length)
      this.#room.set(taken, this.#filled)
      this.#filled += taken.length
      rest = rest.subarray(taken.length)
      if (this.#filled === limit) await this.#endPart()
    }
  }

  /** Ends the draft; `head` comes before everything written. */
  async close(head: Uint8Array): Promise<ClosedDraft> {
    assert(head.length <= SIGNED_HEAD_OCTETS_MAX, 'the outermost header is short')
    const last = this.#room.subarray(0, this.#filled)
    const first = concatBytes(head, this.#first ?? last)
    const isShort = this.#first === undefined
    const zipped = isShort ? await compress(first, { level: GZIP_LEVEL }) : undefined
    const gzipOctets = worthwhile(zipped?.length, first.length)
    const octets = head.length + this.#octets
    const body = { body: this.#body, octets, firstPartOctets: first.length, gzipOctets }
    const addRemaining = async (transaction: Queries): Promise<void> => {
      await this.#add(transaction, 'identity', 0, first)
      if (!isShort && last.length > 0)
        await this.#add(transaction, 'identity', 1 + this.#stored, last)
      if (zipped !== undefined && gzipOctets !== undefined)
        await this.#add(transaction, 'gzip', 0, zipped)
    }
    return { body, addRemaining }
  }

  /** Forgets what was stored. */
  async discard(): Promise<void> {
    if (this.#stored > 0)
      await this.#database.execute('DELETE FROM ca_crl_part WHERE body = $1', [this.#body])
  }

  get #limit(): number {
    return this.#first === undefined ? CRL_PART_OCTETS - SIGNED_HEAD_OCTETS_MAX : CRL_PART_OCTETS
  }

  #ensureRoom(octets: number): void {
    if (octets <= this.#room.length) return
    const larger = new Uint8Array(
      Math.min(CRL_PART_OCTETS, Math.max(octets, 2 * this.#room.length)),
    )
    larger.set(this.#room.subarray(0, this.#filled))
    this.#room = larger
  }

  async #endPart(): Promise<void> {
    const part = this.#room.subarray(0, this.#filled)
    this.#filled = 0
    if (this.#first === undefined) {
      this.#first = part
      this.#room = new Uint8Array(CRL_PART_OCTETS)
      return
    }
    this.#stored++
    await this.#add(this.#database, 'identity', this.#stored, part)
  }

  async #add(
    queries: Queries,
    encoding: CrlEncoding,
    number: number,
    octets: Uint8Array,
  ): Promise<void> {
    await addPart(queries, { body: this.#body, encoding, number, at: this.#at, octets })
  }
}

/** One part of a list; `undefined` where there is none. */
export async function crlPartOf(
  queries: Queries,
  body: string,
  encoding: CrlEncoding,
  number: number,
): Promise<Uint8Array | undefined> {
  const rows = await queries.query(
    {
      name: 'ca-crl-part',
      text: `SELECT octets FROM ca_crl_part WHERE body = $1 AND encoding = $2 AND number = $3`,
    },
    [body, encoding, number],
  )
  return rows.map((row) => bytesOf(row, 'octets'))[0]
}

/**
 * Adds the gzip of a long list that is published, part by part; the list is served as it is until
 * then. Another process may do the same at the same time: the octets are the same too.
 */
export async function addGzipOf(
  database: Database,
  { body, octets }: CrlBody,
  at: Instant,
): Promise<void> {
  const zipping = Readable.from(slicesOf(database, body)).pipe(
    createGzip({ level: GZIP_LEVEL, chunkSize: 65_536 }),
  )
  const room = new Uint8Array(CRL_PART_OCTETS)
  let [filled, number] = [0, 0]
  for await (const chunk of zipping as AsyncIterable<Uint8Array>) {
    for (let rest = chunk; rest.length > 0;) {
      const taken = rest.subarray(0, CRL_PART_OCTETS - filled)
      room.set(taken, filled)
      filled += taken.length
      rest = rest.subarray(taken.length)
      if (filled < CRL_PART_OCTETS) continue
      await addPart(database, { body, encoding: 'gzip', number: number++, at, octets: room })
      filled = 0
    }
  }
  const last = room.subarray(0, filled)
  await addPart(database, { body, encoding: 'gzip', number, at, octets: last })
  const zipped = number * CRL_PART_OCTETS + filled
  const worth = worthwhile(zipped, octets)
  await database.execute('UPDATE ca_crl SET gzip_octets = $2 WHERE body = $1', [body, worth ?? 0])
  if (worth !== undefined) return
  await database.execute(`DELETE FROM ca_crl_part WHERE body = $1 AND encoding = 'gzip'`, [body])
}

/** Forgets long lists that were replaced a while ago, and the parts of no list at all. */
export async function sweepCrlParts(database: Database, at: Instant): Promise<void> {
  const replaced = await database.query(
    'DELETE FROM ca_crl_replaced WHERE replaced_at < $1 RETURNING body::text AS body',
    [plusMs(at, -REPLACED_KEPT_MINUTES * MINUTE_MS)],
  )
  await database.execute(
    `DELETE FROM ca_crl_part p
     WHERE p.body = ANY($1::uuid[]) OR (p.made_at < $2
       AND NOT EXISTS (SELECT FROM ca_crl l WHERE l.body = p.body)
       AND NOT EXISTS (SELECT FROM ca_crl_replaced r WHERE r.body = p.body))`,
    [replaced.map((row) => textOf(row, 'body')), plusMs(at, -DRAFT_KEPT_MINUTES * MINUTE_MS)],
  )
}

/** The octets of a list in slices far shorter than its parts. */
async function* slicesOf(database: Database, body: string): AsyncGenerator<Uint8Array> {
  for (let [number, from] = [0, 0]; ;) {
    const rows = await database.query(SLICE, [body, number, from + 1])
    const [slice] = rows.map((row) => bytesOf(row, 'slice'))
    if (slice === undefined) return
    if (slice.length > 0) yield slice
    from += slice.length
    if (slice.length < SLICE_OCTETS) [number, from] = [number + 1, 0]
  }
}

const SLICE_OCTETS = 131_072

const SLICE: PreparedSql = {
  name: 'ca-crl-slice',
  text: `SELECT substring(octets FROM $3 FOR ${SLICE_OCTETS}) AS slice FROM ca_crl_part
         WHERE body = $1 AND encoding = 'identity' AND number = $2`,
}

function worthwhile(zipped: number | undefined, octets: number): number | undefined {
  return zipped !== undefined && zipped <= octets * GZIP_WORTH ? zipped : undefined
}

interface Part {
  readonly body: string
  readonly encoding: CrlEncoding
  readonly number: number
  readonly at: Instant
  readonly octets: Uint8Array
}

async function addPart(queries: Queries, part: Part): Promise<void> {
  const { body, encoding, number, at, octets } = part
  await queries.execute(
    `INSERT INTO ca_crl_part (body, encoding, number, made_at, octets)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [body, encoding, number, at, octets],
  )
}
