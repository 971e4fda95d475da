import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { Receipt } from '#ca/contract.ts'
import type {
  Application,
  ApplicationState,
  CardRegistration,
  CardTermChange,
  CounterGround,
  IssuedRef,
  PinReset,
  RegisteredCard,
  Revocation,
} from './contract.ts'

/** What can happen to an application. */
export type ApplicationEvent =
  | { readonly happened: 'certificate-issued'; readonly issued: IssuedRef }
  | { readonly happened: 'delivery-confirmed'; readonly at: Instant }
  | { readonly happened: 'withdrawal'; readonly at: Instant }

type StateName = ApplicationState['at']

/** For each state and event the states it may lead to; none means `application-state`. */
export const APPLICATION_TRANSITIONS: Readonly<
  Record<StateName, Readonly<Record<ApplicationEvent['happened'], readonly StateName[]>>>
> = {
  accepted: {
    'certificate-issued': ['issuing', 'issued'],
    'delivery-confirmed': [],
    withdrawal: ['withdrawn'],
  },
  issuing: {
    'certificate-issued': ['issuing', 'issued'],
    'delivery-confirmed': [],
    withdrawal: ['withdrawn'],
  },
  // A key that was lost before its certificate reached the card is replaced: issued stays issued.
  issued: {
    'certificate-issued': ['issued'],
    'delivery-confirmed': ['delivered'],
    withdrawal: ['withdrawn'],
  },
  delivered: { 'certificate-issued': [], 'delivery-confirmed': [], withdrawal: [] },
  withdrawn: { 'certificate-issued': [], 'delivery-confirmed': [], withdrawal: [] },
}

/**
 * The application after `event`, or `application-state` (detail `state`) where it is too late or
 * too early for it.
 */
export function applicationAfter(
  application: Application,
  event: ApplicationEvent,
): Result<Application, 'application-state'> {
  const targets = APPLICATION_TRANSITIONS[application.state.at][event.happened]
  if (targets.length === 0) return wrongState(application)
  const state = stateAfter(application, event)
  assert(targets.includes(state.at), `no way from ${application.state.at} to ${state.at}`)
  return ok({ ...application, state })
}

function stateAfter(application: Application, event: ApplicationEvent): ApplicationState {
  switch (event.happened) {
    case 'certificate-issued': {
      const issued = withIssued(issuedBy(application), event.issued)
      const complete = application.kinds.every((kind) => issued.some((ref) => ref.kind === kind))
      return { at: complete ? 'issued' : 'issuing', issued }
    }
    case 'delivery-confirmed':
      return { at: 'delivered', issued: issuedBy(application), deliveredAt: event.at }
    case 'withdrawal':
      return { at: 'withdrawn', withdrawnAt: event.at, discarded: issuedBy(application) }
  }
}

/**
 * The certificates the application has brought about so far; one per kind, in the order of issue.
 */
export function issuedBy({ state }: Application): readonly IssuedRef[] {
  switch (state.at) {
    case 'accepted':
    case 'withdrawn':
      return []
    case 'issuing':
    case 'issued':
    case 'delivered':
      return state.issued
  }
}

/** Whether certificates may still be issued and delivered under the application. */
export function isOpen({ state }: Application): boolean {
  return state.at !== 'delivered' && state.at !== 'withdrawn'
}

/** `application-state` with the state the application is in. */
export function wrongState({ state }: Application): Refused<'application-state'> {
  return refuse('application-state', { state: state.at })
}

function withIssued(issued: readonly IssuedRef[], added: IssuedRef): readonly IssuedRef[] {
  const others = issued.filter(({ kind }) => kind !== added.kind)
  return inIssuingOrder([...others, added])
}

function inIssuingOrder(issued: readonly IssuedRef[]): readonly IssuedRef[] {
  return CERTIFICATE_KINDS.flatMap((kind) => issued.filter((ref) => ref.kind === kind))
}

/**
 * One attempt to have a certificate issued: recorded before the authority is asked, so that a crash
 * leaves a trace. The same key for the same record of the resident is the same attempt, and the
 * same certificate.
 */
export interface IssueAttempt {
  readonly kind: CertificateKind
  readonly receipt: Receipt
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly keySha256Hex: string
  /** The resident's version: another name or address makes another certificate. */
  readonly residentVersion: number
}

/** Everything the counter does under a receipt number. */
export type Procedure =
  | { readonly kind: 'card-registration'; readonly registration: CardRegistration }
  | {
      readonly kind: 'application'
      readonly application: Application
      readonly attempts: readonly IssueAttempt[]
    }
  | { readonly kind: 'revocation'; readonly revocation: Revocation }
  | { readonly kind: 'pin-reset'; readonly pinReset: PinReset }
  | { readonly kind: 'card-term'; readonly cardTerm: CardTermChange }

/** A procedure that is authorised, then carried out at the card. */
export type AuthorisedProcedure = Extract<Procedure, { kind: 'pin-reset' | 'card-term' }>

/** The procedure of an application. */
export type ApplicationProcedure = Extract<Procedure, { kind: 'application' }>

/** Receipt number and resident of any procedure. */
export function procedureKey(
  procedure: Procedure,
): Pick<Application, 'receiptNumber' | 'residentId'> {
  switch (procedure.kind) {
    case 'card-registration':
      return procedure.registration
    case 'application':
      return procedure.application
    case 'revocation':
      return procedure.revocation
    case 'pin-reset':
      return procedure.pinReset
    case 'card-term':
      return procedure.cardTerm
  }
}

/**
 * The kinds for which no other application of the same resident may be open beside this procedure.
 */
export function kindsHeldOpen(procedure: Procedure): readonly CertificateKind[] {
  if (procedure.kind !== 'application') return []
  return isOpen(procedure.application) ? procedure.application.kinds : []
}

/** How a card ends. */
export type CardEnd = 'returned' | 'revoked'

/**
 * What can happen to a card after its birth: it ends, loses its PINs (顔認証カードへの切替え), or gets
 * another last day.
 */
export type CardChange = CardEnd | 'made-pinless' | { readonly expiresOn: CivilDate }

/**
 * Where each end leads from each state of a card: an end is final, and repeating it changes
 * nothing.
 */
export const CARD_TRANSITIONS: Readonly<
  Record<RegisteredCard['state'], Readonly<Record<CardEnd, RegisteredCard['state']>>>
> = {
  live: { returned: 'returned', revoked: 'revoked' },
  returned: { returned: 'returned', revoked: 'returned' },
  revoked: { returned: 'revoked', revoked: 'revoked' },
}

/** The card after `change`; the same card where nothing changes. */
export function cardAfter(card: RegisteredCard, change: CardChange): RegisteredCard {
  if (typeof change === 'object') {
    const { expiresOn } = change
    return card.state === 'live' && card.expiresOn !== expiresOn ? { ...card, expiresOn } : card
  }
  switch (change) {
    case 'returned':
    case 'revoked': {
      const state = CARD_TRANSITIONS[card.state][change]
      return state === card.state ? card : { ...card, state }
    }
    case 'made-pinless':
      return card.state === 'live' && card.variant !== 'pinless'
        ? { ...card, variant: 'pinless' }
        : card
  }
}

/** What each ground at the counter does to the card itself. */
export const CARD_CHANGE_OF_GROUND: Readonly<
  Record<CounterGround, CardEnd | 'made-pinless' | undefined>
> = {
  'holder-request': undefined,
  // A lost or stolen card that is found again gets new certificates (spec/jpki.md §4.2).
  'key-compromise-reported': undefined,
  'record-error': undefined,
  'card-term-changed': undefined,
  held: undefined,
  'card-returned': 'returned',
  'card-revoked': 'revoked',
  'switched-to-pinless-card': 'made-pinless',
}
