import assert from 'node:assert/strict'
import { concatBytes } from '#kernel/bytes.ts'

/** One element of a DER encoding with those inside it; what is primitive has its contents. */
interface Element {
  readonly tag: number
  readonly contents: Uint8Array | readonly Element[]
}

/**
 * `der` after one change to its tree, every length mended: each element in turn dropped, doubled,
 * or changed places with the next one.
 */
export function* treeChanges(der: Uint8Array): Generator<{
  readonly change: string
  readonly octets: Uint8Array
}> {
  const [root, ...more] = elementsOf(der)
  assert.ok(root !== undefined && more.length === 0, 'one element')
  for (const place of placesIn(root, []))
    for (const change of ['dropped', 'doubled', 'swapped'] as const) {
      const changed = changedAt(root, place, change)
      if (changed !== undefined)
        yield { change: `${place.join('.')} ${change}`, octets: encoded(changed) }
    }
}

function elementsOf(octets: Uint8Array): readonly Element[] {
  const found: Element[] = []
  for (let at = 0; at < octets.length;) {
    const [tag = 0, first = 0] = octets.subarray(at)
    const lengthOctets = first < 0x80 ? 0 : first & 0x7f
    let length = first
    if (lengthOctets > 0) {
      length = 0
      for (const octet of octets.subarray(at + 2, at + 2 + lengthOctets))
        length = length * 256 + octet
    }
    const start = at + 2 + lengthOctets
    const contents = octets.subarray(start, start + length)
    found.push({ tag, contents: (tag & 0x20) === 0 ? contents : elementsOf(contents) })
    at = start + length
  }
  return found
}

/** The places of all elements but the outermost. */
function placesIn({ contents }: Element, above: readonly number[]): readonly (readonly number[])[] {
  if (contents instanceof Uint8Array) return []
  return contents.flatMap((child, index) => {
    const place = [...above, index]
    return [place, ...placesIn(child, place)]
  })
}

function changedAt(
  element: Element,
  [index = 0, ...deeper]: readonly number[],
  change: 'dropped' | 'doubled' | 'swapped',
): Element | undefined {
  const children = element.contents
  if (children instanceof Uint8Array) return undefined
  const child = children[index]
  if (child === undefined) return undefined
  if (deeper.length > 0) {
    const changed = changedAt(child, deeper, change)
    return changed && { ...element, contents: children.with(index, changed) }
  }
  if (change === 'dropped') return { ...element, contents: children.toSpliced(index, 1) }
  if (change === 'doubled') return { ...element, contents: children.toSpliced(index, 0, child) }
  const next = children[index + 1]
  if (next === undefined) return undefined
  return { ...element, contents: children.with(index, next).with(index + 1, child) }
}

function encoded({ tag, contents }: Element): Uint8Array {
  const inside = contents instanceof Uint8Array ? contents : concatBytes(...contents.map(encoded))
  return concatBytes(Uint8Array.of(tag, ...lengthOf(inside.length)), inside)
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [0x80 | octets.length, ...octets]
}
