import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '#kernel/civil-date.ts'
import { civilDateInJapan, instant, plusMs, startOfDayInJapan } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import type { Resident } from '#register/contract.ts'
import { openCounterSandbox, TestDesk, TYPED_PINS } from '../support/desk-of-sandbox.ts'

const sandbox = await openCounterSandbox()

/** A persona for each test, and each in a municipality of their own. */
const [ADULT, HARD_NAME, OLDER, SEVENTEEN, BORN_IN_FEBRUARY] = [
  'R0000000001',
  'R0000000002',
  'R0000000009',
  'R0000000010',
  'R0000000008',
] as const
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function person(id: string): Promise<Resident> {
  const found = await sandbox.system.showResident(id)
  assert.ok(found.ok, JSON.stringify(found))
  return found.value
}

/** Somebody else of the same municipality, who moves there for the test. */
async function neighbourOf({ municipality, items }: Resident): Promise<Resident> {
  const on = '2026-03-02'
  const event = { kind: 'moved', on, municipality, address: items.address }
  const moved = await sandbox.system.recordLifeEvent({ residentId: BORN_IN_FEBRUARY, event })
  assert.ok(moved.ok, JSON.stringify(moved))
  return moved.value.resident
}

async function refusalOf(answer: Promise<Result<unknown, string>>): Promise<string | undefined> {
  const answered = await answer
  return answered.ok ? undefined : answered.refusal
}

/** The kinds of which the person has a good certificate, each as often as there is one. */
async function good(id: string): Promise<readonly string[]> {
  const all = await standing(id)
  return all
    .filter((one) => one.endsWith(' good'))
    .map((one) => one.replace(' good', ''))
    .toSorted()
}

async function standing(id: string) {
  const history = await sandbox.system.historyOf(id)
  assert.ok(history.ok)
  return history.value.certificates.map(({ kind, status }) => `${kind} ${status.state}`)
}

test('issue at card delivery: the card is made, PINs are typed on the resident’s side, both are delivered', async () => {
  const resident = await person(ADULT)
  const desk = await TestDesk.at(sandbox, resident.municipality.code)
  const { case: opened } = await desk.readyCase(resident, 'receives-card', 'issue')
  await desk.begin(opened.receiptNumber)
  const cardSerial = await desk.untilCardIsMade(resident)
  assert.deepEqual((await desk.insert(cardSerial)).card?.certificates, [])
  await desk.until('waiting-for-pins')
  const badForm = desk.typePins({ ...TYPED_PINS, signature: 'short' })
  assert.ok(!badForm.ok && badForm.refusal === 'pin-form-signature')
  assert.ok(desk.typePins().ok)
  const work = await desk.until('done')
  const { card } = await desk.view()
  assert.deepEqual(card?.triesLeft, { signature: 5, 'user-authentication': 3 })
  assert.deepEqual(
    card?.certificates.map(({ kind }) => kind),
    ['user-authentication', 'signature'],
  )
  assert.deepEqual(await standing(resident.id), ['user-authentication good', 'signature good'])
  const screen = desk.screen()
  assert.ok(screen?.shows === 'done' && screen.endsOn.signature !== undefined)
  const shown = JSON.stringify([work, await desk.view(), screen])
  for (const pin of Object.values(TYPED_PINS)) assert.equal(shown.includes(pin), false)
  const { cases, papers } = sandbox.counter
  const view = await cases.show(desk.actor, opened.receiptNumber)
  assert.ok(view.ok)
  const kinds = papers.kindsOf(view.value)
  assert.deepEqual(kinds, ['acceptance-receipt', 'certificate-application', 'delivery-receipt'])
  for (const kind of kinds) {
    const printed = await papers.print(desk.actor, opened.receiptNumber, kind)
    assert.ok(printed.ok && Buffer.from(printed.value).subarray(0, 5).toString() === '%PDF-', kind)
  }
  const notOfCase = papers.print(desk.actor, opened.receiptNumber, 'pin-application')
  assert.equal(await refusalOf(notOfCase), 'paper-not-of-case')
  await desk.pull()
})

test('the card is pulled in mid-write: the case goes on at another desk, and each kind is good once', async () => {
  const resident = await person(HARD_NAME)
  const desk = await TestDesk.at(sandbox, resident.municipality.code)
  const { case: opened } = await desk.readyCase(resident, 'receives-card', 'issue')
  await desk.begin(opened.receiptNumber)
  const cardSerial = await desk.untilCardIsMade(resident)
  await desk.insert(cardSerial)
  await desk.until('waiting-for-pins')
  assert.ok(desk.typePins().ok)
  // The first key is made and the second is not: its certificate has not reached the card.
  await desk.untilWork(
    ({ steps }) => steps.some(({ en }) => en.endsWith('key made in the card')),
    'key',
  )
  const other = await TestDesk.at(sandbox, resident.municipality.code, 2)
  assert.deepEqual(await refusalOf(other.tryToBegin(opened.receiptNumber)), 'case-at-another-desk')
  await desk.pull()
  const stopped = await desk.until('stopped')
  assert.equal(stopped.refusal?.code, 'card-removed')
  assert.deepEqual(desk.screen(), { shows: 'stopped', code: 'card-removed' })
  await other.insert(cardSerial)
  await other.begin(opened.receiptNumber)
  await other.until('waiting-for-pins')
  assert.ok(other.typePins().ok)
  await other.until('done')
  assert.deepEqual(await good(resident.id), ['signature', 'user-authentication'])
  const shown = await sandbox.counter.cases.show(other.actor, opened.receiptNumber)
  assert.ok(shown.ok && shown.value.case.state.at === 'done')
  const told = shown.value.entries.map(({ what }) => what)
  assert.ok(told.includes('interrupted') && told.includes('resumed'), told.join(' '))
  await other.pull()
})

test('another person’s card is refused before anything is written, and the case goes on with the right one', async () => {
  const resident = await person(OLDER)
  const desk = await TestDesk.at(sandbox, resident.municipality.code)
  const own = await desk.issueBoth(resident)
  await desk.pull()
  const neighbour = await neighbourOf(resident)
  const foreign = await desk.issueBoth(neighbour)
  const wish = ['pin-to-be-changed', 'pin-change', ['user-authentication']] as const
  const { case: opened } = await desk.readyCase(resident, ...wish)
  await desk.begin(opened.receiptNumber)
  const stopped = await desk.until('stopped')
  assert.equal(stopped.refusal?.code, 'card-of-another-resident')
  await desk.insert(own)
  await desk.begin(opened.receiptNumber)
  await desk.until('waiting-for-pins')
  const wrong = { 'user-authentication': '0000' }
  assert.ok(desk.typePins({ ...TYPED_PINS, 'user-authentication': '1357' }, wrong).ok)
  assert.equal((await desk.until('stopped')).refusal?.code, 'pin-wrong')
  assert.equal((await desk.view()).card?.triesLeft['user-authentication'], 2)
  await desk.begin(opened.receiptNumber)
  await desk.until('waiting-for-pins')
  assert.ok(desk.typePins({ ...TYPED_PINS, 'user-authentication': '1357' }, TYPED_PINS).ok)
  await desk.until('done')
  assert.equal((await desk.view()).card?.triesLeft['user-authentication'], 3)
  const tray = await sandbox.counter.desks.tray(desk.actor)
  assert.deepEqual(
    tray.map(({ cardSerial }) => cardSerial),
    [foreign],
  )
  await desk.pull()
})

test('a locked PIN is reset: the card gives its tries back, and renewal in time keeps one good certificate of each kind', async () => {
  const resident = await person(SEVENTEEN)
  const desk = await TestDesk.at(sandbox, resident.municipality.code)
  const cardSerial = await desk.issueBoth(resident)
  const change = ['pin-to-be-changed', 'pin-change', ['user-authentication']] as const
  const { case: changing } = await desk.readyCase(resident, ...change)
  for (const left of [2, 1, 0]) {
    await desk.begin(changing.receiptNumber)
    await desk.until('waiting-for-pins')
    assert.ok(desk.typePins(TYPED_PINS, { 'user-authentication': '9999' }).ok)
    await desk.until('stopped')
    assert.equal((await desk.view()).card?.triesLeft['user-authentication'], left)
  }
  const reset = ['pin-forgotten-or-locked', 'pin-reset', ['user-authentication']] as const
  const { case: resetting } = await desk.readyCase(resident, ...reset)
  await desk.begin(resetting.receiptNumber)
  await desk.until('waiting-for-pins')
  assert.ok(desk.typePins({ ...TYPED_PINS, 'user-authentication': '8642' }).ok)
  await desk.until('done')
  assert.equal((await desk.view()).card?.triesLeft['user-authentication'], 3)
  const before = await good(resident.id)
  const history = await sandbox.system.historyOf(resident.id)
  assert.ok(history.ok)
  const endsAt = Math.min(...history.value.certificates.map(({ notAfter }) => notAfter))
  await sandbox.system.clock(instant(endsAt - 30 * DAY_MS))
  const later = await TestDesk.at(sandbox, resident.municipality.code)
  const { case: renewing } = await later.readyCase(resident, 'certificate-expiring', 'renewal')
  await later.insert(cardSerial)
  await later.begin(renewing.receiptNumber)
  await later.until('waiting-for-pins')
  assert.ok(later.typePins().ok)
  await later.until('done')
  assert.deepEqual(await good(resident.id), before)
  assert.deepEqual(before, ['signature', 'user-authentication'])
  await later.pull()
})

test('staff sign in with the card that was bound to them, at a desk of their own municipality', async () => {
  const resident = await person(ADULT)
  const { code } = resident.municipality
  const admin = await TestDesk.at(sandbox, code, 3, 4)
  const { signIn, staff } = sandbox.counter
  const [card] = await sandbox.counter.desks.tray(admin.actor)
  assert.ok(card !== undefined, 'the card of the first test lies on the tray')
  await admin.insert(card.cardSerial)
  const wish = { deskId: admin.deskId, pin: TYPED_PINS['user-authentication'] }
  assert.equal(await refusalOf(signIn.signInWithCard(wish)), 'staff-card-not-bound')
  const bound = await staff.bindCard(admin.actor, `S${code}1`, admin.deskId)
  assert.ok(bound.ok, JSON.stringify(bound))
  const wrong = await signIn.signInWithCard({ ...wish, pin: '0000' })
  assert.ok(!wrong.ok && wrong.refusal === 'pin-wrong')
  assert.equal((await admin.view()).card?.triesLeft['user-authentication'], 2)
  const signedIn = await signIn.signInWithCard(wish)
  assert.ok(signedIn.ok, JSON.stringify(signedIn))
  const session = await signIn.session(signedIn.value.token, 'look')
  assert.equal(session?.actor.staffId, `S${code}1`)
  assert.equal(session?.practice, true)
  const elsewhere = { account: `S${code}1`, deskId: '13113-1' }
  assert.equal(await refusalOf(signIn.signIn(elsewhere)), 'desk-unknown')
  await admin.pull()
})

test('people of another municipality are not found and not opened, and every look is recorded', async () => {
  const resident = await person(HARD_NAME)
  const { code } = resident.municipality
  const { people } = sandbox.counter
  const away = await TestDesk.at(sandbox, (await person(OLDER)).municipality.code, 4)
  const ours = await TestDesk.at(sandbox, code, 4)
  const wanted = { kana: resident.kana }
  const elsewhere = await people.search(away.actor, wanted)
  assert.ok(elsewhere.ok)
  assert.deepEqual(elsewhere.value.residents, [])
  const opened = people.open(away.actor, resident.id, 'person-at-the-desk')
  assert.equal(await refusalOf(opened), 'staff-other-municipality')
  const found = await people.search(ours.actor, wanted)
  assert.ok(found.ok)
  assert.deepEqual(
    found.value.residents.map(({ id }) => id),
    [resident.id],
  )
  const view = await people.open(ours.actor, resident.id, 'telephone-enquiry')
  assert.ok(view.ok)
  const [card] = view.value.history.cards
  assert.ok(card !== undefined)
  const byCard = await people.search(ours.actor, { card: card.cardSerial })
  assert.ok(byCard.ok && byCard.value.residents.length === 1)
  const reasons = view.value.lookUps.map(({ reason }) => reason)
  assert.deepEqual(reasons.slice(0, 2), ['telephone-enquiry', 'person-at-the-desk'])
  assert.ok(view.value.lookUps.every(({ municipalityCode }) => municipalityCode === code))
})

test('at a kiosk the other PIN is shown to the card first: a wrong one resets nothing', async () => {
  const tomorrow = addDays(civilDateInJapan(await sandbox.system.clock()), 1)
  // Kiosks close at night.
  await sandbox.system.clock(plusMs(startOfDayInJapan(tomorrow), 10 * HOUR_MS))
  const resident = await person(BORN_IN_FEBRUARY)
  const desk = await TestDesk.at(sandbox, resident.municipality.code)
  const { case: opened } = await desk.readyCase(
    resident,
    'pin-forgotten-or-locked',
    'kiosk-pin-reset',
    ['signature'],
  )
  const history = await sandbox.system.historyOf(resident.id)
  assert.ok(history.ok)
  const [card] = history.value.cards
  assert.ok(card !== undefined)
  await desk.insert(card.cardSerial)
  await desk.begin(opened.receiptNumber)
  await desk.until('waiting-for-pins')
  const renewed = { ...TYPED_PINS, signature: 'KIOSK2026' }
  assert.ok(desk.typePins(renewed, { 'user-authentication': '0000' }).ok)
  assert.equal((await desk.until('stopped')).refusal?.code, 'pin-wrong')
  const before = await sandbox.system.historyOf(resident.id)
  assert.ok(before.ok && !before.value.entries.some(({ what }) => what === 'pin-reset-authorised'))
  await desk.begin(opened.receiptNumber)
  await desk.until('waiting-for-pins')
  assert.ok(desk.typePins(renewed, TYPED_PINS).ok)
  await desk.until('done')
  const after = await sandbox.system.historyOf(resident.id)
  assert.ok(after.ok && after.value.entries.some(({ what }) => what === 'pin-reset-done'))
  await desk.pull()
})
