import type { DerLimits } from '#codec/der/decode.ts'
import { CONSTRUCTED, TAG } from '#codec/der/tag.ts'
import { ok, refuse, type Refused, type Result } from '#kernel/result.ts'
import type { BerRefusal } from './refusal.ts'

/** One BER value, by its places in the input. */
export interface BerElement {
  /** The identifier octet. */
  readonly tag: number
  /** Index of the value it is part of; -1 for the outermost. */
  readonly parent: number
  readonly start: number
  readonly contentStart: number
  /** Where the contents end; end-of-contents octets come after it. */
  contentEnd: number
  end: number
  /** Whether this is a string written in segments (X.690 §8.7.3, §8.23). */
  readonly isString: boolean
  /** Whether this is a segment of such a string. */
  readonly isSegment: boolean
}

/**
 * Whether every header of one encoding is as DER writes it, and every string in one piece: then
 * nothing needs to be brought into DER. Costs one pass and no memory to speak of.
 */
export function hasDerForm(bytes: Uint8Array, limits: DerLimits): boolean {
  const ends = new Uint32Array(limits.depthMax)
  let depth = 0
  let position = 0
  for (let values = 0; values < limits.valuesMax; values++) {
    const end = depth === 0 ? bytes.length : (ends[depth - 1] ?? 0)
    const header = readHeader(bytes, position, end)
    if (typeof header === 'string' || !header.isShortest || isLoose(bytes, header)) return false
    position = header.contentStart + header.length
    if (isConstructed(header)) {
      if (depth === limits.depthMax) return false
      ends[depth++] = position
      position = header.contentStart
    }
    while (depth > 0 && position === ends[depth - 1]) depth--
    if (depth === 0) return position === bytes.length
  }
  return false
}

/**
 * Finds the values of one BER encoding (X.690 §8.1), in one pass and without recursion: no nesting
 * of indefinite lengths makes it look at an octet twice. Each value stands before those inside it.
 */
export function scanBer(
  bytes: Uint8Array,
  limits: DerLimits,
): Result<readonly BerElement[], BerRefusal> {
  const scan: Scan = { bytes, limits, elements: [], open: [], position: 0 }
  do {
    const refused = readElement(scan)
    if (refused !== undefined) return refused
    closeEnded(scan)
  } while (scan.open.length > 0)
  if (scan.position < bytes.length) return refuseHere(scan, 'der-trailing-bytes')
  return ok(scan.elements)
}

interface Scan {
  readonly bytes: Uint8Array
  readonly limits: DerLimits
  readonly elements: BerElement[]
  /** The constructed values whose end is not reached, outermost first. */
  readonly open: OpenElement[]
  position: number
}

interface OpenElement {
  readonly index: number
  readonly element: BerElement
  readonly isIndefinite: boolean
  /** Where its contents end, or with indefinite length, where they end at the latest. */
  readonly limit: number
}

function refuseHere(scan: Scan, refusal: BerRefusal): Refused<BerRefusal> {
  return refuse(refusal, { field: '', offset: scan.position })
}

/** Ends every value that ends at the present position. */
function closeEnded(scan: Scan): void {
  for (let inner = scan.open.at(-1); inner !== undefined; inner = scan.open.at(-1)) {
    if (inner.isIndefinite) {
      if (!isEndOfContents(scan, inner.limit)) return
      inner.element.contentEnd = scan.position
      scan.position += 2
      inner.element.end = scan.position
    } else if (scan.position < inner.limit) return
    scan.open.pop()
  }
}

function isEndOfContents({ bytes, position }: Scan, limit: number): boolean {
  return position + 2 <= limit && bytes[position] === 0 && bytes[position + 1] === 0
}

function readElement(scan: Scan): Refused<BerRefusal> | undefined {
  const { bytes, position: start, limits } = scan
  const outer = scan.open.at(-1)
  const limit = outer?.limit ?? bytes.length
  if (scan.elements.length >= limits.valuesMax) return refuseHere(scan, 'der-too-many-values')
  const header = readHeader(bytes, start, limit)
  if (typeof header === 'string') return refuseHere(scan, header)
  const { tag, contentStart, length } = header
  const isSegment = outer?.element.isString ?? false
  if (isSegment && (tag & ~CONSTRUCTED) !== TAG.octetString)
    return refuseHere(scan, 'ber-segment-malformed')
  const isIndefinite = length === INDEFINITE
  const end = isIndefinite ? limit : contentStart + length
  const places = { start, contentStart, contentEnd: end, end }
  const isString = CONSTRUCTED_STRINGS.has(tag)
  const element = { tag, parent: outer?.index ?? -1, ...places, isString, isSegment }
  const index = scan.elements.push(element) - 1
  scan.position = end
  if (!isConstructed(header)) return undefined
  if (scan.open.length >= limits.depthMax) return refuseHere(scan, 'der-too-deep')
  scan.position = contentStart
  scan.open.push({ index, element, isIndefinite, limit: end })
  return undefined
}

interface Header {
  readonly tag: number
  readonly contentStart: number
  readonly length: number
  /** Whether the length is definite and in the form that DER demands (X.690 §10.1). */
  readonly isShortest: boolean
}

const INDEFINITE = -1

function isConstructed({ tag }: Header): boolean {
  return (tag & CONSTRUCTED) !== 0
}

/** Reads identifier and length octets (X.690 §8.1.2, §8.1.3) of a value that ends by `limit`. */
function readHeader(bytes: Uint8Array, start: number, limit: number): Header | BerRefusal {
  if (start + 2 > limit) return 'der-truncated'
  const tag = bytes[start] ?? 0
  if ((tag & 0x1f) === 0x1f) return 'der-tag-unsupported'
  if (tag === 0) return 'ber-end-of-contents-unexpected'
  const first = bytes[start + 1] ?? 0
  let contentStart = start + 2
  if (first === 0x80) {
    // X.690 §8.1.3.2: a primitive encoding has definite length.
    if ((tag & CONSTRUCTED) === 0) return 'ber-length-malformed'
    return { tag, contentStart, length: INDEFINITE, isShortest: false }
  }
  // X.690 §8.1.3.5(c): "the value 11111111 shall not be used".
  if (first === 0xff) return 'ber-length-malformed'
  let length = first
  let isShortest = true
  if (first > 0x80) {
    const octets = first & 0x7f
    if (contentStart + octets > limit) return 'der-truncated'
    const startsWithZero = bytes[contentStart] === 0
    length = 0
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[contentStart++] ?? 0)
    isShortest = !startsWithZero && length >= 0x80
  }
  return length > limit - contentStart ? 'der-truncated' : { tag, contentStart, length, isShortest }
}

/** A string in segments, or TRUE in one of the 254 ways that DER does not write it (§11.1). */
function isLoose(bytes: Uint8Array, { tag, contentStart, length }: Header): boolean {
  if (CONSTRUCTED_STRINGS.has(tag)) return true
  if (tag !== TAG.boolean || length !== 1) return false
  const octet = bytes[contentStart]
  return octet !== 0 && octet !== 0xff
}

/**
 * Identifier octets of strings and times in segments: each segment is an OCTET STRING whatever the
 * string is (X.690 §8.23.3). BIT STRING is not among them (`normaliseBer`).
 */
const CONSTRUCTED_STRINGS: ReadonlySet<number> = new Set(
  [
    TAG.octetString,
    TAG.utf8String,
    TAG.numericString,
    TAG.printableString,
    TAG.teletexString,
    TAG.ia5String,
    TAG.utcTime,
    TAG.generalizedTime,
    TAG.visibleString,
    TAG.universalString,
    TAG.bmpString,
  ].map((tag) => tag | CONSTRUCTED),
)
