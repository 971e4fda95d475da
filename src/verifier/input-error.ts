/**
 * A question that the types already forbid, or one of its values that no text can be: a mistake of
 * the caller's program, never of the certificates. `field` is the question's member.
 */
export class VerifierInputError extends Error {
  override readonly name = 'VerifierInputError'
  readonly code = 'verifier-input'
  readonly field: string

  constructor(field: string, wanted: string) {
    super(`${field}: ${wanted}`)
    this.field = field
  }
}
