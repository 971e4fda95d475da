import { parseCivilDate } from '#kernel/civil-date.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import { parseHouseholdId, type Resident } from './contract.ts'
import { municipalityByCode } from './municipalities.ts'
import type { ResidentCriteria, ResidentSearch } from './ports.ts'
import { kanaKeyOf, nameKeyOf } from './search-key.ts'
import { NAME_CHARACTERS_MAX } from './text-form.ts'

/** Residents that one search shows. */
export const FOUND_RESIDENTS_MAX = 50

/** What a clerk typed: nothing in it is proved yet. Empty texts count as not given. */
export interface UnverifiedSearch {
  /** The beginning of a name, 旧氏 or 通称, in any form a person would type. */
  readonly name?: string | undefined
  /** The beginning of a reading, in katakana, hiragana or half width. */
  readonly kana?: string | undefined
  /** `YYYY-MM-DD` */
  readonly birthDate?: string | undefined
  readonly household?: string | undefined
  readonly municipalityCode?: string | undefined
}

/** Who was found, in order; `more` where others answer too and the search must be narrowed. */
export interface FoundResidents {
  readonly residents: readonly Resident[]
  readonly more: boolean
}

/**
 * Looks residents up. `search-malformed` names the `field` that cannot be meant; `search-empty` is
 * a search by nothing, or by a municipality alone.
 */
export async function searchResidents(
  ports: { readonly search: ResidentSearch },
  unverified: UnverifiedSearch,
): Promise<Result<FoundResidents, 'search-malformed' | 'search-empty'>> {
  const criteria = parseSearch(unverified)
  if (!criteria.ok) return criteria
  const found = await ports.search.search(criteria.value, FOUND_RESIDENTS_MAX + 1)
  const residents = found.slice(0, FOUND_RESIDENTS_MAX)
  return ok({ residents, more: found.length > residents.length })
}

function parseSearch(
  unverified: UnverifiedSearch,
): Result<ResidentCriteria, 'search-malformed' | 'search-empty'> {
  const name = given(unverified.name)
  const kana = given(unverified.kana)
  if (tooLong(name)) return malformed('name')
  if (tooLong(kana)) return malformed('kana')
  const nameKey = name === undefined ? undefined : nameKeyOf(name)
  const kanaKey = kana === undefined ? undefined : kanaKeyOf(kana)
  if (nameKey === '') return malformed('name')
  if (kanaKey !== undefined && !/^[ァ-ヺ]+$/.test(kanaKey)) return malformed('kana')
  const birthDate = parsed(unverified.birthDate, parseCivilDate)
  if (birthDate === 'malformed') return malformed('birth-date')
  const household = parsed(unverified.household, parseHouseholdId)
  if (household === 'malformed') return malformed('household')
  const municipality = parsed(unverified.municipalityCode, municipalityByCode)
  if (municipality === 'malformed') return malformed('municipality')
  const narrow = [nameKey, kanaKey, birthDate, household]
  if (narrow.every((criterion) => criterion === undefined)) return refuse('search-empty')
  return ok({ nameKey, kanaKey, birthDate, household, municipalityCode: municipality?.code })
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}

function tooLong(text: string | undefined): boolean {
  return text !== undefined && text.length > NAME_CHARACTERS_MAX
}

function parsed<T>(
  text: string | undefined,
  parse: (text: string) => T | undefined,
): T | undefined | 'malformed' {
  const wanted = given(text)
  return wanted === undefined ? undefined : (parse(wanted) ?? 'malformed')
}

function malformed(field: string): Refused<'search-malformed'> {
  return refuse('search-malformed', { field })
}
