import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import { parseResidentId, type Resident, type ResidentId } from './contract.ts'
import { householdHeadedBy } from './household.ts'
import { isAddressOf, isSex } from './model.ts'
import { municipalityByCode } from './municipalities.ts'
import type { ResidentStore } from './ports.ts'
import { flagsFit, isKanaForm, isNameForm, noSubstitutions } from './text-form.ts'

/** A new resident as a form or command line gives them: nothing in it is proved yet. */
export interface UnverifiedResident {
  readonly municipalityCode: string
  readonly name: string
  readonly nameSubstitutions?: string | undefined
  readonly kana: string
  readonly address: string
  readonly addressSubstitutions?: string | undefined
  /** `YYYY-MM-DD` */
  readonly birthDate: string
  readonly sex: string
  readonly nationality?: string | undefined
  /** `YYYY-MM-DD`; required for `foreigner`, absent for everyone else. */
  readonly periodOfStayEndsOn?: string | undefined
  readonly adultWard?: boolean | undefined
}

/** Ids are drawn at random; so many collisions in a row are a broken generator. */
const DRAW_ATTEMPTS_MAX = 8
const ID_SPACE = 10_000_000_000n

/** Adds one resident under a fresh id. `resident-malformed` names the `field` in its detail. */
export async function addResident(
  ports: { readonly residents: ResidentStore; readonly clock: Clock; readonly random: Random },
  unverified: UnverifiedResident,
): Promise<Result<Resident, 'resident-malformed'>> {
  const parsed = parseResident(unverified, civilDateInJapan(ports.clock.now()))
  if (!parsed.ok) return parsed
  const resident = await withDrawnId(ports.random, async (id) => {
    const drawn: Resident = {
      ...parsed.value,
      id,
      household: householdHeadedBy(id),
      relation: 'head',
    }
    return (await ports.residents.add([drawn])) === 1 ? drawn : undefined
  })
  return ok(resident)
}

/** Gives what `attempt` makes of a fresh id; `undefined` from it means that the id is taken. */
export async function withDrawnId<T>(
  random: Random,
  attempt: (id: ResidentId) => Promise<T | undefined>,
): Promise<T> {
  for (let draw = 1; draw <= DRAW_ATTEMPTS_MAX; draw++) {
    const made = await attempt(drawId(random))
    if (made !== undefined) return made
  }
  assert(false, 'a fresh resident id is found in a few draws')
}

/** A resident before id and household are given. */
export type ParsedResident = Omit<Resident, 'id' | 'household' | 'relation'>

/** Everything of a resident but the id and the household, checked field by field. */
export function parseResident(
  unverified: UnverifiedResident,
  today: CivilDate,
): Result<ParsedResident, 'resident-malformed'> {
  const { name, kana, address, sex, adultWard = false } = unverified
  const municipality = municipalityByCode(unverified.municipalityCode)
  if (municipality === undefined) return malformed('municipality')
  if (!isNameForm(name)) return malformed('name')
  const nameSubstitutions = unverified.nameSubstitutions ?? noSubstitutions(name)
  if (!flagsFit(nameSubstitutions, name)) return malformed('name-substitutions')
  if (!isKanaForm(kana)) return malformed('kana')
  if (!isAddressOf(municipality, address)) return malformed('address')
  const addressSubstitutions = unverified.addressSubstitutions ?? noSubstitutions(address)
  if (!flagsFit(addressSubstitutions, address)) return malformed('address-substitutions')
  const birthDate = parseCivilDate(unverified.birthDate)
  if (birthDate === undefined || birthDate > today) return malformed('birth-date')
  if (!isSex(sex)) return malformed('sex')
  const stay = parseStay(unverified)
  if (!stay.ok) return stay
  return ok({
    municipality,
    items: { name, nameSubstitutions, address, addressSubstitutions, birthDate, sex },
    kana,
    formerName: undefined,
    commonName: undefined,
    ...stay.value,
    adultWard,
    residence: 'in-japan',
    overseasContinuation: false,
    deceasedOn: undefined,
    recordDeletedOn: undefined,
    version: 1,
  })
}

type Stay = Pick<Resident, 'nationality' | 'periodOfStayEndsOn'>

function parseStay({
  nationality = 'japanese',
  periodOfStayEndsOn,
}: UnverifiedResident): Result<Stay, 'resident-malformed'> {
  switch (nationality) {
    case 'japanese':
    case 'permanent-foreigner':
      if (periodOfStayEndsOn !== undefined) return malformed('period-of-stay')
      return ok({ nationality, periodOfStayEndsOn: undefined })
    case 'foreigner': {
      const until = parseCivilDate(periodOfStayEndsOn ?? '')
      if (until === undefined) return malformed('period-of-stay')
      return ok({ nationality, periodOfStayEndsOn: until })
    }
    default:
      return malformed('nationality')
  }
}

function drawId(random: Random): ResidentId {
  let value = 0n
  for (const octet of random.bytes(8)) value = value * 256n + BigInt(octet)
  const id = parseResidentId(`R${String(value % ID_SPACE).padStart(10, '0')}`)
  assert(id !== undefined, 'R and ten digits are a resident id')
  return id
}

function malformed(field: string): Refused<'resident-malformed'> {
  return refuse('resident-malformed', { field })
}
