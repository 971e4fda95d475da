import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PageVisitor } from '../support/page-visitor.ts'
import { ADMIN, CLERK, ELSEWHERE, HERE, SUPERVISOR } from '../support/fake-counter.ts'
import { fakeOffice, GONE_DAY, NOTICE_DAY } from '../support/fake-office.ts'

const NOTICES = '/counter/notices'
const DAY = `${NOTICES}/${NOTICE_DAY}`

async function supervisor() {
  const office = await fakeOffice()
  const desk = new PageVisitor(office)
  await desk.signIn(SUPERVISOR.staffId)
  const page = async (path: string) => (await (await desk.open(path)).text()).replace(/\s+/g, ' ')
  return { office, desk, page }
}

test('notices: clerks and administrators are told that this is the supervisor’s', async () => {
  for (const { staffId } of [CLERK, ADMIN]) {
    const desk = new PageVisitor(await fakeOffice())
    await desk.signIn(staffId)
    for (const answer of [
      await desk.open(NOTICES),
      await desk.open(DAY),
      await desk.send(`${DAY}/print`, { part: '1' }),
    ]) {
      assert.equal(answer.status, 403)
      assert.match(await answer.text(), /あなたの役割ではできません/)
    }
    assert.doesNotMatch(await (await desk.open('/counter')).text(), /href="\/counter\/notices"/)
  }
})

test('notices: the days with their counts, and the letters of one without a basic item', async () => {
  const { page } = await supervisor()
  const days = await page(NOTICES)
  assert.match(days, /2026年12月1日<\/a>.*?>2<.*?>1<.*?0 \/ 3/)
  assert.match(days, /2026年11月30日<\/a>.*?>1<.*?>0<.*?0 \/ 1/)
  const day = await page(DAY)
  assert.match(day, /3 通/)
  assert.match(day, /署名用電子証明書・利用者証明用電子証明書/)
  assert.match(day, /送れません（転出・死亡・国外）/)
  for (const { items } of [HERE, ELSEWHERE]) {
    assert.ok(!day.includes(items.name) && !day.includes(items.address))
  }
})

test('notices: one letter is printed with its address, and who printed it first stays', async () => {
  const { office, desk, page } = await supervisor()
  const letterId = /name="letterId" value="([^"]+)"/.exec(await page(DAY))?.[1] ?? ''
  const printed = await desk.send(`${DAY}/print`, { letterId })
  assert.equal(printed.status, 200)
  assert.equal(printed.headers.get('content-type'), 'application/pdf')
  assert.equal(printed.headers.get('cache-control'), 'no-store')
  const [papers] = office.printed
  assert.equal(papers?.length, 1)
  assert.equal(papers?.[0]?.addressee[0], HERE.items.address)
  assert.deepEqual(office.lookUps, [HERE.id])
  assert.match(await page(NOTICES), /1 \/ 3/)
  assert.match(await page(DAY), new RegExp(`10:30</time> <code>${SUPERVISOR.staffId}`))
  await desk.send(`${DAY}/print`, { letterId })
  assert.deepEqual(office.lookUps, [HERE.id, HERE.id], 'each printing is a look at the person')
})

test('notices: a whole day is one document of every letter that may be sent', async () => {
  const { office, desk, page } = await supervisor()
  assert.equal((await desk.send(`${DAY}/print`, { part: '1' })).status, 200)
  assert.deepEqual(
    office.printed[0]?.map(({ kind }) => kind),
    ['expiry-notice', 'lapse-notice'],
  )
  assert.match(await page(NOTICES), /2 \/ 3/)
})

for (const [name, path, form, status] of [
  ['a letter that there is not', DAY, { letterId: 'R0000000001.expiry.2026-01-01' }, 404],
  ['a part that there is not', DAY, { part: '9' }, 404],
  ['a day without letters', `${NOTICES}/2020-01-01`, { part: '1' }, 404],
  ['letters to who moved away', `${NOTICES}/${GONE_DAY}`, { part: '1' }, 422],
  ['no day at all', `${NOTICES}/tomorrow`, { part: '1' }, 422],
] as const) {
  test(`notices: ${name}: nothing is printed`, async () => {
    const { office, desk } = await supervisor()
    const answer = await desk.send(`${path}/print`, form)
    assert.equal(answer.status, status)
    assert.match(await answer.text(), /role="alert"/)
    assert.deepEqual([office.printed, office.lookUps], [[], []])
  })
}

test('notices: a form of another session prints nothing', async () => {
  const { office, desk } = await supervisor()
  const answer = await desk.send(`${DAY}/print`, { part: '1', formToken: 'stale' })
  assert.equal(answer.status, 403)
  assert.deepEqual(office.printed, [])
})
