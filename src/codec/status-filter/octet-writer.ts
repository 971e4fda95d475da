import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'

/** Puts numbers and octets one after another, the highest octet of a number first. */
export class OctetWriter {
  readonly #parts: Uint8Array[] = []

  /** An unsigned number in `octets` octets. */
  whole(value: number, octets: 1 | 2 | 8): void {
    assert(Number.isSafeInteger(value) && value >= 0 && value < 256 ** octets, 'a number fits')
    const written = new Uint8Array(octets)
    for (let i = octets - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256))
      written[i] = rest % 256
    this.#parts.push(written)
  }

  /** An unsigned number in as few octets as it needs: seven bits each, the lowest first. */
  short(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'a count is a whole number')
    const octets: number[] = []
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) octets.push((rest % 0x80) | 0x80)
    this.#parts.push(Uint8Array.from([...octets, rest]))
  }

  /** Octets as they are. */
  octets(octets: Uint8Array): void {
    this.#parts.push(octets)
  }

  /** All that was written. */
  finish(): Uint8Array {
    return concatBytes(...this.#parts)
  }
}
