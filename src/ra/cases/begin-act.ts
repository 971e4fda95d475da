import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { checkKioskReset } from '#law/pin-reset.ts'
import { acceptApplication } from '../accept-application.ts'
import { requestCardTerm } from '../change-card-term.ts'
import { deliveredCertificates } from '../held-certificates.ts'
import { liveCard } from '../live-card.ts'
import { requestPinReset } from '../request-pin-reset.ts'
import type { Actor } from '../staff/contract.ts'
import { shownCase, type ShownCase } from './case-view.ts'
import { caseFor, replaceCase } from './change-case.ts'
import type { Case, CaseActState } from './contract.ts'
import { interrupted } from './interrupt-act.ts'
import { caseAfter, isAtTheCard, nextAct, wrongCaseState } from './model.ts'
import type { CasePorts, StoredCase } from './ports.ts'
import type { CaseAnswer, CaseRefusal } from './refusal.ts'

/** Which case the desk goes on with, as it last saw it. */
export interface BeginActRequest {
  readonly receiptNumber: string
  readonly revision: number
  /** At a kiosk: the other PIN was entered and the card took it. */
  readonly otherPinKnown?: boolean | undefined
}

/** The act that the desk is to carry out at the card now. */
export interface BegunAct {
  readonly shown: ShownCase
  readonly act: CaseActState
  /** The act was begun before, here or at another desk. */
  readonly resumed: boolean
}

type Ports = Pick<CasePorts, 'clock' | 'cases' | 'residents' | 'cards' | 'procedures' | 'authority'>

/**
 * Begins the case's next act at the card, or goes on with it on another desk: the intent stands in
 * the case's history before anything is accepted under the act's own receipt number.
 */
export async function beginAct(
  ports: Ports,
  actor: Actor,
  { receiptNumber, revision, otherPinKnown = false }: BeginActRequest,
): CaseAnswer<BegunAct> {
  const found = await caseFor(ports, actor, receiptNumber, 'carry-out-case')
  if (!found.ok) return found
  const stored = found.value
  if (stored.revision !== revision) return refuse('case-changed-meanwhile')
  const act = nextAct(stored.case)
  if (act === undefined || !isAtTheCard(act)) return wrongCaseState(stored.case)
  const allowed = await checkKiosk(ports, stored.case, act, otherPinKnown)
  if (!allowed.ok) return allowed
  const resumed = stored.entries.some(
    ({ what, detail }) => what === 'act-begun' && detail['act'] === act.receiptNumber,
  )
  const begun = await recordBegin(ports, actor, stored, act, resumed)
  if (!begun.ok) return begun
  const prepared = await prepare(ports, begun.value.case, act)
  if (!prepared.ok) {
    await interrupted(ports, actor, receiptNumber, prepared.refusal)
    return prepared
  }
  return ok({ shown: await shownCase(ports, begun.value), act, resumed })
}

async function recordBegin(
  ports: Ports,
  actor: Actor,
  stored: StoredCase,
  act: CaseActState,
  resumed: boolean,
): CaseAnswer<StoredCase> {
  const cardSerial = stored.case.cardSerial ?? (await liveCardSerial(ports, stored.case))
  const after = caseAfter(stored.case, { happened: 'act-begun', cardSerial })
  if (!after.ok) return after
  const entry = {
    at: ports.clock.now(),
    by: actor.staffId,
    what: resumed ? 'resumed' : 'act-begun',
    detail: { act: act.receiptNumber, kind: act.act },
  } as const
  return await replaceCase(ports, stored, { after: after.value, entries: [entry] })
}

async function liveCardSerial({ cards }: Ports, { residentId }: Case): Promise<string | undefined> {
  const all = await cards.ofResident(residentId)
  return all.findLast(({ state }) => state === 'live')?.cardSerial
}

/** Opens at the counter what the act writes to the card under. */
async function prepare(
  ports: Ports,
  { residentId, cardSerial, sighted }: Case,
  act: CaseActState,
): Promise<Result<unknown, CaseRefusal>> {
  if (act.act === 'card') return ok(undefined)
  if (cardSerial === undefined || sighted === undefined) return refuse('card-unknown')
  const { receiptNumber } = act
  switch (act.act) {
    case 'application': {
      const { purpose, kinds } = act
      const request = { receiptNumber, residentId, purpose, kinds, cardSerial }
      return await acceptApplication(ports, request)
    }
    case 'pin-reset': {
      const { identity } = sighted
      const request = { receiptNumber, residentId, cardSerial, pins: act.pins, identity }
      return await requestPinReset(ports, request)
    }
    case 'pin-change': {
      const today = civilDateInJapan(ports.clock.now())
      return await liveCard(ports.cards, cardSerial, residentId, today)
    }
    case 'card-term':
      return await requestCardTerm(ports, { receiptNumber, residentId, cardSerial })
    case 'revocation':
    case 'record-change':
    case 'authority-revocation':
      return ok(undefined)
  }
}

/** At a convenience store the law asks more than at a counter; a reset that was begun goes on. */
async function checkKiosk(
  ports: Ports,
  { procedure, residentId, cardSerial, sighted }: Case,
  act: CaseActState,
  otherPinKnown: boolean,
): Promise<Result<unknown, CaseRefusal>> {
  const isKiosk = procedure === 'kiosk-pin-reset' && act.act === 'pin-reset'
  if (!isKiosk || sighted === undefined || cardSerial === undefined) return ok(undefined)
  const now = ports.clock.now()
  const card = await ports.cards.find(cardSerial)
  const [pin] = act.pins
  if (card === undefined || pin === undefined) return refuse('card-unknown')
  const held = await deliveredCertificates(ports, residentId, now)
  return checkKioskReset(
    {
      pin,
      otherPinKnown,
      cardVariant: card.variant,
      certificateLive: held.some(({ authority }) => authority === pin),
      registeredAt: sighted.at,
    },
    now,
  )
}
