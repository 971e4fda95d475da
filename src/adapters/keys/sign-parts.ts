import { createSign, type Sign } from 'node:crypto'
import { SUITES } from '#ca/suites.ts'
import { concatBytes } from '#kernel/bytes.ts'
import type { RingKey } from './key-ring.ts'
import type { SigningPool } from './signing-pool.ts'

/** Up to here a message is put together and signed by the pool, off the event loop. */
const WHOLE_OCTETS_MAX = 65_536

/**
 * The signature over a message that comes in parts, each valid until the next is asked for. A long
 * one is digested as it passes and never held.
 */
export async function signParts(
  key: RingKey,
  pool: SigningPool,
  parts: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const short: Uint8Array[] = []
  let octets = 0
  let running: Sign | undefined
  for await (const part of parts) {
    octets += part.length
    if (running === undefined && octets > WHOLE_OCTETS_MAX) {
      running = createSign(SUITES[key.suite].signature.digest)
      for (const earlier of short.splice(0)) running.update(earlier)
    }
    if (running === undefined) short.push(part.slice())
    else running.update(part)
  }
  // A KeyObject signs ECDSA in DER form unless told otherwise, and RSA with PKCS #1 v1.5.
  return running === undefined
    ? await pool.sign(key, concatBytes(...short))
    : running.sign(key.privateKey)
}
