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
