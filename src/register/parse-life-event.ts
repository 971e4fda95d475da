import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import type { LifeEvent, RecordedName } from './contract.ts'
import { municipalityByCode } from './municipalities.ts'
import { noSubstitutions } from './text-form.ts'

/**
 * Reads a `LifeEvent` from parsed JSON, as the feed stores it and as an interface receives it;
 * `undefined` for anything else. A municipality is looked up by its code, so its names are those of
 * the table.
 */
export function parseLifeEvent(value: unknown): LifeEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields: Readonly<Record<string, unknown>> = { ...value }
  const on = dateOf(fields['on'])
  if (on === undefined) return undefined
  switch (fields['kind']) {
    case 'moved':
      return parseMoved(fields, on)
    case 'moved-overseas': {
      const { continuation } = fields
      return typeof continuation === 'boolean'
        ? { kind: 'moved-overseas', on, continuation }
        : undefined
    }
    case 'name-changed':
      return parseNameChanged(fields, on)
    case 'corrected':
      return parseCorrected(fields, on)
    case 'died':
      return { kind: 'died', on }
    case 'stay-extended': {
      const periodOfStayEndsOn = dateOf(fields['periodOfStayEndsOn'])
      return periodOfStayEndsOn && { kind: 'stay-extended', on, periodOfStayEndsOn }
    }
    case 'became-adult-ward':
    case 'guardianship-ended':
    case 'stay-ended':
    case 'number-changed':
    case 'born':
      return { kind: fields['kind'], on }
    case 'former-name-changed':
      return parseFormerName(fields['formerName'], on)
    case 'naturalised':
      return parseNaturalised(fields['newName'], on)
    default:
      return undefined
  }
}

type Fields = Readonly<Record<string, unknown>>

function parseMoved(fields: Fields, on: CivilDate): LifeEvent | undefined {
  const { address, addressSubstitutions } = fields
  const municipality = municipalityByCode(codeOf(fields['municipality']))
  if (municipality === undefined || typeof address !== 'string') return undefined
  if (addressSubstitutions === undefined) return { kind: 'moved', on, municipality, address }
  return typeof addressSubstitutions === 'string'
    ? { kind: 'moved', on, municipality, address, addressSubstitutions }
    : undefined
}

function parseNameChanged(fields: Fields, on: CivilDate): LifeEvent | undefined {
  const { name, kana, nameSubstitutions } = fields
  if (typeof name !== 'string' || typeof kana !== 'string') return undefined
  if (nameSubstitutions === undefined) return { kind: 'name-changed', on, name, kana }
  return typeof nameSubstitutions === 'string'
    ? { kind: 'name-changed', on, name, kana, nameSubstitutions }
    : undefined
}

function parseCorrected(fields: Fields, on: CivilDate): LifeEvent | undefined {
  const { item, value, minor, substitutions } = fields
  const known = item === 'birth-date' || item === 'sex' || item === 'address' || item === 'name'
  if (!known || typeof value !== 'string' || typeof minor !== 'boolean') return undefined
  if (substitutions === undefined) return { kind: 'corrected', on, item, value, minor }
  const isText = item === 'name' || item === 'address'
  return isText && typeof substitutions === 'string'
    ? { kind: 'corrected', on, item, value, minor, substitutions }
    : undefined
}

/** Without a name (absent or null) it was removed. */
function parseFormerName(value: unknown, on: CivilDate): LifeEvent | undefined {
  const formerName = parseRecordedName(value)
  const removed = value === undefined || value === null
  if (formerName === undefined && !removed) return undefined
  return { kind: 'former-name-changed', on, formerName }
}

/** Without a name (absent or null) it stays as it was. */
function parseNaturalised(value: unknown, on: CivilDate): LifeEvent | undefined {
  const newName = parseRecordedName(value)
  const kept = value === undefined || value === null
  return newName === undefined && !kept ? undefined : { kind: 'naturalised', on, newName }
}

/**
 * Reads a `RecordedName` from parsed JSON, where the flags may be left out: then no character is a
 * 代替文字. `undefined` for anything else.
 */
export function parseRecordedName(value: unknown): RecordedName | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields: Fields = { ...value }
  const { name, kana, nameSubstitutions } = fields
  if (typeof name !== 'string' || typeof kana !== 'string') return undefined
  if (nameSubstitutions === undefined) {
    return { name, nameSubstitutions: noSubstitutions(name), kana }
  }
  return typeof nameSubstitutions === 'string' ? { name, nameSubstitutions, kana } : undefined
}

function dateOf(value: unknown): CivilDate | undefined {
  return typeof value === 'string' ? parseCivilDate(value) : undefined
}

function codeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('code' in value)) return ''
  return typeof value.code === 'string' ? value.code : ''
}
