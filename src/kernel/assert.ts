/** An invariant of the program did not hold: a bug or corrupted data, never a user's mistake. */
export class InvariantError extends Error {
  readonly code = 'invariant-broken'
  override readonly name = 'InvariantError'
}

/** Throws `InvariantError` with `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

/** Marks a place that the types prove unreachable. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`)
}
