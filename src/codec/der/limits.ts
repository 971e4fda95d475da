/** How much one decoding may hold: octets of input, nesting, and values (headers read). */
export interface DerLimits {
  readonly sizeOctetsMax: number
  readonly depthMax: number
  readonly valuesMax: number
}

/**
 * A list's least and greatest number of elements, and its identifier octet where IMPLICIT tagging
 * replaced it.
 */
export interface ListOptions {
  readonly atLeast?: number
  /** The named bound of the list; one element more ends the decoding. */
  readonly atMost?: number
  readonly tag?: number
}
