import * as der from '#codec/der/encode.ts'
import { directoryName, type GeneralName, generalNameNode } from '#codec/x509/general-name.ts'
import type { Name } from '#codec/x509/name.ts'
import { comparableParts, namesMatch } from '#codec/x509/name-match.ts'
import { toHex } from '#kernel/bytes.ts'

/** Pairs of names compared one by one; more are compared by their keys, in linear time. */
export const NAME_PAIRS_MAX = 16

/**
 * Whether two lists of names have one in common (RFC 5280 §6.3.3(b)(2)(i)): directory names by the
 * rules of §7.1, every other kind by its octets. A URI of a distribution point is an address to
 * fetch from, so that two are the same where they read the same.
 */
export function haveNameInCommon(
  some: readonly GeneralName[],
  others: readonly GeneralName[],
): boolean {
  if (some.length * others.length <= NAME_PAIRS_MAX)
    return some.some((name) => others.some((other) => isSameName(name, other)))
  const keys = keysOf(others)
  return Array.from(keysOf(some)).some((key) => keys.has(key))
}

/** Whether one of `names` is the directory name `wanted`. */
export function namesDirectory(names: readonly GeneralName[], wanted: Name): boolean {
  if (names.length <= NAME_PAIRS_MAX)
    return names.some((name) => name.kind === 'directoryName' && namesMatch(name.name, wanted))
  return keysOf(names).has(keyOf(directoryName(wanted)))
}

function isSameName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directoryName' && b.kind === 'directoryName') return namesMatch(a.name, b.name)
  return a.kind === b.kind && keyOf(a) === keyOf(b)
}

/** By list, held weakly: a long list that many others are compared with is prepared once. */
const prepared = new WeakMap<readonly GeneralName[], ReadonlySet<string>>()

function keysOf(names: readonly GeneralName[]): ReadonlySet<string> {
  const known = prepared.get(names)
  if (known !== undefined) return known
  const keys = new Set(names.map(keyOf))
  prepared.set(names, keys)
  return keys
}

/** Text that is equal where two names are the same. */
function keyOf(name: GeneralName): string {
  switch (name.kind) {
    case 'uniformResourceIdentifier':
    case 'dNSName':
    case 'rfc822Name':
      return `${name.kind} ${name.text}`
    case 'directoryName':
      return `${name.kind} ${comparableParts(name.name).join(' ')}`
    case 'otherName':
    case 'iPAddress':
    case 'registeredID':
    case 'x400Address':
    case 'ediPartyName':
      return `${name.kind} ${toHex(der.encode(der.sequence(generalNameNode(name))))}`
  }
}
