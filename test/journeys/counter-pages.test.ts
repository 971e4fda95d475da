import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORM_BYTES_MAX } from '#web/counter/form-fields.ts'
import { PageVisitor } from '../support/page-visitor.ts'
import {
  CARD_SERIAL,
  CLERK,
  ELSEWHERE,
  fakeCounter,
  HERE,
  SUPERVISOR,
} from '../support/fake-counter.ts'

const PERSON = `/counter/people/${HERE.id}`

async function atTheDesk(account: string = CLERK.staffId) {
  const fake = fakeCounter()
  const desk = new PageVisitor(fake)
  await desk.signIn(account)
  return { ...fake, desk }
}

test('every answer is stored nowhere, framed nowhere, and its cookie is out of reach', async () => {
  const desk = new PageVisitor(fakeCounter())
  const signedIn = await desk.signIn()
  assert.match(
    signedIn.headers.get('set-cookie') ?? '',
    /^shomei-counter=[^;]+; Path=\/counter; HttpOnly; SameSite=Strict$/,
  )
  for (const path of ['/counter', '/counter/sign-in', '/counter/nothing', '/counter/desk']) {
    const { headers } = await desk.open(path)
    assert.equal(headers.get('cache-control'), 'no-store', path)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/, path)
  }
})

test('without a session every page asks to sign in, and leads back to where one was', async () => {
  const desk = new PageVisitor(fakeCounter())
  for (const path of ['/counter', '/counter/journal', `${PERSON}?reason=practice`]) {
    const answer = await desk.open(path)
    assert.equal(answer.status, 401, path)
    assert.ok((await answer.text()).includes(`name="back" value="${path.replace('&', '&amp;')}"`))
  }
})

test('a session that ends in mid-form loses nothing: the form goes on after signing in', async () => {
  const { state, desk } = await atTheDesk()
  state.sessionOver = true
  const event = { kind: 'died', act: 'preview', on: 'R8.12.1', reason: 'practice' }
  const stopped = await desk.send(`${PERSON}/events`, event)
  assert.equal(stopped.status, 401)
  const page = await stopped.text()
  assert.match(page, /何も失われていません/)
  assert.match(page, /name="carry\.on" value="R8\.12\.1"/)
  assert.doesNotMatch(page, /carry\.formToken/)

  const carried = Object.fromEntries(
    Object.entries({ ...event, sent: 'form' }).map(([name, value]) => [`carry.${name}`, value]),
  )
  const back = `${PERSON}/events`
  const form = { how: 'account', account: CLERK.staffId, deskId: '渋谷1', back, ...carried }
  const goesOn = await desk.send('/counter/sign-in', form)
  assert.equal(goesOn.status, 200)
  const goesOnPage = await goesOn.text()
  assert.match(goesOnPage, new RegExp(`action="${back}"`))
  assert.match(goesOnPage, /R8\.12\.1/)
  assert.deepEqual(state.calls, [], 'nothing is sent before the clerk says so')
})

test('a form of an earlier session is shown again instead of carried out', async () => {
  const { state, desk } = await atTheDesk()
  const sent = await desk.send(`${PERSON}/events`, {
    formToken: 'stale',
    kind: 'died',
    act: 'record',
    on: '2026-12-01',
    reason: 'practice',
  })
  assert.equal(sent.status, 403)
  assert.match(await sent.text(), /2026-12-01/)
  assert.deepEqual(state.calls, [])
})

test('a form from another place is refused', async () => {
  const { desk } = await atTheDesk()
  const answer = await desk.raw('/counter/desk/pull', 'back=', {
    origin: 'http://evil.example',
    'content-type': 'application/x-www-form-urlencoded',
  })
  assert.equal(answer.status, 403)
  assert.match(await answer.text(), /origin-unknown/)
})

test('where to go back to is a place of the counter', async () => {
  const { desk } = await atTheDesk()
  for (const back of [
    'https://evil.example',
    '//evil.example',
    '/counter/../x',
    '/counter?a=<b>',
  ]) {
    const answer = await desk.send('/counter/desk/pull', { back })
    assert.equal(answer.headers.get('location'), '/counter', back)
  }
  const home = await desk.send('/counter/desk/pull', { back: '/counter/cases/20261201-00000001' })
  assert.equal(home.headers.get('location'), '/counter/cases/20261201-00000001')
})

test('a search leaves no name in an address, and its results are its own session’s', async () => {
  const { ports, state, put, desk } = await atTheDesk()
  const sent = await desk.send('/counter/search', { name: '高崎', reason: 'practice' })
  assert.equal(sent.status, 303)
  const place = sent.headers.get('location') ?? ''
  assert.match(place, /^\/counter\/results\/[0-9a-f]{24}$/)
  const page = await (await desk.open(place)).text()
  assert.match(page, new RegExp(`/counter/people/${HERE.id}\\?reason=practice`))
  assert.match(page, /<span class="substitute">高<\/span>/)

  const another = new PageVisitor({ ports, state, put })
  await another.signIn(SUPERVISOR.staffId)
  assert.equal((await another.open(place)).status, 404)
})

const HOSTILE = [
  ['script', '<script>alert(1)</script>', 303],
  ['SQL', "'; DROP TABLE residents; --", 303],
  ['control characters', '高\u0000崎', 422],
  ['bidirectional characters', '高\u202E崎', 422],
  ['invisible characters', '高\u200B崎', 422],
  ['a lone surrogate', 'a\uD800', 303],
  ['too long', '高'.repeat(401), 422],
] as const
for (const [name, typed, status] of HOSTILE) {
  test(`search by ${name}: a clear answer, and what was typed is there again`, async () => {
    const { desk } = await atTheDesk()
    const sent = await desk.send('/counter/search', {
      name: typed,
      kana: 'タカサキ',
      reason: 'practice',
    })
    assert.equal(sent.status, status)
    const shown = status === 303 ? await desk.open(sent.headers.get('location') ?? '') : sent
    const page = await shown.text()
    assert.match(page, /value="タカサキ"/)
    for (const unwanted of ['<script>alert', '\u0000', '\u202E', '\u200B']) {
      assert.ok(!page.includes(unwanted), unwanted)
    }
    if (status === 422) assert.match(page, /<a href="#name">/)
  })
}

test('1 MB is refused at the door', async () => {
  const { desk } = await atTheDesk()
  const sent = await desk.send('/counter/search', { name: 'x'.repeat(1_000_000) })
  assert.equal(sent.status, 413)
  assert.match(await sent.text(), /form-too-large/)
  const atBound = await desk.send('/counter/search', { name: 'x'.repeat(FORM_BYTES_MAX - 200) })
  assert.equal(atBound.status, 422)
})

const BAD_INPUT: readonly (readonly [
  string,
  string,
  Readonly<Record<string, string>>,
  number,
  RegExp,
])[] = [
  ['search by nothing', '/counter/search', { reason: 'practice' }, 422, /search-empty/],
  ['search without a reason', '/counter/search', { name: '高' }, 422, /look-up-reason-missing/],
  [
    'search by no day',
    '/counter/search',
    { birthDate: '32日', reason: 'practice' },
    422,
    /<a href="#birthDate">/,
  ],
  [
    'a ticket that is no number',
    '/counter/queue/close',
    { number: 'x', as: 'gone' },
    422,
    /choice-unknown/,
  ],
  [
    'a ticket there is not',
    '/counter/queue/close',
    { number: '99', as: 'gone' },
    404,
    /ticket-unknown/,
  ],
  [
    'an unknown account',
    '/counter/sign-in',
    { how: 'account', account: 'x', deskId: '1' },
    422,
    /staff-unknown/,
  ],
  ['no desk', '/counter/sign-in', { how: 'account', account: CLERK.staffId }, 422, /field-missing/],
  ['a card that is none', '/counter/desk/insert', { cardSerial: 'x' }, 404, /card-unknown/],
  [
    'an unknown event',
    `${PERSON}/events`,
    { kind: 'x', reason: 'practice' },
    422,
    /choice-unknown/,
  ],
  [
    'a move to nowhere',
    `${PERSON}/events`,
    { kind: 'moved', on: '2026-12-01', municipality: '無い市', address: '1', reason: 'practice' },
    422,
    /<a href="#municipality">/,
  ],
  [
    'a move on no day',
    `${PERSON}/events`,
    { kind: 'moved', on: '2026-02-30', reason: 'practice' },
    422,
    /value="2026-02-30"/,
  ],
  [
    'a case of no procedure',
    `${PERSON}/cases`,
    { situation: 'moved', procedure: 'x', applicant: 'holder', reason: 'practice' },
    422,
    /choice-unknown/,
  ],
  [
    'a stay to no day',
    `${PERSON}/cases`,
    {
      situation: 'stay-extended',
      procedure: 'stay-extension',
      applicant: 'holder',
      periodOfStayEndsOn: '2027-99-99',
      reason: 'practice',
    },
    422,
    /value="2027-99-99"/,
  ],
]
for (const [name, path, form, status, says] of BAD_INPUT) {
  test(`${name}: ${String(status)}, and says why`, async () => {
    const { desk } = await atTheDesk()
    const answer = await desk.send(path, form)
    assert.equal(answer.status, status)
    const page = await answer.text()
    assert.match(page, says)
    assert.match(page, /無事なもの/)
    assert.match(page, /住民の方への説明/)
  })
}

test('pages that are asked for wrongly say so', async () => {
  const { desk } = await atTheDesk()
  for (const [path, status, says] of [
    [`/counter/people/${ELSEWHERE.id}?reason=practice`, 403, /staff-other-municipality/],
    ['/counter/people/R9999999999?reason=practice', 404, /resident-unknown/],
    [PERSON, 200, /なぜこの方の記録を見ますか/],
    [`${PERSON}/procedures?reason=practice&situation=x`, 422, /choice-unknown/],
    ['/counter/cases?receipt=x', 422, /receipt-number-malformed/],
    ['/counter/cases/20261201-00000009', 404, /case-unknown/],
    ['/counter/results/0', 404, /results-over/],
    ['/counter/ticket/99', 404, /page-unknown/],
    ['/counter/journal?day=x', 422, /field-not-a-day/],
    ['/counter/journal', 403, /staff-role-missing/],
  ] as const) {
    const answer = await desk.open(path)
    assert.equal(answer.status, status, path)
    assert.match(await answer.text(), says, path)
  }
})

test('without a reason nothing of the person is shown, and no look is recorded', async () => {
  const { state, desk } = await atTheDesk()
  const page = await (await desk.open(PERSON)).text()
  assert.ok(!page.includes(HERE.kana))
  assert.deepEqual(state.calls, [])
  await desk.open(`${PERSON}?reason=telephone-enquiry`)
  assert.deepEqual(state.calls, [`open ${HERE.id} telephone-enquiry`])
})

test('a case is opened once under the number its form was given', async () => {
  const { state, desk } = await atTheDesk()
  const page = await (
    await desk.open(`${PERSON}/procedures?reason=practice&situation=receives-card`)
  ).text()
  const receiptNumber = /name="receiptNumber" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const form = {
    receiptNumber,
    situation: 'receives-card',
    procedure: 'issue',
    applicant: 'proxy',
    kinds: ['signature'],
    reason: 'practice',
  }
  for (const time of ['first', 'again']) {
    const sent = await desk.send(`${PERSON}/cases`, form)
    assert.equal(sent.headers.get('location'), `/counter/cases/${receiptNumber}`, time)
  }
  assert.equal(state.cases.size, 1)
  assert.match(
    state.calls.find((call) => call.startsWith('open-case')) ?? '',
    /"kinds":\["signature"\]/,
  )
})

for (const [applicant, agent] of [
  ['proxy', { name: '代理　太郎', address: '東京都港区１番' }],
  ['legal-representative', { name: '代理　太郎', address: '東京都港区１番' }],
  ['holder', undefined],
] as const) {
  test(`who acts for the holder is named with the case: ${applicant}`, async () => {
    const { state, desk } = await atTheDesk()
    const answer = await desk.send(`${PERSON}/cases`, {
      receiptNumber: '20261201-00000001',
      situation: 'receives-card',
      procedure: 'issue',
      applicant,
      agentName: '代理　太郎',
      agentAddress: '東京都港区１番',
      reason: 'practice',
    })
    assert.equal(answer.status, 303)
    const [view] = state.cases.values()
    assert.deepEqual(view?.case.agent, agent)
    const page = await (await desk.open(answer.headers.get('location') ?? '')).text()
    assert.equal(page.includes('代理　太郎'), agent !== undefined)
  })
}

test('a proxy without a name: the field is named, and what was typed stays', async () => {
  const { state, desk } = await atTheDesk()
  state.refuseWith = 'case-agent-missing'
  const answer = await desk.send(`${PERSON}/cases`, {
    receiptNumber: '20261201-00000001',
    situation: 'receives-card',
    procedure: 'issue',
    applicant: 'proxy',
    agentAddress: '東京都港区１番',
    reason: 'practice',
  })
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /href="#issue-agentName"/)
  assert.match(page, /id="issue-agentName"[^>]*aria-invalid="true"/)
  assert.match(page, /id="issue-agentAddress"[^>]*value="東京都港区１番"[^>]*aria-invalid="false"/)
})

test('a search is asked for with its reason', async () => {
  const { state, desk } = await atTheDesk()
  await desk.send('/counter/search', { name: '高', reason: 'telephone-enquiry' })
  assert.deepEqual(
    state.calls.filter((call) => call.startsWith('search ')),
    ['search telephone-enquiry'],
  )
})

test('a refused case keeps what was chosen', async () => {
  const { state, desk } = await atTheDesk()
  state.refuseWith = 'case-open-already'
  const answer = await desk.send(`${PERSON}/cases`, {
    receiptNumber: '20261201-00000001',
    situation: 'receives-card',
    procedure: 'issue',
    applicant: 'proxy',
    kinds: ['signature'],
    ownFault: 'yes',
    reason: 'practice',
  })
  assert.equal(answer.status, 409)
  const page = await answer.text()
  const boxes = page.match(/<input[^>]*checked[^>]*>/g) ?? []
  assert.deepEqual(
    boxes.map((box) => /value="([^"]+)"/.exec(box)?.[1]),
    ['proxy', 'signature', 'yes'],
  )
})

test('papers: what is missing or stale is said, and the ticks stay', async () => {
  const { state, put, desk } = await atTheDesk()
  const receipt = put('issue', { at: 'opened' })
  const path = `/counter/cases/${receipt}/step`
  const papers = ['card', 'application-form', 'resident-pin']
  const step = { step: 'confirm-papers', revision: '1', papers: ['card'] }
  for (const [name, form, status, says] of [
    ['no identity', step, 422, /case-identity-missing/],
    ['a paper missing', { ...step, identity: 'photo-document' }, 422, /case-paper-missing/],
    [
      'stale',
      { ...step, identity: 'photo-document', revision: '0', papers },
      409,
      /case-changed-meanwhile/,
    ],
    [
      'no revision',
      { ...step, identity: 'photo-document', revision: 'x', papers },
      409,
      /case-changed-meanwhile/,
    ],
    [
      'a paper never asked for',
      { ...step, identity: 'photo-document', papers: ['x'] },
      422,
      /choice-unknown/,
    ],
  ] as const) {
    const answer = await desk.send(path, form)
    assert.equal(answer.status, status, name)
    const page = await answer.text()
    assert.match(page, says, name)
    if (form.papers[0] === 'card') assert.match(page, /value="card"\s+checked/, name)
  }
  assert.equal(state.cases.get(receipt)?.revision, 1, 'nothing was done')
  const done = await desk.send(path, { ...step, identity: 'photo-document', papers })
  assert.equal(done.status, 303)
  assert.equal(state.cases.get(receipt)?.case.state.at, 'ready')
})

test('a holder at the desk is not asked for the answer to an inquiry', async () => {
  const { put, desk } = await atTheDesk()
  const receipt = put('issue', { at: 'opened' })
  const page = await (await desk.open(`/counter/cases/${receipt}`)).text()
  assert.match(page, /value="photo-document"/)
  assert.doesNotMatch(page, /value="inquiry-answer"/)
})

test('the second person decides: who asked for it, or is no supervisor, finds no button', async () => {
  for (const [account, requestedBy, may] of [
    [SUPERVISOR.staffId, CLERK.staffId, true],
    [SUPERVISOR.staffId, SUPERVISOR.staffId, false],
    [CLERK.staffId, SUPERVISOR.staffId, false],
  ] as const) {
    const { put, desk } = await atTheDesk(account)
    const receipt = put('ex-officio-revocation', { at: 'awaiting-approval', requestedBy })
    const page = await (await desk.open(`/counter/cases/${receipt}`)).text()
    assert.equal(page.includes('value="approve"'), may)
  }
})

test('the clerk’s pages have no field for a resident’s PIN', async () => {
  const { state, put, desk } = await atTheDesk()
  const receipt = put('pin-reset', { at: 'ready' })
  await desk.send('/counter/desk/insert', { cardSerial: CARD_SERIAL })
  await desk.send(`/counter/cases/${receipt}/carry-out`, {})
  assert.equal(state.desk.work?.state, 'waiting-for-pins')
  const page = await (await desk.open(`/counter/cases/${receipt}`)).text()
  assert.doesNotMatch(page, /type="password"/)
  assert.match(page, /http-equiv="refresh"/)
})

test('papers are PDF that the browser shows, and an unknown one is refused', async () => {
  const { put, desk } = await atTheDesk()
  const receipt = put('issue', { at: 'ready' })
  const paper = await desk.open(`/counter/cases/${receipt}/papers/acceptance-receipt.pdf`)
  assert.equal(paper.headers.get('content-type'), 'application/pdf')
  assert.equal(paper.headers.get('cache-control'), 'no-store')
  for (const file of ['lapse-notice.pdf', 'x', '..%2Fx.pdf']) {
    assert.equal((await desk.open(`/counter/cases/${receipt}/papers/${file}`)).status, 404, file)
  }
})

test('a fault is reported once and shown without what it says', async () => {
  const { state, desk } = await atTheDesk()
  state.fault = new Error('高崎　はな of 1-2-3')
  const answer = await desk.send('/counter/search', { name: '高', reason: 'practice' })
  assert.equal(answer.status, 500)
  const page = await answer.text()
  assert.match(page, /page-fault/)
  assert.doesNotMatch(page, /1-2-3/)
  assert.equal(state.faults.length, 1)
})

test('the queue: the next is called to this desk, and then closed', async () => {
  const { state, desk } = await atTheDesk()
  await desk.send('/counter/queue/next', {})
  assert.match(await (await desk.open('/counter')).text(), /この窓口でお呼びしています/)
  await desk.send('/counter/queue/close', { number: '1', as: 'served' })
  assert.deepEqual(
    state.tickets.map((ticket) => ticket.state),
    ['served', 'waiting', 'waiting'],
  )
  state.tickets = []
  assert.match(await (await desk.open('/counter')).text(), /お待ちの方はいません/)
})
