import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { DatabaseFault } from '#adapters/postgres/fault.ts'
import { textPinMissing } from '#card-client/text-pin.ts'
import { CardTransportError } from '#card-client/contract.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import { ok } from '#kernel/result.ts'
import { carryOut } from '#main/counter/carry-out.ts'
import type { TakenCard } from '#main/counter/pullable-card.ts'
import { Desk } from '#main/counter/desk.ts'
import { readCardView } from '#main/counter/read-card-view.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import { openCase } from '#ra/cases/open-case.ts'
import { registerCard } from '#ra/register-card.ts'
import { AppletTray } from '../contracts/applet-tray.ts'
import { type Around, CaseOffice, staff } from '../contracts/case-office.ts'
import { BOTH, CounterOffice, PINS } from '../contracts/counter-office.ts'

const ADULT = 1
const MUNICIPALITY = '14104'
/** The serial of the first card that an `AppletTray` makes. */
const FIRST_BLANK = '0000000000001000'
const CLERK = staff(1, MUNICIPALITY)
const SUPERVISOR = staff(2, MUNICIPALITY, ['supervisor'])

/**
 * What breaks, and when: the card is pulled after so many commands, and once; the database is lost
 * after so many calls.
 */
class Breakage {
  commandsLeft = Number.POSITIVE_INFINITY
  callsLeft = Number.POSITIVE_INFINITY
  commands = 0
  calls = 0

  repair(): void {
    this.callsLeft = Number.POSITIVE_INFINITY
  }

  /** A database that is down stays down until it is repaired. */
  readonly around: Around = (_, port) =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...given: readonly unknown[]): Promise<unknown> => {
          this.calls += 1
          if (this.callsLeft-- <= 0) throw new DatabaseFault('database-unavailable', '57P01')
          return await Reflect.apply(member, target, given)
        }
      },
    })

  taken(card: TakenCard['transport']): TakenCard {
    return {
      transport: {
        transmit: async (commandApdu) => {
          this.commands += 1
          if (this.commandsLeft-- <= 0) {
            this.commandsLeft = Number.POSITIVE_INFINITY
            throw new CardTransportError('card-removed')
          }
          return await card.transmit(commandApdu)
        },
      },
      release: () => Promise.resolve(),
    }
  }
}

/** A counter with two desks, and a case that issues both certificates onto a card to be made. */
async function world(chip: { readonly endsOn?: CivilDate } = {}) {
  const office = await CounterOffice.open()
  const breakage = new Breakage()
  const tray = new AppletTray(office, (_, port) => port)
  const cases = new CaseOffice(office, tray, { around: breakage.around })
  const residentId = office.resident(ADULT)
  const wish = { procedure: 'issue', situation: 'receives-card' } as const
  const request = await cases.request(residentId, wish)
  const { receiptNumber } = request
  const opened = await openCase(cases.ports, CLERK, request)
  assert.ok(opened.ok, JSON.stringify(opened))
  const ready = await cases.confirmed(receiptNumber, CLERK, SUPERVISOR)
  assert.ok(ready.ok, JSON.stringify(ready))
  breakage.calls = 0
  const reported: unknown[] = []
  const ports = {
    cases: cases.ports,
    counter: deskInProcess(cases.ports),
    makeCard: async ({
      receiptNumber: order,
      variant,
    }: {
      receiptNumber: string
      variant: 'standard' | 'pinless'
    }) => {
      const cardSerial = tray.blank(order)
      const asked = { receiptNumber: order, residentId, cardSerial, variant }
      const made = await registerCard(cases.ports, asked)
      if (!made.ok) return made
      const expiresOn = chip.endsOn ?? made.value.expiresOn
      tray.make({ ...made.value, expiresOn })
      return ok(made.value.cardSerial)
    },
    reportFault: (fault: unknown) => void reported.push(fault),
  }
  const deskAt = (deskId: string): Desk =>
    new Desk(
      deskId,
      {
        sources: {
          fromTray: (serial) => Promise.resolve(ok(breakage.taken(tray.transport(serial)))),
          fromReader: () => Promise.reject(new Error('no PC/SC here')),
        },
        look: (card) => readCardView(card, (serial) => office.ports.cards.find(serial)),
      },
      () => office.now,
    )
  const run = async (desk: Desk): Promise<string> => {
    desk.begin(receiptNumber, 'issue')
    const work = { over: false }
    const done = carryOut({ ports, desk, actor: CLERK, receiptNumber }).finally(() => {
      work.over = true
    })
    while (!work.over) {
      await serve(desk)
      await setImmediate()
    }
    await done
    const shown = desk.view().work
    assert.ok(shown !== undefined)
    return shown.refusal?.code ?? shown.state
  }
  return { office, breakage, tray, cases, reported, deskAt, run, receiptNumber, residentId }
}

const TEXT_PIN = '1470'

/** Puts the card down, or types the PINs, whichever is waited for. */
async function serve(desk: Desk): Promise<void> {
  const view = desk.residentView()
  if (view.shows === 'enter-pins') {
    const typed = view.pins.map(({ kind, which }) => ({
      kind,
      which,
      value: kind === 'text' ? TEXT_PIN : PINS[kind],
    }))
    desk.enterPins(typed)
    return
  }
  const { work, card } = desk.view()
  if (work?.state !== 'waiting-for-card' || card !== undefined) return
  await desk.slot.insert(FIRST_BLANK)
}

type World = Awaited<ReturnType<typeof world>>

/** The case is done, each kind is good once, and the card holds exactly what is good. */
async function agrees({ cases, office, tray, receiptNumber }: World): Promise<void> {
  const { case: shown } = await cases.shown(CLERK, receiptNumber)
  assert.equal(shown.state.at, 'done')
  assert.ok(shown.cardSerial !== undefined)
  for (const kind of BOTH) {
    const [only, ...others] = office.authority.good(kind)
    assert.ok(only !== undefined && others.length === 0, `${kind} is good once`)
    const read = await tray.read(shown.cardSerial, kind)
    assert.ok(read !== undefined && equalBytes(read, only.issued.certificateDer))
  }
  const textPin = await textPinMissing(tray.transport(shown.cardSerial))
  assert.deepEqual(textPin, ok(false), 'the holder has set the PIN of the text application too')
  const registered = await office.ports.cards.find(shown.cardSerial)
  assert.equal(await tray.term(shown.cardSerial), registered?.expiresOn, 'chip and register agree')
}

const whole = await world()
const desk = whole.deskAt('1')
const unbroken = await whole.run(desk)
const { commands, calls } = whole.breakage

test('nothing breaks: the desk carries the case out, and forgets the PINs', async () => {
  assert.equal(unbroken, 'done')
  assert.deepEqual(whole.reported, [])
  const steps = desk.view().work?.steps ?? []
  assert.ok(!steps.some(({ en }) => en.startsWith('the chip says')))
  assert.deepEqual(desk.vault.newPins(whole.receiptNumber, BOTH, whole.office.now), {})
  await agrees(whole)
  assert.ok(commands > 50 && calls > 50, `${commands} commands, ${calls} calls`)
})

test('a chip that says another last day than the register: the clerk is told', async () => {
  const one = await world({ endsOn: civilDate(2031, 5, 6) })
  const deskOf = one.deskAt('1')
  assert.equal(await one.run(deskOf), 'done')
  const steps = deskOf.view().work?.steps ?? []
  assert.ok(steps.some(({ en }) => /the chip says 2031-05-06, the record \d/.test(en)))
})

test('the card is pulled after any command: the case stops, and goes on at another desk', async () => {
  for (let moment = 0; moment < commands; moment++) {
    const one = await world()
    one.breakage.commandsLeft = moment
    const first = await one.run(one.deskAt('1'))
    assert.ok(first === 'card-removed' || first === 'done', `${moment}: ${first}`)
    assert.deepEqual(one.reported, [])
    one.breakage.repair()
    one.office.wait(60_000)
    if (first !== 'done') assert.equal(await one.run(one.deskAt('2')), 'done', `after ${moment}`)
    await agrees(one)
  }
})

test('the database is lost before any call: the case stops with a fault, and goes on when it is back', async () => {
  for (let moment = 0; moment < calls; moment += 2) {
    const one = await world()
    one.breakage.callsLeft = moment
    const first = await one.run(one.deskAt('1'))
    assert.ok(first === 'counter-fault' || first === 'done', `${moment}: ${first}`)
    if (first === 'counter-fault') {
      assert.ok(one.reported.every((fault) => fault instanceof DatabaseFault))
    }
    one.breakage.repair()
    one.office.wait(60_000)
    if (first !== 'done') assert.equal(await one.run(one.deskAt('2')), 'done', `after ${moment}`)
    await agrees(one)
  }
})
