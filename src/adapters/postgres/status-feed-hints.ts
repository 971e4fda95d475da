import { Client } from 'pg'
import { driverSettings, type PostgresConnection } from './connection.ts'
import { STATUS_HINT_CHANNEL } from './status-feed-sightings.ts'

/** Between two attempts to hear hints again; until then news is found by looking. */
const RETRY_MS = 1_000
const CONNECT_TIMEOUT_MS = 2_000

/**
 * Listens for hints that the feed has something new, over a connection of its own. Nothing depends
 * on a hint: where none can be heard, a look finds out a little later.
 */
export class StatusHints {
  readonly #connection: PostgresConnection
  readonly #hinted: () => void
  #client: Client | undefined
  #retry: NodeJS.Timeout | undefined
  #isOver = false

  constructor(connection: PostgresConnection, hinted: () => void) {
    this.#connection = connection
    this.#hinted = hinted
  }

  /** Begins to listen, and goes on trying. */
  start(): void {
    const client = new Client({
      ...driverSettings(this.#connection),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'shomei-hints',
      keepAlive: true,
    })
    this.#client = client
    client.on('notification', this.#hinted)
    let isLost = false
    const lost = (): void => {
      if (isLost || this.#isOver) return
      isLost = true
      client.end().catch(() => undefined)
      this.#retry = setTimeout(() => this.start(), RETRY_MS)
    }
    client.on('error', lost)
    client.on('end', lost)
    client
      .connect()
      .then(() => client.query(`LISTEN ${STATUS_HINT_CHANNEL}`))
      .catch(lost)
  }

  /** Listens no more. */
  async stop(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#retry)
    await this.#client?.end().catch(() => undefined)
  }
}
