import {
  type Application,
  type ApplicationState,
  type AuthorisedState,
  type CardRegistration,
  type CardTermChange,
  type CertificateRef,
  COUNTER_GROUNDS,
  IDENTITY_EVIDENCE,
  type IssuedRef,
  type PinReset,
  type Revocation,
} from '#ra/contract.ts'
import type { IssueAttempt, Procedure } from '#ra/model.ts'
import { JsonMembers } from './json-members.ts'

/**
 * A procedure as its JSON is stored: member names and values are those of the type, instants whole
 * milliseconds.
 */
export function procedureJson(procedure: Procedure): string {
  return JSON.stringify(procedure)
}

const KINDS: readonly Procedure['kind'][] = [
  'card-registration',
  'application',
  'revocation',
  'pin-reset',
  'card-term',
]

/** Reads what `procedureJson` wrote; anything else is a corrupted row, a fault. */
export function procedureOf(json: unknown): Procedure {
  const body = new JsonMembers(json)
  const kind = body.oneOf('kind', KINDS)
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
    case 'card-term':
      return { kind, cardTerm: cardTermOf(body.object('cardTerm')) }
  }
}

function registrationOf(body: JsonMembers): CardRegistration {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    cardSerial: body.text('cardSerial'),
    variant: body.oneOf('variant', ['standard', 'pinless']),
    registeredAt: body.instant('registeredAt'),
  }
}

function applicationOf(body: JsonMembers): Application {
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

function applicationStateOf(body: JsonMembers): ApplicationState {
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

function issuedOf(body: JsonMembers): IssuedRef {
  return {
    kind: body.kind(),
    serialHex: body.serial(),
    notBefore: body.instant('notBefore'),
    notAfter: body.instant('notAfter'),
    certificateSha256Hex: body.text('certificateSha256Hex'),
    receipt: body.receipt(),
  }
}

function attemptOf(body: JsonMembers): IssueAttempt {
  return {
    kind: body.kind(),
    receipt: body.receipt(),
    keySha256Hex: body.text('keySha256Hex'),
    residentVersion: body.number('residentVersion'),
  }
}

function revocationOf(body: JsonMembers): Revocation {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    ground: body.oneOf('ground', COUNTER_GROUNDS),
    targets: body
      .list('targets')
      .map((target): CertificateRef => ({ kind: target.kind(), serialHex: target.serial() })),
    acceptedAt: body.instant('acceptedAt'),
    state: revocationStateOf(body.object('state')),
  }
}

function pinResetOf(body: JsonMembers): PinReset {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    cardSerial: body.text('cardSerial'),
    pins: body.kinds('pins'),
    identity: body.oneOf('identity', IDENTITY_EVIDENCE),
    authorisedAt: body.instant('authorisedAt'),
    state: authorisedStateOf(body.object('state')),
  }
}

function cardTermOf(body: JsonMembers): CardTermChange {
  return {
    receiptNumber: body.text('receiptNumber'),
    residentId: body.resident(),
    cardSerial: body.text('cardSerial'),
    expiresOn: body.date('expiresOn'),
    authorisedAt: body.instant('authorisedAt'),
    state: authorisedStateOf(body.object('state')),
  }
}

function revocationStateOf(body: JsonMembers): Revocation['state'] {
  const at = body.oneOf('at', ['accepted', 'done'])
  return at === 'done' ? { at, doneAt: body.instant('doneAt') } : { at }
}

function authorisedStateOf(body: JsonMembers): AuthorisedState {
  const at = body.oneOf('at', ['authorised', 'done', 'withdrawn'])
  switch (at) {
    case 'authorised':
      return { at }
    case 'done':
      return { at, doneAt: body.instant('doneAt') }
    case 'withdrawn':
      return { at, withdrawnAt: body.instant('withdrawnAt') }
  }
}
