import { assert } from '#kernel/assert.ts'
import type { Relation, Sex } from './contract.ts'
import type { SeededChoice } from './seeded-choice.ts'

/** One of a household before a name: age in whole years. */
export interface Member {
  readonly age: number
  readonly sex: Sex
  readonly relation: Relation
}

/** Who lives together, the head first. */
export type Household = readonly [Member, ...Member[]]

/**
 * Upper ends of age bands in years and the share of each in ten thousand, after 人口推計 (total
 * population of October 2024, five-year bands).
 */
const AGE_BANDS: readonly (readonly [number, number])[] = [
  [4, 328],
  [9, 380],
  [14, 417],
  [19, 437],
  [24, 505],
  [29, 520],
  [34, 520],
  [39, 563],
  [44, 620],
  [49, 727],
  [54, 788],
  [59, 678],
  [64, 605],
  [69, 577],
  [74, 668],
  [79, 620],
  [84, 478],
  [89, 335],
  [94, 172],
  [99, 55],
  [106, 7],
]
const SHARES_IN_ALL = 10_000

/** Women among those of 75 and above, and of all ages, in a thousand. */
const WOMEN_PER_MILLE_OLD = 600
const WOMEN_PER_MILLE = 502
const OLD_YEARS = 75

const MARRYING_YEARS = 24
const MARRIED_PER_MILLE = 860
/** A couple's ages lie this far apart at most. */
const COUPLE_YEARS_APART = 11
const GROWN_YEARS = 20
const LEAVES_HOME_YEARS = 35
const GROWN_AT_HOME_PER_MILLE = 640
const ALONE_YEARS_MIN = 18
/** A parent is at least and at most this much older than a child. */
const PARENT_YEARS: readonly [number, number] = [19, 46]
const PARENT_AT_HOME_YEARS = 75
const PARENT_AT_HOME_PER_MILLE = 450
const CHILDREN_MAX = 4

/** People whose ages are drawn together and who are then sorted into households. */
export const NEIGHBOURS = 24

interface Person {
  readonly age: number
  readonly sex: Sex
}

/** A household while it is being put together. */
interface Forming {
  readonly members: Member[]
  /** The younger of the couple, or the head: who a child's age is compared with. */
  readonly parentAge: number
}

/**
 * The households of one neighbourhood of `NEIGHBOURS` people: ages by the population pyramid, then
 * couples of like age, children with parents of a fitting age, some of the old with their children,
 * and the others alone. A child without a fitting parent in the neighbourhood lives with the oldest
 * household (祖父母 or others).
 */
export function drawHouseholds(choice: SeededChoice): readonly Household[] {
  const people = Array.from({ length: NEIGHBOURS }, () => drawPerson(choice))
  const grown = people.filter(({ age }) => age >= GROWN_YEARS)
  const staying = new Set(
    grown.filter(({ age }) => age < LEAVES_HOME_YEARS && choice.happens(GROWN_AT_HOME_PER_MILLE)),
  )
  const heads = grown.filter((person) => !staying.has(person))
  const forming = couplesOf(choice, heads.length === 0 ? [adultOf(choice)] : heads)
  const children = people.filter((person) => person.age < GROWN_YEARS || staying.has(person))
  for (const child of children.sort((a, b) => b.age - a.age)) placeChild(choice, forming, child)
  return joinParents(choice, forming).map(asHousehold)
}

function drawPerson(choice: SeededChoice): Person {
  const age = drawAge(choice)
  const women = age >= OLD_YEARS ? WOMEN_PER_MILLE_OLD : WOMEN_PER_MILLE
  return { age, sex: choice.happens(women) ? 'female' : 'male' }
}

function drawAge(choice: SeededChoice): number {
  let left = choice.below(SHARES_IN_ALL)
  let least = 0
  for (const [most, share] of AGE_BANDS) {
    if (left < share) return choice.between(least, most)
    left -= share
    least = most + 1
  }
  assert(false, 'the shares of the age bands make ten thousand')
}

/** A neighbourhood of children alone gets an adult. */
function adultOf(choice: SeededChoice): Person {
  return { age: choice.between(GROWN_YEARS + PARENT_YEARS[0], 60), sex: 'female' }
}

function couplesOf(choice: SeededChoice, heads: readonly Person[]): Forming[] {
  const women = heads.filter(({ age, sex }) => sex === 'female' && age >= MARRYING_YEARS)
  const forming: Forming[] = []
  const paired = new Set<Person>()
  for (const man of heads) {
    if (man.sex === 'female') continue
    const wife = choice.happens(MARRIED_PER_MILLE) ? wifeOf(man, women, paired) : undefined
    if (wife !== undefined) paired.add(wife)
    forming.push(formed(man, wife))
  }
  for (const woman of heads) {
    if (woman.sex === 'female' && !paired.has(woman)) forming.push(formed(woman, undefined))
  }
  return forming
}

function wifeOf(
  man: Person,
  women: readonly Person[],
  paired: ReadonlySet<Person>,
): Person | undefined {
  if (man.age < MARRYING_YEARS) return undefined
  return women.find(
    (woman) => !paired.has(woman) && Math.abs(woman.age - man.age) <= COUPLE_YEARS_APART,
  )
}

function formed(head: Person, spouse: Person | undefined): Forming {
  const members: Member[] = [{ ...head, relation: 'head' }]
  if (spouse !== undefined) members.push({ ...spouse, relation: 'spouse' })
  return { members, parentAge: Math.min(head.age, spouse?.age ?? head.age) }
}

function placeChild(choice: SeededChoice, forming: Forming[], child: Person): void {
  const [least, most] = PARENT_YEARS
  const homes = forming.filter(({ members, parentAge }) => {
    const older = parentAge - child.age
    const children = members.filter(({ relation }) => relation === 'child').length
    return older >= least && older <= most && children < CHILDREN_MAX
  })
  if (homes.length > 0) {
    choice.of(homes).members.push({ ...child, relation: 'child' })
    return
  }
  if (child.age >= ALONE_YEARS_MIN) {
    forming.push(formed(child, undefined))
    return
  }
  const oldest = forming.reduce((a, b) => (b.parentAge > a.parentAge ? b : a))
  oldest.members.push({ ...child, relation: childOfTheOld(oldest, child) })
}

function childOfTheOld({ parentAge }: Forming, { age }: Person): Relation {
  return parentAge - age > PARENT_YEARS[1] ? 'grandchild' : 'other'
}

/** Some of the old who live alone move in with a household of their children's age. */
function joinParents(choice: SeededChoice, forming: readonly Forming[]): readonly Forming[] {
  const joined = new Set<Forming>()
  for (const one of forming) {
    const [parent, ...others] = one.members
    if (parent === undefined || others.length > 0 || parent.age < PARENT_AT_HOME_YEARS) continue
    if (!choice.happens(PARENT_AT_HOME_PER_MILLE)) continue
    const home = forming.find(({ members }) => {
      const older = parent.age - (members[0]?.age ?? 0)
      return older >= PARENT_YEARS[0] && older <= PARENT_YEARS[1]
    })
    if (home === undefined || joined.has(home)) continue
    home.members.push({ ...parent, relation: 'parent' })
    joined.add(one)
  }
  return forming.filter((one) => !joined.has(one))
}

function asHousehold({ members }: Forming): Household {
  const [head, ...others] = members
  assert(head !== undefined, 'a household has a head')
  return [head, ...others]
}
