import { Hono } from 'hono'
import { counterPages } from '#web/counter/counter-pages.ts'
import { FORM_TOKEN_FIELD } from '#web/counter/form-fields.ts'
import { assets } from '#web/kit/assets.ts'
import { CLERK, type FakeCounter } from './fake-counter.ts'

const ORIGIN = 'http://localhost'
const FORM_HEADERS = {
  origin: ORIGIN,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
}

/** A form as a test writes it; a list stands for a field that is sent more than once. */
export type SentForm = Readonly<Record<string, string | readonly string[]>>

/** The pages of the counter as they are mounted, with what they load. */
export function counterApp({ ports }: FakeCounter): Hono {
  const app = new Hono()
  app.route('/counter', counterPages(ports))
  app.route('/assets', assets())
  return app
}

/** A browser without a window at the counter: it keeps its cookie and the token of its forms. */
export class PageVisitor {
  readonly #app: Hono
  cookie = ''
  formToken = ''

  constructor(fake: FakeCounter) {
    this.#app = counterApp(fake)
  }

  /** Signs in as a named account. */
  async signIn(account: string = CLERK.staffId): Promise<Response> {
    const answer = await this.send('/counter/sign-in', { how: 'account', account, deskId: '渋谷1' })
    this.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    this.formToken = tokenIn(await (await this.open('/counter')).text())
    return answer
  }

  /** Opens a page. */
  async open(path: string): Promise<Response> {
    return await this.#app.request(ORIGIN + path, { headers: { cookie: this.cookie } })
  }

  /** Sends a form with the token of this session, unless the form names another. */
  async send(path: string, form: SentForm): Promise<Response> {
    const body = new URLSearchParams({ [FORM_TOKEN_FIELD]: this.formToken })
    for (const [name, value] of Object.entries(form)) {
      body.delete(name)
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
    }
    return await this.raw(path, body.toString(), FORM_HEADERS)
  }

  /** Sends octets as they are. */
  async raw(path: string, body: string, headers: Record<string, string>): Promise<Response> {
    return await this.#app.request(ORIGIN + path, {
      method: 'POST',
      body,
      headers: { cookie: this.cookie, 'content-length': String(body.length), ...headers },
    })
  }
}

/** The form token a page carries. */
export function tokenIn(page: string): string {
  return new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`).exec(page)?.[1] ?? ''
}
