import { readFileSync } from 'node:fs'
import { decodePem } from '#codec/pem.ts'
import { fromUtf8 } from '#kernel/bytes.ts'
import { UsageError } from './command.ts'

/**
 * The octets of `file`: the content of its one PEM block labelled `label`, or the file as it is
 * (DER).
 */
export function readDerOrPem(file: string, label: 'CERTIFICATE' | 'CMS'): Uint8Array {
  const bytes = readBytes(file)
  const text = fromUtf8(bytes)
  if (text === undefined || !text.includes('-----BEGIN')) return bytes
  const block = decodePem(label, text)
  if (!block.ok) throw new UsageError(`${file}: PEM(${label})ではありません / not a ${label} PEM`)
  return block.value
}

/** The octets of `file`; one that cannot be read is a mistake of the command line. */
export function readBytes(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file))
  } catch {
    throw new UsageError(`${file} を読めません / cannot read ${file}`)
  }
}
