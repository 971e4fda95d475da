import assert from 'node:assert/strict'
import { Hono } from 'hono'
import { refusalText } from '#catalogue/refusals.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { refuse } from '#kernel/result.ts'
import { SCREEN_LANGUAGES } from '#web/counter/screen/screen-language.ts'
import { residentScreenPages } from '#web/counter/screen/screen-pages.ts'
import { JOURNEY_STEPS, type JourneyStepView, type JourneyView } from '#web/journey/journey-view.ts'
import { journeyPages } from '#web/journey/pages.ts'
import { type Problem, problemPage } from '#web/kit/problem-page.ts'
import { counterPlaces } from '../support/counter-places.ts'
import {
  ADMIN,
  CLERK,
  deskWithCard,
  emptyDesk,
  type FakeCounter,
  fakeCounter,
  HERE,
  NOW,
  SUPERVISOR,
} from '../support/fake-counter.ts'
import { fakeOffice, GONE_DAY, NOTICE_DAY } from '../support/fake-office.ts'
import { PageVisitor } from '../support/page-visitor.ts'
import {
  PAIRING_CODE,
  SCREEN_NOW,
  SCREEN_VIEWS,
  scriptedScreens,
} from '../support/scripted-screens.ts'

/** Pages by what they show. */
export type Pages = Map<string, string>

async function htmlOf(answer: Promise<Response> | Response): Promise<string> {
  return await (await answer).text()
}

/** The clerk's pages in each state. */
export async function counterHtml(): Promise<Pages> {
  const fake = fakeCounter()
  const desk = new PageVisitor(fake)
  const pages: Pages = new Map([['sign-in', await htmlOf(desk.open('/counter'))]])
  const wrong = { how: 'card', deskId: '渋谷1', staffPin: '' }
  pages.set('sign-in refused', await htmlOf(desk.send('/counter/sign-in', wrong)))
  await desk.signIn(SUPERVISOR.staffId)
  for (const { name, path, before } of counterPlaces(fake)) {
    fake.state.desk = emptyDesk()
    before?.(fake)
    pages.set(name, await htmlOf(desk.open(path)))
  }
  const search = await desk.send('/counter/search', { name: '<高"&', reason: 'practice' })
  pages.set('results', await htmlOf(desk.open(search.headers.get('location') ?? '')))
  const typed = { name: '高\u202E<b>', birthDate: 'x"y', reason: 'practice' }
  pages.set('search error', await htmlOf(desk.send('/counter/search', typed)))
  for (const [name, path, form] of personForms(fake)) {
    pages.set(name, await htmlOf(desk.send(`/counter/people/${HERE.id}/${path}`, form)))
  }
  const ticket = await desk.send('/counter/ticket', { situation: 'moved' })
  pages.set('ticket', await htmlOf(desk.open(ticket.headers.get('location') ?? '')))
  return pages
}

type SentPage = readonly [name: string, path: string, form: Readonly<Record<string, string>>]

function personForms({ ports }: FakeCounter): readonly SentPage[] {
  const event = {
    kind: 'moved',
    on: 'R8.12.1',
    municipality: '横浜市中区',
    address: '髙島町１番',
    act: 'preview',
    reason: 'practice',
  }
  const request = {
    receiptNumber: ports.cases.drawReceiptNumber(),
    situation: 'receives-card',
    procedure: 'issue',
    applicant: 'proxy',
    agentName: '<代理>　太郎',
    reason: 'practice',
  }
  return [
    ['preview', 'events', event],
    ['substitute nowhere', 'events', { ...event, substitutes: '<山>' }],
    ['continue', 'events', { ...event, formToken: 'x' }],
    ['case refused', 'cases', { ...request, leavesOn: '32日' }],
  ]
}

/** The pages of the office behind the desks: staff, and letters for the post. */
export async function officeHtml(): Promise<Pages> {
  const office = await fakeOffice()
  const desk = new PageVisitor(office)
  const pages: Pages = new Map()
  await desk.signIn(ADMIN.staffId)
  pages.set('staff', await htmlOf(desk.open('/counter/staff')))
  office.state.desk = deskWithCard()
  await desk.send(`/counter/staff/${CLERK.staffId}/bind`, {})
  pages.set('staff with a card', await htmlOf(desk.open('/counter/staff')))
  const unnamed = { staffId: 'X1', name: '<新人>' }
  pages.set('staff refused', await htmlOf(desk.send('/counter/staff', unnamed)))
  await desk.signIn(SUPERVISOR.staffId)
  pages.set('staff not for me', await htmlOf(desk.open('/counter/staff')))
  for (const [name, path] of [
    ['notices', ''],
    ['letters', `/${NOTICE_DAY}`],
    ['letters to nobody', `/${GONE_DAY}`],
    ['no letters', '/2020-01-01'],
    ['no day', '/x'],
  ] as const) {
    pages.set(name, await htmlOf(desk.open(`/counter/notices${path}`)))
  }
  await desk.send(`/counter/notices/${NOTICE_DAY}/print`, { part: '1' })
  pages.set('letters printed', await htmlOf(desk.open(`/counter/notices/${NOTICE_DAY}`)))
  return pages
}

/** The resident's screen in each state and language. */
export async function screenHtml(): Promise<Pages> {
  const desk = scriptedScreens()
  const screen = residentScreenPages({
    screens: desk,
    now: () => SCREEN_NOW,
    reportFault: (fault) => assert.fail(String(fault)),
  })
  const open = (path: string, cookie: string) =>
    htmlOf(screen.request(path, { headers: { cookie } }))
  const send = (path: string, form: Readonly<Record<string, string>>, cookie: string) => {
    const headers = { cookie, origin: 'http://localhost' }
    return htmlOf(
      screen.request(path, { method: 'POST', headers, body: new URLSearchParams(form) }),
    )
  }
  const pages: Pages = new Map()
  for (const language of SCREEN_LANGUAGES) {
    const chosen = `shomei-screen-language=${language}`
    pages.set(`${language} welcome`, await open('/', chosen))
    pages.set(`${language} wrong code`, await send('/pair', { code: '1' }, chosen))
    pages.set(`${language} nothing`, await open('/nothing', chosen))
    desk.join(PAIRING_CODE)
    const paired = `${chosen}; shomei-screen=${desk.token ?? ''}`
    for (const [name, view] of SCREEN_VIEWS) {
      desk.shown = view
      pages.set(`${language} ${name}`, await open('/', paired))
      if (view.shows !== 'enter-pins') continue
      const empty = { receipt: view.receiptNumber }
      pages.set(`${language} ${name} refused`, await send('/pins', empty, paired))
    }
  }
  return pages
}

/** The first page: without a journey, with each end of one, with a form that was not taken. */
export async function journeyHtml(): Promise<Pages> {
  let shown: JourneyView | undefined
  const app = new Hono()
  app.route(
    '/',
    journeyPages({
      runner: {
        choices: () => Promise.resolve([{ id: HERE.id, label: '<架空>　花子', note: '52歳' }]),
        start: () => Promise.resolve(refuse('pin-form-digits')),
        view: () => shown,
        latest: () => shown,
      },
      clock: { now: () => NOW },
      reportFault: (fault) => assert.fail(String(fault)),
    }),
  )
  const pages: Pages = new Map([['nothing yet', await htmlOf(app.request('/'))]])
  for (const state of ['running', 'done', 'refused', 'failed'] as const) {
    shown = journeyIn(state)
    pages.set(`journey ${state}`, await htmlOf(app.request('/')))
  }
  const sent = { method: 'POST', headers: { origin: 'http://localhost' } }
  const body = new URLSearchParams({ resident: HERE.id, pin: '1' })
  pages.set('form refused', await htmlOf(app.request('/journeys', { ...sent, body })))
  for (const problem of PROBLEMS) {
    pages.set(`problem ${problem}`, String(await problemPage(problem, '2026-12-01 10:30:00')))
  }
  return pages
}

const PROBLEMS: readonly Problem[] = ['not-found', 'forbidden', 'too-large', 'fault']

function journeyIn(state: JourneyView['state']): JourneyView {
  const because = refusalText('under-15', {})
  const end = state === 'done' ? 'done' : state
  return {
    id: 'j1',
    number: 1,
    startedAt: NOW,
    state,
    residentLabel: '<架空>　花子',
    picture: {
      holderName: '<架空>　花子',
      card: { cardSerial: '4512907733180264', expiresOn: civilDate(2032, 2, 17) },
      certificates: {
        signature:
          state === 'refused'
            ? { at: 'refused', because }
            : { at: 'revoked', serialHex: '0a', since: NOW, reason: 'affiliationChanged' },
        'user-authentication':
          state === 'running' ? { at: 'waiting' } : { at: 'good', serialHex: '0b', until: NOW },
      },
    },
    steps: JOURNEY_STEPS.map((id, at) => ({
      ...stepOf(id),
      state: at < 4 ? 'done' : at === 4 ? end : state === 'done' ? 'done' : 'waiting',
      refusal: at === 4 && state === 'refused' ? { ...because, code: 'under-15' } : undefined,
    })),
  }
}

function stepOf(id: JourneyStepView['id']): Omit<JourneyStepView, 'state' | 'refusal'> {
  return {
    id,
    tookMs: 1234,
    outcome: { ja: '<済み>', en: '<done>' },
    facts: [{ ja: '番号', en: 'Number', value: '0a&0b', data: true }],
    checks: [{ ja: '署名', en: 'Signature', clause: 'RFC 5280 §6.1.3' }],
    apdus: [{ command: '00a4', response: '9000', meaning: '<SELECT>' }],
    tryIt: ['openssl verify <certificate>'],
  }
}
