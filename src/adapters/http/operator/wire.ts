import { fromBase64, toBase64 } from '#kernel/bytes.ts'

/** Nesting of a wire value; deeper input is refused before it is walked further. */
const DEPTH_MAX = 16
const BYTES_TAG = '$bytes'

/** The body was not JSON of this protocol. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code = 'request-malformed'
}

/**
 * JSON in which octet strings stand as `{"$bytes": base64}` and `undefined` members are left out.
 */
export function toWire(value: unknown): string {
  return JSON.stringify(value, replaceOctets)
}

/**
 * Looks at the holder's own member: a `Buffer` has already become something else in `value` (its
 * `toJSON`).
 */
function replaceOctets(this: unknown, key: string, value: unknown): unknown {
  const member: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : value
  return member instanceof Uint8Array ? { [BYTES_TAG]: toBase64(member) } : value
}

/** Reads what `toWire` wrote. Throws `WireError` for anything else. */
export function fromWire(text: string): unknown {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new WireError('not JSON')
  }
  return revive(parsed, 0)
}

function revive(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) throw new WireError('nested too deep')
  if (Array.isArray(value)) return value.map((member) => revive(member, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only !== undefined && only[0] === BYTES_TAG) {
    const bytes = typeof only[1] === 'string' ? fromBase64(only[1]) : undefined
    if (bytes === undefined) throw new WireError('octets are not base64')
    return bytes
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, revive(member, depth + 1)]))
}
