import { toHex } from '#kernel/bytes.ts'
import type { Name, NameAttribute } from './name.ts'
import { ATTRIBUTE } from './oids.ts'

const SHORT_NAMES = new Map<string, string>(
  Object.entries(ATTRIBUTE).map(([short, oid]) => [oid, short]),
)

/**
 * A name for people: `C=JP, O=…, OU=…` in the order it is encoded, the attributes of one part
 * joined by ` + `. Characters that RFC 4514 §2.4 reserves, and invisible ones, are escaped, so that
 * no value can look like another part or change the line.
 */
export function formatName(name: Name): string {
  return name.relativeNames.map((part) => part.map(formatAttribute).join(' + ')).join(', ')
}

function formatAttribute(attribute: NameAttribute): string {
  const type = SHORT_NAMES.get(attribute.oid) ?? attribute.oid
  if (attribute.form === 'other') return `${type}=#${toHex(attribute.valueDer)}`
  return `${type}=${escapeText(attribute.text)}`
}

function escapeText(text: string): string {
  return text
    .replace(/[\\",+;<>=]/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (hidden) => {
      return [...new TextEncoder().encode(hidden)]
        .map((octet) => `\\${octet.toString(16).padStart(2, '0').toUpperCase()}`)
        .join('')
    })
    .replace(/^[ #]| $/g, '\\$&')
}
