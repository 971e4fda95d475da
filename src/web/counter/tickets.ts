import { Hono } from 'hono'
import { SITUATIONS } from '#law/counter-procedure.ts'
import type { CounterEnv } from './counter-env.ts'
import type { CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import { ticketFormPage, ticketPage } from './ticket-page.ts'

/** `/ticket`: a number for who has just come in, to be printed. */
export function ticketRoutes({ queue }: Pick<CounterPagesPorts, 'queue'>): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/ticket', (context) => context.html(ticketFormPage(context.get('visit'))))
  app.post('/ticket', async (context) => {
    const { municipalityCode } = context.get('visit').session.actor
    const wanted = context.get('form').text('situation')
    const situation = SITUATIONS.find((one) => one === wanted)
    const { number } = await queue.take(municipalityCode, situation)
    return context.redirect(`/counter/ticket/${String(number)}`, 303)
  })
  app.get('/ticket/:number', async (context) => {
    const visit = context.get('visit')
    const today = await queue.today(visit.session.actor.municipalityCode)
    const found = today.find(({ number }) => String(number) === context.req.param('number'))
    if (found !== undefined) return await context.html(ticketPage(visit, found))
    const gone = { code: 'page-unknown', detail: {} }
    return await context.html(refusalPage(visit, visit.nowText, gone), 404)
  })
  return app
}
