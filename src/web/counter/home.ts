import { type Context, Hono } from 'hono'
import type { LookUpReason } from '#ra/staff/contract.ts'
import type { CounterEnv } from './counter-env.ts'
import { homePage } from './home-page.ts'
import { httpStatusOf } from './http-status.ts'
import type { CounterPagesPorts } from './ports.ts'
import type { ShownRefusal } from './refusal-box.ts'
import { NOTHING_TYPED, type SearchFormFacts } from './search-form.ts'

type HomePorts = Pick<CounterPagesPorts, 'queue' | 'cases' | 'practice'>

/** The reason that is chosen before the clerk chooses. */
export function usualReason(practice: boolean): LookUpReason {
  return practice ? 'practice' : 'person-at-the-desk'
}

/** `/` and the acts on the queue. */
export function homeRoutes(ports: HomePorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/', (context) => showHome(ports, context, {}))
  app.post('/queue/next', async (context) => {
    const { actor, deskId } = context.get('visit').session
    await ports.queue.callNext(actor, deskId)
    return context.redirect('/counter', 303)
  })
  app.post('/queue/close', async (context) => {
    const form = context.get('form')
    const { actor } = context.get('visit').session
    const [number, as] = [Number(form.text('number')), form.text('as')]
    if (!Number.isSafeInteger(number) || number < 1 || (as !== 'served' && as !== 'gone')) {
      return await showHome(ports, context, {
        queueRefusal: { code: 'choice-unknown', detail: {} },
      })
    }
    const closed = await ports.queue.close(actor, number, as)
    if (closed.ok) return context.redirect('/counter', 303)
    return await showHome(ports, context, {
      queueRefusal: { code: closed.refusal, detail: closed.detail },
    })
  })
  return app
}

/** The home page, with what was wrong in a search or an act on the queue. */
export async function showHome(
  ports: HomePorts,
  context: Context<CounterEnv>,
  wrong: { readonly search?: SearchFormFacts; readonly queueRefusal?: ShownRefusal },
): Promise<Response> {
  const visit = context.get('visit')
  const { actor, practice } = visit.session
  const [tickets, cases, residents] = await Promise.all([
    ports.queue.today(actor.municipalityCode),
    ports.cases.list(actor),
    practice ? ports.practice.of(actor.municipalityCode) : [],
  ])
  const unasked = { typed: NOTHING_TYPED, reason: usualReason(practice), refusal: undefined }
  const { search = unasked, queueRefusal } = wrong
  const refusal = search.refusal ?? queueRefusal
  return await context.html(
    homePage(visit, { search, tickets, cases, residents, queueRefusal }),
    refusal === undefined ? 200 : httpStatusOf(refusal.code),
  )
}
