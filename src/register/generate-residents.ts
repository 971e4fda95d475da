import { assert } from '#kernel/assert.ts'
import { addDays, addMonths, type CivilDate } from '#kernel/civil-date.ts'
import { drawAddress } from './addresses.ts'
import {
  type HouseholdId,
  type Municipality,
  parseResidentId,
  type RecordedName,
  type Resident,
  type ResidentId,
} from './contract.ts'
import { drawHouseholds, type Household, type Member } from './draw-households.ts'
import {
  drawCommonFamily,
  drawCommonName,
  drawForeignFamily,
  drawForeignName,
} from './foreign-names.ts'
import { householdHeadedBy } from './household.ts'
import { OVERSEAS_ADDRESS } from './model.ts'
import { MUNICIPALITIES } from './municipalities.ts'
import { FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES, type NamePart } from './names.ts'
import { PERSONAS } from './personas.ts'
import { SeededChoice } from './seeded-choice.ts'
import type { CertifiableText } from './substitute-characters.ts'
import { noSubstitutions } from './text-form.ts'

/** Residents of one generated register. */
export const GENERATED_RESIDENTS_MAX = 1_000_000

/**
 * Shares in a thousand. Foreigners as 在留外国人統計 (about 3 %), adult wards as the statistics of
 * 成年後見 (about 0.2 %); of 旧氏, 通称 and people overseas with a card, enough to be met with.
 */
const FOREIGN_HOUSEHOLDS_PER_MILLE = 28
const PERMANENT_PER_MILLE_OF_FOREIGNERS = 350
const COMMON_NAME_PER_MILLE_OF_FOREIGNERS = 150
const ADULT_WARDS_PER_MILLE = 2
const FORMER_NAME_PER_MILLE_OF_WIVES = 15
const OVERSEAS_PER_MILLE = 1
/** Stays end within these months. */
const STAY_MONTHS: readonly [number, number] = [1, 60]
/** The first id after the cast. */
const FIRST_DRAWN_ID = 1_000_000
const DAYS_PER_YEAR = 365.2425
const ADULT_YEARS = 18

/**
 * How often a place is drawn, by the last letter of its name: about its mean population in
 * thousands. Every municipality comes up once where the register is large enough.
 */
const WEIGHT_OF_PLACE: Readonly<Record<string, number>> = { 区: 180, 市: 95, 町: 13, 村: 4 }

/** What a synthetic register is made of: the same values give the same people. */
export interface RegisterSeed {
  readonly seed: bigint
  /** People in all; the cast of `PERSONAS` comes first. */
  readonly count: number
  /** Ages and periods of stay are reckoned from this day. */
  readonly today: CivilDate
}

/**
 * Synthetic residents, one after another: the fixed cast, then neighbourhoods of households with
 * realistic ages, names and addresses, by turns in every municipality and where most people live.
 * What is held at a time is one neighbourhood.
 */
export function* generateResidents({ seed, count, today }: RegisterSeed): Generator<Resident> {
  assert(count >= 0 && count <= GENERATED_RESIDENTS_MAX, 'the register has a sensible size')
  for (const persona of PERSONAS.slice(0, count)) yield persona.on(today)
  const choice = new SeededChoice(seed)
  const places = drawPlaces(choice)
  let drawn = 0
  while (PERSONAS.length + drawn < count) {
    const municipality = places.next().value
    for (const household of drawHouseholds(choice)) {
      for (const resident of drawResidents(choice, household, municipality, drawn, today)) {
        if (PERSONAS.length + drawn === count) return
        yield resident
        drawn++
      }
    }
  }
}

/** Every other place from a shuffled round through all of them, the rest by their size. */
function* drawPlaces(choice: SeededChoice): Generator<Municipality, never> {
  const bySize = MUNICIPALITIES.flatMap((municipality) => {
    const weight = WEIGHT_OF_PLACE[municipality.place.slice(-1)] ?? 1
    return Array.from({ length: weight }, () => municipality)
  })
  const round = shuffled(choice, MUNICIPALITIES)
  for (const municipality of round) {
    yield municipality
    yield choice.of(bySize)
  }
  for (;;) yield choice.of(bySize)
}

function shuffled<T>(choice: SeededChoice, items: readonly T[]): readonly T[] {
  const left = [...items]
  return items.map(() => {
    const [taken] = left.splice(choice.below(left.length), 1)
    assert(taken !== undefined, 'as many are left as are still taken')
    return taken
  })
}

/** What the members of a household have in common. */
interface Home {
  readonly household: HouseholdId
  readonly municipality: Municipality
  readonly address: CertifiableText
  readonly stay: Pick<Resident, 'nationality' | 'periodOfStayEndsOn'>
  readonly namer: (
    member: Member,
  ) => Pick<Resident, 'kana' | 'formerName' | 'commonName'> &
    Pick<RecordedName, 'name' | 'nameSubstitutions'>
}

function drawResidents(
  choice: SeededChoice,
  members: Household,
  municipality: Municipality,
  drawn: number,
  today: CivilDate,
): readonly Resident[] {
  const foreign = choice.happens(FOREIGN_HOUSEHOLDS_PER_MILLE)
  const home: Home = {
    household: householdHeadedBy(idOf(FIRST_DRAWN_ID + drawn)),
    municipality,
    address: drawAddress(choice, municipality),
    stay: foreign ? drawStay(choice, today) : JAPANESE,
    namer: foreign ? foreignNamer(choice) : japaneseNamer(choice),
  }
  return members.map((member, index) =>
    drawResident(choice, home, member, idOf(FIRST_DRAWN_ID + drawn + index), today),
  )
}

function drawResident(
  choice: SeededChoice,
  { household, municipality, address, stay, namer }: Home,
  member: Member,
  id: ResidentId,
  today: CivilDate,
): Resident {
  const { age, sex, relation } = member
  const { name, nameSubstitutions, ...named } = namer(member)
  const grown = age >= ADULT_YEARS
  const overseas = grown && stay.nationality === 'japanese' && choice.happens(OVERSEAS_PER_MILLE)
  const lives = overseas
    ? { text: OVERSEAS_ADDRESS, substitutions: noSubstitutions(OVERSEAS_ADDRESS) }
    : address
  return {
    id,
    municipality,
    items: {
      name,
      nameSubstitutions,
      address: lives.text,
      addressSubstitutions: lives.substitutions,
      birthDate: addDays(today, -Math.floor(age * DAYS_PER_YEAR) - choice.below(365)),
      sex,
    },
    ...named,
    household,
    relation,
    ...stay,
    adultWard: grown && choice.happens(ADULT_WARDS_PER_MILLE),
    residence: overseas ? 'overseas' : 'in-japan',
    overseasContinuation: overseas,
    deceasedOn: undefined,
    recordDeletedOn: undefined,
    version: 1,
  }
}

const JAPANESE = { nationality: 'japanese', periodOfStayEndsOn: undefined } as const

function drawStay(choice: SeededChoice, today: CivilDate): Home['stay'] {
  if (choice.happens(PERMANENT_PER_MILLE_OF_FOREIGNERS)) {
    return { nationality: 'permanent-foreigner', periodOfStayEndsOn: undefined }
  }
  const periodOfStayEndsOn = addMonths(today, choice.between(...STAY_MONTHS))
  return { nationality: 'foreigner', periodOfStayEndsOn }
}

/** One family name for all, and of some wives the 旧氏. */
function japaneseNamer(choice: SeededChoice): Home['namer'] {
  const family = choice.earlyOf(FAMILY_NAMES)
  return ({ sex, relation }) => {
    const given = choice.earlyOf(sex === 'female' ? FEMALE_NAMES : MALE_NAMES)
    const former = relation === 'spouse' && choice.happens(FORMER_NAME_PER_MILLE_OF_WIVES)
    return {
      name: `${family.text}　${given.text}`,
      nameSubstitutions: `${family.substitutions}0${given.substitutions}`,
      kana: `${family.kana}　${given.kana}`,
      formerName: former ? asRecorded(choice.earlyOf(FAMILY_NAMES)) : undefined,
      commonName: undefined,
    }
  }
}

function foreignNamer(choice: SeededChoice): Home['namer'] {
  const family = drawForeignFamily(choice)
  const commonFamily = choice.happens(COMMON_NAME_PER_MILLE_OF_FOREIGNERS)
    ? drawCommonFamily(choice)
    : undefined
  return () => ({
    ...drawForeignName(choice, family),
    formerName: undefined,
    commonName: commonFamily === undefined ? undefined : drawCommonName(choice, commonFamily),
  })
}

function asRecorded({ text, substitutions, kana }: NamePart): RecordedName {
  return { name: text, nameSubstitutions: substitutions, kana }
}

function idOf(value: number): ResidentId {
  const id = parseResidentId(`R${String(value).padStart(10, '0')}`)
  assert(id !== undefined, 'R and ten digits are a resident id')
  return id
}
