import type { AuthorityId, FilterNotice, StoredFilter } from '#ca/contract.ts'
import type { FilterRecords, FilterWindow } from '#ca/ports.ts'
import { FILTER_CODE } from '#codec/status-filter/state.ts'
import { fromHex } from '#kernel/bytes.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import type { FilterSource } from '#va/ports.ts'
import { AUTHORITY_CODES, authorityOf } from './ca-columns.ts'
import type { Database, PreparedSql, Queries } from './database.ts'
import { bytesOf, instantOf, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** Serials of one window: one question each, whatever the number of certificates. */
const WINDOW_SERIALS = 65_536

/** A certificate as the server packs it: serial, generation, state. */
const PACKED_OCTETS = 11
const PACKED_GENERATION = 8
const PACKED_STATE = 10

/** Only a recorded signature makes a certificate. */
const WINDOW: PreparedSql = {
  name: 'ca-filter-window',
  text: `SELECT encode(coalesce(string_agg(
           int8send(s.serial) || int2send(c.generation::smallint)
             || CASE WHEN r.serial IS NULL THEN '\\x01'::bytea ELSE '\\x02'::bytea END,
           ''::bytea), ''::bytea), 'hex') AS packed
         FROM ca_signature s
         JOIN ca_certificate c USING (authority, serial)
         LEFT JOIN ca_revocation r USING (authority, serial)
         WHERE s.authority = $1 AND s.serial >= $2 AND s.serial < $3`,
}

const NOTICE_COLUMNS = 'authority, number, base_number, this_update, next_update'
const FILTER_COLUMNS = `${NOTICE_COLUMNS}, cms`
const CHAIN = `FROM ca_filter
  WHERE authority = $1 AND number >= (
    SELECT max(number) FROM ca_filter WHERE authority = $1 AND base_number = 0)
  ORDER BY number`

/** The record of status filters in PostgreSQL. */
export class PostgresFilters implements FilterRecords {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** See `FilterRecords.extent`. */
  async extent(
    authority: AuthorityId,
    at: Instant,
  ): Promise<{ readonly firstSerial: number; readonly endSerial: number }> {
    // The end first: a certificate intended meanwhile lies beyond it.
    const code = AUTHORITY_CODES[authority]
    const next = onlyRow(
      await this.#database.query('SELECT next_serial FROM ca_serial WHERE authority = $1', [code]),
    )
    const endSerial = numberOf(next, 'next_serial')
    const lowest = await this.#database.query(
      `SELECT serial FROM ca_certificate
       WHERE authority = $1 AND serial < $2 AND not_after >= $3 ORDER BY serial LIMIT 1`,
      [code, endSerial, at],
    )
    const firstSerial = lowest[0] === undefined ? endSerial : numberOf(lowest[0], 'serial')
    return { firstSerial, endSerial }
  }

  /** See `FilterRecords.states`. */
  async *states(
    authority: AuthorityId,
    firstSerial: number,
    endSerial: number,
  ): AsyncGenerator<FilterWindow> {
    for (let from = firstSerial; from < endSerial; from += WINDOW_SERIALS) {
      const to = Math.min(from + WINDOW_SERIALS, endSerial)
      const values = [AUTHORITY_CODES[authority], from, to]
      const row = onlyRow(await this.#database.query(WINDOW, values))
      yield unpacked(textOf(row, 'packed'), from, to - from)
    }
  }

  /** See `FilterRecords.chain`. */
  async chain(authority: AuthorityId): Promise<readonly StoredFilter[]> {
    return await filterChain(this.#database, authority)
  }

  /** See `FilterRecords.record`. What two complete filters have replaced goes. */
  async record({
    authority,
    number,
    baseNumber,
    thisUpdate,
    nextUpdate,
    cmsDer,
  }: StoredFilter): Promise<boolean> {
    const code = AUTHORITY_CODES[authority]
    return await this.#database.transaction(async (transaction) => {
      const added = await transaction.execute(
        `INSERT INTO ca_filter (${FILTER_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
        [code, number, baseNumber, thisUpdate, nextUpdate, cmsDer],
      )
      if (added === 0) return false
      await transaction.execute(
        `DELETE FROM ca_filter WHERE authority = $1 AND number < (
           SELECT min(number) FROM (
             SELECT number FROM ca_filter WHERE authority = $1 AND base_number = 0
             ORDER BY number DESC LIMIT 2) AS kept)`,
        [code],
      )
      return true
    })
  }
}

/** What the status service reads of the filters; `queries` need not be able to write. */
export function postgresFilterSource(queries: Queries): FilterSource {
  return {
    filterChain: async (authority) => {
      const rows = await queries.query(`SELECT ${NOTICE_COLUMNS} ${CHAIN}`, [
        AUTHORITY_CODES[authority],
      ])
      return rows.map(filterNoticeOf)
    },
    filter: async (authority, number) => {
      const rows = await queries.query(
        `SELECT ${FILTER_COLUMNS} FROM ca_filter WHERE authority = $1 AND number = $2`,
        [AUTHORITY_CODES[authority], number],
      )
      return rows.map(storedFilterOf)[0]
    },
  }
}

/** The newest complete filter and the deltas after it, in order. */
async function filterChain(
  queries: Queries,
  authority: AuthorityId,
): Promise<readonly StoredFilter[]> {
  const rows = await queries.query(`SELECT ${FILTER_COLUMNS} ${CHAIN}`, [
    AUTHORITY_CODES[authority],
  ])
  return rows.map(storedFilterOf)
}

function storedFilterOf(row: Row): StoredFilter {
  return { ...filterNoticeOf(row), cmsDer: bytesOf(row, 'cms') }
}

function filterNoticeOf(row: Row): FilterNotice {
  return {
    authority: authorityOf(row),
    number: numberOf(row, 'number'),
    baseNumber: numberOf(row, 'base_number'),
    thisUpdate: instantOf(row, 'this_update'),
    nextUpdate: instantOf(row, 'next_update'),
  }
}

function unpacked(hex: string, firstSerial: number, serials: number): FilterWindow {
  const octets = fromHex(hex)
  assert(octets !== undefined && octets.length % PACKED_OCTETS === 0, 'the server packs whole rows')
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const states = new Uint8Array(serials).fill(FILTER_CODE.absent)
  const generations = new Uint16Array(serials)
  for (let at = 0; at < octets.length; at += PACKED_OCTETS) {
    const place = Number(view.getBigInt64(at)) - firstSerial
    states[place] = view.getUint8(at + PACKED_STATE)
    generations[place] = view.getUint16(at + PACKED_GENERATION)
  }
  return { states, generations }
}
