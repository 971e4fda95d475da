import type { PoolConfig } from 'pg'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { DatabaseRefusal } from './messages.ts'

/** Where the database is and as whom to enter. */
export type PostgresConnection = SocketConnection | UrlConnection

/** The embedded server: its Unix socket and nothing on the network. */
export interface SocketConnection {
  readonly via: 'socket'
  /**
   * The folder that holds `.s.PGSQL.5432`, at most 93 octets so that the whole path fits sun_path.
   */
  readonly socketFolder: string
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Any PostgreSQL ≥ 15, as an operator's `DATABASE_URL` names it. */
export interface UrlConnection {
  readonly via: 'url'
  readonly url: string
}

/** The oldest PostgreSQL served, as `server_version_num` counts. */
export const POSTGRES_VERSION_NUM_MIN = 150_000

/** The name of the socket in its folder: PostgreSQL derives it from the port number. */
export const SOCKET_PORT = 5432

/** Reads an operator's `DATABASE_URL`. */
export function parseDatabaseUrl(text: string): Result<UrlConnection, DatabaseRefusal> {
  const url = URL.parse(text)
  const known = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:'
  return known ? ok({ via: 'url', url: text }) : refuse('database-url-malformed')
}

/** The place for people: host and database, never user or password. */
export function placeOf(connection: PostgresConnection): string {
  if (connection.via === 'socket') return connection.database
  const url = new URL(connection.url)
  return `${url.host}${url.pathname}`
}

/** The driver's settings that reach `connection`. */
export function driverSettings(connection: PostgresConnection): PoolConfig {
  if (connection.via === 'url') return { connectionString: connection.url }
  const { socketFolder, user, password, database } = connection
  return { host: socketFolder, port: SOCKET_PORT, user, password, database }
}
