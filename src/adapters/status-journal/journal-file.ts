import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { civilDateInJapan, formatInstant, type Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { ProvidedStatus, StatusJournal } from '#va/relying-parties/guarded-responder.ts'

/** What stands before the first line of a journal. */
const NO_LINE = '0'.repeat(64)
/** The last line is looked for in this much of a file's end. */
const LINE_OCTETS_MAX = 16_384

interface Waiting {
  readonly entry: ProvidedStatus
  readonly resolve: () => void
  readonly reject: (fault: unknown) => void
}

/** The file of a day, open at its end. */
interface Day {
  readonly name: string
  readonly file: FileHandle
  /** SHA-256 of its last line. */
  last: string
}

/**
 * The journal as one file a day of Japan, one JSON object a line. Each line names the SHA-256 of
 * the line before it in its file, so that a line taken out or changed shows. Lines that come
 * together are flushed together; a line cut off by a sudden end was never acknowledged and goes.
 */
export class JournalFile implements StatusJournal {
  readonly #folder: string
  readonly #clock: Clock
  readonly #waiting: Waiting[] = []
  #day: Day | undefined
  #writing: Promise<void> | undefined

  constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
  }

  /** See `StatusJournal.record`. */
  record(entry: ProvidedStatus): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject })
      this.#writing ??= this.#write()
    })
  }

  /** Ends after what is under way. */
  async close(): Promise<void> {
    await this.#writing
    await this.#day?.file.close()
    this.#day = undefined
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await this.#append(batch.map(({ entry }) => entry))
        for (const { resolve } of batch) resolve()
      } catch (fault) {
        // Half a batch may be in the file: it is opened anew, and what was cut off goes.
        await this.#day?.file.close().catch(() => undefined)
        this.#day = undefined
        for (const { reject } of batch) reject(fault)
      }
    }
    this.#writing = undefined
  }

  async #append(entries: readonly ProvidedStatus[]): Promise<void> {
    const day = await this.#today(this.#clock.now())
    let { last } = day
    let text = ''
    for (const { at, ...entry } of entries) {
      const line = JSON.stringify({ at: formatInstant(at), ...entry, previous: last })
      last = createHash('sha256').update(line).digest('hex')
      text += `${line}\n`
    }
    await day.file.appendFile(text)
    await day.file.datasync()
    day.last = last
  }

  async #today(now: Instant): Promise<Day> {
    const name = `${civilDateInJapan(now)}.jsonl`
    if (this.#day?.name === name) return this.#day
    await this.#day?.file.close()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const file = await open(join(this.#folder, name), 'a+', 0o600)
    this.#day = { name, file, last: await lastLine(file) }
    return this.#day
  }
}

/** The digest of the last whole line; what stands after it is cut off. */
async function lastLine(file: FileHandle): Promise<string> {
  const { size } = await file.stat()
  const start = Math.max(0, size - 2 * LINE_OCTETS_MAX)
  const tail = Buffer.alloc(size - start)
  await file.read(tail, 0, tail.length, start)
  const end = tail.lastIndexOf('\n') + 1
  if (end < tail.length) await file.truncate(start + end)
  if (end === 0) return NO_LINE
  const begin = end < 2 ? 0 : tail.lastIndexOf('\n', end - 2) + 1
  return createHash('sha256')
    .update(tail.subarray(begin, end - 1))
    .digest('hex')
}
