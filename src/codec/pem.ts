import { fromBase64, toBase64 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** Why a text is not the PEM (RFC 7468 §3) that was asked for. */
export type PemRefusal =
  | 'pem-absent'
  | 'pem-too-large'
  | 'pem-too-many'
  | 'pem-label-unexpected'
  | 'pem-malformed'

/** The labels of RFC 7468 §5 to §13 that this project reads and writes. */
export type PemLabel =
  | 'CERTIFICATE'
  | 'X509 CRL'
  | 'CMS'
  | 'PUBLIC KEY'
  | 'PRIVATE KEY'
  | 'ENCRYPTED PRIVATE KEY'

/** One text: a bundle of authorities, or the CRL of a large municipality. */
export const PEM_CHARACTERS_MAX = 32 * 1024 * 1024

/** Blocks in one text. */
export const PEM_BLOCKS_MAX = 1000

const LINE_CHARACTERS = 64

/** `der` as one PEM block: 64 characters a line, a line end after each (RFC 7468 §2). */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  const base64 = toBase64(der)
  const lines: string[] = []
  for (let i = 0; i < base64.length; i += LINE_CHARACTERS)
    lines.push(base64.slice(i, i + LINE_CHARACTERS))
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** The octets of a text that holds exactly one block, with the given label. */
export function decodePem(label: PemLabel, text: string): Result<Uint8Array, PemRefusal> {
  const blocks = decodePemBlocks(label, text)
  if (!blocks.ok) return blocks
  const [first, ...more] = blocks.value
  if (first === undefined) return refuse('pem-absent', { label })
  return more.length === 0 ? ok(first) : refuse('pem-too-many', { label, blocksMax: 1 })
}

/**
 * The octets of every block of a text, all with the given label, at least one. Text between blocks
 * is explanation and passed over (RFC 7468 §2); inside them the strict grammar of RFC 7468 §3
 * holds: full lines of 64 characters, canonical padding, no headers, no white space. Lines end in
 * LF, CR LF or CR.
 */
export function decodePemBlocks(
  label: PemLabel,
  text: string,
): Result<readonly Uint8Array[], PemRefusal> {
  if (text.length > PEM_CHARACTERS_MAX)
    return refuse('pem-too-large', { characters: text.length, charactersMax: PEM_CHARACTERS_MAX })
  const lines = text.split(/\r\n|\n|\r/)
  const blocks: Uint8Array[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (!line.startsWith('-----')) continue
    const begun = /^-----BEGIN ([!-,.-~](?:[ -]?[!-,.-~])*)-----$/.exec(line)?.[1]
    if (begun === undefined) return refuse('pem-malformed', { line: at + 1 })
    if (begun !== label) return refuse('pem-label-unexpected', { label, line: at + 1 })
    if (blocks.length === PEM_BLOCKS_MAX)
      return refuse('pem-too-many', { label, blocksMax: PEM_BLOCKS_MAX })
    const end = lines.indexOf(`-----END ${label}-----`, at)
    const der = end < 0 ? undefined : decodeLines(lines.slice(at + 1, end))
    if (der === undefined) return refuse('pem-malformed', { line: at + 1 })
    blocks.push(der)
    at = end
  }
  return blocks.length === 0 ? refuse('pem-absent', { label }) : ok(blocks)
}

function decodeLines(lines: readonly string[]): Uint8Array | undefined {
  const last = lines.length - 1
  const shaped = lines.every((line, i) =>
    i < last ? line.length === LINE_CHARACTERS : line.length > 0 && line.length <= LINE_CHARACTERS,
  )
  if (lines.length === 0 || !shaped || lines.some((line) => /\s/.test(line))) return undefined
  const base64 = lines.join('')
  const der = fromBase64(base64)
  // Bits after the last octet must be zero, so that one content has one text (RFC 4648 §3.5).
  return der !== undefined && toBase64(der) === base64 ? der : undefined
}
