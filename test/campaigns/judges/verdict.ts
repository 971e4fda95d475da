import type { PathCase } from '../path-case.ts'

/** What a judge says of a case. */
export interface Verdict {
  /** `abstains`: the case asks for something that this judge does not look at. */
  readonly verdict: 'valid' | 'invalid' | 'abstains'
  /** The judge's own words, without what differs from run to run. */
  readonly said: string
  /** The user-constrained policies of a valid path, sorted, where the judge tells them. */
  readonly policies?: readonly string[] | undefined
}

/** An implementation of RFC 5280 §6 that is not ours. */
export interface Judge extends AsyncDisposable {
  readonly name: string
  readonly judge: (pathCase: PathCase) => Promise<Verdict>
}
