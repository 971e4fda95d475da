import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import { basePath } from 'hono/route'
import { formatInJapan, type Instant } from '#kernel/instant.ts'
import type { Markup } from '../../kit/layout.ts'
import { SECURE_HEADERS } from '../../kit/secure-headers.ts'
import type { ResidentScreens, ScreenView } from '../ports.ts'
import { pairingBody, type PairingNote } from './pairing-body.ts'
import { pinsBody } from './pins-body.ts'
import {
  giveScreenLanguage,
  giveScreenToken,
  screenLanguageOf,
  screenTokenOf,
  takeScreenToken,
} from './screen-cookies.ts'
import { type ScreenBody, screenPage, screenSection } from './screen-frame.ts'
import { parseScreenLanguage } from './screen-language.ts'
import type { ScreenTextName } from './screen-texts.ts'
import { type Speech, speechOf } from './speech.ts'
import { doneBody, stoppedBody, welcomeBody, workingBody } from './state-bodies.ts'
import { errorsOfRefusal, type FieldErrors, readTypedPins } from './typed-pins.ts'
import type { EnterPins } from './wanted-pin.ts'

const FORM_BYTES_MAX = 4096

/** What the resident's screen needs. */
export interface ResidentScreenPorts {
  readonly screens: ResidentScreens
  readonly now: () => Instant
  /** Told of faults, of which the reader sees only that there was one. */
  readonly reportFault: (fault: unknown) => void
}

/**
 * The resident's screen as an application of its own, to be mounted anywhere: it has no clerk's
 * session, and what is typed here goes to `screens.enterPins` and nowhere else.
 */
export function residentScreenPages(ports: ResidentScreenPorts): Hono {
  const { screens, reportFault } = ports
  const problem = (context: Context, status: ProblemStatus, title: ScreenTextName) =>
    context.html(pageOf(context, ports, problemBody(context, title)), status)
  const app = new Hono()
  app.onError((fault, context) => {
    if (fault instanceof HTTPException && fault.status === 403) {
      return problem(context, 403, 'forbiddenTitle')
    }
    reportFault(fault)
    return problem(context, 500, 'faultTitle')
  })
  app.use(SECURE_HEADERS)
  app.use(NEVER_STORED)
  app.use(csrf())
  app.use(
    bodyLimit({
      maxSize: FORM_BYTES_MAX,
      onError: (context) => problem(context, 413, 'tooLargeTitle'),
    }),
  )
  app.get('/', (context) => context.html(pageOf(context, ports, bodyNow(context, screens))))
  app.get('/fragment', (context) => {
    const body = bodyNow(context, screens)
    return context.html(screenSection(speechFor(context), baseOf(context), body))
  })
  // The address of a form that was refused, opened again by itself.
  for (const path of ['/language', '/pair', '/pins']) app.get(path, (context) => toStart(context))
  app.post('/language', async (context) => {
    const language = parseScreenLanguage((await formOf(context))('language'))
    if (language !== undefined) giveScreenLanguage(context, baseOf(context), language)
    return toStart(context)
  })
  app.post('/pair', (context) => pair(context, ports))
  app.post('/pins', (context) => takePins(context, ports))
  app.all('*', (context) => problem(context, 404, 'notFoundTitle'))
  return app
}

/** Nothing of this screen stays in a cache, on this device or between. */
const NEVER_STORED: MiddlewareHandler = async (context, next) => {
  await next()
  context.header('cache-control', 'no-store')
}

async function pair(context: Context, ports: ResidentScreenPorts): Promise<Response> {
  const code = (await formOf(context))('code').normalize('NFKC').replace(/\s/g, '')
  if (!/^[0-9]{6}$/.test(code)) return await pairAgain(context, ports, 'codeForm')
  const joined = ports.screens.join(code)
  if (!joined.ok) return await pairAgain(context, ports, 'codeRefused')
  giveScreenToken(context, baseOf(context), joined.value.token)
  return toStart(context)
}

async function pairAgain(
  context: Context,
  ports: ResidentScreenPorts,
  note: PairingNote,
): Promise<Response> {
  const body = pairingBody(speechFor(context), baseOf(context), note)
  return await context.html(pageOf(context, ports, body), 422)
}

/** A form of another moment, sent twice or too late, takes nothing: the screen shows what is. */
async function takePins(context: Context, ports: ResidentScreenPorts): Promise<Response> {
  const { screens } = ports
  const token = screenTokenOf(context)
  const view = token === undefined ? undefined : screens.view(token)
  const fieldOf = await formOf(context)
  if (token === undefined || view?.shows !== 'enter-pins') return toStart(context)
  if (fieldOf('receipt') !== view.receiptNumber) return toStart(context)
  const pins = readTypedPins(view.pins, fieldOf)
  if (pins.read === 'errors') return await askAgain(context, ports, view, pins.errors)
  const entered = screens.enterPins(token, pins.typed)
  if (entered.ok) return toStart(context)
  return await askAgain(context, ports, view, errorsOfRefusal(view.pins, entered.refusal))
}

async function askAgain(
  context: Context,
  ports: ResidentScreenPorts,
  view: EnterPins,
  errors: FieldErrors,
): Promise<Response> {
  const body = pinsBody(speechFor(context), baseOf(context), view, errors)
  return await context.html(pageOf(context, ports, body), 422)
}

/** What the screen shows now. A pairing that has ended is taken from the browser. */
function bodyNow(context: Context, screens: ResidentScreens): ScreenBody {
  const [speech, base] = [speechFor(context), baseOf(context)]
  const token = screenTokenOf(context)
  if (token === undefined) return pairingBody(speech, base, 'first')
  const view = screens.view(token)
  if (view !== undefined) return bodyOf(speech, base, view)
  takeScreenToken(context, base)
  return pairingBody(speech, base, 'pairingEnded')
}

function bodyOf(speech: Speech, base: string, view: ScreenView): ScreenBody {
  switch (view.shows) {
    case 'welcome':
      return welcomeBody(speech)
    case 'enter-pins':
      return pinsBody(speech, base, view)
    case 'working':
      return workingBody(speech, view)
    case 'done':
      return doneBody(speech, view)
    case 'stopped':
      return stoppedBody(speech, view)
  }
}

type ProblemStatus = 403 | 404 | 413 | 500

function problemBody(context: Context, title: ScreenTextName): ScreenBody {
  const { say, plain } = speechFor(context)
  return {
    title: plain(title),
    key: title,
    follows: 'no',
    main: html`<h1 tabindex="-1">${say(title)}</h1>
      <p class="lead">${say('problemLead')}</p>
      <p><a class="way" href="${startOf(context)}">${say('back')}</a></p>`,
  }
}

function pageOf(context: Context, { now }: ResidentScreenPorts, body: ScreenBody): Markup {
  const place = { base: baseOf(context), nowText: formatInJapan(now()) }
  return screenPage(speechFor(context), place, body)
}

function toStart(context: Context): Response {
  return context.redirect(startOf(context), 303)
}

function startOf(context: Context): string {
  return baseOf(context) || '/'
}

/** Where this screen is mounted, without a slash at its end. */
function baseOf(context: Context): string {
  return basePath(context).replace(/\/$/, '')
}

function speechFor(context: Context): Speech {
  return speechOf(screenLanguageOf(context))
}

/** What stands in a field of the form; a file or a missing field is empty. */
async function formOf(context: Context): Promise<(name: string) => string> {
  const form = await context.req.parseBody()
  return (name) => {
    const value = form[name]
    return typeof value === 'string' ? value : ''
  }
}
