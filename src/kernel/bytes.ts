const ENCODER = new TextEncoder()

/** Lower-case hexadecimal, two digits a byte, no separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** Reads hexadecimal of either case, white space ignored; `undefined` for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, '')
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined
  return new Uint8Array(Buffer.from(digits, 'hex'))
}

/** The bytes of all parts, in order, in one new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/**
 * Room for octets that are soon forgotten, its content arbitrary until written: cut from a piece of
 * memory that others share, which is far cheaper than memory of its own. To keep what was written
 * there for long, copy it (`new Uint8Array(octets)`), or the whole piece is kept.
 */
export function briefRoom(octets: number): Uint8Array {
  return Buffer.allocUnsafe(octets)
}

/** From here on one call out of the language costs less than the loop. */
const LONG_OCTETS = 64

/** Equality of public values; for secrets use `crypto/constant-time.ts`. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  if (a.length > LONG_OCTETS) return Buffer.compare(a, b) === 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * Lexicographic order of octet strings, shorter first on a common prefix (X.690 §11.6 without
 * padding).
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** UTF-8 octets of `text`. */
export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text)
}

/** Strict UTF-8 text; `undefined` where the octets are not well-formed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Standard base64 (RFC 4648 §4) with padding, on one line. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Strict standard base64, white space ignored; `undefined` for anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/\s+/g, '')
  if (compact.length % 4 !== 0) return undefined
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0
  // One character class over it all: a pattern of groups runs out of stack on a CRL of megabytes.
  if (/[^A-Za-z0-9+/]/.test(compact.slice(0, compact.length - padding))) return undefined
  return new Uint8Array(Buffer.from(compact, 'base64'))
}
