import { type Context, Hono } from 'hono'
import { backPath } from './back-path.ts'
import type { CounterEnv } from './counter-env.ts'
import { deskPage, deskLivePart } from './desk-page.ts'
import type { DeskFacts } from './desk-part.ts'
import { httpStatusOf } from './http-status.ts'
import type { CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import { FRAME_TEXTS } from './texts/frame-texts.ts'

const READER_CHARACTERS_MAX = 200
const SERIAL_FORM = /^\d{1,20}$/

type DeskPorts = Pick<CounterPagesPorts, 'desks'>

/** `/desk`: the reader, the tray and the resident's screen of the clerk's desk. */
export function deskRoutes({ desks }: DeskPorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/desk', async (context) => {
    const visit = context.get('visit')
    return await context.html(deskPage(visit, await factsOf(desks, context)))
  })
  app.get('/desk/fragment', async (context) => {
    const visit = context.get('visit')
    return await context.html(deskLivePart(visit, await factsOf(desks, context)))
  })
  app.post('/desk/insert', async (context) => {
    const { actor, deskId } = context.get('visit').session
    const cardSerial = context.get('form').text('cardSerial').normalize('NFKC').replace(/\s/g, '')
    if (!SERIAL_FORM.test(cardSerial)) return await refused(context, 'card-unknown')
    const placed = await desks.insert(actor, deskId, cardSerial)
    return placed.ok ? back(context) : await refused(context, placed.refusal, placed.detail)
  })
  app.post('/desk/pull', async (context) => {
    await desks.pull(context.get('visit').session.deskId)
    return back(context)
  })
  app.post('/desk/pair', (context) => {
    desks.pair(context.get('visit').session.deskId)
    return back(context)
  })
  app.post('/desk/reader', async (context) => {
    const reader = context.get('form').text('reader')
    if (reader.length > READER_CHARACTERS_MAX) return await refused(context, 'field-too-long')
    const { deskId } = context.get('visit').session
    const chosen = await desks.useReader(deskId, reader === '' ? undefined : reader)
    return chosen.ok ? back(context) : await refused(context, chosen.refusal, chosen.detail)
  })
  return app
}

async function factsOf(
  desks: CounterPagesPorts['desks'],
  context: Context<CounterEnv>,
): Promise<DeskFacts> {
  const { actor, deskId } = context.get('visit').session
  const [desk, tray, readers] = await Promise.all([
    desks.view(deskId),
    desks.tray(actor),
    desks.readers(),
  ])
  return { desk, tray, readers, back: '/counter/desk', residentId: undefined }
}

function back(context: Context<CounterEnv>): Response {
  return context.redirect(backPath(context.get('form').text('back')), 303)
}

async function refused(
  context: Context<CounterEnv>,
  code: string,
  detail: Readonly<Record<string, string | number>> = {},
): Promise<Response> {
  const visit = context.get('visit')
  const path = backPath(context.get('form').text('back'))
  const ways = [{ path, ...FRAME_TEXTS.back }]
  return await context.html(
    refusalPage(visit, visit.nowText, { code, detail }, ways),
    httpStatusOf(code),
  )
}
