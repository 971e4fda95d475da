import assert from 'node:assert/strict'

/**
 * A DER element taken apart without judging it: the campaigns must not read their material with the
 * reader that they test.
 */
export interface Element {
  readonly tag: number
  readonly der: Uint8Array
  readonly contents: Uint8Array
}

/** The elements that stand one after another in `octets`, all made by our own encoder or OpenSSL. */
export function elementsOf(octets: Uint8Array): readonly Element[] {
  const found: Element[] = []
  for (let at = 0; at < octets.length;) {
    const element = elementAt(octets, at)
    found.push(element)
    at += element.der.length
  }
  return found
}

/** The elements inside the one element that `octets` are. */
export function partsOf(octets: Uint8Array): readonly Element[] {
  return elementsOf(elementAt(octets, 0).contents)
}

/** The part at a place that must be there. */
export function partAt(parts: readonly Element[], index: number): Element {
  const part = parts[index]
  assert.ok(part !== undefined, `no part ${index}`)
  return part
}

function elementAt(octets: Uint8Array, at: number): Element {
  const first = octets[at + 1] ?? 0
  let length = first
  let start = at + 2
  if (first >= 0x80) {
    length = 0
    for (let count = first & 0x7f; count > 0; count--)
      length = length * 256 + (octets[start++] ?? 0)
  }
  const end = start + length
  assert.ok(end <= octets.length, 'an element ends within its input')
  return { tag: octets[at] ?? 0, der: octets.slice(at, end), contents: octets.slice(start, end) }
}
