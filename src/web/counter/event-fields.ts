import { parseCivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { LifeEvent, Municipality } from '#register/contract.ts'
import { findMunicipalities } from '#register/find-municipalities.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import type { CertifiableText } from '#register/substitute-characters.ts'
import type { FormFields } from './form-fields.ts'
import { withSubstitutes } from './substitutes.ts'
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
  'substitutes',
  'periodOfStayEndsOn',
  'continuation',
  'minor',
] as const

/** One of `EVENT_FIELDS`. */
export type EventField = (typeof EVENT_FIELDS)[number]

/** What each change asks for besides its day. */
export const FIELDS_OF_EVENT: Readonly<Record<CounterEvent, readonly EventField[]>> = {
  moved: ['municipality', 'address', 'substitutes'],
  'moved-overseas': ['continuation'],
  'name-changed': ['newName', 'newKana', 'substitutes'],
  'former-name-changed': ['newName', 'newKana', 'substitutes'],
  'stay-extended': ['periodOfStayEndsOn'],
  'stay-ended': [],
  naturalised: ['newName', 'newKana', 'substitutes'],
  'became-adult-ward': [],
  'guardianship-ended': [],
  'number-changed': [],
  corrected: ['item', 'value', 'substitutes', 'minor'],
  died: [],
}

/** A change as the register reads it, and the text that it would record with its 代替文字. */
export interface TypedEvent {
  readonly event: unknown
  readonly written: CertifiableText | undefined
}

/** What the form says; what it cannot mean names its `field`. */
export function eventOf(kind: CounterEvent, form: FormFields): Result<TypedEvent, string> {
  const on = parseCivilDate(typedDate(form.text('on')))
  if (on === undefined) return refuse('field-not-a-day', { field: 'on' })
  const written = writtenOf(kind, form)
  if (!written.ok) return written
  const fields = fieldsOf(kind, form, written.value)
  if (!fields.ok) return fields
  return ok({ event: { kind, on, ...fields.value }, written: written.value })
}

/** The name or the address that the change brings, as the record takes it. */
function writtenOf(
  kind: CounterEvent,
  form: FormFields,
): Result<CertifiableText | undefined, string> {
  const typed = textOf(kind, form)
  if (typed === undefined || typed === '') return ok(undefined)
  const written = withSubstitutes(typed, form.text('substitutes'))
  return written.ok ? written : refuse(written.refusal, { field: 'substitutes' })
}

function textOf(kind: CounterEvent, form: FormFields): string | undefined {
  const isText = form.text('item') === 'name' || form.text('item') === 'address'
  if (kind === 'moved') return addressOf(form)
  if (kind === 'corrected') return isText ? form.text('value') : undefined
  return form.text('newName')
}

function fieldsOf(
  kind: CounterEvent,
  form: FormFields,
  written: CertifiableText | undefined,
): Result<Readonly<Record<string, unknown>>, string> {
  switch (kind) {
    case 'moved':
      return movedOf(form, written)
    case 'moved-overseas':
      return ok({ continuation: form.text('continuation') === 'yes' })
    case 'name-changed':
      return needed(form, ['newName', 'newKana'], { ...nameOf(form, written) })
    case 'former-name-changed':
      return ok({ formerName: nameOf(form, written) ?? null })
    case 'naturalised':
      return ok({ newName: nameOf(form, written) ?? null })
    case 'stay-extended': {
      const periodOfStayEndsOn = parseCivilDate(typedDate(form.text('periodOfStayEndsOn')))
      if (periodOfStayEndsOn !== undefined) return ok({ periodOfStayEndsOn })
      return refuse('field-not-a-day', { field: 'periodOfStayEndsOn' })
    }
    case 'corrected':
      return correctedOf(form, written)
    case 'stay-ended':
    case 'became-adult-ward':
    case 'guardianship-ended':
    case 'number-changed':
    case 'died':
      return ok({})
  }
}

function municipalityOf(form: FormFields): Municipality | undefined {
  const typed = form.text('municipality')
  const found = findMunicipalities(typed)
  const named = found.filter(({ name, prefecture, place }) =>
    [name, prefecture + name, place].includes(typed),
  )
  return municipalityByCode(typed) ?? only(named) ?? only(found)
}

/** The record holds the address in full; clerks type what follows the municipality as often. */
function addressOf(form: FormFields): string {
  const street = form.text('address')
  const municipality = municipalityOf(form)
  if (street === '' || municipality === undefined) return street
  const { prefecture, name } = municipality
  return street.startsWith(prefecture) ? street : `${prefecture}${name}${street}`
}

function movedOf(
  form: FormFields,
  written: CertifiableText | undefined,
): Result<Readonly<Record<string, unknown>>, string> {
  const municipality = municipalityOf(form)
  if (municipality === undefined) {
    return refuse('municipality-ambiguous', { field: 'municipality' })
  }
  return needed(form, ['address'], {
    municipality: { code: municipality.code },
    address: written?.text,
    addressSubstitutions: written?.substitutions,
  })
}

function correctedOf(
  form: FormFields,
  written: CertifiableText | undefined,
): Result<Readonly<Record<string, unknown>>, string> {
  const [item, typed] = [form.text('item'), form.text('value')]
  const value = item === 'birth-date' ? typedDate(typed) : (written?.text ?? typed)
  const minor = form.text('minor') === 'yes'
  const substitutions = written?.substitutions
  return needed(form, ['item', 'value'], { item, value, minor, substitutions })
}

/** The name of the form; `undefined` where none was typed. */
function nameOf(form: FormFields, written: CertifiableText | undefined) {
  if (written === undefined) return undefined
  const { text: name, substitutions: nameSubstitutions } = written
  return { name, nameSubstitutions, kana: form.text('newKana') }
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
