import { assert } from '#kernel/assert.ts'
import { parseSerialHex, type SerialHex } from './contract.ts'

/**
 * An authority's serial numbers are one increasing counter that survives key generations
 * (spec/jpki.md §0.2). Inside the authorities a serial is that counter's value, 1 to 2^53 - 1;
 * outside it is `SerialHex`.
 */
export const SERIAL_MAX = Number.MAX_SAFE_INTEGER

/** The counter's value as others know it. */
export function serialHexOf(serial: number): SerialHex {
  assert(Number.isSafeInteger(serial) && serial > 0, 'a serial is a positive counter value')
  const digits = serial.toString(16)
  const serialHex = parseSerialHex(digits.length % 2 === 0 ? digits : `0${digits}`)
  assert(serialHex !== undefined, 'a counter value has whole octets')
  return serialHex
}

/** The counter's value of a serial; `undefined` for a number the counter cannot have reached. */
export function serialOf(serialHex: SerialHex): number | undefined {
  const value = BigInt(`0x${serialHex}`)
  return value > BigInt(SERIAL_MAX) ? undefined : Number(value)
}
