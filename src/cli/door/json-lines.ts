import { concatBytes } from '#kernel/bytes.ts'

/** The longest line that is kept: a request with the CRL of a large municipality in base64. */
export const LINE_OCTETS_MAX = 100_000_000

/** One line without its end, or the news that it was longer than is kept. */
export type Line = Uint8Array | 'too-long'

const LINE_FEED = 0x0a

/**
 * The lines of `input`, those that one part of it completes at a time, so that a reader who waits
 * for each answer gets it. Holds one line and one part in memory; what a line has beyond
 * `octetsMax` is dropped as it comes.
 */
export async function* linesOf(
  input: AsyncIterable<Uint8Array>,
  octetsMax: number = LINE_OCTETS_MAX,
): AsyncGenerator<readonly Line[]> {
  let parts: Uint8Array[] = []
  let octets = 0
  const take = (part: Uint8Array): void => {
    octets += part.length
    if (octets > octetsMax) parts = []
    else if (part.length > 0) parts.push(part)
  }
  const finish = (): Line => {
    const line = octets > octetsMax ? 'too-long' : concatBytes(...parts)
    parts = []
    octets = 0
    return line
  }
  for await (const chunk of input) {
    const complete: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      take(chunk.subarray(start, end))
      complete.push(finish())
      start = end + 1
    }
    take(chunk.slice(start))
    yield complete
  }
  // A last line that nobody ended is a line all the same.
  if (octets > 0) yield [finish()]
}
