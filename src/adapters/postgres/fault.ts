/** What kind of fault the database met; every one is an outage or a bug, never a user's mistake. */
export type DatabaseFaultCode =
  | 'database-unavailable'
  | 'database-disk-full'
  | 'database-read-only'
  | 'database-contended'
  | 'database-constraint'
  | 'database-fault'

/**
 * SQLSTATE of a serialization failure and of a deadlock: the transaction may simply be run again.
 */
const RETRYABLE: ReadonlySet<string> = new Set(['40001', '40P01'])
const UNIQUE_VIOLATION = '23505'

/**
 * A failed statement, without the values it carried: PostgreSQL repeats them in its own messages,
 * and they may be one of the four basic items. Hence the driver's error is not kept as `cause`.
 */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
  readonly code: DatabaseFaultCode
  /**
   * Five characters of PostgreSQL's appendix A, or the operating system's code when no server
   * answered.
   */
  readonly sqlState: string
  /** The constraint that was violated, when one was. */
  readonly constraint: string | undefined

  constructor(code: DatabaseFaultCode, sqlState: string, constraint?: string, words?: string) {
    super(
      `${code} (${[sqlState, constraint, words].filter((part) => part !== undefined).join(', ')})`,
    )
    this.code = code
    this.sqlState = sqlState
    this.constraint = constraint
  }

  /** Whether running the whole transaction again may succeed (40001, 40P01). */
  get retryable(): boolean {
    return RETRYABLE.has(this.sqlState)
  }
}

/** A SQLSTATE, or the operating system's code where no server answered. */
const DRIVER_CODE = /^(?:[0-9A-Z]{5}|E[A-Z]+)$/

/** The fault a driver's error stands for; what is not the driver's passes through unchanged. */
export function databaseFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseFault) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined && CONNECTION_LOST.test(error.message))
    return new DatabaseFault('database-unavailable', 'connection-lost')
  if (code === undefined || !DRIVER_CODE.test(code)) return error
  const constraint =
    'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
  // Class 42 (syntax, unknown names) speaks of our own SQL only, so its message may be shown.
  const words = code.startsWith('42') ? error.message : undefined
  return new DatabaseFault(faultCodeOf(code), code, constraint, words)
}

/** `pg` gives no code to a connection that ended under it; these are its words for that. */
const CONNECTION_LOST =
  /^(?:Connection terminated|Query read timeout|timeout exceeded when|Client .* is not queryable$)/

function faultCodeOf(sqlState: string): DatabaseFaultCode {
  if (RETRYABLE.has(sqlState)) return 'database-contended'
  if (sqlState === '53100') return 'database-disk-full'
  if (sqlState === '25006') return 'database-read-only'
  if (sqlState.startsWith('23')) return 'database-constraint'
  const noServer = /^(?:08|57P|E[A-Z]+$)/
  return noServer.test(sqlState) ? 'database-unavailable' : 'database-fault'
}

/** Whether a unique key (the named one, if given) refused a row that is already there. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof DatabaseFault) || error.sqlState !== UNIQUE_VIOLATION) return false
  return constraint === undefined || error.constraint === constraint
}
