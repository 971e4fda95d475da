import { parseCivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { LifeEvent } from '#register/contract.ts'
import { findMunicipalities } from '#register/find-municipalities.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import type { FormFields } from './form-fields.ts'
import { typedDate } from './typed-date.ts'

/** The changes that the counter's window of the register takes; a birth makes a new person. */
export const COUNTER_EVENTS = [
  'moved',
  'moved-overseas',
  'name-changed',
  'former-name-changed',
  'stay-extended',
  'stay-ended',
  'naturalised',
  'became-adult-ward',
  'guardianship-ended',
  'number-changed',
  'corrected',
  'died',
] as const satisfies readonly LifeEvent['kind'][]

/** One of `COUNTER_EVENTS`. */
export type CounterEvent = (typeof COUNTER_EVENTS)[number]

/** The fields that a person types or chooses for a change, in the order of the form. */
export const EVENT_FIELDS = [
  'on',
  'municipality',
  'address',
  'newName',
  'newKana',
  'item',
  'value',
  'periodOfStayEndsOn',
  'continuation',
  'minor',
] as const

/** One of `EVENT_FIELDS`. */
export type EventField = (typeof EVENT_FIELDS)[number]

/** What each change asks for besides its day. */
export const FIELDS_OF_EVENT: Readonly<Record<CounterEvent, readonly EventField[]>> = {
  moved: ['municipality', 'address'],
  'moved-overseas': ['continuation'],
  'name-changed': ['newName', 'newKana'],
  'former-name-changed': ['newName', 'newKana'],
  'stay-extended': ['periodOfStayEndsOn'],
  'stay-ended': [],
  naturalised: ['newName', 'newKana'],
  'became-adult-ward': [],
  'guardianship-ended': [],
  'number-changed': [],
  corrected: ['item', 'value', 'minor'],
  died: [],
}

/** What the form says, as the register reads it; what it cannot mean names its `field`. */
export function eventOf(kind: CounterEvent, form: FormFields): Result<unknown, string> {
  const on = parseCivilDate(typedDate(form.text('on')))
  if (on === undefined) return refuse('field-not-a-day', { field: 'on' })
  const fields = fieldsOf(kind, form)
  return fields.ok ? ok({ kind, on, ...fields.value }) : fields
}

function fieldsOf(
  kind: CounterEvent,
  form: FormFields,
): Result<Readonly<Record<string, unknown>>, string> {
  switch (kind) {
    case 'moved':
      return movedOf(form)
    case 'moved-overseas':
      return ok({ continuation: form.text('continuation') === 'yes' })
    case 'name-changed':
      return needed(form, ['newName', 'newKana'], nameOf(form))
    case 'former-name-changed':
      return ok({ formerName: form.text('newName') === '' ? null : nameOf(form) })
    case 'naturalised':
      return ok({ newName: form.text('newName') === '' ? null : nameOf(form) })
    case 'stay-extended': {
      const periodOfStayEndsOn = parseCivilDate(typedDate(form.text('periodOfStayEndsOn')))
      if (periodOfStayEndsOn !== undefined) return ok({ periodOfStayEndsOn })
      return refuse('field-not-a-day', { field: 'periodOfStayEndsOn' })
    }
    case 'corrected':
      return correctedOf(form)
    case 'stay-ended':
    case 'became-adult-ward':
    case 'guardianship-ended':
    case 'number-changed':
    case 'died':
      return ok({})
  }
}

function movedOf(form: FormFields): Result<Readonly<Record<string, unknown>>, string> {
  const typed = form.text('municipality')
  const found = findMunicipalities(typed)
  const named = found.filter(({ name, prefecture, place }) =>
    [name, prefecture + name, place].includes(typed),
  )
  const municipality = municipalityByCode(typed) ?? only(named) ?? only(found)
  if (municipality === undefined) {
    return refuse('municipality-ambiguous', { field: 'municipality' })
  }
  const { code, prefecture, name } = municipality
  const street = form.text('address')
  // The record holds the address in full; clerks type what follows the municipality as often.
  const address = street.startsWith(prefecture) ? street : `${prefecture}${name}${street}`
  return needed(form, ['address'], { municipality: { code }, address })
}

function correctedOf(form: FormFields): Result<Readonly<Record<string, unknown>>, string> {
  const [item, typed] = [form.text('item'), form.text('value')]
  const value = item === 'birth-date' ? typedDate(typed) : typed
  return needed(form, ['item', 'value'], { item, value, minor: form.text('minor') === 'yes' })
}

function nameOf(form: FormFields): { readonly name: string; readonly kana: string } {
  return { name: form.text('newName'), kana: form.text('newKana') }
}

function needed(
  form: FormFields,
  names: readonly EventField[],
  fields: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<string, unknown>>, string> {
  const missing = names.find((name) => form.text(name) === '')
  return missing === undefined ? ok(fields) : refuse('field-missing', { field: missing })
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined
}
