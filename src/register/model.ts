import { addDays, type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import type {
  BasicItems,
  LifeEvent,
  Municipality,
  RecordedName,
  Resident,
  Sex,
} from './contract.ts'
import { municipalityByCode } from './municipalities.ts'
import { flagsFit, isAddressForm, isKanaForm, isNameForm, noSubstitutions } from './text-form.ts'

/**
 * 住所 of a person who has left Japan and keeps the card: the official form is not public
 * (spec/jpki.md §1.9), so the record says only that the person has moved out of the country.
 */
export const OVERSEAS_ADDRESS = '国外転出'

/**
 * Why an event cannot have happened to this resident; stands as `reason` in the refusal's detail.
 */
export type ImpossibleReason =
  | 'after-death'
  | 'before-birth'
  | 'in-the-future'
  | 'nothing-changes'
  | 'already-overseas'
  | 'already-adult-ward'
  | 'no-adult-ward'
  | 'no-period-of-stay'
  | 'stay-not-extended'
  | 'record-deleted'
  | 'not-a-foreigner'
  | 'already-born'
  | 'value-malformed'

/**
 * The resident after `event`, decided purely: one version later, or `event-impossible` with a
 * `reason`. `today` is the legal day in Japan; an event takes effect on that day or before it.
 */
export function residentAfter(
  resident: Resident,
  event: LifeEvent,
  today: CivilDate,
): Result<Resident, 'event-impossible'> {
  if (resident.deceasedOn !== undefined) return impossible('after-death')
  if (resident.recordDeletedOn !== undefined) return impossible('record-deleted')
  if (event.on > today) return impossible('in-the-future')
  if (event.on < resident.items.birthDate) return impossible('before-birth')
  const changed = change(resident, event)
  return changed.ok ? ok({ ...changed.value, version: resident.version + 1 }) : changed
}

function change(resident: Resident, event: LifeEvent): Result<Resident, 'event-impossible'> {
  switch (event.kind) {
    case 'moved':
      return moved(resident, event)
    case 'moved-overseas':
      if (resident.residence === 'overseas') return impossible('already-overseas')
      return ok({
        ...withAddress(resident, OVERSEAS_ADDRESS, undefined),
        residence: 'overseas',
        overseasContinuation: event.continuation,
      })
    case 'name-changed':
      return nameChanged(resident, event)
    case 'corrected':
      return corrected(resident, event)
    case 'died':
      return ok({ ...resident, deceasedOn: event.on })
    case 'stay-extended':
      return stayExtended(resident, event.periodOfStayEndsOn)
    case 'became-adult-ward':
      if (resident.adultWard) return impossible('already-adult-ward')
      return ok({ ...resident, adultWard: true })
    case 'guardianship-ended':
      return resident.adultWard
        ? ok({ ...resident, adultWard: false })
        : impossible('no-adult-ward')
    case 'stay-ended':
      return stayEnded(resident, event.on)
    case 'former-name-changed':
      return formerNameChanged(resident, event.formerName)
    case 'naturalised':
      return naturalised(resident, event.newName)
    case 'number-changed':
      return ok(resident)
    case 'born':
      return impossible('already-born')
  }
}

function moved(
  resident: Resident,
  event: Extract<LifeEvent, { kind: 'moved' }>,
): Result<Resident, 'event-impossible'> {
  const { address, addressSubstitutions } = event
  const municipality = municipalityByCode(event.municipality.code)
  if (municipality === undefined) return impossible('value-malformed')
  const flags = addressSubstitutions ?? noSubstitutions(address)
  if (!isAddressOf(municipality, address) || !flagsFit(flags, address)) {
    return impossible('value-malformed')
  }
  if (resident.residence === 'in-japan' && address === resident.items.address) {
    return impossible('nothing-changes')
  }
  const arrived = { ...resident, municipality, residence: 'in-japan' as const }
  return ok({ ...withAddress(arrived, address, flags), overseasContinuation: false })
}

function nameChanged(
  resident: Resident,
  event: Extract<LifeEvent, { kind: 'name-changed' }>,
): Result<Resident, 'event-impossible'> {
  const { name, kana } = event
  const nameSubstitutions = event.nameSubstitutions ?? noSubstitutions(name)
  const wellFormed = isNameForm(name) && isKanaForm(kana) && flagsFit(nameSubstitutions, name)
  if (!wellFormed) return impossible('value-malformed')
  const { items } = resident
  const same = name === items.name && nameSubstitutions === items.nameSubstitutions
  if (same && kana === resident.kana) return impossible('nothing-changes')
  return ok({ ...resident, kana, items: { ...items, name, nameSubstitutions } })
}

type Correction = Extract<LifeEvent, { kind: 'corrected' }>

function corrected(resident: Resident, event: Correction): Result<Resident, 'event-impossible'> {
  const items = correctedItems(resident, event)
  if (items === undefined) return impossible('value-malformed')
  const before = resident.items
  const same =
    items.name === before.name &&
    items.nameSubstitutions === before.nameSubstitutions &&
    items.address === before.address &&
    items.addressSubstitutions === before.addressSubstitutions &&
    items.birthDate === before.birthDate &&
    items.sex === before.sex
  return same ? impossible('nothing-changes') : ok({ ...resident, items })
}

/** The items after the correction; `undefined` where its value has not the item's form. */
function correctedItems(
  { items, municipality, residence }: Resident,
  { item, value, substitutions }: Correction,
): BasicItems | undefined {
  const flags = substitutions ?? noSubstitutions(value)
  switch (item) {
    case 'birth-date': {
      const birthDate = parseCivilDate(value)
      return birthDate === undefined ? undefined : { ...items, birthDate }
    }
    case 'sex':
      return isSex(value) ? { ...items, sex: value } : undefined
    case 'name':
      if (!isNameForm(value) || !flagsFit(flags, value)) return undefined
      return { ...items, name: value, nameSubstitutions: flags }
    case 'address':
      if (residence === 'overseas' || !isAddressOf(municipality, value)) return undefined
      if (!flagsFit(flags, value)) return undefined
      return { ...items, address: value, addressSubstitutions: flags }
  }
}

function stayExtended(
  resident: Resident,
  periodOfStayEndsOn: CivilDate,
): Result<Resident, 'event-impossible'> {
  const until = resident.periodOfStayEndsOn
  if (until === undefined) return impossible('no-period-of-stay')
  if (periodOfStayEndsOn <= until) return impossible('stay-not-extended')
  return ok({ ...resident, periodOfStayEndsOn })
}

/** The record is deleted from `on`: the day before is the last of the stay, if that ran longer. */
function stayEnded(resident: Resident, on: CivilDate): Result<Resident, 'event-impossible'> {
  const until = resident.periodOfStayEndsOn
  if (until === undefined) return impossible('no-period-of-stay')
  const lastDay = addDays(on, -1)
  return ok({
    ...resident,
    periodOfStayEndsOn: lastDay < until ? lastDay : until,
    recordDeletedOn: on,
  })
}

function formerNameChanged(
  resident: Resident,
  formerName: RecordedName | undefined,
): Result<Resident, 'event-impossible'> {
  if (formerName !== undefined && !isRecordedName(formerName)) return impossible('value-malformed')
  if (
    formerName?.name === resident.formerName?.name &&
    formerName?.kana === resident.formerName?.kana
  )
    return impossible('nothing-changes')
  return ok({ ...resident, formerName })
}

/** A Japanese has no period of stay and no 通称. */
function naturalised(
  resident: Resident,
  newName: RecordedName | undefined,
): Result<Resident, 'event-impossible'> {
  if (resident.nationality === 'japanese') return impossible('not-a-foreigner')
  const japanese: Resident = {
    ...resident,
    nationality: 'japanese',
    periodOfStayEndsOn: undefined,
    commonName: undefined,
  }
  if (newName === undefined) return ok(japanese)
  if (!isRecordedName(newName)) return impossible('value-malformed')
  const { name, nameSubstitutions, kana } = newName
  if (name === resident.items.name) return impossible('nothing-changes')
  return ok({ ...japanese, kana, items: { ...resident.items, name, nameSubstitutions } })
}

function isRecordedName({ name, nameSubstitutions, kana }: RecordedName): boolean {
  return isNameForm(name) && isKanaForm(kana) && flagsFit(nameSubstitutions, name)
}

function withAddress(resident: Resident, address: string, flags: string | undefined): Resident {
  const addressSubstitutions = flags ?? noSubstitutions(address)
  return { ...resident, items: { ...resident.items, address, addressSubstitutions } }
}

/** 住所 begins at the prefecture and lies in its municipality (spec/jpki.md §2.3, otherName .5). */
export function isAddressOf({ prefecture, name }: Municipality, address: string): boolean {
  return isAddressForm(address) && address.startsWith(prefecture + name)
}

/** Whether `text` is one of the three values the register knows. */
export function isSex(text: string): text is Sex {
  return text === 'male' || text === 'female' || text === 'unknown'
}

function impossible(reason: ImpossibleReason): Refused<'event-impossible'> {
  return refuse('event-impossible', { reason })
}
