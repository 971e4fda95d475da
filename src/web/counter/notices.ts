import { type Context, Hono } from 'hono'
import { parseCivilDate } from '#kernel/civil-date.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { WantedLetters } from '#ra/notices/send-notices.ts'
import type { CounterEnv } from './counter-env.ts'
import type { FormFields } from './form-fields.ts'
import { httpStatusOf } from './http-status.ts'
import { noticeDayPage, noticeDaysPage } from './notices-page.ts'
import type { CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import { NOTICE_TEXTS } from './texts/notice-texts.ts'

type NoticePorts = Pick<CounterPagesPorts, 'notices'>

/** A part is a small number; what is typed as anything else is the first. */
const PART_FORM = /^[1-9]\d{0,3}$/

/** `/notices`: the letters that were prepared, by day, and their printing. */
export function noticeRoutes({ notices }: NoticePorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/notices', async (context) => {
    const visit = context.get('visit')
    const days = await notices.days(visit.session.actor)
    return days.ok
      ? await context.html(noticeDaysPage(visit, days.value))
      : await refused(context, days.refusal, days.detail)
  })
  app.get('/notices/:day', async (context) => {
    const visit = context.get('visit')
    const day = parseCivilDate(context.req.param('day'))
    if (day === undefined) return await refused(context, 'field-not-a-day')
    const part = partOf(context.req.query('part') ?? '')
    const letters = await notices.ofDay(visit.session.actor, { day, part })
    return letters.ok
      ? await context.html(noticeDayPage(visit, letters.value))
      : await refused(context, letters.refusal, letters.detail)
  })
  app.post('/notices/:day/print', async (context) => {
    const { actor } = context.get('visit').session
    const day = parseCivilDate(context.req.param('day'))
    if (day === undefined) return await refused(context, 'field-not-a-day')
    const printed = await notices.print(actor, day, wantedIn(context.get('form')))
    if (!printed.ok) return await refused(context, printed.refusal, printed.detail)
    return new Response(new Uint8Array(printed.value), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="notices-${day}.pdf"`,
      },
    })
  })
  return app
}

function wantedIn(form: FormFields): WantedLetters {
  const letterId = form.text('letterId')
  return letterId === '' ? { part: partOf(form.text('part')) } : { letterId }
}

function partOf(typed: string): number {
  return PART_FORM.test(typed) ? Number(typed) : 1
}

async function refused(
  context: Context<CounterEnv>,
  code: string,
  detail: RefusalDetail = {},
): Promise<Response> {
  const visit = context.get('visit')
  const ways = visit.session.actor.roles.includes('supervisor')
    ? [{ path: '/counter/notices', ...NOTICE_TEXTS.allDays }]
    : []
  const page = refusalPage(visit, visit.nowText, { code, detail }, ways)
  return await context.html(page, httpStatusOf(code))
}
