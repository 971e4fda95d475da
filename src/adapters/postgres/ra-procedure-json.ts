import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { parseReceipt, parseSerialHex, type Receipt, type SerialHex } from '#ca/contract.ts'
import {
  type Application,
  type ApplicationState,
  type CardRegistration,
  type CertificateRef,
  COUNTER_GROUNDS,
  IDENTITY_EVIDENCE,
  type IssuedRef,
  type PinReset,
  type Revocation,
} from '#ra/contract.ts'
import type { IssueAttempt, Procedure } from '#ra/model.ts'
import { parseResidentId, type ResidentId } from '#register/contract.ts'

/**
 * A procedure as its JSON is stored: member names and values are those of the type, instants whole
 * milliseconds.
 */
export function procedureJson(procedure: Procedure): string {
  return JSON.stringify(procedure)
}

/** Reads what `procedureJson` wrote; anything else is a corrupted row, a fault. */
export function procedureOf(json: unknown): Procedure {
  const body = new Members(json)
  const kind = body.oneOf('kind', ['card-registration', 'application', 'revocation', 'pin-reset'])
  switch (kind) {
    case 'card-registration':
      return { kind, registration: registrationOf(body.object('registration')) }
    case 'application':
      return {
        kind,
        application: applicationOf(body.object('application')),
        attempts: body.list('attempts').map(attemptOf),
      }
    case 'revocation':
      return { kind, revocation: revocationOf(body.object('revocation')) }
    case 'pin-reset':
      return { kind, pinReset: pinResetOf(body.object('pinReset')) }
  }
}

/** The members of a stored object, each read with its type checked. */
class Members {
  readonly #members: Readonly<Record<string, unknown>>

  constructor(value: unknown) {
    assert(typeof value === 'object' && value !== null, 'a stored procedure is made of objects')
    this.#members = { ...value }
  }

  text(name: string): string {
    const value = this.#members[name]
    assert(typeof value === 'string', `member ${name} is text`)
    return value
  }

  number(name: string): number {
    const value = this.#members[name]
    assert(typeof value === 'number', `member ${name} is a number`)
    return value
  }

  instant(name: string): Instant {
    return instant(this.number(name))
  }

  parsed<T>(name: string, parse: (text: string) => T | undefined): T {
    const value = parse(this.text(name))
    assert(value !== undefined, `member ${name} has its form`)
    return value
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T {
    return this.parsed(name, (text) => values.find((value) => value === text))
  }

  object(name: string): Members {
    return new Members(this.#members[name])
  }

  list(name: string): readonly Members[] {
    const value = this.#members[name]
    assert(Array.isArray(value), `member ${name} is a list`)
    return value.map((member) => new Members(member))
  }

  kinds(name: string): readonly CertificateKind[] {
    const value = this.#members[name]
    assert(Array.isArray(value), `member ${name} is a list`)
    const kinds = CERTIFICATE_KINDS.filter((kind) => value.includes(kind))
    assert(kinds.length === value.length, `member ${name} lists kinds of certificates`)
    return kinds
  }

  kind(): CertificateKind {
    return this.oneOf('kind', CERTIFICATE_KINDS)
  }

  resident(): ResidentId {
    return this.parsed('residentId', parseResidentId)
  }

  date(name: string): CivilDate {
    return this.parsed(name, parseCivilDate)
  }

  serial(): SerialHex {
    return this.parsed('serialHex', parseSerialHex)
  }

  receipt(): Receipt {
    return this.parsed('receipt', parseReceipt)
  }
}

function registrationOf(body: Members): CardRegistration {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    cardSerial: body.text('cardSerial'),
    variant: body.oneOf('variant', ['standard', 'pinless']),
    registeredAt: body.instant('registeredAt'),
  }
}

function applicationOf(body: Members): Application {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    purpose: body.oneOf('purpose', ['issue', 'renew']),
    kinds: body.kinds('kinds'),
    cardSerial: body.text('cardSerial'),
    acceptedAt: body.instant('acceptedAt'),
    acceptedOn: body.date('acceptedOn'),
    pinSetBy: body.oneOf('pinSetBy', ['holder', 'legal-representative', 'nobody']),
    state: applicationStateOf(body.object('state')),
  }
}

function applicationStateOf(body: Members): ApplicationState {
  const at = body.oneOf('at', ['accepted', 'issuing', 'issued', 'delivered', 'withdrawn'])
  switch (at) {
    case 'accepted':
      return { at }
    case 'issuing':
    case 'issued':
      return { at, issued: body.list('issued').map(issuedOf) }
    case 'delivered': {
      const issued = body.list('issued').map(issuedOf)
      return { at, issued, deliveredAt: body.instant('deliveredAt') }
    }
    case 'withdrawn': {
      const discarded = body.list('discarded').map(issuedOf)
      return { at, withdrawnAt: body.instant('withdrawnAt'), discarded }
    }
  }
}

function issuedOf(body: Members): IssuedRef {
  return {
    kind: body.kind(),
    serialHex: body.serial(),
    notBefore: body.instant('notBefore'),
    notAfter: body.instant('notAfter'),
    certificateSha256Hex: body.text('certificateSha256Hex'),
    receipt: body.receipt(),
  }
}

function attemptOf(body: Members): IssueAttempt {
  return {
    kind: body.kind(),
    receipt: body.receipt(),
    keySha256Hex: body.text('keySha256Hex'),
    residentVersion: body.number('residentVersion'),
  }
}

function revocationOf(body: Members): Revocation {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    ground: body.oneOf('ground', COUNTER_GROUNDS),
    targets: body
      .list('targets')
      .map((target): CertificateRef => ({ kind: target.kind(), serialHex: target.serial() })),
    acceptedAt: body.instant('acceptedAt'),
    state: endedStateOf(body.object('state'), 'accepted'),
  }
}

function pinResetOf(body: Members): PinReset {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    cardSerial: body.text('cardSerial'),
    pins: body.kinds('pins'),
    identity: body.oneOf('identity', IDENTITY_EVIDENCE),
    authorisedAt: body.instant('authorisedAt'),
    state: endedStateOf(body.object('state'), 'authorised'),
  }
}

function endedStateOf<const Before extends string>(
  body: Members,
  before: Before,
): { readonly at: Before } | { readonly at: 'done'; readonly doneAt: Instant } {
  return body.text('at') === 'done'
    ? { at: 'done', doneAt: body.instant('doneAt') }
    : { at: body.oneOf('at', [before]) }
}
