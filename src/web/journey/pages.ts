import { Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'
import { bodyLimit } from 'hono/body-limit'
import { refusalText } from '#catalogue/refusals.ts'
import { formatInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { assets } from '../kit/assets.ts'
import { journeyPage, journeySection } from './journey-page.ts'
import type { JourneyRunner, JourneyView } from './journey-view.ts'

const FORM_BYTES_MAX = 4096

/** The sandbox's first pages: `/`, `/journeys/:id` and the form behind them. */
export function journeyPages(runner: JourneyRunner, clock: Clock): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: false,
    }),
  )
  app.use(csrf())
  app.route('/assets', assets())
  const show = async (journey: JourneyView | undefined, formError?: string) =>
    journeyPage({
      journey,
      choices: await runner.choices(),
      nowText: formatInJapan(clock.now()),
      formError,
    })
  app.get('/', async (context) => context.html(await show(runner.latest())))
  app.get('/journeys/:id', async (context) => {
    const journey = runner.view(context.req.param('id'))
    if (journey === undefined) return context.html(await show(undefined, NOT_FOUND), 404)
    return context.html(await show(journey))
  })
  app.get('/journeys/:id/fragment', (context) => {
    const journey = runner.view(context.req.param('id'))
    return journey === undefined ? context.notFound() : context.html(journeySection(journey))
  })
  app.post('/journeys', bodyLimit({ maxSize: FORM_BYTES_MAX }), async (context) => {
    const form = await context.req.parseBody()
    const text = (name: string): string => (typeof form[name] === 'string' ? form[name] : '')
    const started = await runner.start({
      residentId: text('resident'),
      authenticationPin: text('pin'),
      signaturePassword: text('password'),
    })
    if (started.ok) return context.redirect(`/journeys/${started.value.id}`, 303)
    const { ja, nextJa, en } = refusalText(started.refusal, started.detail)
    return context.html(await show(runner.latest(), `${ja} ${nextJa} / ${en}`), 422)
  })
  app.notFound(async (context) => context.html(await show(undefined, NOT_FOUND), 404))
  return app
}

const NOT_FOUND =
  'そのページはありません。下から新しく始められます。/ There is no such page; start anew below.'
