import type { IncomingHttpHeaders } from 'node:http'

/** Octets from the first to the last, both within. */
export interface OctetRange {
  readonly from: number
  readonly to: number
}

/**
 * The range that a GET asks of a representation of so many octets (RFC 9110 §14.2). `undefined`
 * where all of it is to be sent: no range, a malformed one, several, or an If-Range that names
 * another representation. If-Range by date is not taken: two lists may be of one second (§13.1.5).
 */
export function rangeAsked(
  headers: IncomingHttpHeaders,
  etag: string,
  octets: number,
): OctetRange | 'unsatisfiable' | undefined {
  const ifRange = headers['if-range']
  if (ifRange !== undefined && ifRange !== etag) return undefined
  const match = /^bytes=[ \t]*(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))[ \t]*$/i.exec(
    headers.range ?? '',
  )
  if (match === null) return undefined
  const [, first, last, suffix] = match
  if (first === undefined) {
    const length = Math.min(Number(suffix), octets)
    return length === 0 ? 'unsatisfiable' : { from: octets - length, to: octets - 1 }
  }
  const from = Number(first)
  const to = last === undefined || last === '' ? octets - 1 : Math.min(Number(last), octets - 1)
  if (last !== undefined && last !== '' && Number(last) < from) return undefined
  return from >= octets ? 'unsatisfiable' : { from, to }
}
