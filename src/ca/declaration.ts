import { ok, refuse, type Result } from '#kernel/result.ts'

/** Most characters of a declaration a person is supposed to review. */
export const DECLARATION_LENGTH_MAX = 65_536

/** A declarative file did not say what it must: where, and what was wanted there. */
export type DeclarationRefusal = 'declaration-malformed'

/**
 * Reads a reviewed JSON declaration strictly: an unknown, missing or doubled member, a wrong type
 * or a value out of its bounds is refused with its path. `read` receives the whole as one
 * `Declared` value.
 */
export function readDeclaration<T>(
  text: string,
  read: (whole: Declared) => T,
): Result<T, DeclarationRefusal> {
  if (text.length > DECLARATION_LENGTH_MAX)
    return refuse('declaration-malformed', { path: '$', wanted: 'a shorter file' })
  try {
    return ok(read(new Declared(parseJson(text), '$')))
  } catch (error) {
    if (error instanceof DeclarationError)
      return refuse('declaration-malformed', { path: error.path, wanted: error.wanted })
    throw error
  }
}

/** One value of a declaration, and where it stands. */
export class Declared {
  readonly #value: unknown
  readonly #path: string

  constructor(value: unknown, path: string) {
    this.#value = value
    this.#path = path
  }

  /**
   * The members of an object that has exactly the `names`, of which `optional` ones may be absent.
   */
  object<N extends string, O extends string = never>(
    names: readonly N[],
    optional: readonly O[] = [],
  ): Readonly<Record<N, Declared>> & Readonly<Partial<Record<O, Declared>>> {
    const value = this.#value
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.wanted('an object')
    const known: readonly string[] = [...names, ...optional]
    const members = new Map(Object.entries(value))
    const stranger = [...members.keys()].find((name) => !known.includes(name))
    if (stranger !== undefined) this.wanted(`no member "${stranger}"`)
    const missing = names.find((name) => !members.has(name))
    if (missing !== undefined) this.wanted(`a member "${missing}"`)
    const read: Record<string, Declared> = {}
    for (const [name, member] of members) read[name] = new Declared(member, `${this.#path}.${name}`)
    return read as Record<N, Declared> & Partial<Record<O, Declared>>
  }

  /** Between `atLeast` and `atMost` elements, each read by `read`. */
  list<T>(read: (element: Declared) => T, atLeast: number, atMost: number): readonly T[] {
    const value: unknown = this.#value
    if (!Array.isArray(value) || value.length < atLeast || value.length > atMost)
      this.wanted(`a list of ${atLeast} to ${atMost}`)
    return value.map((element: unknown, i) => read(new Declared(element, `${this.#path}[${i}]`)))
  }

  /** Text that `parse` accepts; `wanted` says in words what it accepts. */
  text<T>(parse: (text: string) => T | undefined, wanted: string): T {
    const parsed = typeof this.#value === 'string' ? parse(this.#value) : undefined
    return parsed ?? this.wanted(wanted)
  }

  /** A whole number within the bounds. */
  whole(least: number, most: number): number {
    const value = this.#value
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      this.wanted(`a whole number from ${least} to ${most}`)
    return value
  }

  /** Ends the reading: the declaration does not say what is wanted here. */
  wanted(what: string): never {
    throw new DeclarationError(this.#path, what)
  }
}

class DeclarationError extends Error {
  readonly path: string
  readonly wanted: string

  constructor(path: string, wanted: string) {
    super(`${path}: wanted ${wanted}`)
    this.path = path
    this.wanted = wanted
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    refuseDoubledMembers(text)
    return value
  } catch (error) {
    if (error instanceof DeclarationError) throw error
    throw new DeclarationError('$', 'well-formed JSON')
  }
}

/** JSON.parse keeps the last of two members of one name: a reviewer may have read the first. */
function refuseDoubledMembers(text: string): void {
  const open: Set<string>[] = []
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g
  for (const match of text.matchAll(token)) {
    if (match[0] === '{') open.push(new Set())
    else if (match[0] === '}') open.pop()
    else if (match[1] !== undefined) {
      const name = String(JSON.parse(match[0].slice(0, match[0].length - match[1].length)))
      const members = open.at(-1)
      if (members?.has(name) === true) throw new DeclarationError('$', `"${name}" once`)
      members?.add(name)
    }
  }
}
