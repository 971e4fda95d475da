import assert from 'node:assert/strict'
import { type Instant, formatInstant } from '#kernel/instant.ts'
import { toBase64 } from '#kernel/bytes.ts'
import { pathDoor } from '#verifier/door/path-door.ts'
import { excludedFrom } from './exclusions.ts'

/** A case of a suite of others in its own words: octets, and what is asked, named as at the door. */
export interface PathCase {
  readonly leafDer: Uint8Array
  readonly untrustedDer: readonly Uint8Array[]
  readonly anchorsDer: readonly Uint8Array[]
  readonly at: Instant
  /** Where there are any, status is asked by them alone. */
  readonly crlsDer?: readonly Uint8Array[]
  /** Members of the door's request that the case has a word for. */
  readonly asked?: Readonly<Record<string, unknown>>
}

/** What the door says of a case. */
export interface PathAnswer {
  readonly verdict: 'valid' | 'invalid'
  readonly code: string
  readonly policies: readonly string[]
}

/**
 * Verifies a case through the JSON door, with the door's own defaults wherever the suite says
 * nothing: today's algorithms, the profile of RFC 5280, the anchors' own limits and dates.
 */
export function verifyCase(path: PathCase): PathAnswer {
  const { leafDer, untrustedDer, anchorsDer, crlsDer = [], at, asked } = path
  const request = {
    leaf: toBase64(leafDer),
    untrusted: untrustedDer.map(toBase64),
    trustAnchors: anchorsDer.map(toBase64),
    crls: crlsDer.map(toBase64),
    revocation: crlsDer.length === 0 ? 'none' : 'crl',
    time: formatInstant(at),
    ...asked,
  }
  const { json, isVerdict } = pathDoor.answer(JSON.parse(JSON.stringify(request)), at)
  assert.ok(isVerdict, JSON.stringify(json))
  return JSON.parse(JSON.stringify(json))
}

/** The verdict alone. */
export function isValid({ verdict }: PathAnswer): boolean {
  return verdict === 'valid'
}

/** What came of one case of a suite. */
export interface CaseOutcome {
  readonly id: string
  readonly isAsWanted: boolean
  /** For people. */
  readonly seen: string
}

/**
 * The cases that come out otherwise than the suite and the exclusions say: an excluded case that is
 * right differs too, so that no exclusion stays longer than it is needed.
 */
export function differencesFrom(
  suite: string,
  outcomes: readonly CaseOutcome[],
): readonly string[] {
  const excluded = excludedFrom(suite)
  assert.equal(new Set(outcomes.map(({ id }) => id)).size, outcomes.length, 'each has its own id')
  return outcomes
    .filter(({ id, isAsWanted }) => isAsWanted === excluded.has(id))
    .map(({ id, seen }) => `${id}: ${seen}${excluded.has(id) ? ' (excluded, but right)' : ''}`)
}

/** Asserts that there are no differences. */
export function assertSuite(suite: string, outcomes: readonly CaseOutcome[]): void {
  assert.deepEqual(differencesFrom(suite, outcomes), [])
}
