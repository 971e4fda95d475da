/** Every procedure, broken before and after every step, and resumed at another desk. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { COUNTER_PROCEDURES, type CounterProcedure } from '#law/counter-procedure.ts'
import { openCase } from '#ra/cases/open-case.ts'
import { procedureKey } from '#ra/model.ts'
import { CaseOffice, staff } from '../contracts/case-office.ts'
import { CounterOffice } from '../contracts/counter-office.ts'
import { ScriptedTray } from '../contracts/scripted-tray.ts'
import { audit, type ReadChip } from './cases-audit.ts'
import { type Blows, Fuse, Killed } from './cases-fuse.ts'
import { SCENARIOS } from './cases-scenarios.ts'

/** An office in which the scenario's person is about to come to the desk. */
async function begin(procedure: CounterProcedure) {
  const { resident, wish, before } = SCENARIOS[procedure]
  const office = await CounterOffice.open()
  const tray = new ScriptedTray(office)
  const residentId = office.resident(resident)
  await before(office, tray, residentId)
  const found = await office.register.residents.find(residentId)
  assert.ok(found)
  const earlier = await office.ports.procedures.ofResident(residentId)
  const without = new Set(earlier.map((one) => procedureKey(one.procedure).receiptNumber))
  const fuse = new Fuse()
  const counter = new CaseOffice(office, tray, { around: fuse.around })
  const request = await counter.request(residentId, { procedure, ...wish })
  const { code } = found.municipality
  const both = ['clerk', 'supervisor'] as const
  return { office, tray, counter, request, residentId, fuse, code, without, both }
}

/** From the form to the end of the case; again from wherever a fault stopped it. */
async function run(one: Awaited<ReturnType<typeof begin>>, procedure: CounterProcedure) {
  const { counter, request, office, code, both } = one
  const first = staff(1, code, both)
  const opened = await openCase(counter.ports, first, request)
  assert.ok(opened.ok, JSON.stringify(opened))
  const { receiptNumber } = request
  const confirmed = await counter.confirmed(receiptNumber, first, staff(2, code, both))
  assert.ok(confirmed.ok, JSON.stringify(confirmed))
  SCENARIOS[procedure].meanwhile?.(office)
  return await counter.work(staff(3, code), receiptNumber)
}

async function check(one: Awaited<ReturnType<typeof begin>>, procedure: CounterProcedure) {
  const { office, tray, counter, residentId, without } = one
  const { good, liveCard } = SCENARIOS[procedure]
  for (const kind of CERTIFICATE_KINDS) {
    const count = office.authority.good(kind).length
    assert.equal(count, good.includes(kind) ? 1 : 0, `good certificates of ${kind}`)
  }
  const cards = await office.ports.cards.ofResident(residentId)
  const live = cards.find(({ state }) => state === 'live')
  assert.equal(live?.variant ?? 'none', liveCard)
  const readChip: ReadChip = async (serial, kind) =>
    tray.card(serial).contents.certificates.get(kind)
  const { feed } = office.register
  const readChipTerm = async (serial: string) => tray.cards.get(serial)?.contents.endsOn
  await audit({ ports: counter.ports, feed, readChip, readChipTerm, without }, residentId)
}

for (const procedure of COUNTER_PROCEDURES) {
  test(`${procedure}: broken at any step, the case is resumed and ends right`, async () => {
    const whole = await begin(procedure)
    const done = await run(whole, procedure)
    assert.ok(done.ok && done.value.case.state.at === 'done', JSON.stringify(done))
    const changes = [...whole.fuse.changes]
    await check(whole, procedure)
    for (const [index, changing] of changes.entries()) {
      await broken(procedure, index + 1, 'before')
      if (changing) await broken(procedure, index + 1, 'after')
    }
  })
}

async function broken(procedure: CounterProcedure, step: number, blows: Blows): Promise<void> {
  const one = await begin(procedure)
  one.fuse.arm(step, blows)
  const fault = await run(one, procedure).catch((error: unknown) => error)
  assert.ok(fault instanceof Killed, `step ${step} is reached`)
  one.fuse.disarm()
  const resumed = await run(one, procedure)
  assert.ok(
    resumed.ok && resumed.value.case.state.at === 'done',
    `${fault.message}: ${JSON.stringify(resumed)}`,
  )
  await check(one, procedure).catch((error: unknown) => {
    throw new Error(fault.message, { cause: error })
  })
}
