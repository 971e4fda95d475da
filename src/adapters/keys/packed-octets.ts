/** Octet strings as one: a message between threads then moves one buffer, and copies none. */
export interface PackedOctets {
  readonly octets: Uint8Array<ArrayBuffer>
  readonly lengths: readonly number[]
}

/** The parts, in order, in a buffer of their own. */
export function packOctets(parts: readonly Uint8Array[]): PackedOctets {
  const lengths = parts.map(({ length }) => length)
  const octets = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    octets.set(part, at)
    at += part.length
  }
  return { octets, lengths }
}

/** The parts again, as views. */
export function unpackOctets({ octets, lengths }: PackedOctets): readonly Uint8Array[] {
  let at = 0
  return lengths.map((length) => octets.subarray(at, (at += length)))
}
