import { type Instant, instant, parseInstant } from '#kernel/instant.ts'
import { ok, refuse, type RefusalDetail, type Result } from '#kernel/result.ts'
import { type EncodedKind, octetsOf } from '../encoded.ts'

/** Why a JSON request cannot be answered; the detail names `field` and what was `wanted` there. */
export type RequestRefusal =
  | 'request-not-json'
  | 'request-not-object'
  | 'request-field-unknown'
  | 'request-field-missing'
  | 'request-field-malformed'
  | 'request-line-too-long'
  | 'request-fault'

/** Elements of one array of a request. */
export const ARRAY_ELEMENTS_MAX = 10_000

/** Ends the reading of a request; caught by `readRequest` only. */
class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly code = 'request-unreadable'
  readonly refusal: RequestRefusal
  readonly detail: RefusalDetail

  constructor(refusal: RequestRefusal, detail: RefusalDetail) {
    super(refusal)
    this.refusal = refusal
    this.detail = detail
  }
}

/**
 * Takes a request apart with `read`. Every field that `read` does not ask for is refused by name,
 * so that a misspelt one is never passed over; `null` counts as absent.
 */
export function readRequest<T>(
  request: unknown,
  read: (fields: RequestFields) => T,
): Result<T, RequestRefusal> {
  try {
    const fields = new RequestFields(request, '')
    const value = read(fields)
    fields.end()
    return ok(value)
  } catch (error) {
    if (error instanceof Unreadable) return refuse(error.refusal, error.detail)
    throw error
  }
}

/** The fields of one JSON object. Every method reads one by name; what is not as wanted ends it. */
export class RequestFields {
  readonly #fields: ReadonlyMap<string, unknown>
  readonly #asked = new Set<string>()
  readonly #prefix: string

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (path === '') throw new Unreadable('request-not-object', {})
      throw new Unreadable('request-field-malformed', { field: path, wanted: 'object' })
    }
    this.#fields = new Map(Object.entries(value).filter(([, field]) => field !== null))
    this.#prefix = path === '' ? '' : `${path}.`
  }

  /** Refuses every field that was not asked for. */
  end(): void {
    const unknown = [...this.#fields.keys()].find((name) => !this.#asked.has(name))
    if (unknown === undefined) return
    throw new Unreadable('request-field-unknown', { field: shownField(this.#prefix + unknown) })
  }

  /** Whether the field is there. */
  has(name: string): boolean {
    this.#asked.add(name)
    return this.#fields.has(name)
  }

  /** Ends the reading: the field `name` is not what was `wanted`. */
  malformed(name: string, wanted: string): never {
    throw new Unreadable('request-field-malformed', { field: this.#prefix + name, wanted })
  }

  /** Text; `undefined` where absent. */
  text(name: string): string | undefined {
    const value = this.#value(name)
    if (value === undefined || typeof value === 'string') return value
    return this.malformed(name, 'text')
  }

  /** One of `allowed`; `undefined` where absent. */
  oneOf<const T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.#value(name)
    if (value === undefined) return undefined
    return allowed.find((one) => one === value) ?? this.malformed(name, allowed.join(' | '))
  }

  /** `true` or `false`; `false` where absent. */
  flag(name: string): boolean {
    const value = this.#value(name) ?? false
    return typeof value === 'boolean' ? value : this.malformed(name, 'true | false')
  }

  /** A whole number from 0 to `max`; `undefined` where absent. */
  wholeNumber(name: string, max: number): number | undefined {
    const value = this.#value(name)
    if (value === undefined) return undefined
    const isWhole = typeof value === 'number' && Number.isInteger(value)
    return isWhole && value >= 0 && value <= max ? value : this.malformed(name, `0..${max}`)
  }

  /**
   * A moment: ISO 8601 with its offset, or seconds since 1970-01-01T00:00:00Z; `undefined` where
   * absent.
   */
  moment(name: string): Instant | undefined {
    const value = this.#value(name)
    if (value === undefined) return undefined
    const at = typeof value === 'number' ? ofSeconds(value) : ofText(value)
    return at ?? this.malformed(name, 'ISO 8601 with offset | seconds since 1970')
  }

  /**
   * The octets of one object of `kind`, of a text that holds several the first; refused where
   * absent.
   */
  object(name: string, kind: EncodedKind): Uint8Array {
    if (!this.has(name)) this.missing(name)
    const isSeveral = this.isArray(name) && (this.texts(name)?.length ?? 0) !== 1
    const [first] = isSeveral ? [] : this.objects(name, kind)
    return first ?? this.malformed(name, `one ${kind}`)
  }

  /** The octets of every object of `kind`: an array of texts, or one text; none where absent. */
  objects(name: string, kind: EncodedKind): readonly Uint8Array[] {
    const value = this.#value(name)
    if (value === undefined) return []
    if (!Array.isArray(value)) return this.#octets(name, kind, value)
    return this.#elements(name, value).flatMap((element, index) =>
      this.#octets(`${name}[${index}]`, kind, element),
    )
  }

  /** An array of texts; `undefined` where absent. */
  texts(name: string): readonly string[] | undefined {
    const value = this.#value(name)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) return this.malformed(name, 'array of texts')
    return this.#elements(name, value).map((element, index) =>
      typeof element === 'string' ? element : this.malformed(`${name}[${index}]`, 'text'),
    )
  }

  /** The fields of an object, where the value is one; `undefined` where it is anything else. */
  nested<T>(name: string, read: (fields: RequestFields) => T): T | undefined {
    const value = this.plainObject(name)
    if (value === undefined) return undefined
    const fields = new RequestFields(value, this.#prefix + name)
    const taken = read(fields)
    fields.end()
    return taken
  }

  /** Ends the reading: the field `name` is not there. */
  missing(name: string): never {
    throw new Unreadable('request-field-missing', { field: this.#prefix + name })
  }

  /** Whether the field is an array. */
  isArray(name: string): boolean {
    return Array.isArray(this.#value(name))
  }

  /** Whether the field is an object. */
  isObject(name: string): boolean {
    return this.plainObject(name) !== undefined
  }

  /** An object of any members, as it is; `undefined` where the value is anything else. */
  plainObject(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#value(name)
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isPlain ? { ...value } : undefined
  }

  #value(name: string): unknown {
    this.#asked.add(name)
    return this.#fields.get(name)
  }

  #elements(name: string, value: readonly unknown[]): readonly unknown[] {
    if (value.length > ARRAY_ELEMENTS_MAX) this.malformed(name, `0..${ARRAY_ELEMENTS_MAX} elements`)
    return value
  }

  #octets(name: string, kind: EncodedKind, value: unknown): readonly Uint8Array[] {
    const octets = typeof value === 'string' ? octetsOf(kind, value) : undefined
    return octets?.ok === true ? octets.value : this.malformed(name, `PEM | base64 (${kind})`)
  }
}

/** Characters of a field's name that are repeated to whoever sent it. */
const FIELD_NAME_MAX = 80

function shownField(name: string): string {
  return name.length > FIELD_NAME_MAX ? `${name.slice(0, FIELD_NAME_MAX)}…` : name
}

/** The years that RFC 5280 times can name end with 9999. */
const SECONDS_MAX = 253_402_300_799

function ofSeconds(seconds: number): Instant | undefined {
  if (!(Math.abs(seconds) <= SECONDS_MAX)) return undefined
  return instant(Math.trunc(seconds * 1000))
}

/** Digits beyond the millisecond are cut off: no certificate knows them. */
function ofText(value: unknown): Instant | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined
  return parseInstant(value.replace(/(\.\d{3})\d+/, '$1'))
}
