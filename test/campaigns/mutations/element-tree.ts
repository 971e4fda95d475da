import * as der from '#codec/der/encode.ts'
import { type Element, elementsOf } from '../elements.ts'
import type { Random } from '../random.ts'

const CONSTRUCTED = 0x20
const OCTET_STRING = 0x04
const CHANGES = ['drop', 'repeat', 'empty', 'retag', 'bit', 'swap'] as const

/** One change to some element of a DER structure, its lengths kept in order, and what it was. */
export function changedElement(
  octets: Uint8Array,
  random: Random,
): { readonly octets: Uint8Array; readonly change: string } {
  const change = random.pick(CHANGES)
  const elements = readable(octets)
  if (elements === undefined) return { octets, change }
  const place = random.next(countOf(octets))
  let at = 0
  const changed = (element: Element): readonly Uint8Array[] => {
    const isChosen = at++ === place
    const parts = insideOf(element)
    // The whole structure itself is kept.
    if (isChosen && at > 1) return applied(element, change, random)
    if (parts === undefined) return [element.der]
    return [rebuilt(element, parts.flatMap(changed))]
  }
  const [whole] = elements.flatMap(changed)
  return { octets: whole ?? octets, change }
}

function applied(
  element: Element,
  change: (typeof CHANGES)[number],
  random: Random,
): readonly Uint8Array[] {
  const parts = insideOf(element)
  switch (change) {
    case 'drop':
      return []
    case 'repeat':
      return [element.der, element.der]
    case 'empty':
      return [rebuilt(element, [])]
    case 'retag':
      return [
        Uint8Array.of(
          random.pick([0x02, 0x04, 0x0c, 0x13, 0x16, 0x30, 0x31, 0xa0, 0x80]),
          ...element.der.subarray(1),
        ),
      ]
    case 'swap':
      return parts === undefined || parts.length < 2
        ? [element.der]
        : [
            rebuilt(
              element,
              parts.toReversed().map((part) => part.der),
            ),
          ]
    case 'bit': {
      const flipped = element.der.slice()
      const last = flipped.length - 1
      flipped[last] = (flipped[last] ?? 0) ^ (1 << random.next(8))
      return [flipped]
    }
  }
}

function rebuilt({ tag }: Element, parts: readonly Uint8Array[]): Uint8Array {
  return der.encode(new der.DerNode(tag, parts))
}

/**
 * The elements inside, also of an OCTET STRING that holds some; `undefined` where there are none,
 * or where an earlier change broke them.
 */
function insideOf({ tag, contents }: Element): readonly Element[] | undefined {
  const isConstructed = (tag & CONSTRUCTED) !== 0
  if (!isConstructed && (tag !== OCTET_STRING || contents.length < 2)) return undefined
  return readable(contents)
}

function readable(octets: Uint8Array): readonly Element[] | undefined {
  try {
    return elementsOf(octets)
  } catch {
    return undefined
  }
}

function countOf(octets: Uint8Array): number {
  let count = 0
  const visit = (element: Element): void => {
    count++
    insideOf(element)?.forEach(visit)
  }
  readable(octets)?.forEach(visit)
  return count
}
