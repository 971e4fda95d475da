import type { RefusalDetail } from '#kernel/result.ts'

/** Ends a decoding; thrown by the reader, caught by `decodeDer` only. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable'
  readonly code = 'der-undecodable'
  readonly refusal: string
  readonly detail: RefusalDetail

  constructor(refusal: string, detail: RefusalDetail) {
    super(refusal)
    this.refusal = refusal
    this.detail = detail
  }
}
