import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { openCounterSandbox, TestDesk, TYPED_PINS } from '../support/desk-of-sandbox.ts'

const sandbox = await openCounterSandbox()
const { staff, signIn, notices, journal, desks } = sandbox.counter
const HOLDER = 'R0000000001'
const TODAY = civilDateInJapan(sandbox.counter.now())

function refusalOf(answer: Result<unknown, string>): string | undefined {
  return answer.ok ? undefined : answer.refusal
}

async function accountAt(deskId: string, account: string) {
  const signedIn = await signIn.signIn({ account, deskId })
  assert.ok(signedIn.ok, JSON.stringify(signedIn))
  const session = await signIn.session(signedIn.value.token, 'look')
  assert.ok(session !== undefined)
  return session.actor
}

test('an administrator binds the card on the reader, and its holder signs in with it', async () => {
  const found = await sandbox.system.showResident(HOLDER)
  assert.ok(found.ok)
  const { municipality } = found.value
  const desk = await TestDesk.at(sandbox, municipality.code)
  const cardSerial = await desk.issueBoth(found.value)
  const { deskId } = desk
  const pin = TYPED_PINS['user-authentication']
  const [clerkId, otherId] = [`S${municipality.code}1`, `S${municipality.code}2`]
  assert.equal(refusalOf(await signIn.signInWithCard({ deskId, pin })), 'staff-card-not-bound')

  const admin = await accountAt(deskId, `S${municipality.code}4`)
  assert.equal(refusalOf(await staff.bindCard(desk.actor, clerkId, deskId)), 'staff-role-missing')
  assert.equal(refusalOf(await staff.bindCard(admin, clerkId, '01101-1')), 'desk-unknown')
  await desk.pull()
  assert.equal(refusalOf(await staff.bindCard(admin, clerkId, deskId)), 'reader-empty')
  assert.ok((await desks.insert(admin, deskId, cardSerial)).ok)
  const bound = await staff.bindCard(admin, clerkId, deskId)
  assert.ok(bound.ok, JSON.stringify(bound))
  assert.match(bound.value.certificateKeySha256Hex ?? '', /^[0-9a-f]{64}$/)
  assert.equal(refusalOf(await staff.bindCard(admin, otherId, deskId)), 'staff-card-bound-already')

  assert.equal(refusalOf(await signIn.signInWithCard({ deskId, pin: '0000' })), 'pin-wrong')
  const signedIn = await signIn.signInWithCard({ deskId, pin })
  assert.ok(signedIn.ok, JSON.stringify(signedIn))
  const { token } = signedIn.value
  assert.equal((await signIn.session(token, 'look'))?.actor.staffId, clerkId)

  assert.ok((await staff.change(admin, clerkId, { active: false })).ok)
  assert.equal(await signIn.session(token, 'look'), undefined)
  assert.equal(refusalOf(await signIn.signInWithCard({ deskId, pin })), 'staff-sign-in-failed')
  assert.ok((await staff.change(admin, clerkId, { active: true })).ok)
  assert.ok((await staff.unbindCard(admin, clerkId)).ok)
  assert.equal(refusalOf(await signIn.signInWithCard({ deskId, pin })), 'staff-card-not-bound')
  const lines = await journal.ofDay(admin, TODAY)
  assert.ok(lines.ok)
  const kinds = lines.value.map(({ what }) => what)
  assert.equal(kinds.filter((what) => what === 'staff-changed').length, 4)
  await desk.pull()
})

test('the notices of a municipality are its supervisors’, and a day without letters prints none', async () => {
  const supervisor = await accountAt('14104-2', 'S141042')
  assert.deepEqual(await notices.days(supervisor), { ok: true, value: [] })
  const nothing = await notices.print(supervisor, TODAY, { part: 1 })
  assert.equal(refusalOf(nothing), 'notice-unknown')
  const clerk = await accountAt('14104-2', 'S141041')
  assert.equal(refusalOf(await notices.days(clerk)), 'staff-role-missing')
})
