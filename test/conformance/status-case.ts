import assert from 'node:assert/strict'
import { toBase64 } from '#kernel/bytes.ts'
import { formatInstant, type Instant } from '#kernel/instant.ts'
import type { Door } from '#verifier/door/answer.ts'
import type { CaseOutcome } from './path-case.ts'

/** What a door says of one object and one certificate. */
export interface StatusAnswer {
  readonly status: 'good' | 'revoked' | 'unknown' | 'unusable'
  readonly code: string
  /** What the default policy would refuse the object for. */
  readonly weak?: string
  /** Where the request asks for a report. */
  readonly checks?: readonly { readonly id: string; readonly outcome: string }[]
}

/** What a case asks: octets are written as base64 DER, `undefined` is left out. */
export type StatusCase = Readonly<
  Record<string, Uint8Array | string | number | boolean | undefined>
>

/**
 * Asks `check-ocsp` or `check-crl` by its JSON door, with the door's own defaults wherever the case
 * says nothing.
 */
export function askStatus(door: Door, at: Instant, asked: StatusCase): StatusAnswer {
  const members = Object.entries(asked).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? toBase64(value) : value,
  ])
  const request = { time: formatInstant(at), ...Object.fromEntries(members) }
  const { json, isVerdict } = door.answer(JSON.parse(JSON.stringify(request)), at)
  assert.ok(isVerdict, JSON.stringify(json))
  return JSON.parse(JSON.stringify(json))
}

/** Whether the status is the one that a suite wants; what is unusable it calls unknown. */
export function statusOutcome(
  id: string,
  { status, code }: StatusAnswer,
  wanted: string,
): CaseOutcome {
  const isAsWanted = (status === 'unusable' ? 'unknown' : status) === wanted
  return { id, isAsWanted, seen: `${status} ${code}, wanted ${wanted}` }
}
