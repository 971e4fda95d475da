/**
 * The longest name and label of the domain name system (RFC 1035 §2.3.4), in octets of the text
 * form.
 */
const NAME_OCTETS_MAX = 253
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * A domain name in lower case, where it has the "preferred name syntax" that RFC 5280 §4.2.1.6 asks
 * for (RFC 1034 §3.5 as modified by RFC 1123 §2.1): letters, digits and hyphens, A-labels
 * included; else `undefined`. One dot at the end, the root, is no part of a name in a certificate.
 */
export function preferredName(text: string): string | undefined {
  if (text.length === 0 || text.length > NAME_OCTETS_MAX) return undefined
  const lower = asciiLowerCase(text)
  return lower.split('.').every((label) => LABEL.test(label)) ? lower : undefined
}

/** Whether a host name consists of digits alone in its last label: an IPv4 address, not a name. */
export function looksLikeAddress(name: string): boolean {
  return /(?:^|\.)[0-9]+$/.test(name) || name.includes(':')
}

/** `text` with its ASCII letters in lower case and no other character touched (RFC 4343 §3). */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Whether `name` is `domain` or lies below it; both in lower case. */
export function isWithinDomain(name: string, domain: string): boolean {
  return name === domain || isBelowDomain(name, domain)
}

/** Whether `name` lies below `domain`: at least one label more; both in lower case. */
export function isBelowDomain(name: string, domain: string): boolean {
  return name.length > domain.length + 1 && name.endsWith(`.${domain}`)
}
