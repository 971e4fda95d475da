import { checkPinForm } from '#law/pin-rules.ts'
import type { TypedPins } from '../ports.ts'
import { fieldNamesOf, ruleOf, type WantedPin } from './wanted-pin.ts'

/** What is wrong with what stands in one field. */
export type FieldError =
  | 'errorEmpty'
  | 'errorDigits'
  | 'errorSignature'
  | 'errorDiffers'
  | 'errorNotTaken'

/** The wrong fields by name. It never holds what was typed. */
export type FieldErrors = Readonly<Record<string, FieldError>>

/** What was typed, ready for the card, or which fields are wrong. */
export type ReadPins =
  | { readonly read: 'pins'; readonly typed: readonly TypedPins[] }
  | { readonly read: 'errors'; readonly errors: FieldErrors }

/** Reads the fields of every PIN that is wanted; `fieldOf` answers what was typed in one. */
export function readTypedPins(
  wanted: readonly WantedPin[],
  fieldOf: (name: string) => string,
): ReadPins {
  const typed: TypedPins[] = []
  const errors: Record<string, FieldError> = {}
  for (const pin of wanted) {
    const [first, again] = fieldNamesOf(pin)
    const checked = checkPinForm(pin.kind, fieldOf(first))
    if (!checked.ok) {
      errors[first] = fieldOf(first) === '' ? 'errorEmpty' : formErrorOf(pin)
      continue
    }
    const value = checked.value.reveal()
    const wrong = pin.which === 'new' ? againErrorOf(pin, fieldOf(again), value) : undefined
    if (wrong === undefined) typed.push({ ...pin, value })
    else errors[again] = wrong
  }
  return Object.keys(errors).length === 0 ? { read: 'pins', typed } : { read: 'errors', errors }
}

/** What a field is told when the desk refuses what was typed. */
export function errorsOfRefusal(wanted: readonly WantedPin[], refusal: string): FieldErrors {
  const about = wanted.find((pin) => FORM_REFUSALS[pin.kind] === refusal) ?? wanted[0]
  if (about === undefined) return {}
  const isForm = FORM_REFUSALS[about.kind] === refusal
  return { [fieldNamesOf(about)[0]]: isForm ? formErrorOf(about) : 'errorNotTaken' }
}

const FORM_REFUSALS: Readonly<Record<WantedPin['kind'], string>> = {
  signature: 'pin-form-signature',
  'user-authentication': 'pin-form-digits',
  text: 'pin-form-digits',
}

function formErrorOf(pin: WantedPin): FieldError {
  switch (ruleOf(pin).form) {
    case 'digits':
      return 'errorDigits'
    case 'letters-and-digits':
      return 'errorSignature'
  }
}

/** Both entries are compared as the card will: a small letter is its capital. */
function againErrorOf(pin: WantedPin, again: string, value: string): FieldError | undefined {
  if (again === '') return 'errorEmpty'
  const checked = checkPinForm(pin.kind, again)
  return checked.ok && checked.value.reveal() === value ? undefined : 'errorDiffers'
}
