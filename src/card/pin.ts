import { equalSecrets } from '#crypto/constant-time.ts'
import { hmacSha256 } from '#crypto/digest.ts'

/** Octets of the salt under a PIN value. */
export const PIN_SALT_OCTETS = 16

/** A PIN with a value, kept only as a salted hash. A PIN file without a state has no value yet. */
export type PinState =
  | {
      readonly at: 'ready'
      readonly triesLeft: number
      readonly salt: Uint8Array
      readonly hash: Uint8Array
    }
  | { readonly at: 'blocked'; readonly salt: Uint8Array; readonly hash: Uint8Array }

/** A PIN set to `value` with all its tries. */
export function pinWithValue(value: Uint8Array, triesMax: number, salt: Uint8Array): PinState {
  return { at: 'ready', triesLeft: triesMax, salt, hash: hmacSha256(salt, value) }
}

/** The PIN after one try was counted; the last one blocks it. */
export function tryCounted(pin: PinState): PinState {
  if (pin.at === 'blocked') return pin
  const { salt, hash, triesLeft } = pin
  return triesLeft > 1
    ? { at: 'ready', triesLeft: triesLeft - 1, salt, hash }
    : { at: 'blocked', salt, hash }
}

/** The same value with all its tries. */
export function triesRestored(pin: PinState, triesMax: number): PinState {
  return { at: 'ready', triesLeft: triesMax, salt: pin.salt, hash: pin.hash }
}

/** Whether `value` is the PIN's, in constant time. */
export function pinMatches(pin: PinState, value: Uint8Array): boolean {
  return equalSecrets(hmacSha256(pin.salt, value), pin.hash)
}

/** 0 where blocked or without a value. */
export function triesLeftOn(pin: PinState | undefined): number {
  return pin?.at === 'ready' ? pin.triesLeft : 0
}
