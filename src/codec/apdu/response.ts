import { concatBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** A response APDU: the data field and the status word SW1-SW2 as one number (`0x9000`). */
export interface ResponseApdu {
  readonly data: Uint8Array
  readonly statusWord: number
}

/** Splits a response; fewer than two octets is no response. */
export function parseResponse(bytes: Uint8Array): Result<ResponseApdu, 'apdu-malformed'> {
  const [sw1, sw2] = bytes.subarray(-2)
  if (sw1 === undefined || sw2 === undefined) return refuse('apdu-malformed')
  return ok({ data: bytes.slice(0, -2), statusWord: sw1 * 256 + sw2 })
}

/** The data field followed by SW1-SW2. */
export function encodeResponse({ data, statusWord }: ResponseApdu): Uint8Array {
  return concatBytes(data, Uint8Array.of(statusWord >> 8, statusWord & 0xff))
}
