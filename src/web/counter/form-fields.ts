/** Octets of a whole form: the largest has two names, two readings and an address. */
export const FORM_BYTES_MAX = 16_384
/** Characters of one field, above every field's own bound. */
export const FIELD_CHARACTERS_MAX = 400
/** Fields of one form. */
export const FIELDS_MAX = 64
/** Fields that are never shown again, kept or carried over. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['staffPin'])
/** The field that carries the form token. */
export const FORM_TOKEN_FIELD = 'formToken'

/** Why the content of a field is not taken. */
export type FieldFault = 'too-long' | 'control-characters' | 'direction-characters'

/** Characters that move what is read (bidirectional controls) or cannot be seen at all. */
const DIRECTION = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u
const CONTROL = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}\u2028\u2029]/u
const UNSEEN_ANYWHERE = new RegExp(`${DIRECTION.source}|${CONTROL.source}`, 'gu')

/** A form as it was sent: texts only, nothing in it proved. */
export class FormFields {
  readonly #values: ReadonlyMap<string, readonly string[]>

  private constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values
  }

  /** Reads a parsed body; files count as not sent. */
  static of(body: Readonly<Record<string, unknown>>): FormFields {
    const values = new Map<string, readonly string[]>()
    for (const [name, value] of Object.entries(body).slice(0, FIELDS_MAX)) {
      const all: readonly unknown[] = Array.isArray(value) ? value : [value]
      const texts = all.filter((one) => typeof one === 'string').slice(0, FIELDS_MAX)
      if (texts.length > 0) values.set(name, texts)
    }
    return new FormFields(values)
  }

  /** A form with nothing in it. */
  static empty(): FormFields {
    return new FormFields(new Map())
  }

  /** The one value of `name` without the blanks around it; empty where none was sent. */
  text(name: string): string {
    return this.#values.get(name)?.[0]?.trim() ?? ''
  }

  /** A secret as it was typed: blanks belong to it. */
  secret(name: string): string {
    return this.#values.get(name)?.[0] ?? ''
  }

  /** Every value of `name`. */
  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  /** What was typed, fit to be shown again: characters that cannot be seen are left out. */
  shown(name: string): string {
    return this.text(name)
      .replace(UNSEEN_ANYWHERE, '')
      .slice(0, FIELD_CHARACTERS_MAX)
      .toWellFormed()
  }

  /** The first field whose content is not taken, and why. */
  fault(): { readonly field: string; readonly fault: FieldFault } | undefined {
    for (const [field, values] of this.#values) {
      if (field === FORM_TOKEN_FIELD || SECRET_FIELDS.has(field)) continue
      for (const value of values) {
        const fault = faultOf(value)
        if (fault !== undefined) return { field, fault }
      }
    }
    return undefined
  }

  /** Everything that may be carried into another page: no secret and no token. */
  carried(): readonly (readonly [name: string, value: string])[] {
    return [...this.#values.entries()]
      .filter(([name]) => name !== FORM_TOKEN_FIELD && !SECRET_FIELDS.has(name))
      .flatMap(([name, values]) => values.map((value) => [name, value] as const))
      .filter(([, value]) => faultOf(value) === undefined)
  }
}

function faultOf(value: string): FieldFault | undefined {
  if (value.length > FIELD_CHARACTERS_MAX) return 'too-long'
  if (DIRECTION.test(value)) return 'direction-characters'
  return CONTROL.test(value.trim()) ? 'control-characters' : undefined
}
