import { Pool, type PoolClient, type PoolConfig, types } from 'pg'
import { assert } from '#kernel/assert.ts'
import { driverSettings, type PostgresConnection } from './connection.ts'
import { DatabaseFault, databaseFault } from './fault.ts'
import type { Row } from './row.ts'

/**
 * A value bound to `$1`, `$2`, …; JSON is bound as its text, an instant as its epoch milliseconds.
 */
export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly (string | number | bigint | boolean | null | Uint8Array)[]

/**
 * A statement the server parses and plans once per connection: for those that run thousands of
 * times.
 */
export interface PreparedSql {
  /** At most 63 characters, one text per name. */
  readonly name: string
  readonly text: string
}

/** What can be asked of the database, inside a transaction or outside. */
export interface Queries {
  /** Runs one statement and gives its rows. */
  query(sql: string | PreparedSql, values?: readonly SqlValue[]): Promise<readonly Row[]>
  /** Runs one statement and gives the number of rows it touched. */
  execute(sql: string | PreparedSql, values?: readonly SqlValue[]): Promise<number>
}

/**
 * How much a transaction sees of others: `serializable` behaves as if they ran one after another,
 * `repeatable read` sees all of it at one moment.
 */
export type Isolation = 'serializable' | 'repeatable read' | 'read committed'

/** How often one transaction is run before its contention becomes a fault. */
export const TRANSACTION_ATTEMPTS_MAX = 12
/** Connections of one pool; the embedded server accepts 64. */
export const POOL_CONNECTIONS_MAX = 12
const CONNECT_TIMEOUT_MS = 10_000
const BACKOFF_MS_MAX = 200

/** A pool of connections; statements outside a transaction run on any of them. */
export class Database implements Queries {
  readonly #settings: PoolConfig
  readonly #pool: Pool
  readonly #handles: Database[] = []

  private constructor(settings: PoolConfig) {
    this.#settings = settings
    this.#pool = new Pool(settings)
    // An idle connection that breaks is replaced at its next use, where the fault is thrown to a
    // caller.
    this.#pool.on('error', () => undefined)
    // A connection in use that breaks fails the statement under way, which tells its caller; the
    // event comes besides, and unheard would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
  }

  /** A handle on the database; connections open at first use. */
  static at(connection: PostgresConnection, connectionsMax = POOL_CONNECTIONS_MAX): Database {
    return new Database(poolSettings(connection, connectionsMax))
  }

  /**
   * A handle of its own connections on which every write is refused (25006): for the status side.
   */
  readOnly(connectionsMax = POOL_CONNECTIONS_MAX): Database {
    return this.#apart({ max: connectionsMax, options: '-c default_transaction_read_only=on' })
  }

  /**
   * A handle of its own connections for who would rather have a fault than wait: a connection or a
   * statement that takes longer than `patienceMs` is given up, and its connection with it.
   */
  impatient(patienceMs: number, connectionsMax = POOL_CONNECTIONS_MAX): Database {
    return this.#apart({
      max: connectionsMax,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    })
  }

  #apart(settings: PoolConfig): Database {
    const handle = new Database({ ...this.#settings, ...settings })
    this.#handles.push(handle)
    return handle
  }

  /** See `Queries.query`. */
  async query(
    sql: string | PreparedSql,
    values: readonly SqlValue[] = [],
  ): Promise<readonly Row[]> {
    return await translated(async () => (await this.#pool.query(statement(sql, values))).rows)
  }

  /** See `Queries.execute`. */
  async execute(sql: string | PreparedSql, values: readonly SqlValue[] = []): Promise<number> {
    return await translated(
      async () => (await this.#pool.query(statement(sql, values))).rowCount ?? 0,
    )
  }

  /**
   * Runs `work` in one transaction: committed and durable when the promise resolves, undone when
   * `work` throws. On contention (40001, 40P01) the whole of `work` runs again, so it must not act
   * outside the database. A returned refusal is an answer like any other and commits.
   */
  async transaction<T>(
    work: (transaction: Queries) => Promise<T>,
    isolation: Isolation = 'serializable',
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work, isolation)
      } catch (error) {
        const again = error instanceof DatabaseFault && error.retryable
        if (!again || attempt === TRANSACTION_ATTEMPTS_MAX) throw error
        await backOff(attempt)
      }
    }
  }

  /** Ends every connection, those of handles made from it too, after the statements under way. */
  async close(): Promise<void> {
    await Promise.all([
      ...this.#handles.splice(0).map((handle) => handle.close()),
      this.#pool.end(),
    ])
  }

  async #attempt<T>(work: (transaction: Queries) => Promise<T>, isolation: Isolation): Promise<T> {
    const client = await translated(() => this.#pool.connect())
    const transaction = new ClientQueries(client)
    let broken = false
    try {
      await transaction.execute(`BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`)
      const result = await work(transaction)
      await transaction.execute('COMMIT')
      return result
    } catch (error) {
      // A connection that cannot even roll back is thrown away with whatever it was doing.
      broken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      )
      throw error
    } finally {
      client.release(broken)
    }
  }
}

class ClientQueries implements Queries {
  readonly #client: PoolClient

  constructor(client: PoolClient) {
    this.#client = client
  }

  async query(
    sql: string | PreparedSql,
    values: readonly SqlValue[] = [],
  ): Promise<readonly Row[]> {
    return await translated(async () => (await this.#client.query(statement(sql, values))).rows)
  }

  async execute(sql: string | PreparedSql, values: readonly SqlValue[] = []): Promise<number> {
    return await translated(
      async () => (await this.#client.query(statement(sql, values))).rowCount ?? 0,
    )
  }
}

function statement(
  sql: string | PreparedSql,
  values: readonly SqlValue[],
): { text: string; name?: string; values: SqlValue[] } {
  const text = typeof sql === 'string' ? { text: sql } : { text: sql.text, name: sql.name }
  return { ...text, values: [...values] }
}

async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw databaseFault(error)
  }
}

/** Waits longer after each attempt, and unevenly, so that two rivals do not meet again. */
async function backOff(attempt: number): Promise<void> {
  const ceilingMs = Math.min(BACKOFF_MS_MAX, 2 ** attempt)
  await new Promise((resolve) => setTimeout(resolve, ceilingMs * (0.5 + Math.random() / 2)))
}

function poolSettings(connection: PostgresConnection, max: number): PoolConfig {
  return {
    ...driverSettings(connection),
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'shomei',
    types: { getTypeParser },
  }
}

/**
 * bigint becomes a number and must be safe (instants, counters; serial numbers are bytea), bytea a
 * plain Uint8Array, json its value. Dates, timestamps and numerics stay text: no time zone is ever
 * guessed.
 */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [types.builtins.INT8, safeInteger],
  [types.builtins.BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))],
  [types.builtins.DATE, (text) => text],
  [types.builtins.TIMESTAMP, (text) => text],
  [types.builtins.TIMESTAMPTZ, (text) => text],
  [types.builtins.INTERVAL, (text) => text],
  [types.builtins.NUMERIC, (text) => text],
])

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  assert(format !== 'binary', 'results are asked for as text')
  return PARSERS.get(oid) ?? types.getTypeParser(oid, 'text')
}

function safeInteger(text: string): number {
  const value = Number(text)
  assert(Number.isSafeInteger(value), 'a bigint column stays below 2^53')
  return value
}
