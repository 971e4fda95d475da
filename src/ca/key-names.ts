import { assert } from '#kernel/assert.ts'
import { type AuthorityId, type KeyName, parseKeyName } from './contract.ts'

/** The name of an authority's key: `signature-1`. */
export function authorityKeyName(authority: AuthorityId, generation: number): KeyName {
  return keyName(`${authority}-${generation}`)
}

/**
 * The name of a responder's key: `signature-1-ocsp-first` from the ceremony, `signature-1-ocsp-117`
 * by its serial.
 */
export function responderKeyName(
  authority: AuthorityId,
  generation: number,
  which: 'first' | number,
): KeyName {
  return keyName(`${authority}-${generation}-ocsp-${which}`)
}

/** The name of the key that signs one status filter and is destroyed: `signature-1-filter`. */
export function filterKeyName(authority: AuthorityId, generation: number): KeyName {
  return keyName(`${authority}-${generation}-filter`)
}

function keyName(text: string): KeyName {
  const name = parseKeyName(text)
  assert(name !== undefined, 'names of keys are well-formed')
  return name
}
