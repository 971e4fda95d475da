import { SHORT_LE_MAX } from '#codec/apdu/command.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CardTransport } from './contract.ts'
import { exchange, refusalOf } from './exchange.ts'
import type { ApplicationName, CommandRefusal, SelectedApplication } from './select-application.ts'

/**
 * READ BINARY carries 15 bits of offset (ISO/IEC 7816-4 §11.2.2), so no more of a file can be
 * reached.
 */
export const FILE_OCTETS_MAX = 0x8000

/**
 * Selects the elementary file `id` below the application; `false` where the card has none (6A82).
 */
export async function selectFileIfPresent(
  { card }: SelectedApplication<ApplicationName>,
  id: number,
): Promise<Result<boolean, CommandRefusal>> {
  const statusWord = await select(card, id)
  if (statusWord === SW.fileNotFound) return ok(false)
  return statusWord === SW.done ? ok(true) : refusalOf('SELECT', statusWord)
}

/** Selects an elementary file that every such card has. */
export async function selectFile(
  { card }: SelectedApplication<ApplicationName>,
  id: number,
): Promise<Result<void, CommandRefusal>> {
  const statusWord = await select(card, id)
  return statusWord === SW.done ? ok(undefined) : refusalOf('SELECT', statusWord)
}

async function select(card: CardTransport, id: number): Promise<number> {
  const data = Uint8Array.of(id >> 8, id & 0xff)
  const { statusWord } = await exchange(card, { cla: 0x00, ins: 0xa4, p1: 0x02, p2: 0x0c, data })
  return statusWord
}

/**
 * Reads `length` octets of the current file from `start` by short commands of at most 256. Gives
 * fewer where the file ends earlier, and none where it ends before `start` (6B00).
 */
export async function readFile(
  { card }: SelectedApplication<ApplicationName>,
  start: number,
  length: number,
): Promise<Result<Uint8Array, CommandRefusal>> {
  assert(start + length <= FILE_OCTETS_MAX, 'beyond what READ BINARY reaches')
  const parts: Uint8Array[] = []
  let offset = start
  while (offset < start + length) {
    const le = Math.min(start + length - offset, SHORT_LE_MAX)
    const read = { cla: 0x00, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, le }
    const { data, statusWord } = await exchange(card, read)
    if (statusWord === SW.offsetOutOfRange) break
    if (statusWord !== SW.done) return refusalOf('READ BINARY', statusWord)
    parts.push(data.subarray(0, le))
    offset += data.length
    if (data.length < le) break
  }
  return ok(concatBytes(...parts))
}
