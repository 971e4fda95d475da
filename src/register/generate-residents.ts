import { assert } from '#kernel/assert.ts'
import { addDays, addMonths, type CivilDate } from '#kernel/civil-date.ts'
import { parseResidentId, type Resident, type ResidentId, type Sex } from './contract.ts'
import { MUNICIPALITIES } from './municipalities.ts'
import { FAMILY_NAMES, FEMALE_NAMES, FOREIGN_NAMES, MALE_NAMES, TOWNS } from './names.ts'
import type { NamePart } from './names.ts'
import { PERSONAS } from './personas.ts'
import { SeededChoice } from './seeded-choice.ts'
import { noSubstitutions } from './text-form.ts'

/** Residents of one generated register. */
export const GENERATED_RESIDENTS_MAX = 1_000_000

/**
 * Shares in a thousand; foreigners as 在留外国人統計 (about 3 %), adult wards as 成年後見 statistics (about
 * 0.2 %).
 */
const FOREIGNERS_PER_MILLE = 30
const PERMANENT_PER_MILLE_OF_FOREIGNERS = 350
const ADULT_WARDS_PER_MILLE = 2
/** The first id after the cast. */
const FIRST_DRAWN_ID = 1_000_000
const DAYS_PER_YEAR = 365.2425
const ADULT_YEARS = 18

/**
 * Upper ends of age bands in years and the share of each in a thousand, after 人口推計 (total
 * population, 2024).
 */
const AGE_BANDS: readonly (readonly [number, number])[] = [
  [14, 112],
  [24, 96],
  [34, 102],
  [44, 117],
  [54, 147],
  [64, 131],
  [74, 128],
  [84, 115],
  [104, 52],
]

/** What a synthetic register is made of: the same values give the same people. */
export interface RegisterSeed {
  readonly seed: bigint
  /** People in all; the cast of `PERSONAS` comes first. */
  readonly count: number
  /** Ages and periods of stay are reckoned from this day. */
  readonly today: CivilDate
}

/**
 * Synthetic residents: the fixed cast, then drawn people with realistic ages, names and addresses.
 */
export function* generateResidents({ seed, count, today }: RegisterSeed): Generator<Resident> {
  assert(count >= 0 && count <= GENERATED_RESIDENTS_MAX, 'the register has a sensible size')
  for (const persona of PERSONAS.slice(0, count)) yield persona.on(today)
  const choice = new SeededChoice(seed)
  for (let drawn = 0; drawn < count - PERSONAS.length; drawn++) {
    yield drawResident(choice, idOf(FIRST_DRAWN_ID + drawn), today)
  }
}

function drawResident(choice: SeededChoice, id: ResidentId, today: CivilDate): Resident {
  const years = drawAge(choice)
  const birthDate = addDays(today, -Math.floor(years * DAYS_PER_YEAR) - choice.below(365))
  const sex: Sex = choice.of(['female', 'male'] as const)
  const foreign = choice.below(1000) < FOREIGNERS_PER_MILLE
  const permanent = foreign && choice.below(1000) < PERMANENT_PER_MILLE_OF_FOREIGNERS
  const stayMonths = choice.between(3, 60)
  const name = foreign ? choice.of(FOREIGN_NAMES) : drawName(choice, sex)
  const municipality = choice.of(MUNICIPALITIES)
  const address = municipality.prefecture + municipality.name + drawStreet(choice)
  const ward = choice.below(1000) < ADULT_WARDS_PER_MILLE
  return {
    id,
    municipality,
    items: {
      name: name.text,
      nameSubstitutions: flagsOf(name),
      address,
      addressSubstitutions: noSubstitutions(address),
      birthDate,
      sex,
    },
    kana: name.kana,
    nationality: foreign ? (permanent ? 'permanent-foreigner' : 'foreigner') : 'japanese',
    periodOfStayEndsOn: foreign && !permanent ? addMonths(today, stayMonths) : undefined,
    adultWard: ward && years >= ADULT_YEARS,
    residence: 'in-japan',
    overseasContinuation: false,
    deceasedOn: undefined,
    version: 1,
  }
}

/** Whole years, by the shares of `AGE_BANDS`. */
function drawAge(choice: SeededChoice): number {
  let left = choice.below(1000)
  let least = 0
  for (const [most, share] of AGE_BANDS) {
    if (left < share) return choice.between(least, most)
    left -= share
    least = most + 1
  }
  assert(false, 'the shares of the age bands make a thousand')
}

function drawName(choice: SeededChoice, sex: Sex): Required<NamePart> {
  const family = choice.of(FAMILY_NAMES)
  const given = choice.of(sex === 'female' ? FEMALE_NAMES : MALE_NAMES)
  return {
    text: `${family.text}　${given.text}`,
    kana: `${family.kana}　${given.kana}`,
    substitutions: `${flagsOf(family)}0${flagsOf(given)}`,
  }
}

function drawStreet(choice: SeededChoice): string {
  const town = choice.of(TOWNS)
  const chome = choice.of(['一', '二', '三', '四', '五'])
  const [block, house] = [choice.between(1, 40), choice.between(1, 30)]
  const street = `${town}${chome}丁目${fullWidth(block)}番${fullWidth(house)}号`
  return choice.below(3) === 0 ? `${street}${fullWidth(choice.between(101, 1512))}号室` : street
}

function flagsOf({ text, substitutions }: NamePart): string {
  return substitutions ?? noSubstitutions(text)
}

function fullWidth(value: number): string {
  return String(value).replace(/\d/g, (digit) => '０１２３４５６７８９'.charAt(Number(digit)))
}

function idOf(value: number): ResidentId {
  const id = parseResidentId(`R${String(value).padStart(10, '0')}`)
  assert(id !== undefined, 'R and ten digits are a resident id')
  return id
}
