import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { COUNTER_PROCEDURES } from '#law/counter-procedure.ts'
import {
  CHANGE_PASSWORD,
  CHILD_PIN,
  NEW_PINS,
  PAIRING_CODE,
  SCREEN_NOW,
  SCREEN_VIEWS,
  scriptedScreens,
  type ScriptedScreens,
} from '../../../../test/support/scripted-screens.ts'
import { SCREEN_LANGUAGES } from './screen-language.ts'
import { residentScreenPages } from './screen-pages.ts'

const ORIGIN = 'http://localhost'
const PIN = '2468'
const PASSWORD = 'KEYS99'
const RECEIPT = '20261201-ABCD2345'
const GOOD_FORM = {
  receipt: RECEIPT,
  'user-authentication-new': PIN,
  'user-authentication-new-again': PIN,
  'signature-new': PASSWORD,
  'signature-new-again': PASSWORD,
}

interface Rig {
  readonly desk: ScriptedScreens
  readonly faults: unknown[]
  readonly get: (path: string, cookie?: string) => Promise<Response>
  readonly post: (
    path: string,
    form: Readonly<Record<string, string>>,
    more?: { readonly cookie?: string; readonly origin?: string },
  ) => Promise<Response>
  /** The cookie of a screen that has been paired. */
  readonly paired: () => Promise<string>
}

function rig(mount = '/screen'): Rig {
  const desk = scriptedScreens()
  const faults: unknown[] = []
  const pages = residentScreenPages({
    screens: desk,
    now: () => SCREEN_NOW,
    reportFault: (fault) => faults.push(fault),
  })
  const app = new Hono().route(mount, pages)
  const base = mount === '/' ? '' : mount
  const get: Rig['get'] = async (path, cookie = '') =>
    await app.request(`${base}${path}` || '/', { headers: { cookie } })
  const post: Rig['post'] = async (path, form, { cookie = '', origin = ORIGIN } = {}) =>
    await app.request(`${base}${path}`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })
  const paired = async () => cookieOf(await post('/pair', { code: PAIRING_CODE }))
  return { desk, faults, get, post, paired }
}

function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

/** Everything that was typed and must not come back. */
function assertNothingEchoed(text: string, response: Response): void {
  const all = `${text}${[...response.headers].join()}`
  for (const secret of [PIN, PASSWORD]) assert.ok(!all.includes(secret))
}

test('without a pairing the code is asked for, and the right one joins the desk', async () => {
  const { get, post } = rig()
  const first = await get('')
  assert.equal(first.status, 200)
  assert.match(await first.text(), /6桁の番号を入力してください/)
  const joined = await post('/pair', { code: PAIRING_CODE })
  assert.equal(joined.status, 303)
  assert.equal(joined.headers.get('location'), '/screen')
  assert.match(joined.headers.get('set-cookie') ?? '', /HttpOnly/)
  assert.match(joined.headers.get('set-cookie') ?? '', /SameSite=Strict/)
  assert.match(joined.headers.get('set-cookie') ?? '', /Path=\/screen/)
  const welcome = await get('', cookieOf(joined))
  assert.match(await welcome.text(), /ようこそ/)
})

for (const [name, code, message] of [
  ['nothing', '', '半角の数字6桁を入力してください'],
  ['letters', 'abcdef', '半角の数字6桁を入力してください'],
  ['seven digits', '1234567', '半角の数字6桁を入力してください'],
  ['markup', '<script>1', '半角の数字6桁を入力してください'],
  ['another code', '000000', '番号が違うか、期限が切れています'],
] as const)
  test(`pairing with ${name} says what is wrong beside the field`, async () => {
    const { post } = rig()
    const refused = await post('/pair', { code })
    assert.equal(refused.status, 422)
    assert.equal(refused.headers.get('set-cookie'), null)
    const text = await refused.text()
    assert.ok(text.includes(message))
    assert.match(text, /aria-invalid="true"\s+aria-describedby="code-error"/)
    assert.ok(code === '' || !text.includes(`value="${code}`))
  })

test('a code typed with spaces or wide digits is the same code', async () => {
  const { post } = rig()
  assert.equal((await post('/pair', { code: '４８２ ９１３' })).status, 303)
})

for (const language of SCREEN_LANGUAGES)
  for (const [name, view] of SCREEN_VIEWS)
    test(`${name} in ${language} is a whole page, stored nowhere, with nothing left to fill in`, async () => {
      const { desk, get, paired } = rig()
      desk.shown = view
      const cookie = `${await paired()}; shomei-screen-language=${language}`
      const response = await get('', cookie)
      const text = await response.text()
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/)
      assert.match(text, new RegExp(`<html lang="${language === 'en' ? 'en' : 'ja'}"`))
      const unfilled = text.replace(/data-typed="[^"]*"/g, '')
      assert.doesNotMatch(unfilled, /\{[a-z]+\}|undefined|\{[^}]*\|/)
      assert.doesNotMatch(text, /style=|onclick=|<script>/)
      assert.equal(text.match(/<h1/g)?.length, 1)
    })

for (const procedure of COUNTER_PROCEDURES)
  test(`the end of ${procedure} has its words in every language`, async () => {
    const { desk, get, paired } = rig()
    desk.shown = { shows: 'done', procedure, endsOn: {} }
    const cookie = await paired()
    const titles = new Set<string>()
    for (const language of SCREEN_LANGUAGES) {
      const text = await (await get('', `${cookie}; shomei-screen-language=${language}`)).text()
      titles.add(/<title>([^<]+)</.exec(text)?.[1] ?? '')
    }
    assert.equal(titles.size, SCREEN_LANGUAGES.length)
  })

test('the language is chosen on the screen and kept; an unknown one changes nothing', async () => {
  const { get, post } = rig()
  const chosen = await post('/language', { language: 'en' })
  assert.equal(chosen.status, 303)
  assert.match(await (await get('', cookieOf(chosen))).text(), /Enter the six-digit number/)
  const unknown = await post('/language', { language: 'xx' })
  assert.equal(unknown.headers.get('set-cookie'), null)
})

test('PINs go to the desk, in capitals, and come back nowhere', async () => {
  const { desk, post, paired } = rig()
  desk.shown = NEW_PINS
  const form = { ...GOOD_FORM, 'signature-new': 'keys99' }
  const response = await post('/pins', form, { cookie: await paired() })
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), '/screen')
  assertNothingEchoed(await response.text(), response)
  assert.deepEqual(desk.taken, [
    [
      { kind: 'user-authentication', which: 'new', value: PIN },
      { kind: 'signature', which: 'new', value: PASSWORD },
    ],
  ])
})

test('a known password is typed once, a weak PIN is allowed', async () => {
  const { desk, post, paired } = rig()
  const cookie = await paired()
  desk.shown = CHANGE_PASSWORD
  const change = {
    receipt: RECEIPT,
    'signature-present': 'OLD123',
    'signature-new': PASSWORD,
    'signature-new-again': PASSWORD,
  }
  assert.equal((await post('/pins', change, { cookie })).status, 303)
  desk.shown = CHILD_PIN
  const weak = {
    receipt: RECEIPT,
    'user-authentication-new': '0000',
    'user-authentication-new-again': '0000',
  }
  assert.equal((await post('/pins', weak, { cookie })).status, 303)
  assert.deepEqual(
    desk.taken.map((typed) => typed.map(({ which }) => which)),
    [['present', 'new'], ['new']],
  )
})

for (const [name, field, value, message] of [
  ['no PIN', 'user-authentication-new', '', '入力してください。'],
  ['three digits', 'user-authentication-new', '246', '半角の数字 4 桁'],
  ['wide digits', 'user-authentication-new', '２４６８', '半角の数字 4 桁'],
  ['a second PIN that differs', 'user-authentication-new-again', '2469', '1回目と2回目が違います'],
  ['no second PIN', 'user-authentication-new-again', '', '入力してください。'],
  ['no digit', 'signature-new', 'KEYSKEYS', '6 文字から 16 文字'],
  ['no letter', 'signature-new', '12345678', '6 文字から 16 文字'],
  ['17 characters', 'signature-new', 'ABCDEFGH123456789', '6 文字から 16 文字'],
  ['a sign', 'signature-new', 'KEYS-99', '6 文字から 16 文字'],
  ['script', 'signature-new', '<script>alert(1)</script>', '6 文字から 16 文字'],
  ['bidirectional marks', 'signature-new', 'KEYS99\u202e', '6 文字から 16 文字'],
] as const)
  test(`${name} is told beside its field, and nothing is taken or echoed`, async () => {
    const { desk, post, paired } = rig()
    desk.shown = NEW_PINS
    const form = { ...GOOD_FORM, [field]: value }
    const response = await post('/pins', form, { cookie: await paired() })
    const text = await response.text()
    assert.equal(response.status, 422)
    assert.deepEqual(desk.taken, [])
    assertNothingEchoed(text, response)
    assert.ok(value === '' || !text.includes(value))
    const error = new RegExp(`id="${field}-error">エラー: [^<]*${message}`)
    assert.match(text, error)
    assert.match(text, /<title>エラー: /)
    assert.match(text, new RegExp(`<a href="#${field}">`))
    assert.doesNotMatch(text, /<input[^>]+type="password"[^>]+value=/)
  })

for (const [refusal, field] of [
  ['pin-form-signature', 'signature-new'],
  ['pin-form-digits', 'user-authentication-new'],
  ['desk-not-waiting', 'user-authentication-new'],
] as const)
  test(`the desk’s refusal ${refusal} is told beside ${field}`, async () => {
    const { desk, post, paired } = rig()
    desk.shown = NEW_PINS
    desk.refusal = refusal
    const response = await post('/pins', GOOD_FORM, { cookie: await paired() })
    const text = await response.text()
    assert.equal(response.status, 422)
    assert.match(text, new RegExp(`id="${field}-error">エラー: `))
    assertNothingEchoed(text, response)
  })

test('a form sent twice, too late, of another case or without a pairing takes nothing', async () => {
  const { desk, post, paired } = rig()
  const cookie = await paired()
  desk.shown = NEW_PINS
  assert.equal((await post('/pins', GOOD_FORM, { cookie })).status, 303)
  assert.equal((await post('/pins', GOOD_FORM, { cookie })).status, 303)
  assert.equal(desk.taken.length, 1)
  desk.shown = NEW_PINS
  const other = { ...GOOD_FORM, receipt: '20261201-ZZZZ9999' }
  assert.equal((await post('/pins', other, { cookie })).status, 303)
  assert.equal((await post('/pins', GOOD_FORM)).status, 303)
  assert.equal((await post('/pins', GOOD_FORM, { cookie: 'shomei-screen=stolen' })).status, 303)
  assert.equal(desk.taken.length, 1)
})

test('a pairing that has ended is said, and its cookie is taken', async () => {
  const { desk, get, paired } = rig()
  const cookie = await paired()
  desk.token = 'another screen'
  const response = await get('', cookie)
  assert.match(await response.text(), /窓口とのつながりは終わりました/)
  assert.match(response.headers.get('set-cookie') ?? '', /shomei-screen=;.*Max-Age=0/)
})

test('forms from elsewhere, too large ones and unknown addresses get a page of their own', async () => {
  const { get, post } = rig()
  const elsewhere = await post('/pair', { code: PAIRING_CODE }, { origin: 'https://evil.example' })
  assert.equal(elsewhere.status, 403)
  assert.match(await elsewhere.text(), /この画面の外から/)
  const large = await post('/pins', { receipt: 'x'.repeat(1_000_000) })
  assert.equal(large.status, 413)
  assert.match(await large.text(), /大きすぎます/)
  const nowhere = await get('/nothing/here')
  assert.equal(nowhere.status, 404)
  assert.match(await nowhere.text(), /href="\/screen"/)
  assert.equal((await get('/pins')).headers.get('location'), '/screen')
})

test('a fault is reported, and the page says only that there was one', async () => {
  const { desk, faults, get, paired } = rig()
  const cookie = await paired()
  desk.view = () => {
    throw new Error('架空　一郎 2468')
  }
  const response = await get('', cookie)
  const text = await response.text()
  assert.equal(response.status, 500)
  assert.equal(faults.length, 1)
  assert.match(text, /内部の障害/)
  assertNothingEchoed(text, response)
})

test('mounted at the root or deep below, its forms and cookies stay there', async () => {
  for (const mount of ['/', '/counter/screen']) {
    const { desk, get, post, paired } = rig(mount)
    desk.shown = NEW_PINS
    const cookie = await paired()
    const base = mount === '/' ? '' : mount
    assert.match(await (await get('', cookie)).text(), new RegExp(`action="${base}/pins"`))
    assert.match(
      await (await get('', cookie)).text(),
      new RegExp(`data-fragment="${base}/fragment"`),
    )
    const sent = await post('/pins', GOOD_FORM, { cookie })
    assert.equal(sent.headers.get('location'), mount)
  }
})
