/**
 * The outcome of an act that law or protocol may refuse: a value, or a literal refusal code.
 *
 * `R` is the closed union of codes. Faults (bugs, outages, corruption) are thrown, never returned.
 */
export type Result<T, R extends string> = Ok<T> | Refused<R>

/** A "yes" with its value. */
export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

/**
 * A foreseen "no". `detail` holds the values compared; it never holds a PIN, a key or one of the
 * four basic items.
 */
export interface Refused<R extends string> {
  readonly ok: false
  readonly refusal: R
  readonly detail: RefusalDetail
}

/** Values that explain a refusal, in the catalogue's texts written as `{name}`. */
export type RefusalDetail = Readonly<Record<string, string | number>>

const NO_DETAIL: RefusalDetail = Object.freeze({})

/** The positive outcome. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

/** The negative outcome, with its literal code and the values that were compared. */
export function refuse<const R extends string>(
  refusal: R,
  detail: RefusalDetail = NO_DETAIL,
): Refused<R> {
  return { ok: false, refusal, detail }
}
