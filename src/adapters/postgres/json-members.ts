import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { parseReceipt, parseSerialHex, type Receipt, type SerialHex } from '#ca/contract.ts'
import { parseResidentId, type ResidentId } from '#register/contract.ts'

/** The members of a stored object, each read with its type checked. */
export class JsonMembers {
  readonly #members: Readonly<Record<string, unknown>>

  constructor(value: unknown) {
    assert(typeof value === 'object' && value !== null, 'what is stored is made of objects')
    this.#members = { ...value }
  }

  /** A text. */
  text(name: string): string {
    const value = this.#members[name]
    assert(typeof value === 'string', `member ${name} is text`)
    return value
  }

  /** A number. */
  number(name: string): number {
    const value = this.#members[name]
    assert(typeof value === 'number', `member ${name} is a number`)
    return value
  }

  /** An instant, in whole milliseconds. */
  instant(name: string): Instant {
    return instant(this.number(name))
  }

  /** A text that `parse` reads. */
  parsed<T>(name: string, parse: (text: string) => T | undefined): T {
    const value = parse(this.text(name))
    assert(value !== undefined, `member ${name} has its form`)
    return value
  }

  /** One of the texts of `values`. */
  oneOf<const T extends string>(name: string, values: readonly T[]): T {
    return this.parsed(name, (text) => values.find((value) => value === text))
  }

  /** An object. */
  object(name: string): JsonMembers {
    return new JsonMembers(this.#members[name])
  }

  /** Whether there is a member of this name. */
  has(name: string): boolean {
    return this.#members[name] !== undefined
  }

  /** The member as it is, for a reader of its own. */
  raw(name: string): unknown {
    return this.#members[name]
  }

  /** A list of texts, each one of `values`. */
  textsOf<const T extends string>(name: string, values: readonly T[]): readonly T[] {
    const listed = this.#members[name]
    assert(Array.isArray(listed), `member ${name} is a list`)
    return listed.map((text) => {
      const value = values.find((one) => one === text)
      assert(value !== undefined, `member ${name} lists known words`)
      return value
    })
  }

  /** A list of objects. */
  list(name: string): readonly JsonMembers[] {
    const value = this.#members[name]
    assert(Array.isArray(value), `member ${name} is a list`)
    return value.map((member) => new JsonMembers(member))
  }

  /** A list of kinds of certificates, in the order of issuing. */
  kinds(name: string): readonly CertificateKind[] {
    const listed = this.textsOf(name, CERTIFICATE_KINDS)
    return CERTIFICATE_KINDS.filter((kind) => listed.includes(kind))
  }

  /** The member `kind`, a kind of certificate. */
  kind(): CertificateKind {
    return this.oneOf('kind', CERTIFICATE_KINDS)
  }

  /** The member `residentId`. */
  resident(): ResidentId {
    return this.parsed('residentId', parseResidentId)
  }

  /** A legal day. */
  date(name: string): CivilDate {
    return this.parsed(name, parseCivilDate)
  }

  /** The member `serialHex`. */
  serial(): SerialHex {
    return this.parsed('serialHex', parseSerialHex)
  }

  /** The member `receipt`. */
  receipt(): Receipt {
    return this.parsed('receipt', parseReceipt)
  }
}
