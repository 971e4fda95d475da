import type { GeneralSubtree } from '#codec/x509/constraints.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { comparableParts } from '#codec/x509/name-match.ts'
import {
  asciiLowerCase,
  isBelowDomain,
  isWithinDomain,
  looksLikeAddress,
  preferredName,
} from './host-name.ts'

/**
 * The name forms whose constraints are processed. Of the others RFC 5280 §4.2.1.10 says that one
 * "MUST either process the constraint or reject the certificate".
 */
export type ConstrainedForm =
  | 'directoryName'
  | 'dNSName'
  | 'rfc822Name'
  | 'uniformResourceIdentifier'
  | 'iPAddress'

/** A name to hold against constraints, prepared once. */
export type ConstrainedName =
  | { readonly form: 'directoryName'; readonly parts: readonly string[] }
  | { readonly form: 'dNSName'; readonly host: string; readonly isWildcard: boolean }
  | { readonly form: 'rfc822Name'; readonly mailbox: Mailbox }
  | { readonly form: 'uniformResourceIdentifier'; readonly host: string }
  | { readonly form: 'iPAddress'; readonly octets: Uint8Array }

/** The base of a subtree, prepared once; of the same form as the names it is held against. */
export type Constraint =
  | { readonly form: 'directoryName'; readonly parts: readonly string[] }
  | { readonly form: 'dNSName'; readonly domain: string }
  | { readonly form: 'rfc822Name'; readonly of: Mailbox | HostPattern }
  | { readonly form: 'uniformResourceIdentifier'; readonly of: HostPattern }
  | { readonly form: 'iPAddress'; readonly octets: Uint8Array }

/** A mailbox: RFC 5280 §7.5 compares the local part exactly and the host without regard to case. */
export interface Mailbox {
  readonly kind: 'mailbox'
  readonly local: string
  readonly host: string
}

/** A host, or with a leading period every host below a domain but not the domain itself. */
export type HostPattern =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'below'; readonly domain: string }
  | { readonly kind: 'every' }

/**
 * A GeneralName prepared; `undefined` for one that has not the syntax of its form (RFC 5280
 * §4.2.1.6), of which nobody can say what it lies within, and for the forms that are not processed.
 */
export function constrainedName(general: GeneralName): ConstrainedName | undefined {
  switch (general.kind) {
    case 'directoryName':
      return { form: 'directoryName', parts: comparableParts(general.name) }
    case 'dNSName':
      return constrainedHost(general.text)
    case 'rfc822Name': {
      const mailbox = parseMailbox(general.text)
      return mailbox && { form: 'rfc822Name', mailbox }
    }
    case 'uniformResourceIdentifier': {
      const host = hostOfUri(general.text)
      return host === undefined ? undefined : { form: 'uniformResourceIdentifier', host }
    }
    case 'iPAddress':
      return isAddress(general.octets) ? { form: 'iPAddress', octets: general.octets } : undefined
    case 'otherName':
    case 'registeredID':
    case 'x400Address':
    case 'ediPartyName':
      return undefined
  }
}

/** A subtree's base prepared; `undefined` where it has not the syntax of §4.2.1.10. */
export function constraintOf({ base }: GeneralSubtree): Constraint | undefined {
  switch (base.kind) {
    case 'directoryName':
      return { form: 'directoryName', parts: comparableParts(base.name) }
    case 'dNSName': {
      // "DNS name restrictions are expressed as host.example.com": no period before, no wildcard.
      const domain = base.text === '' ? '' : preferredName(base.text)
      return domain === undefined ? undefined : { form: 'dNSName', domain }
    }
    case 'rfc822Name': {
      const of = base.text.includes('@') ? parseMailbox(base.text) : hostPattern(base.text)
      return of && { form: 'rfc822Name', of }
    }
    case 'uniformResourceIdentifier': {
      const of = hostPattern(base.text)
      return of && { form: 'uniformResourceIdentifier', of }
    }
    case 'iPAddress':
      return { form: 'iPAddress', octets: base.octets }
    case 'otherName':
    case 'registeredID':
    case 'x400Address':
    case 'ediPartyName':
      return undefined
  }
}

/**
 * Whether every name that `name` stands for lies within the subtree: the test of a permitted one.
 */
export function liesWithin(name: ConstrainedName, constraint: Constraint): boolean {
  switch (name.form) {
    case 'directoryName':
      return constraint.form === name.form && isSubtree(name.parts, constraint.parts)
    case 'dNSName':
      return (
        constraint.form === name.form &&
        (constraint.domain === '' || isWithinDomain(name.host, constraint.domain))
      )
    case 'rfc822Name':
      return constraint.form === name.form && mailboxMatches(name.mailbox, constraint.of)
    case 'uniformResourceIdentifier':
      return constraint.form === name.form && hostMatches(name.host, constraint.of)
    case 'iPAddress':
      return constraint.form === name.form && isWithinRange(name.octets, constraint.octets)
  }
}

/**
 * Whether any name that `name` stands for lies within the subtree: the test of an excluded one. A
 * wildcard stands for every host with one label more (RFC 9525 §6.3), the excluded one among them.
 */
export function touches(name: ConstrainedName, constraint: Constraint): boolean {
  if (liesWithin(name, constraint)) return true
  if (name.form !== 'dNSName' || !name.isWildcard || constraint.form !== 'dNSName') return false
  const { domain } = constraint
  return (
    isBelowDomain(domain, name.host) && domain.indexOf('.') === domain.length - name.host.length - 1
  )
}

function constrainedHost(text: string): ConstrainedName | undefined {
  const isWildcard = text.startsWith('*.')
  const host = preferredName(isWildcard ? text.slice(2) : text)
  return host === undefined ? undefined : { form: 'dNSName', host, isWildcard }
}

/** RFC 5280 §4.2.1.6: a Mailbox of RFC 2821 §4.1.2, `Local-part@Domain`, and nothing around it. */
function parseMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@')
  if (at <= 0) return undefined
  const host = text.slice(at + 1)
  if (host === '' || /[\s@]/.test(host)) return undefined
  return { kind: 'mailbox', local: text.slice(0, at), host: asciiLowerCase(host) }
}

function hostPattern(text: string): HostPattern | undefined {
  if (text === '') return { kind: 'every' }
  if (text.startsWith('.')) {
    const domain = preferredName(text.slice(1))
    return domain === undefined ? undefined : { kind: 'below', domain }
  }
  const host = preferredName(text)
  return host === undefined ? undefined : { kind: 'host', host }
}

function mailboxMatches(mailbox: Mailbox, of: Mailbox | HostPattern): boolean {
  if (of.kind === 'mailbox') return mailbox.local === of.local && mailbox.host === of.host
  return hostMatches(mailbox.host, of)
}

function hostMatches(host: string, of: HostPattern): boolean {
  switch (of.kind) {
    case 'every':
      return true
    case 'host':
      return host === of.host
    case 'below':
      return isBelowDomain(host, of.domain)
  }
}

/**
 * The host of a URI (RFC 3986 §3.2). RFC 5280 §4.2.1.10: where it "does not include an authority
 * component with a host name specified as a fully qualified domain name", the URI is to be
 * rejected.
 */
function hostOfUri(text: string): string | undefined {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1]
  if (authority === undefined) return undefined
  const afterUser = authority.slice(authority.lastIndexOf('@') + 1)
  const host = preferredName(afterUser.replace(/:[0-9]*$/, ''))
  return host === undefined || looksLikeAddress(host) ? undefined : host
}

function isAddress(octets: Uint8Array): boolean {
  return octets.length === 4 || octets.length === 16
}

/** A range is an address and a mask of the same size; the parser has seen to its form. */
function isWithinRange(address: Uint8Array, range: Uint8Array): boolean {
  if (range.length !== 2 * address.length) return false
  return address.every((octet, i) => {
    const mask = range[address.length + i] ?? 0
    return ((octet ^ (range[i] ?? 0)) & mask) === 0
  })
}

/** RFC 5280 §7.1: a name is within the subtree whose parts are its first parts. */
function isSubtree(parts: readonly string[], base: readonly string[]): boolean {
  return base.length <= parts.length && base.every((part, i) => part === parts[i])
}
