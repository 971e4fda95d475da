import { readFileSync } from 'node:fs'
import { fromUtf8 } from '#kernel/bytes.ts'
import { type EncodedKind, onlyOctetsOf } from '#verifier/encoded.ts'
import { UsageError } from './command.ts'

/**
 * The octets of the one object in `file` (`-` is standard input): DER as it stands, or PEM or
 * base64 of it. A file that cannot be read, or holds several, is a mistake of the command line.
 */
export function readObject(file: string, kind: EncodedKind): Uint8Array {
  const bytes = readAll(file)
  const text = fromUtf8(bytes)
  if (text === undefined) return bytes
  const octets = onlyOctetsOf(kind, text)
  if (octets.ok) return octets.value
  // DER may happen to be well-formed UTF-8; what bears the mark of PEM is meant as PEM.
  if (!text.includes('-----BEGIN')) return bytes
  throw new UsageError(`${file}: ${kind} の PEM がひとつではありません / not one ${kind} in PEM`)
}

/** The octets of `file`, or of standard input where it is `-`. */
export function readAll(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file === '-' ? 0 : file))
  } catch {
    throw new UsageError(`${file} を読めません / cannot read ${file}`)
  }
}
