import type { Instant } from '#kernel/instant.ts'

/** How `up` was asked to run. */
export interface SandboxConfiguration {
  /** Folder of everything that lasts: database, keys, cards. */
  readonly dataFolder: string
  /** Port of pages and operator interface; 0 takes a free one. */
  readonly port: number
  /** Port of the status service (OCSP, CRL); 0 takes a free one. */
  readonly statusPort: number
  /** A PostgreSQL of one's own instead of the embedded one. */
  readonly databaseUrl: string | undefined
  /** The moment the sandbox starts at; `undefined` goes on where it was. */
  readonly clock: Instant | undefined
  /** The operator has seen that the computer's clock went back. */
  readonly acceptClock: boolean
  /** Residents of a register that is made new. */
  readonly residents: number
}

/** The operator's own PostgreSQL, where the environment names one (an empty name is none). */
export function databaseUrlOf(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const url = environment['DATABASE_URL']
  return url === '' ? undefined : url
}

/** The folder of a sandbox that was not told another. */
export const DEFAULT_DATA_FOLDER = '.shomei'
/** Where the pages are unless told otherwise. */
export const DEFAULT_PORT = 8780
/** Where the status service is unless told otherwise. */
export const DEFAULT_STATUS_PORT = 8781
/** Residents of a fresh sandbox. */
export const DEFAULT_RESIDENTS = 100

/** The servers listen here and nowhere else: the sandbox is for one machine. */
export const LOOPBACK = '127.0.0.1'

/** A sandbox that was told nothing. */
export const DEFAULTS: SandboxConfiguration = {
  dataFolder: DEFAULT_DATA_FOLDER,
  port: DEFAULT_PORT,
  statusPort: DEFAULT_STATUS_PORT,
  databaseUrl: undefined,
  clock: undefined,
  acceptClock: false,
  residents: DEFAULT_RESIDENTS,
}
