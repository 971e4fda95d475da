import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { bodyLimit } from 'hono/body-limit'
import { refusalText } from '#catalogue/refusals.ts'
import { formatInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { Refused } from '#kernel/result.ts'
import { assets } from '../kit/assets.ts'
import { type Problem, problemPage } from '../kit/problem-page.ts'
import { SECURE_HEADERS } from '../kit/secure-headers.ts'
import { journeyPage, journeySection, refusedStartPage } from './journey-page.ts'
import type { JourneyRunner, JourneyView } from './journey-view.ts'
import type { StartField, StartForm } from './start-form.ts'

const FORM_BYTES_MAX = 4096

/** What the first pages need. */
export interface JourneyPagesPorts {
  readonly runner: JourneyRunner
  readonly clock: Clock
  /** Told of faults, of which the reader sees only that there was one. */
  readonly reportFault: (fault: unknown) => void
}

/**
 * The sandbox's first pages: `/`, `/journeys/:id`, the form behind them, and a page for everything
 * else.
 */
export function journeyPages({ runner, clock, reportFault }: JourneyPagesPorts): Hono {
  const app = new Hono()
  const nowText = (): string => formatInJapan(clock.now())
  const problem = (context: Context, status: 403 | 404 | 413 | 500, what: Problem) =>
    context.html(problemPage(what, nowText()), status)
  const show = async (journey: JourneyView | undefined) =>
    journeyPage({
      journey,
      form: { choices: await runner.choices(), chosen: undefined, error: undefined },
      nowText: nowText(),
    })
  app.onError((fault, context) => {
    if (fault instanceof HTTPException && fault.status === 403) {
      return problem(context, 403, 'forbidden')
    }
    reportFault(fault)
    return problem(context, 500, 'fault')
  })
  app.use(SECURE_HEADERS)
  app.use(csrf())
  app.route('/assets', assets())
  app.get('/', async (context) => context.html(await show(runner.latest())))
  app.get('/journeys/:id', async (context) => {
    const journey = runner.view(context.req.param('id'))
    return journey === undefined
      ? problem(context, 404, 'not-found')
      : context.html(await show(journey))
  })
  app.get('/journeys/:id/fragment', (context) => {
    const journey = runner.view(context.req.param('id'))
    return journey === undefined
      ? problem(context, 404, 'not-found')
      : context.html(journeySection(journey))
  })
  const limit = bodyLimit({
    maxSize: FORM_BYTES_MAX,
    onError: (context) => problem(context, 413, 'too-large'),
  })
  app.post('/journeys', limit, async (context) => {
    const form = await context.req.parseBody()
    const text = (name: StartField): string => (typeof form[name] === 'string' ? form[name] : '')
    const chosen = text('resident')
    const started = await runner.start({
      residentId: chosen,
      authenticationPin: text('pin'),
      signaturePassword: text('password'),
    })
    if (started.ok) return context.redirect(`/journeys/${started.value.id}`, 303)
    const again = { choices: await runner.choices(), chosen, error: errorOf(started) }
    return context.html(refusedStartPage(again, nowText()), 422)
  })
  app.all('*', (context) => problem(context, 404, 'not-found'))
  return app
}

/** The field each refusal of a start is about. */
const FIELDS: Readonly<Record<string, StartField>> = {
  'pin-form-digits': 'pin',
  'pin-form-signature': 'password',
  'resident-unknown': 'resident',
}

function errorOf({ refusal, detail }: Refused<string>): StartForm['error'] {
  return { ...refusalText(refusal, detail), field: FIELDS[refusal] }
}
