import { decodeDer, type DerLimits, type DerReader } from './decode.ts'
import type { OctetMemory, Remembered } from './octet-memory.ts'

/** What goes beyond is rare, and not kept. */
const KEPT_LIMITS: DerLimits = { sizeOctetsMax: 256, depthMax: 10, valuesMax: 64 }

/** What `read` reads as `field`, from `memory` where the same octets were read before. */
export function readRemembered<T, R extends string>(
  reader: DerReader<R>,
  memory: OctetMemory<Remembered<T>>,
  field: string,
  read: (reader: DerReader<R>, field: string) => T,
): T {
  const known = reader.recall(memory)
  if (known !== undefined) return known
  const start = reader.offset
  const value = read(reader, field)
  rememberCopy(reader, memory, start, (copy) => read(copy, field))
  return value
}

/**
 * Keeps in `memory` what was read from `offset` to here. `read` reads it once more, from a copy, so
 * that what is kept holds no view of the input.
 */
export function rememberCopy<T, R extends string>(
  reader: DerReader<R>,
  memory: OctetMemory<Remembered<T>>,
  offset: number,
  read: (reader: DerReader<R>) => T,
): void {
  const copied = decodeDer<Remembered<T>, R>(
    reader.since(offset).slice(),
    (copy) => {
      const value = read(copy)
      return { value, values: copy.valuesRead, depth: KEPT_LIMITS.depthMax }
    },
    KEPT_LIMITS,
  )
  if (copied.ok) reader.remember(memory, offset, copied.value)
}
