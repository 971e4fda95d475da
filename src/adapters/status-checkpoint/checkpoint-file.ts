import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '#adapters/data-folder/durable-file.ts'
import type { AuthorityId, LaneMarks } from '#ca/contract.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { StatusMemory } from '#va/ports.ts'
import { CHUNK_SERIALS, type StatusChunk, StatusIndex } from '#va/status-index/status-index.ts'

/** Sixteen octets, so that the columns after it are aligned. */
const MAGIC = utf8('shomei-status-1\n')
const DIGEST_OCTETS = 32
const LENGTH_OCTETS = 4
/** The trailer names every chunk in some 60 characters: enough for all serials there can be. */
const TRAILER_OCTETS_MAX = 256 * 1024 * 1024

/** Why a checkpoint is not used. One of another database or history the follower finds out. */
export type CheckpointRefusal = 'absent' | 'damaged'

/** One chunk's columns as they follow each other in the file. */
interface ChunkPlan {
  readonly number: number
  readonly generation: number
  readonly hasGenerations: boolean
  readonly hasSeconds: boolean
}

interface Trailer {
  readonly identity: string
  readonly marks: LaneMarks
  readonly until: LaneMarks
  readonly chunks: Readonly<Record<AuthorityId, readonly ChunkPlan[]>>
}

/**
 * Writes what a follower holds: columns as they lie in memory, then what they are, then the SHA-256
 * of all. The file is replaced as a whole. Changes may come in while it is written, so that the
 * columns hold everything up to the marks of the beginning and nothing beyond those of the end.
 */
export async function writeCheckpoint(
  path: string,
  memory: () => StatusMemory | undefined,
): Promise<boolean> {
  const begun = memory()
  if (begun === undefined) return false
  const building = `${path}.new`
  const file = await open(building, 'w', 0o600)
  try {
    const sink = new HashedFile(file)
    await sink.write(MAGIC)
    const chunks: Record<AuthorityId, ChunkPlan[]> = { signature: [], 'user-authentication': [] }
    for (const authority of CERTIFICATE_KINDS)
      for (const chunk of begun.indexes.get(authority)?.chunks() ?? [])
        chunks[authority].push(await writeChunk(sink, chunk))
    const ended = memory()
    // It was thrown away meanwhile, because it was of another history.
    if (ended?.indexes !== begun.indexes) return false
    const { identity, marks } = begun
    const trailer: Trailer = { identity, marks, until: ended.until, chunks }
    const text = utf8(JSON.stringify(trailer))
    await sink.write(text)
    await sink.write(lengthOf(text))
    await sink.end()
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(building, path)
  await syncFolder(dirname(path))
  return true
}

/** Reads a checkpoint; the columns lie in the octets that were read, which are not copied. */
export async function readCheckpoint(path: string): Promise<StatusMemory | CheckpointRefusal> {
  await rm(`${path}.new`, { force: true })
  const octets = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (octets === undefined) return 'absent'
  try {
    return memoryOf(octets) ?? 'damaged'
  } catch {
    // The trailer says what cannot be: somebody made the digest of damaged octets anew.
    return 'damaged'
  }
}

/** Octets are copied before they are written: the columns may change under the write. */
class HashedFile {
  readonly #file: FileHandle
  readonly #hash: Hash = createHash('sha256')

  constructor(file: FileHandle) {
    this.#file = file
  }

  async write(octets: Uint8Array): Promise<void> {
    const copy = Uint8Array.from(octets)
    this.#hash.update(copy)
    await this.#file.write(copy)
  }

  async end(): Promise<void> {
    await this.#file.write(this.#hash.digest())
  }
}

async function writeChunk(sink: HashedFile, chunk: StatusChunk): Promise<ChunkPlan> {
  const { number, generation, states, generations, revokedSeconds } = chunk
  // Taken together before the first wait: what the plan says and what is written agree.
  const columns = [states, generations, revokedSeconds].flatMap((column) =>
    column === undefined ? [] : [octetsOf(column).slice()],
  )
  for (const column of columns) await sink.write(column)
  return {
    number,
    generation,
    hasGenerations: generations !== undefined,
    hasSeconds: revokedSeconds !== undefined,
  }
}

function octetsOf({
  buffer,
  byteOffset,
  byteLength,
}: Uint8Array | Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function lengthOf(text: Uint8Array): Uint8Array {
  const octets = new Uint8Array(LENGTH_OCTETS)
  new DataView(octets.buffer).setUint32(0, text.length)
  return octets
}

function memoryOf(octets: Buffer): StatusMemory | undefined {
  const digestAt = octets.length - DIGEST_OCTETS
  const lengthAt = digestAt - LENGTH_OCTETS
  if (lengthAt < MAGIC.length || !equalBytes(octets.subarray(0, MAGIC.length), MAGIC))
    return undefined
  const digest = createHash('sha256').update(octets.subarray(0, digestAt)).digest()
  if (!equalBytes(digest, octets.subarray(digestAt))) return undefined
  const trailerAt = lengthAt - octets.readUInt32BE(lengthAt)
  if (trailerAt < MAGIC.length || lengthAt - trailerAt > TRAILER_OCTETS_MAX) return undefined
  const trailer = JSON.parse(octets.toString('utf8', trailerAt, lengthAt)) as Trailer
  const reader = new ColumnReader(octets, MAGIC.length, trailerAt)
  const indexes = new Map<AuthorityId, StatusIndex>()
  for (const authority of CERTIFICATE_KINDS)
    indexes.set(authority, StatusIndex.restore(reader.chunks(trailer.chunks[authority])))
  if (!reader.isDone) return undefined
  const { identity, marks, until } = trailer
  return { identity, marks, until, indexes }
}

/** The digest vouches for what we wrote; a column beyond the end is still never read. */
class ColumnReader {
  readonly #octets: Buffer
  readonly #end: number
  #at: number

  constructor(octets: Buffer, at: number, end: number) {
    this.#octets = octets
    this.#at = at
    this.#end = end
  }

  get isDone(): boolean {
    return this.#at === this.#end
  }

  *chunks(plans: readonly ChunkPlan[]): Iterable<StatusChunk> {
    for (const { number, generation, hasGenerations, hasSeconds } of plans) {
      const states = new Uint8Array(...this.#take(1))
      const generations = hasGenerations ? new Uint16Array(...this.#take(2)) : undefined
      const revokedSeconds = hasSeconds ? new Uint32Array(...this.#take(4)) : undefined
      yield { number, states, generation, generations, revokedSeconds }
    }
  }

  #take(width: number): [ArrayBufferLike, number, number] {
    const at = this.#octets.byteOffset + this.#at
    this.#at += width * CHUNK_SERIALS
    if (this.#at > this.#end) throw new RangeError('a column goes beyond the file')
    return [this.#octets.buffer, at, CHUNK_SERIALS]
  }
}
