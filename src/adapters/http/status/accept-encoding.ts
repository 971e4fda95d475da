/**
 * Whether an Accept-Encoding prefers gzip to the octets as they are (RFC 9110 §12.5.3). Without the
 * field, any encoding would do; the plain octets then suit everybody.
 */
export function asksForGzip(acceptEncoding: string | string[] | undefined): boolean {
  if (typeof acceptEncoding !== 'string') return false
  const weights = new Map<string, number>()
  for (const coding of acceptEncoding.toLowerCase().split(',').slice(0, CODINGS_MAX)) {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim())
    weights.set(name === 'x-gzip' ? 'gzip' : name, weightOf(parameters))
  }
  const gzip = weights.get('gzip') ?? weights.get('*') ?? 0
  // "identity" is acceptable unless it is excluded, and gives way to what was named.
  const identity = weights.get('identity') ?? 0
  return gzip > 0 && gzip >= identity
}

/** More codings than anybody lists. */
const CODINGS_MAX = 32

/** The qvalue: 1 where there is none, 0 where it is malformed. */
function weightOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  if (weight === undefined) return 1
  const digits = weight.slice(2)
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(digits) ? Number(digits) : 0
}
