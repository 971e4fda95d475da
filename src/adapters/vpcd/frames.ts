import { assert } from '#kernel/assert.ts'

/** A frame's length is two octets, so a payload has at most this many. */
export const FRAME_PAYLOAD_MAX = 0xffff

const LENGTH_OCTETS = 2

/**
 * One vpcd message (vsmartcard `vpcd.c`): the payload's length as two octets, big-endian, then the
 * payload.
 *
 * The payload has 1 to 65,535 octets: to vpcd an empty message means that the card was pulled.
 */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const { length } = payload
  assert(length >= 1 && length <= FRAME_PAYLOAD_MAX, `no vpcd frame of ${length} octets`)
  const frame = new Uint8Array(LENGTH_OCTETS + length)
  frame[0] = length >> 8
  frame[1] = length & 0xff
  frame.set(payload, LENGTH_OCTETS)
  return frame
}

/**
 * Cuts a TCP stream, however it was split or merged on the way, into payloads. Holds one frame at
 * most.
 */
export class FrameReader {
  #lengthOctets: readonly number[] = []
  #payload: Uint8Array | undefined
  #filled = 0

  /**
   * Takes what arrived and gives every payload that it completed, in order; an empty one is given
   * as it is.
   */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const completed: Uint8Array[] = []
    let offset = 0
    while (offset < chunk.length) {
      offset += this.#payload === undefined ? this.#readLength(chunk[offset] ?? 0) : 0
      if (this.#payload === undefined) continue
      offset += this.#fill(this.#payload, chunk.subarray(offset))
      if (this.#filled < this.#payload.length) continue
      completed.push(this.#payload)
      this.#payload = undefined
      this.#lengthOctets = []
    }
    return completed
  }

  #readLength(octet: number): 1 {
    const [high] = this.#lengthOctets
    if (high === undefined) {
      this.#lengthOctets = [octet]
    } else {
      this.#payload = new Uint8Array((high << 8) | octet)
      this.#filled = 0
    }
    return 1
  }

  #fill(payload: Uint8Array, arrived: Uint8Array): number {
    const part = arrived.subarray(0, payload.length - this.#filled)
    payload.set(part, this.#filled)
    this.#filled += part.length
    return part.length
  }
}
