import type { DerLimits } from '#codec/der/decode.ts'
import { CONSTRUCTED, TAG } from '#codec/der/tag.ts'
import { assert } from '#kernel/assert.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { BerRefusal } from './refusal.ts'
import { type BerElement, hasDerForm, scanBer } from './scan.ts'

/** BER octets beside the distinguished encoding of the same headers and strings. */
export interface BerSource {
  /** What a DER reader takes apart; the input itself where nothing had to change. */
  readonly der: Uint8Array
  /** Whether the input used a liberty of BER that DER does not have. */
  readonly isBer: boolean
  /** The octets, as they stand in the input, of one value that is a view into `der`. */
  readonly original: (valueDer: Uint8Array) => Uint8Array
  /** Where in the input the value at this offset of `der` begins. */
  readonly originalOffset: (derOffset: number) => number
}

/**
 * Brings one BER value (X.690 §8) into the form that DER gives its headers and strings: lengths
 * definite and shortest (§10.1), strings in one piece (§10.2), TRUE as 0xFF (§11.1). The order of
 * sets, defaults and everything inside primitive values stay as they are, for the DER reader to
 * judge. A BIT STRING in pieces stays in pieces and is refused there: in CMS it stands only inside
 * certificates and lists, which are signed as DER.
 *
 * Time and memory are linear in the input, whatever its nesting, and bounded by `limits`.
 */
export function normaliseBer(bytes: Uint8Array, limits: DerLimits): Result<BerSource, BerRefusal> {
  if (bytes.length > limits.sizeOctetsMax)
    return refuse('der-too-large', { field: '', offset: 0, octets: bytes.length })
  if (hasDerForm(bytes, limits)) return ok(asItStands(bytes))
  const valuesMax = Math.min(limits.valuesMax, BER_VALUES_MAX)
  const scanned = scanBer(bytes, { ...limits, valuesMax })
  return scanned.ok ? ok(rewritten(bytes, scanned.value)) : scanned
}

/** Values that are kept in mind while they are rewritten: some 30 MB of them. */
export const BER_VALUES_MAX = 262_144

/** Octets that are in DER's form, as a source. */
export function asItStands(bytes: Uint8Array): BerSource {
  return { der: bytes, isBer: false, original: (der) => der, originalOffset: (offset) => offset }
}

/** An element in its place in the output; segments of strings have none of their own. */
interface Placed {
  readonly element: BerElement
  readonly derStart: number
}

function rewritten(bytes: Uint8Array, elements: readonly BerElement[]): BerSource {
  const lengths = derLengths(elements)
  const [root] = elements
  assert(root !== undefined, 'a scanned input has a value')
  const der = new Uint8Array(headerOctets(lengths[0] ?? 0) + (lengths[0] ?? 0))
  const placed: Placed[] = []
  let position = 0
  for (const [index, element] of elements.entries()) {
    if (!element.isSegment) {
      placed.push({ element, derStart: position })
      position = writeHeader(der, position, derTag(element), lengths[index] ?? 0)
    }
    if (isConstructed(element)) continue
    der.set(derContents(bytes, element), position)
    position += element.contentEnd - element.contentStart
  }
  return {
    der,
    isBer: true,
    original: (value) => {
      const found = lastAt(placed, value.byteOffset - der.byteOffset)
      const isElement = found.derStart === value.byteOffset - der.byteOffset
      assert(value.buffer === der.buffer && isElement, 'an original is asked of one value')
      return bytes.subarray(found.element.start, found.element.end)
    },
    originalOffset: (offset) => lastAt(placed, offset).element.start,
  }
}

/** The last element that begins at or before `derOffset`. */
function lastAt(placed: readonly Placed[], derOffset: number): Placed {
  let [low, high] = [0, placed.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((placed[middle]?.derStart ?? 0) <= derOffset) low = middle
    else high = middle - 1
  }
  const found = placed[low]
  assert(found !== undefined, 'a rewritten input has a value')
  return found
}

/** The contents octets of each element in DER. Parents stand before their children. */
function derLengths(elements: readonly BerElement[]): Uint32Array {
  const lengths = new Uint32Array(elements.length)
  for (let i = elements.length - 1; i >= 0; i--) {
    const element = elements[i]
    if (element === undefined) continue
    if (!isConstructed(element)) lengths[i] = element.contentEnd - element.contentStart
    if (element.parent < 0) continue
    const length = lengths[i] ?? 0
    const header = element.isSegment ? 0 : headerOctets(length)
    lengths[element.parent] = (lengths[element.parent] ?? 0) + header + length
  }
  return lengths
}

function isConstructed({ tag }: BerElement): boolean {
  return (tag & CONSTRUCTED) !== 0
}

function derTag({ tag, isString }: BerElement): number {
  return isString ? tag & ~CONSTRUCTED : tag
}

function derContents(bytes: Uint8Array, element: BerElement): Uint8Array {
  const contents = bytes.subarray(element.contentStart, element.contentEnd)
  const isTrue =
    element.tag === TAG.boolean && contents.length === 1 && !equalBytes(contents, FALSE)
  return isTrue ? TRUE : contents
}

const FALSE = Uint8Array.of(0)
const TRUE = Uint8Array.of(0xff)

function headerOctets(length: number): number {
  let octets = 2
  if (length >= 0x80) for (let left = length; left > 0; left >>>= 8) octets++
  return octets
}

function writeHeader(der: Uint8Array, position: number, tag: number, length: number): number {
  const end = position + headerOctets(length)
  der[position] = tag
  if (length < 0x80) der[position + 1] = length
  else {
    der[position + 1] = 0x80 | (end - position - 2)
    for (let at = end - 1, left = length; left > 0; at--, left >>>= 8) der[at] = left & 0xff
  }
  return end
}
