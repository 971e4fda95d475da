import { randomFillSync } from 'node:crypto'
import type { Random } from '#kernel/ports.ts'

/** Drawn at a time: asking the operating system costs more than the octets. */
const POOL_OCTETS = 4_096

/**
 * Unpredictable octets of OpenSSL's generator. Octets that were handed out are wiped from the pool.
 */
export function systemRandom(): Random {
  const pool = new Uint8Array(POOL_OCTETS)
  let taken = POOL_OCTETS
  return {
    bytes: (length) => {
      if (length > POOL_OCTETS / 2) return randomFillSync(new Uint8Array(length))
      if (taken + length > POOL_OCTETS) {
        randomFillSync(pool)
        taken = 0
      }
      const octets = pool.slice(taken, taken + length)
      pool.fill(0, taken, taken + length)
      taken += length
      return octets
    },
  }
}
