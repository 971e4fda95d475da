import assert from 'node:assert/strict'
import { addDays } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { CaseRequest } from '#ra/cases/contract.ts'
import { requestRevocation } from '#ra/request-revocation.ts'
import type { CounterGround } from '#ra/contract.ts'
import type { ResidentId } from '#register/contract.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { BOTH, type CounterOffice, OPENING_DAY } from '../contracts/counter-office.ts'
import type { ScriptedTray } from '../contracts/scripted-tray.ts'

/** The first resident, an adult, and the fifth, whose stay ends, live here. */
const HOME = '14104'
const ADULT = 1
const FOREIGNER = 5

/** A person to whom a procedure happens, and what it must leave behind. */
export interface Scenario {
  /** The resident's number in the cast. */
  readonly resident: number
  readonly wish: Pick<CaseRequest, 'situation'> & Partial<CaseRequest>
  /** What stands before the case is opened. */
  readonly before: (office: CounterOffice, tray: ScriptedTray, id: ResidentId) => Promise<void>
  /** What happens between opening and the acts. */
  readonly meanwhile?: (office: CounterOffice) => void
  /** The kinds of which the person has one good certificate at the end. */
  readonly good: readonly CertificateKind[]
  readonly liveCard: 'standard' | 'pinless' | 'none'
}

async function served(office: CounterOffice, tray: ScriptedTray, id: ResidentId): Promise<void> {
  tray.put(await office.served(id))
}

async function revoked(
  office: CounterOffice,
  residentId: ResidentId,
  ground: CounterGround,
): Promise<void> {
  const receiptNumber = office.receipt()
  const request = { receiptNumber, residentId, kinds: BOTH, ground }
  const done = await requestRevocation(office.ports, request)
  assert.ok(done.ok)
}

async function held(office: CounterOffice, tray: ScriptedTray, id: ResidentId): Promise<void> {
  await served(office, tray, id)
  await revoked(office, id, 'held')
}

async function moved(office: CounterOffice, tray: ScriptedTray, id: ResidentId): Promise<void> {
  await served(office, tray, id)
  const municipality = municipalityByCode(HOME)
  assert.ok(municipality)
  const address = `${municipality.prefecture}${municipality.name}新町九丁目１番`
  await office.happens(id, { kind: 'moved', on: OPENING_DAY, municipality, address })
  await office.deliverFeed()
}

async function pinless(office: CounterOffice, tray: ScriptedTray, id: ResidentId): Promise<void> {
  const card = tray.put(await office.cardOf(id, 'pinless'))
  const { receiptNumber } = await office.applied(id, card, ['user-authentication'])
  const done = await office.atTerminal(card, receiptNumber)
  assert.ok(done.ok)
}

const AFTER_SERVICE = { resident: ADULT, before: served, good: BOTH, liveCard: 'standard' } as const
const NOTHING_GOOD = { ...AFTER_SERVICE, good: [] } as const

/** One scenario per procedure of the counter. */
export const SCENARIOS: Readonly<Record<CounterProcedure, Scenario>> = {
  issue: {
    ...AFTER_SERVICE,
    wish: { situation: 'receives-card' },
    before: async () => undefined,
  },
  renewal: {
    ...AFTER_SERVICE,
    wish: { situation: 'certificate-expiring' },
    before: async (office, tray, id) => {
      await served(office, tray, id)
      office.goTo('2030-10-01' as typeof office.today)
    },
  },
  'reissue-signature': { ...AFTER_SERVICE, wish: { situation: 'moved' }, before: moved },
  revocation: { ...NOTHING_GOOD, wish: { situation: 'certificate-not-wanted' } },
  'compromise-report': { ...NOTHING_GOOD, wish: { situation: 'key-or-pin-leaked' } },
  'card-return': { ...NOTHING_GOOD, wish: { situation: 'card-given-back' }, liveCard: 'none' },
  hold: {
    ...NOTHING_GOOD,
    wish: { situation: 'card-lost-or-stolen', applicant: 'hotline-caller' },
  },
  'found-again': { ...AFTER_SERVICE, wish: { situation: 'card-found-again' }, before: held },
  'lost-for-good': {
    ...AFTER_SERVICE,
    wish: { situation: 'card-lost-or-stolen', ownFault: true },
    before: held,
  },
  'pin-change': { ...AFTER_SERVICE, wish: { situation: 'pin-to-be-changed' } },
  'pin-reset': {
    ...AFTER_SERVICE,
    wish: { situation: 'pin-forgotten-or-locked', applicant: 'proxy' },
  },
  'kiosk-pin-reset': {
    ...AFTER_SERVICE,
    wish: { situation: 'pin-forgotten-or-locked', kinds: ['signature'] },
  },
  'stay-extension': {
    ...AFTER_SERVICE,
    resident: FOREIGNER,
    wish: { situation: 'stay-extended', periodOfStayEndsOn: addDays(OPENING_DAY, 1500) },
  },
  'overseas-continuation': {
    ...AFTER_SERVICE,
    wish: { situation: 'leaves-japan', leavesOn: addDays(OPENING_DAY, 3) },
    meanwhile: (office) => office.goTo(addDays(OPENING_DAY, 3)),
  },
  'pinless-on': {
    ...AFTER_SERVICE,
    wish: { situation: 'wants-pinless-card' },
    good: ['user-authentication'],
    liveCard: 'pinless',
  },
  'pinless-off': {
    ...AFTER_SERVICE,
    wish: { situation: 'wants-card-with-pins' },
    before: pinless,
  },
  'ex-officio-revocation': {
    ...NOTHING_GOOD,
    wish: { situation: 'record-was-wrong', applicant: 'municipality' },
  },
  'authority-key-compromise': {
    ...AFTER_SERVICE,
    wish: {
      situation: 'record-was-wrong',
      applicant: 'municipality',
      kinds: ['signature'],
      generation: 1,
    },
    good: ['user-authentication'],
  },
}
