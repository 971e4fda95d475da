import { type Context, Hono } from 'hono'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Paper } from '#law/procedures.ts'
import { IDENTITY_EVIDENCE } from '#ra/contract.ts'
import { isReceiptNumber } from '#ra/receipt-number.ts'
import { type CasePageFacts, casePage, casePart } from './case-page.ts'
import type { CounterEnv } from './counter-env.ts'
import type { FormFields } from './form-fields.ts'
import { httpStatusOf } from './http-status.ts'
import type { CaseStep, CaseView, CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import type { ShownRefusal } from './refusal-box.ts'

/** What the routes of the cases need. */
export type CasePorts = Pick<CounterPagesPorts, 'cases' | 'desks' | 'papers'>

/** `/cases/…`: a case by its receipt number, its steps, its acts and its papers. */
export function caseRoutes(ports: CasePorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/cases', async (context) => {
    const typed = (context.req.query('receipt') ?? '').normalize('NFKC').trim().toUpperCase()
    return isReceiptNumber(typed)
      ? context.redirect(`/counter/cases/${typed}`, 303)
      : await refusedPage(context, { code: 'receipt-number-malformed', detail: {} })
  })
  app.get('/cases/:receipt', (context) => showCase(ports, context, {}))
  app.get('/cases/:receipt/fragment', async (context) => {
    const { visit, receipt } = asked(context)
    const shown = await ports.cases.show(visit.session.actor, receipt)
    if (!shown.ok) return context.body(null, 404)
    return await context.html(casePart(visit, await factsOf(ports, context, shown.value)))
  })
  app.post('/cases/:receipt/step', (context) => takeStep(ports, context))
  app.post('/cases/:receipt/carry-out', async (context) => {
    const { visit, receipt } = asked(context)
    const { actor, deskId } = visit.session
    const begun = await ports.desks.carryOut(actor, deskId, receipt)
    if (begun.ok) return context.redirect(`/counter/cases/${receipt}`, 303)
    return await showCase(ports, context, {
      refusal: { code: begun.refusal, detail: begun.detail },
    })
  })
  app.get('/cases/:receipt/papers/:file', (context) => printPaper(ports, context))
  return app
}

function asked(context: Context<CounterEnv>) {
  return { visit: context.get('visit'), receipt: context.req.param('receipt') ?? '' }
}

/** The page of the case in the path, with what was wrong in the last form. */
export async function showCase(
  ports: CasePorts,
  context: Context<CounterEnv>,
  wrong: Partial<Pick<CasePageFacts, 'refusal' | 'typed'>>,
): Promise<Response> {
  const { visit, receipt } = asked(context)
  const shown = await ports.cases.show(visit.session.actor, receipt)
  if (!shown.ok) {
    return await refusedPage(context, { code: shown.refusal, detail: shown.detail })
  }
  const facts = { ...(await factsOf(ports, context, shown.value)), ...wrong }
  const status = wrong.refusal === undefined ? 200 : httpStatusOf(wrong.refusal.code)
  return await context.html(casePage(visit, facts), status)
}

async function factsOf(
  { desks, papers }: CasePorts,
  context: Context<CounterEnv>,
  view: CaseView,
): Promise<CasePageFacts> {
  const { actor, deskId } = context.get('visit').session
  const [desk, tray, readers] = await Promise.all([
    desks.view(deskId),
    desks.tray(actor),
    desks.readers(),
  ])
  const { receiptNumber, residentId } = view.case
  return {
    view,
    desk,
    tray,
    readers,
    residentId,
    back: `/counter/cases/${receiptNumber}`,
    printed: papers.kindsOf(view),
    typed: undefined,
    refusal: undefined,
  }
}

async function takeStep(ports: CasePorts, context: Context<CounterEnv>): Promise<Response> {
  const { visit, receipt } = asked(context)
  const form = context.get('form')
  const revision = Number(form.text('revision'))
  const step = await stepOf(ports, context, form)
  const refused = (refusal: ShownRefusal) => showCase(ports, context, { refusal, typed: form })
  if (!step.ok) return await refused({ code: step.refusal, detail: step.detail })
  if (!Number.isSafeInteger(revision)) {
    return await refused({ code: 'case-changed-meanwhile', detail: {} })
  }
  const taken = await ports.cases.step(visit.session.actor, receipt, revision, step.value)
  return taken.ok
    ? context.redirect(`/counter/cases/${receipt}`, 303)
    : await refused({ code: taken.refusal, detail: taken.detail })
}

async function stepOf(
  { cases }: CasePorts,
  context: Context<CounterEnv>,
  form: FormFields,
): Promise<Result<CaseStep, string>> {
  const step = form.text('step')
  switch (step) {
    case 'send-inquiry':
    case 'receive-answer':
    case 'approve':
    case 'reject':
    case 'withdraw':
      return ok({ step })
    case 'confirm-papers': {
      const { visit, receipt } = asked(context)
      const shown = await cases.show(visit.session.actor, receipt)
      return shown.ok ? papersStep(form, shown.value.papersAsked) : shown
    }
    default:
      return refuse('choice-unknown')
  }
}

/** Only papers that are asked for can be ticked. */
function papersStep(form: FormFields, papersAsked: readonly Paper[]): Result<CaseStep, string> {
  const identity = IDENTITY_EVIDENCE.find((one) => one === form.text('identity'))
  if (identity === undefined) return refuse('case-identity-missing')
  const ticked = new Set(form.texts('papers'))
  const papers = papersAsked.filter((paper) => ticked.has(paper))
  return papers.length === ticked.size
    ? ok({ step: 'confirm-papers', identity, papers })
    : refuse('choice-unknown')
}

async function printPaper({ papers }: CasePorts, context: Context<CounterEnv>): Promise<Response> {
  const { visit, receipt } = asked(context)
  const kind = /^([a-z-]{1,40})\.pdf$/.exec(context.req.param('file') ?? '')?.[1]
  if (kind === undefined) return await refusedPage(context, { code: 'page-unknown', detail: {} })
  const printed = await papers.print(visit.session.actor, receipt, kind)
  if (!printed.ok) {
    return await refusedPage(context, { code: printed.refusal, detail: printed.detail })
  }
  return new Response(new Uint8Array(printed.value), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${receipt}-${kind}.pdf"`,
    },
  })
}

async function refusedPage(context: Context<CounterEnv>, refusal: ShownRefusal): Promise<Response> {
  const visit = context.get('visit')
  const status = refusal.code === 'page-unknown' ? 404 : httpStatusOf(refusal.code)
  return await context.html(refusalPage(visit, visit.nowText, refusal), status)
}
