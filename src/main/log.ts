import { join } from 'node:path'
import { destination, type Logger, pino } from 'pino'

/**
 * Members that no line of the log may show, wherever they stand: the four basic items, PINs and
 * tokens.
 */
const NEVER_LOGGED = [
  'name',
  'address',
  'birthDate',
  'sex',
  'kana',
  'pin',
  'password',
  'token',
  'authorization',
]

/**
 * The sandbox's log: JSON lines in `shomei.log` of the data folder. Acts are named, never who they
 * are about.
 */
export function openLog(dataFolder: string): Logger {
  const paths = NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    {
      base: null,
      redact: { paths, censor: '[redacted]' },
      serializers: { fault: faultOf },
    },
    destination({ dest: join(dataFolder, 'shomei.log'), sync: true, mkdir: false }),
  )
}

/** A fault's name, code and place; its message may carry values of a person and stays out. */
function faultOf(fault: unknown): object {
  if (!(fault instanceof Error)) return { name: typeof fault }
  const code = 'code' in fault ? String(fault.code) : undefined
  const places = (fault.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return { name: fault.name, code, places: places.slice(0, 8).map((line) => line.trim()) }
}
