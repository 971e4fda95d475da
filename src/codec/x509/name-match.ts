import { equalBytes, toHex } from '#kernel/bytes.ts'
import type { Name, NameAttribute, RelativeName } from './name.ts'

/**
 * Whether two names are the same octets: what issuers chained by the same software have. Names
 * share their parts only where these were recalled by the same octets.
 */
export function namesIdentical(a: Name, b: Name): boolean {
  return a.relativeNames === b.relativeNames || equalBytes(a.der, b.der)
}

/**
 * Whether two names are the same name (RFC 5280 §7.1): equal parts in equal order, each part
 * compared without regard to the order of its attributes, strings by the LDAP preparation of RFC
 * 4518, so that case, runs of spaces and string types do not matter.
 */
export function namesMatch(a: Name, b: Name): boolean {
  if (namesIdentical(a, b)) return true
  if (a.relativeNames.length !== b.relativeNames.length) return false
  return a.relativeNames.every((part, i) => relativeNamesMatch(part, b.relativeNames[i] ?? []))
}

/**
 * Each part of a name as one text; the texts of two parts are equal where the parts are the same by
 * `namesMatch`. Prepared once, a name is compared with thousands of others at the price of strings.
 */
export function comparableParts({ relativeNames }: Name): readonly string[] {
  return relativeNames.map((part) => JSON.stringify(part.map(comparableAttribute).sort()))
}

function comparableAttribute(attribute: NameAttribute): string {
  if (attribute.form === 'other') return `${attribute.oid}#${toHex(attribute.valueDer)}`
  const prepared = prepareText(attribute.text)
  // What matches nothing but its own octets is kept apart from what was prepared.
  return prepared === undefined
    ? `${attribute.oid}!${attribute.text}`
    : `${attribute.oid}=${prepared}`
}

function relativeNamesMatch(a: RelativeName, b: RelativeName): boolean {
  if (a.length !== b.length) return false
  const left = [...b]
  return a.every((attribute) => {
    const at = left.findIndex((other) => attributesMatch(attribute, other))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

function attributesMatch(a: NameAttribute, b: NameAttribute): boolean {
  if (a.oid !== b.oid) return false
  if (a.form === 'other' || b.form === 'other')
    return a.form === 'other' && b.form === 'other' && equalBytes(a.valueDer, b.valueDer)
  if (a.text === b.text) return true
  const prepared = prepareText(a.text)
  return prepared !== undefined && prepared === prepareText(b.text)
}

// RFC 4518 §2.2, mapped to a space: tab, line ends, next line and every separator.
const TO_SPACE = /[\t-\r\u0085\p{Z}]+/gu
// Mapped to nothing: the other controls, soft hyphens, format characters, joiners, variation
// selectors.
const TO_NOTHING = /[\p{Cc}\p{Cf}\u1806\ufffc]|\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]/gu

// RFC 4518 §2.4: private use, surrogates, the replacement character and unassigned points are
// prohibited.
const PROHIBITED = /[\p{Co}\p{Cs}\p{Cn}\ufffd]/u

/**
 * `text` prepared for caseIgnoreMatch (RFC 4518 §2): mapped, case-folded, NFKC, spaces at the ends
 * dropped and inner runs made one; `undefined` with a prohibited character, which matches nothing.
 */
function prepareText(text: string): string | undefined {
  const mapped = text.replace(TO_SPACE, ' ').replace(TO_NOTHING, '')
  // Upper case first, so that folding is full: ß and ss, ſ and s fall together.
  const folded = mapped.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
  if (PROHIBITED.test(folded)) return undefined
  return folded.replace(/ +/g, ' ').replace(/^ | $/g, '')
}
