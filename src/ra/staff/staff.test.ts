import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { nameOf } from '#codec/x509/name.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { civilDateInJapan, type Instant, instant, plusMs } from '#kernel/instant.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import { memoryStaff } from '../../../test/contracts/memory-staff.ts'
import { type Actor, type StaffMember, STAFF_ROLES, type StaffRole } from './contract.ts'
import { dayJournal } from './day-journal.ts'
import { addMember, changeMember, listMembers } from './manage-staff.ts'
import { mayDo, requireMay, STAFF_ACTIONS } from './may-do.ts'
import { actorOf, SESSION_IDLE_MS, SESSION_LIFE_MS, STAFF_CHALLENGE_LIFE_MS } from './model.ts'
import type { StaffCardPorts } from './ports.ts'
import { accountsOf, seedStaff } from './seed-staff.ts'
import { forgetEndedSessions, sessionOf, signOut } from './session.ts'
import { sandboxAccounts, signInByAccount } from './sign-in.ts'
import { createStaffChallenge, forgetStaffChallenges, signInWithCard } from './sign-in-with-card.ts'

const START = instant(1_770_000_000_000)
const CHIYODA = '13101'
const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spkiDer = new Uint8Array(key.publicKey.export({ type: 'spki', format: 'der' }))
const KEY_HEX = toHex(digest('sha256', spkiDer))

/** A certificate around the key; nobody here looks at its issuer or signature. */
function certificateDer(): Uint8Array {
  const signatureAlgorithm = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
  const name = nameOf([['C', 'JP']])
  const validity = { notBefore: START, notAfter: plusMs(START, 86_400_000) }
  const names = { issuer: name, subject: name, extensions: [] }
  const tbs = encodeTbsCertificate({
    serialHex: '2a',
    signatureAlgorithm,
    spkiDer,
    ...validity,
    ...names,
  })
  return assembleCertificate(tbs, signatureAlgorithm, new Uint8Array(256))
}

function report(
  refusal?: VerifyRefusal,
  kind: 'signature' | 'user-authentication' = 'user-authentication',
): VerificationReport<VerifyRefusal> {
  const notAfter = plusMs(START, 86_400_000)
  return {
    verdict: refusal === undefined ? 'valid' : 'invalid',
    at: START,
    refusal,
    checks: [],
    certificate: { kind, serialHex: '2a', notBefore: START, notAfter, authorityKeyIdHex: '00' },
  }
}

async function office(answer = report()) {
  let now: Instant = START
  let drawn = 0
  const asked: string[] = []
  const stores = memoryStaff()
  const ports: StaffCardPorts = {
    ...stores,
    clock: { now: () => now },
    random: { bytes: (length) => new Uint8Array(length).fill(++drawn) },
    verifier: { verify: async () => (asked.push('verifier'), answer) },
    sandbox: { municipalityCodes: [CHIYODA] },
    practice: true,
  }
  await seedStaff(ports, [CHIYODA, '14104'])
  return { ports, stores, asked, goTo: (at: Instant) => (now = at) }
}

function account(digit: 1 | 2 | 3 | 4, municipalityCode = CHIYODA): StaffMember {
  const member = accountsOf(municipalityCode)[digit - 1]
  assert.ok(member)
  return member
}

const ADMIN: Actor = actorOf(account(4))

async function signedIn(ports: StaffCardPorts, member: StaffMember): Promise<string> {
  const done = await signInByAccount(ports, { account: member.staffId, deskId: 'desk-1' })
  assert.ok(done.ok)
  return done.value.token
}

test('the table of roles: every action has its roles, every role its actions', () => {
  const table = STAFF_ROLES.map((role) => STAFF_ACTIONS.filter((a) => mayDo({ roles: [role] }, a)))
  const desk = ['look-up', 'open-case', 'carry-out-case', 'call-ticket']
  assert.deepEqual(table, [
    desk,
    [...desk, 'approve-case', 'open-ex-officio', 'send-notices', 'read-journal'],
    ['read-journal', 'manage-staff'],
  ])
  const both = { roles: ['clerk', 'municipality-admin'] as const, municipalityCode: CHIYODA }
  assert.ok(requireMay(both, 'open-case').ok && requireMay(both, 'manage-staff').ok)
  const refused = requireMay(both, 'approve-case')
  assert.ok(!refused.ok && refused.refusal === 'staff-role-missing')
  const elsewhere = requireMay(both, 'open-case', '14104')
  assert.ok(!elsewhere.ok && elsewhere.refusal === 'staff-other-municipality')
})

test('the sandbox begins with its accounts once, and only they sign in by name', async () => {
  const { ports } = await office()
  await seedStaff(ports, [CHIYODA])
  const accounts = await sandboxAccounts(ports)
  assert.deepEqual(accounts, accountsOf(CHIYODA))
  const roles = accounts.map((one) => one.roles.join(' '))
  assert.deepEqual(roles, ['clerk', 'supervisor', 'clerk supervisor', 'municipality-admin'])
  for (const wish of [
    { account: account(1, '14104').staffId, deskId: 'desk-1' },
    { account: 'S999999', deskId: 'desk-1' },
    { account: "' OR 1=1", deskId: 'desk-1' },
    { account: account(1).staffId, deskId: '' },
    { account: account(1).staffId, deskId: 'd'.repeat(61) },
  ]) {
    const refused = await signInByAccount(ports, wish)
    assert.ok(!refused.ok && refused.refusal === 'staff-sign-in-failed')
  }
  const production = { ...ports, sandbox: undefined }
  assert.deepEqual(await sandboxAccounts(production), [])
  const wish = { account: account(1).staffId, deskId: 'desk-1' }
  assert.ok(!(await signInByAccount(production, wish)).ok)
})

test('a session shows its actor and is known by its own token alone', async () => {
  const { ports } = await office()
  const tokens = [await signedIn(ports, account(1)), await signedIn(ports, account(2))]
  assert.ok(tokens.every((token) => /^[0-9a-f]{64}$/.test(token)))
  assert.deepEqual(await sessionOf(ports, tokens[0] ?? ''), {
    actor: actorOf(account(1)),
    deskId: 'desk-1',
    endsAt: plusMs(START, SESSION_IDLE_MS),
    practice: true,
  })
  assert.deepEqual((await sessionOf(ports, tokens[1] ?? ''))?.actor, actorOf(account(2)))
  for (const wrong of ['', 'f'.repeat(64)]) {
    assert.equal(await sessionOf(ports, wrong), undefined)
  }
})

for (const [name, how, lives] of [
  ['looking does not keep a session', 'look', false],
  ['an act keeps it', 'keep', true],
] as const) {
  test(`idle end: ${name}`, async () => {
    const { ports, goTo } = await office()
    const token = await signedIn(ports, account(1))
    goTo(plusMs(START, SESSION_IDLE_MS - 1))
    assert.ok((await sessionOf(ports, token, how)) !== undefined)
    goTo(plusMs(START, SESSION_IDLE_MS))
    assert.equal((await sessionOf(ports, token, 'look')) !== undefined, lives)
  })
}

test('absolute end: however much is done, a session ends after its life', async () => {
  const { ports, goTo } = await office()
  const token = await signedIn(ports, account(1))
  for (let at = 0; at < SESSION_LIFE_MS; at += SESSION_IDLE_MS / 2) {
    goTo(plusMs(START, at))
    const view = await sessionOf(ports, token)
    assert.ok(view !== undefined && view.endsAt <= plusMs(START, SESSION_LIFE_MS))
  }
  goTo(plusMs(START, SESSION_LIFE_MS))
  assert.equal(await sessionOf(ports, token), undefined)
  goTo(plusMs(START, SESSION_LIFE_MS + 1))
  assert.equal(await forgetEndedSessions(ports), 1)
})

test('a session is over before its beginning, where the clock was set back', async () => {
  const { ports, goTo } = await office()
  const token = await signedIn(ports, account(1))
  goTo(plusMs(START, -1))
  assert.equal(await sessionOf(ports, token), undefined)
})

test('signing out ends the one session', async () => {
  const { ports } = await office()
  const [first, second] = [await signedIn(ports, account(1)), await signedIn(ports, account(1))]
  await signOut(ports, first)
  await signOut(ports, first)
  await signOut(ports, 'f'.repeat(64))
  assert.equal(await sessionOf(ports, first), undefined)
  assert.ok((await sessionOf(ports, second)) !== undefined)
})

test('whoever is deactivated is signed out, also after being active again', async () => {
  const { ports } = await office()
  const clerk = account(1)
  const token = await signedIn(ports, clerk)
  assert.ok((await changeMember(ports, ADMIN, clerk.staffId, { active: false })).ok)
  assert.equal(await sessionOf(ports, token), undefined)
  const wish = { account: clerk.staffId, deskId: 'desk-1' }
  assert.ok(!(await signInByAccount(ports, wish)).ok)
  assert.ok((await changeMember(ports, ADMIN, clerk.staffId, { active: true })).ok)
  assert.equal(await sessionOf(ports, token), undefined)
})

test('new roles hold at once in a session that is open', async () => {
  const { ports } = await office()
  const token = await signedIn(ports, account(1))
  await changeMember(ports, ADMIN, account(1).staffId, { roles: ['supervisor', 'clerk'] })
  assert.deepEqual((await sessionOf(ports, token))?.actor.roles, ['clerk', 'supervisor'])
})

async function answered(ports: StaffCardPorts, changes: { readonly signInRef?: string } = {}) {
  const { id, message } = await createStaffChallenge(ports, 'sign-in-a')
  return {
    challengeId: id,
    signInRef: 'sign-in-a',
    deskId: 'desk-1',
    certificateDer: certificateDer(),
    signature: new Uint8Array(sign('sha256', message, key.privateKey)),
    ...changes,
  }
}

async function officeWithCard(answer = report()) {
  const opened = await office(answer)
  const change = { certificateKeySha256Hex: KEY_HEX }
  const bound = await changeMember(opened.ports, ADMIN, account(2).staffId, change)
  assert.ok(bound.ok)
  return opened
}

test('a staff card signs in the member to whom its key is bound', async () => {
  const { ports } = await officeWithCard()
  const done = await signInWithCard(ports, await answered(ports))
  assert.ok(done.ok)
  const session = await sessionOf(ports, done.value.token)
  assert.deepEqual(session?.actor, actorOf(account(2)))
})

test('one answer given twice at once signs in once', async () => {
  const { ports } = await officeWithCard()
  const answer = await answered(ports)
  const outcomes = await Promise.all([1, 2, 3].map(() => signInWithCard(ports, answer)))
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  for (const one of outcomes) assert.ok(one.ok || one.refusal === 'staff-challenge-over')
})

for (const [name, after, ref, accepted] of [
  ['just in time', STAFF_CHALLENGE_LIFE_MS - 1, 'sign-in-a', true],
  ['too late', STAFF_CHALLENGE_LIFE_MS, 'sign-in-a', false],
  ['before it was given', -1, 'sign-in-a', false],
  ['from another sign-in', 0, 'sign-in-b', false],
] as const) {
  test(`the answer of a staff card: ${name}`, async () => {
    const { ports, goTo } = await officeWithCard()
    const answer = await answered(ports, { signInRef: ref })
    goTo(plusMs(START, after))
    const outcome = await signInWithCard(ports, answer)
    assert.equal(
      outcome.ok ? 'signed in' : outcome.refusal,
      accepted ? 'signed in' : 'staff-challenge-over',
    )
  })
}

test('who cannot sign learns nothing of the certificate, and has used the challenge up', async () => {
  const { ports, asked } = await officeWithCard()
  const answer = await answered(ports)
  const signature = answer.signature.map((octet) => octet ^ 1)
  const refused = await signInWithCard(ports, { ...answer, signature })
  assert.ok(!refused.ok && refused.refusal === 'staff-card-signature-wrong')
  assert.deepEqual(asked, [])
  const again = await signInWithCard(ports, answer)
  assert.ok(!again.ok && again.refusal === 'staff-challenge-over')
  const garbled = { ...(await answered(ports)), certificateDer: new Uint8Array([0x30, 0]) }
  const malformed = await signInWithCard(ports, garbled)
  assert.ok(!malformed.ok && malformed.refusal === 'certificate-malformed')
})

test('a signature over the bare challenge, as a login asks for it, signs nobody in', async () => {
  const { ports } = await officeWithCard()
  const { id } = await createStaffChallenge(ports, 'sign-in-a')
  const stored = await ports.challenges.find(id)
  assert.ok(stored)
  const signature = new Uint8Array(sign('sha256', stored.challenge, key.privateKey))
  const answer = { ...(await answered(ports)), challengeId: id, signature }
  const refused = await signInWithCard(ports, answer)
  assert.ok(!refused.ok && refused.refusal === 'staff-card-signature-wrong')
})

for (const [name, answer, refusal] of [
  ['revoked', report('revoked'), 'revoked'],
  ['of the other kind', report(undefined, 'signature'), 'kind-wrong'],
  ['reported on without a name', { ...report(), certificate: undefined }, 'certificate-malformed'],
] as const) {
  test(`a certificate that is ${name} signs nobody in`, async () => {
    const { ports } = await officeWithCard(answer)
    const refused = await signInWithCard(ports, await answered(ports))
    assert.ok(!refused.ok && refused.refusal === refusal)
  })
}

test('a good card bound to nobody, or to somebody inactive, signs nobody in', async () => {
  const unbound = await office()
  const refused = await signInWithCard(unbound.ports, await answered(unbound.ports))
  assert.ok(!refused.ok && refused.refusal === 'staff-card-not-bound')
  const { ports, goTo } = await officeWithCard()
  await changeMember(ports, ADMIN, account(2).staffId, { active: false })
  const inactive = await signInWithCard(ports, await answered(ports))
  assert.ok(!inactive.ok && inactive.refusal === 'staff-sign-in-failed')
  goTo(plusMs(START, STAFF_CHALLENGE_LIFE_MS + 1))
  assert.equal(await forgetStaffChallenges(ports), 1)
})

const NEW = { staffId: 'S555555', name: '新人 あおい', roles: ['clerk'] as readonly StaffRole[] }

test('an admin adds members to their own municipality; the same again changes nothing', async () => {
  const { ports } = await office()
  const added = await addMember(ports, ADMIN, NEW)
  assert.ok(added.ok && added.value.municipalityCode === CHIYODA)
  assert.deepEqual(await addMember(ports, ADMIN, NEW), added)
  const listed = await listMembers(ports, ADMIN)
  assert.ok(listed.ok && listed.value.length === 5)
})

for (const [name, change, refusal] of [
  ['an id in use', { staffId: 'S131011' }, 'staff-id-taken'],
  ['an id of another form', { staffId: 'X1' }, 'staff-member-malformed'],
  ['no name', { name: '' }, 'staff-member-malformed'],
  ['a name in white space', { name: ' a ' }, 'staff-member-malformed'],
  ['a name that is too long', { name: '名'.repeat(61) }, 'staff-member-malformed'],
  ['a name that turns the text around', { name: 'a\u202Eb' }, 'staff-member-malformed'],
  ['no role', { roles: [] }, 'staff-member-malformed'],
  ['a role twice', { roles: ['clerk', 'clerk'] }, 'staff-member-malformed'],
  ['a key of another form', { certificateKeySha256Hex: 'AB' }, 'staff-member-malformed'],
  ['a key in use', { certificateKeySha256Hex: KEY_HEX }, 'staff-card-bound-already'],
] as const) {
  test(`a new member with ${name} is refused`, async () => {
    const { ports } = await officeWithCard()
    const refused = await addMember(ports, ADMIN, { ...NEW, ...change })
    assert.ok(!refused.ok && refused.refusal === refusal)
  })
}

test('only admins manage staff, only of their own municipality, and never themselves away', async () => {
  const { ports } = await office()
  const clerk = actorOf(account(1))
  for (const outcome of [
    await addMember(ports, clerk, NEW),
    await listMembers(ports, clerk),
    await changeMember(ports, clerk, account(2).staffId, { active: false }),
  ]) {
    assert.ok(!outcome.ok && outcome.refusal === 'staff-role-missing')
  }
  const refusals: readonly (readonly [string, Parameters<typeof changeMember>[3], string])[] = [
    [account(1, '14104').staffId, { active: false }, 'staff-other-municipality'],
    ['S999999', { active: false }, 'staff-unknown'],
    ['nobody', { active: false }, 'staff-unknown'],
    [ADMIN.staffId, { active: false }, 'staff-admin-needed'],
    [ADMIN.staffId, { roles: ['clerk'] }, 'staff-admin-needed'],
    [account(1).staffId, { roles: [] }, 'staff-member-malformed'],
  ]
  for (const [staffId, change, refusal] of refusals) {
    const outcome = await changeMember(ports, ADMIN, staffId, change)
    assert.equal(outcome.ok ? 'changed' : outcome.refusal, refusal)
  }
  assert.ok((await changeMember(ports, ADMIN, account(1).staffId, {})).ok)
})

test('what staff did stands in the journal, which clerks do not read', async () => {
  const { ports, stores } = await office()
  const token = await signedIn(ports, account(1))
  await addMember(ports, ADMIN, NEW)
  await signOut(ports, token)
  const today = civilDateInJapan(START)
  const read = await dayJournal(stores, ADMIN, today)
  assert.ok(read.ok)
  const acts = read.value.filter(({ staffId }) => staffId !== 'sandbox')
  assert.deepEqual(
    acts.map(({ what, staffId }) => `${what} ${staffId}`),
    ['signed-in S131011', 'staff-added S131014', 'signed-out S131011'],
  )
  assert.ok(acts.every(({ detail }) => !JSON.stringify(detail).includes(token)))
  const refused = await dayJournal(stores, actorOf(account(1)), today)
  assert.ok(!refused.ok && refused.refusal === 'staff-role-missing')
})
