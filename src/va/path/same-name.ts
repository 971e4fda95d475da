import { comparableParts, namesIdentical } from '#codec/x509/name-match.ts'
import type { Name } from '#codec/x509/name.ts'

/** Held weakly: a text lives no longer than its name. */
const TEXTS = new WeakMap<Name, string>()

/**
 * Whether two names are the same by RFC 5280 §7.1, as `namesMatch` says, each prepared once: a
 * search compares the same names over and over, and preparing a long one is what costs.
 */
export function isSameName(a: Name, b: Name): boolean {
  if (namesIdentical(a, b)) return true
  return a.relativeNames.length === b.relativeNames.length && nameText(a) === nameText(b)
}

/** A name as text, equal where the names are the same. */
export function nameText(name: Name): string {
  const known = TEXTS.get(name)
  if (known !== undefined) return known
  const text = comparableParts(name).join('\n')
  TEXTS.set(name, text)
  return text
}
