import assert from 'node:assert/strict'
import { civilDate } from '#kernel/civil-date.ts'
import { PERSONAS } from '#register/personas.ts'

/** A resident as a clerk looks for them. */
export interface Person {
  readonly residentId: string
  /** The reading, by which the search finds them. */
  readonly kana: string
  readonly municipalityCode: string
}

/** The day does not matter: what stands in a `Person` is the same on every day. */
const ANY_DAY = civilDate(2026, 3, 2)

/** The sandbox's persona by their place in the cast, from 1. */
export function persona(place: number): Person {
  const found = PERSONAS[place - 1]
  assert.ok(found !== undefined, `no persona ${place}`)
  const { id, kana, municipality } = found.on(ANY_DAY)
  return { residentId: id, kana, municipalityCode: municipality.code }
}
