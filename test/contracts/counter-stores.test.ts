import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { postgresCards } from '#adapters/postgres/ra-cards.ts'
import { postgresCounterHistory } from '#adapters/postgres/ra-history.ts'
import { postgresIssuerSessions } from '#adapters/postgres/ra-issuer-sessions.ts'
import { postgresProcedures } from '#adapters/postgres/ra-procedures.ts'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import { parseReceipt, parseSerialHex } from '#ca/contract.ts'
import type { Application, IssuedRef, RegisteredCard } from '#ra/contract.ts'
import type { ApplicationProcedure, Procedure } from '#ra/model.ts'
import type { IssuerSession, NewHistoryEntry } from '#ra/ports.ts'
import { historyOf } from '#ra/history-of.ts'
import { requestRevocation } from '#ra/request-revocation.ts'
import { withdrawApplication } from '#ra/withdraw-application.ts'
import { parseResidentId } from '#register/contract.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { BOTH, CounterOffice } from './counter-office.ts'
import { memoryCounter } from './memory-counter.ts'
import { memoryRegister } from './memory-register.ts'

const AT = instant(1_770_000_000_000)
const postgres = await startTestPostgres()

const IMPLEMENTATIONS = {
  memory: async () => ({ stores: memoryCounter(), register: memoryRegister() }),
  PostgreSQL: async () => {
    const { database } = await postgres.migratedDatabase()
    const stores = {
      cards: postgresCards(database),
      procedures: postgresProcedures(database),
      history: postgresCounterHistory(database),
      sessions: postgresIssuerSessions(database),
    }
    const register = {
      residents: postgresResidents(database),
      feed: postgresLifeEventFeed(database),
    }
    return { stores, register }
  },
}

function residentId(number: number) {
  const id = parseResidentId(`R${String(number).padStart(10, '0')}`)
  assert.ok(id)
  return id
}

const CARD: RegisteredCard = {
  cardSerial: '0000000000000001',
  residentId: residentId(1),
  variant: 'standard',
  issuedOn: civilDate(2026, 3, 2),
  expiresOn: civilDate(2035, 12, 10),
  state: 'live',
  lifeCounter: 0,
}

function entry(what: NewHistoryEntry['what'], subject: string): NewHistoryEntry {
  return { residentId: residentId(1), at: AT, what, subject, detail: { note: 'n', count: 1 } }
}

function issued(kind: IssuedRef['kind'], serial: string): IssuedRef {
  const [serialHex, receipt] = [parseSerialHex(serial), parseReceipt(`20260302-ABCDEFGH:${kind}:1`)]
  assert.ok(serialHex && receipt)
  const notAfter = plusMs(AT, 86_400_000)
  return { kind, serialHex, receipt, notBefore: AT, notAfter, certificateSha256Hex: 'ab' }
}

function application(receiptNumber: string, state: Application['state']): ApplicationProcedure {
  const receipt = parseReceipt(`${receiptNumber}:signature:1`)
  assert.ok(receipt)
  return {
    kind: 'application',
    application: {
      receiptNumber,
      residentId: residentId(1),
      purpose: 'renew',
      kinds: BOTH,
      cardSerial: CARD.cardSerial,
      acceptedAt: AT,
      acceptedOn: civilDate(2026, 3, 2),
      pinSetBy: 'legal-representative',
      state,
    },
    attempts: [{ kind: 'signature', receipt, keySha256Hex: 'cd', residentVersion: 3 }],
  }
}

const BOTH_ISSUED = [issued('user-authentication', '0a'), issued('signature', '0b')]
const COMMON = { residentId: residentId(1), cardSerial: CARD.cardSerial }
/** One procedure of every kind and state, each under a receipt number of its own. */
const PROCEDURES: readonly Procedure[] = [
  {
    kind: 'card-registration',
    registration: { ...COMMON, receiptNumber: 'C', variant: 'pinless', registeredAt: AT },
  },
  application('D', { at: 'delivered', issued: BOTH_ISSUED, deliveredAt: AT }),
  application('W', { at: 'withdrawn', withdrawnAt: AT, discarded: BOTH_ISSUED }),
  {
    kind: 'revocation',
    revocation: {
      receiptNumber: 'R',
      residentId: residentId(1),
      ground: 'key-compromise-reported',
      targets: BOTH_ISSUED.map(({ kind, serialHex }) => ({ kind, serialHex })),
      acceptedAt: AT,
      state: { at: 'accepted' },
    },
  },
  {
    kind: 'revocation',
    revocation: {
      receiptNumber: 'S',
      residentId: residentId(1),
      ground: 'held',
      targets: [],
      acceptedAt: AT,
      state: { at: 'done', doneAt: AT },
    },
  },
  {
    kind: 'pin-reset',
    pinReset: {
      ...COMMON,
      receiptNumber: 'P',
      pins: BOTH,
      identity: 'inquiry-answer',
      authorisedAt: AT,
      state: { at: 'authorised' },
    },
  },
  {
    kind: 'pin-reset',
    pinReset: {
      ...COMMON,
      receiptNumber: 'Q',
      pins: ['signature'],
      identity: 'two-documents',
      authorisedAt: AT,
      state: { at: 'done', doneAt: AT },
    },
  },
]

for (const [name, open] of Object.entries(IMPLEMENTATIONS)) {
  describe(`counter stores: ${name}`, () => {
    test('cards: one serial, one live card, an end that stays, and a counter that only grows', async () => {
      const { cards, history } = (await open()).stores
      const registered = entry('card-registered', CARD.cardSerial)
      assert.equal(await cards.add(CARD, registered), 'added')
      assert.equal(await cards.add(CARD, registered), 'serial-taken')
      const second = { ...CARD, cardSerial: '0000000000000002' }
      assert.equal(await cards.add(second, registered), 'resident-has-live-card')
      assert.equal(await cards.find(second.cardSerial), undefined)
      assert.deepEqual(await cards.find(CARD.cardSerial), CARD)
      const raised = []
      for (const counter of [5, 5, 4, 6]) {
        raised.push(await cards.raiseLifeCounter(CARD.cardSerial, counter))
      }
      assert.deepEqual(raised, [true, false, false, true])
      assert.equal(await cards.raiseLifeCounter('9', 1), false)
      await cards.change(CARD.cardSerial, 'returned', entry('card-ended', CARD.cardSerial))
      await cards.change(CARD.cardSerial, 'revoked', entry('card-ended', 'again'))
      await cards.change('9', 'revoked', entry('card-ended', 'nobody'))
      assert.equal(await cards.add(second, entry('card-registered', second.cardSerial)), 'added')
      for (const { cardSerial } of [CARD, second, second]) {
        await cards.change(cardSerial, 'made-pinless', entry('card-made-pinless', cardSerial))
      }
      assert.deepEqual(await cards.ofResident(CARD.residentId), [
        { ...CARD, state: 'returned', lifeCounter: 6 },
        { ...second, variant: 'pinless' },
      ])
      const lines = await history.ofResident(CARD.residentId)
      assert.deepEqual(
        lines.map(({ what, subject }) => [what, subject]),
        [
          ['card-registered', CARD.cardSerial],
          ['card-ended', CARD.cardSerial],
          ['card-registered', second.cardSerial],
          ['card-made-pinless', second.cardSerial],
        ],
      )
    })

    test('of two cards added at once for one resident one is live', async () => {
      const { cards } = (await open()).stores
      const serials = ['1', '2', '3', '4']
      const outcomes = await Promise.all(
        serials.map((cardSerial) =>
          cards.add({ ...CARD, cardSerial }, entry('card-registered', cardSerial)),
        ),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'added').length, 1)
      assert.equal((await cards.ofResident(CARD.residentId)).length, 1)
    })

    test('of two sessions that show one counter value one is new', async () => {
      const { cards } = (await open()).stores
      await cards.add(CARD, entry('card-registered', CARD.cardSerial))
      const raised = await Promise.all(
        Array.from({ length: 10 }, () => cards.raiseLifeCounter(CARD.cardSerial, 7)),
      )
      assert.equal(raised.filter(Boolean).length, 1)
    })

    test('a procedure of every kind and state comes back as it was', async () => {
      const { procedures } = (await open()).stores
      for (const procedure of PROCEDURES) {
        const opened = await procedures.open(procedure, entry('application-accepted', '1'))
        assert.deepEqual(opened, { stored: { procedure, revision: 1 } })
      }
      const found = await procedures.ofResident(residentId(1))
      const byKind = found.map(({ procedure }) => procedure)
      assert.equal(byKind.length, PROCEDURES.length)
      for (const procedure of PROCEDURES) {
        assert.ok(
          byKind.some((one) => isDeepStrictEqual(one, procedure)),
          procedure.kind,
        )
      }
      assert.equal(await procedures.find('nowhere'), undefined)
    })

    test('a receipt number stands for its first procedure, whoever comes second', async () => {
      const { procedures, history } = (await open()).stores
      const accepted = application('A', { at: 'accepted' })
      const other = { ...accepted, attempts: [] }
      const opened = await Promise.all(
        [accepted, other, accepted].map((procedure) =>
          procedures.open(procedure, entry('application-accepted', 'A')),
        ),
      )
      const stored = await procedures.find('A')
      for (const one of opened) assert.deepEqual(one, { stored })
      assert.equal((await history.ofResident(residentId(1))).length, 1)
    })

    test('one application of a resident is open for each kind, until it ends', async () => {
      const { procedures } = (await open()).stores
      const first = application('A', { at: 'accepted' })
      const second = application('B', { at: 'accepted' })
      await procedures.open(first, entry('application-accepted', 'A'))
      const rival = await procedures.open(second, entry('application-accepted', 'B'))
      assert.deepEqual(rival, { rivalReceiptNumber: 'A' })
      assert.equal(await procedures.find('B'), undefined)
      const withdrawn = application('A', { at: 'withdrawn', withdrawnAt: AT, discarded: [] })
      assert.equal(await procedures.replace(1, withdrawn, undefined), true)
      const free = await procedures.open(second, entry('application-accepted', 'B'))
      assert.ok('stored' in free)
    })

    test('of rival applications opened at once one is open', async () => {
      const { procedures } = (await open()).stores
      const opened = await Promise.all(
        ['A', 'B', 'C', 'D'].map((receiptNumber) =>
          procedures.open(
            application(receiptNumber, { at: 'accepted' }),
            entry('application-accepted', receiptNumber),
          ),
        ),
      )
      assert.equal(opened.filter((one) => 'stored' in one).length, 1)
      assert.equal((await procedures.ofResident(residentId(1))).length, 1)
    })

    test('a change is stored on the revision it was made from, and tells whose a serial is', async () => {
      const { procedures, history } = (await open()).stores
      const accepted = application('A', { at: 'accepted' })
      await procedures.open(accepted, entry('application-accepted', 'A'))
      const after = application('A', { at: 'issued', issued: BOTH_ISSUED })
      const replaced = await Promise.all(
        [1, 2, 3].map((turn) =>
          procedures.replace(1, after, entry('certificate-issued', String(turn))),
        ),
      )
      assert.equal(replaced.filter(Boolean).length, 1)
      assert.deepEqual(await procedures.find('A'), { procedure: after, revision: 2 })
      assert.equal((await history.ofResident(residentId(1))).length, 2)
      assert.equal(await procedures.residentOf('signature', '0b'), residentId(1))
      assert.equal(await procedures.residentOf('signature', '0a'), undefined)
    })

    test('the history keeps its order, enters a subject once, and knows the last event', async () => {
      const { history } = (await open()).stores
      assert.equal(await history.appliedVersion(residentId(1)), 1)
      await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          history.append({
            ...entry('life-event', `life-event-${index % 4}`),
            detail: { version: 2 + (index % 4) },
          }),
        ),
      )
      const entries = await history.ofResident(residentId(1))
      assert.deepEqual(
        entries.map(({ position }) => position),
        [1, 2, 3, 4],
      )
      assert.equal(await history.appliedVersion(residentId(1)), 5)
      await history.append(entry('card-ended', 'x'))
      const last = (await history.ofResident(residentId(1))).at(-1)
      assert.deepEqual(last, { ...entry('card-ended', 'x'), position: 5 })
      assert.deepEqual(await history.ofResident(residentId(2)), [])
    })

    test('a session is found, opened once, and forgotten after its end', async () => {
      const { sessions } = (await open()).stores
      const session: IssuerSession = {
        sessionId: 'ab',
        receiptNumber: 'A',
        handshake: {
          cardSerial: CARD.cardSerial,
          applicationAid: Uint8Array.of(1, 2),
          cardChallenge: new Uint8Array(16).fill(3),
          issuerNonce: new Uint8Array(16).fill(4),
        },
        state: 'challenged',
        expiresAt: AT,
      }
      await sessions.add(session)
      assert.deepEqual(await sessions.find('ab'), session)
      const opened = await Promise.all(Array.from({ length: 5 }, () => sessions.open('ab')))
      assert.equal(opened.filter(Boolean).length, 1)
      assert.equal((await sessions.find('ab'))?.state, 'open')
      assert.equal(await sessions.open('cd'), false)
      assert.equal(await sessions.forgetEndedBefore(AT), 0)
      assert.equal(await sessions.forgetEndedBefore(plusMs(AT, 1)), 1)
      assert.equal(await sessions.find('ab'), undefined)
    })

    test('a counter’s year: issue, move, renewal, withdrawal, revocation, history', async () => {
      const { stores, register } = await open()
      const office = await CounterOffice.open(stores, register)
      const holder = office.resident(1)
      const card = await office.served(holder)
      const municipality = municipalityByCode('39201')
      assert.ok(municipality)
      const address = '高知県高知市本町１丁目'
      await office.happens(holder, { kind: 'moved', on: office.today, municipality, address })
      assert.equal(await office.deliverFeed(), 1)
      assert.equal(await office.deliverFeed(), 0)
      const reissue = await office.applied(holder, card, ['signature'])
      const [first, twin] = await Promise.all([
        office.atTerminal(card, reissue.receiptNumber),
        withdrawApplication(office.ports, '20260302-ZZZZZZZZ'),
      ])
      assert.ok(first.ok && !twin.ok)
      office.goTo(civilDate(2030, 10, 1))
      const renewal = await office.applied(holder, card, BOTH, 'renew')
      card.pullAfter = 4
      assert.equal((await office.atTerminal(card, renewal.receiptNumber)).ok, false)
      card.pullAfter = Number.POSITIVE_INFINITY
      assert.ok((await office.atTerminal(card, renewal.receiptNumber)).ok)
      for (const kind of BOTH) assert.equal(office.authority.good(kind).length, 1)
      const revoked = await requestRevocation(office.ports, {
        receiptNumber: office.receipt(),
        residentId: holder,
        kinds: BOTH,
        ground: 'card-returned',
      })
      assert.ok(revoked.ok && revoked.value.targets.length === 2)
      const history = await historyOf(office.ports, holder)
      assert.ok(history.ok)
      assert.deepEqual(
        history.value.certificates.map(({ kind, status }) => [
          kind,
          status.state === 'revoked' ? status.reason : status.state,
        ]),
        [
          ['user-authentication', 'superseded'],
          ['signature', 'affiliationChanged'],
          ['signature', 'superseded'],
          ['user-authentication', 'cessationOfOperation'],
          ['signature', 'cessationOfOperation'],
        ],
      )
      assert.equal(history.value.cards[0]?.state, 'returned')
      const positions = history.value.entries.map(({ position }) => position)
      assert.deepEqual(
        positions,
        positions.map((_, index) => index + 1),
      )
    })
  })
}
