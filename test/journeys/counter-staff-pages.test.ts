import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PageVisitor } from '../support/page-visitor.ts'
import { ADMIN, CLERK, deskWithCard, SUPERVISOR } from '../support/fake-counter.ts'
import { fakeOffice, KEY_HEX } from '../support/fake-office.ts'

const STAFF = '/counter/staff'

async function admin() {
  const office = await fakeOffice()
  const desk = new PageVisitor(office)
  await desk.signIn(ADMIN.staffId)
  const entry = async (staffId: string) => {
    const members = await office.ports.staff.list(ADMIN)
    assert.ok(members.ok)
    return members.value.find((one) => one.staffId === staffId)
  }
  /** Sends the form of a member as the page has it now. */
  const change = async (staffId: string, what: string, more = {}) => {
    const page = await (await desk.open(STAFF)).text()
    const form = page.slice(page.indexOf(`action="${STAFF}/${staffId}/`))
    const seen = /name="seen" value="([^"]*)"/.exec(form)?.[1] ?? ''
    return await desk.send(`${STAFF}/${staffId}/${what}`, { seen, ...more })
  }
  return { office, desk, entry, change }
}

test('staff: clerks and supervisors are told that this is the administrator’s', async () => {
  for (const { staffId } of [CLERK, SUPERVISOR]) {
    const office = await fakeOffice()
    const desk = new PageVisitor(office)
    await desk.signIn(staffId)
    for (const answer of [
      await desk.open(STAFF),
      await desk.send(`${STAFF}/add`, { staffId: 'S131139', name: '新人', roles: 'clerk' }),
      await desk.send(`${STAFF}/${CLERK.staffId}/roles`, { roles: 'supervisor', seen: '' }),
    ]) {
      assert.equal(answer.status, 403)
      assert.match(await answer.text(), /あなたの役割ではできません/)
    }
    assert.doesNotMatch(await (await desk.open('/counter')).text(), /href="\/counter\/staff"/)
  }
})

test('staff: a member is added once, with full-width digits read as they are meant', async () => {
  const { desk, entry } = await admin()
  const wanted = { staffId: 'ｓ１３１１３９', name: '新人　職員', roles: ['clerk', 'supervisor'] }
  for (let sent = 0; sent < 2; sent++) {
    const added = await desk.send(`${STAFF}/add`, wanted)
    assert.equal(added.status, 303)
    assert.equal(added.headers.get('location'), `${STAFF}?changed=S131139`)
  }
  assert.deepEqual((await entry('S131139'))?.roles, ['clerk', 'supervisor'])
  const saved = await (await desk.open(`${STAFF}?changed=S131139`)).text()
  assert.match(saved, /保存しました/)
  assert.match(saved, /新人　職員/)
})

for (const [name, form, status, words] of [
  ['a number of another form', { staffId: 'X1', name: '新人', roles: 'clerk' }, 422, /形の違う/],
  ['no role', { staffId: 'S131139', name: '新人' }, 422, /形の違う/],
  ['no name', { staffId: 'S131139', roles: 'clerk' }, 422, /形の違う/],
  [
    'a number that is taken',
    { staffId: CLERK.staffId, name: '別人', roles: 'clerk' },
    422,
    /別の職員/,
  ],
  ['hidden characters', { staffId: 'S131139', name: '新\u202e人', roles: 'clerk' }, 422, /./],
  ['an overlong name', { staffId: 'S131139', name: '新'.repeat(500), roles: 'clerk' }, 422, /./],
  ['a script', { staffId: 'S131139', name: '', roles: '<script>' }, 422, /形の違う/],
] as const) {
  test(`staff: ${name} is refused, and what was typed stays`, async () => {
    const { desk, entry } = await admin()
    const answer = await desk.send(`${STAFF}/add`, form)
    assert.equal(answer.status, status)
    const page = await answer.text()
    assert.match(page, words)
    assert.match(page, /role="alert"/)
    assert.doesNotMatch(page, /<script>|\u202e/)
    if (form.staffId !== CLERK.staffId) assert.equal(await entry(form.staffId), undefined)
  })
}

test('staff: roles are changed; a form from before another change is refused, a repeated one is not', async () => {
  const { desk, entry, change } = await admin()
  const stale = await (await desk.open(STAFF)).text()
  const seen = /name="seen" value="([^"]*)"/.exec(stale)?.[1] ?? ''
  assert.equal((await change(CLERK.staffId, 'roles', { roles: ['supervisor'] })).status, 303)
  assert.deepEqual((await entry(CLERK.staffId))?.roles, ['supervisor'])
  const path = `${STAFF}/${CLERK.staffId}/roles`
  assert.equal((await desk.send(path, { seen, roles: ['supervisor'] })).status, 303)
  const late = await desk.send(path, { seen, roles: ['clerk'] })
  assert.equal(late.status, 409)
  assert.match(await late.text(), /ほかの人が先に変更/)
  assert.deepEqual((await entry(CLERK.staffId))?.roles, ['supervisor'])
})

test('staff: a member is suspended and comes back; an administrator cannot do it to themselves', async () => {
  const { desk, entry, change } = await admin()
  assert.equal((await change(CLERK.staffId, 'deactivate')).status, 303)
  assert.equal((await entry(CLERK.staffId))?.active, false)
  assert.match(await (await desk.open(STAFF)).text(), /停止中/)
  assert.equal((await change(CLERK.staffId, 'reactivate')).status, 303)
  assert.equal((await entry(CLERK.staffId))?.active, true)
  for (const [what, more] of [
    ['deactivate', {}],
    ['roles', { roles: ['clerk'] }],
  ] as const) {
    const refused = await change(ADMIN.staffId, what, more)
    assert.equal(refused.status, 403)
    assert.match(await refused.text(), /自分を管理者から外す/)
  }
})

test('staff: the card on the reader is bound to one member, and unbound', async () => {
  const { office, desk, entry, change } = await admin()
  assert.equal((await change(CLERK.staffId, 'bind')).status, 422, 'no card on the reader')
  office.state.desk = deskWithCard()
  assert.match(await (await desk.open(STAFF)).text(), /リーダーのカードを登録/)
  assert.equal((await change(CLERK.staffId, 'bind')).status, 303)
  assert.equal((await entry(CLERK.staffId))?.certificateKeySha256Hex, KEY_HEX)
  const taken = await change(SUPERVISOR.staffId, 'bind')
  assert.equal(taken.status, 422)
  assert.match(await taken.text(), /別の職員のカード/)
  assert.equal((await change(CLERK.staffId, 'unbind')).status, 303)
  assert.equal((await entry(CLERK.staffId))?.certificateKeySha256Hex, undefined)
})

test('staff: nobody of that number, an act that there is not, and a form of another session', async () => {
  const { desk, change } = await admin()
  assert.equal((await change('S999999', 'roles', { roles: ['clerk'] })).status, 404)
  assert.equal((await change(CLERK.staffId, 'promote')).status, 422)
  const foreign = await desk.send(`${STAFF}/${CLERK.staffId}/deactivate`, { formToken: 'stale' })
  assert.equal(foreign.status, 403)
})
