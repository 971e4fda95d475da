import type { Instant } from './instant.ts'

/**
 * The time of the whole system. Every rule and record asks here, so that the sandbox's clock can be
 * set.
 */
export interface Clock {
  /**
   * The present moment, to the millisecond; never earlier than the answer before it unless an
   * operator set it back.
   */
  now(): Instant
}

/** Unpredictable octets: a cryptographic generator in every wiring, a seeded one in tests. */
export interface Random {
  /** `length` fresh octets, 1 to 65,536. */
  bytes(length: number): Uint8Array
}

/** Time that passed, for leases and waits: never a date. */
export interface Stopwatch {
  /** Milliseconds since some start; never going back, whatever is done to the wall clock. */
  monotonicMs(): number
  /**
   * The computer's own clock in epoch milliseconds: beside the other it shows that the machine was
   * suspended.
   */
  wallMs(): number
}

/** Resolves after `ms` milliseconds, or as soon as `cut` is aborted. */
export type Pause = (ms: number, cut?: AbortSignal) => Promise<void>
