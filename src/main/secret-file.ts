import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { replaceFile } from '#adapters/data-folder/durable-file.ts'

/**
 * The octets kept in `file`, made at random (`octets` of them) and written durably at the first
 * call.
 */
export async function secretOctets(file: string, octets: number): Promise<Uint8Array> {
  const kept = await readIfThere(file)
  if (kept !== undefined) return new Uint8Array(Buffer.from(kept.trim(), 'hex'))
  const made = new Uint8Array(randomBytes(octets))
  await replaceFile(file, `${Buffer.from(made).toString('hex')}\n`)
  return made
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
