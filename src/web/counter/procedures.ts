import { type Context, Hono } from 'hono'
import { parseCivilDate } from '#kernel/civil-date.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import {
  APPLICANTS,
  COUNTER_PROCEDURES,
  type CounterApplicant,
  type Situation,
  SITUATIONS,
} from '#law/counter-procedure.ts'
import type { CaseRequest } from '#ra/cases/contract.ts'
import type { ResidentId } from '#register/contract.ts'
import type { CounterEnv } from './counter-env.ts'
import type { FormFields } from './form-fields.ts'
import { httpStatusOf } from './http-status.ts'
import { type OpenedPerson, withPerson } from './person-access.ts'
import type { CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import { procedurePage } from './procedure-page.ts'
import type { ProcedurePageFacts, TypedCase } from './procedure-page-facts.ts'
import type { ShownRefusal } from './refusal-box.ts'
import { typedDate } from './typed-date.ts'

type ProcedurePorts = Pick<CounterPagesPorts, 'people' | 'cases'>
/** Generations of an authority's key that a form can name. */
const GENERATION_MAX = 999
/** The applicants whose own name and address belong to the case. */
const ACT_FOR_HOLDER: ReadonlySet<CounterApplicant> = new Set(['legal-representative', 'proxy'])

/** `/people/:id/procedures` and `/people/:id/cases`: what can be done, and beginning it. */
export function procedureRoutes(ports: ProcedurePorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/people/:id/procedures', (context) =>
    withPerson(ports.people, context, (opened) =>
      showProcedures(ports, context, { opened, situation: context.req.query('situation') ?? '' }),
    ),
  )
  app.post('/people/:id/cases', (context) =>
    withPerson(ports.people, context, (opened) => openCase(ports, context, opened)),
  )
  return app
}

async function openCase(
  ports: ProcedurePorts,
  context: Context<CounterEnv>,
  opened: OpenedPerson,
): Promise<Response> {
  const form = context.get('form')
  const { actor } = context.get('visit').session
  const request = requestOf(form, opened.person.resident.id)
  const shown = request.ok ? await ports.cases.open(actor, request.value) : request
  if (shown.ok) {
    return context.redirect(`/counter/cases/${shown.value.case.receiptNumber}`, 303)
  }
  const field = agentFieldOf(form.shown('procedure'), shown)
  const refusal: ShownRefusal = { code: shown.refusal, detail: shown.detail, field }
  const refused = { typed: typedCase(form), refusal }
  return await showProcedures(ports, context, {
    opened,
    situation: form.text('situation'),
    refused,
  })
}

async function showProcedures(
  { people, cases }: ProcedurePorts,
  context: Context<CounterEnv>,
  asked: {
    readonly opened: OpenedPerson
    readonly situation: string
    readonly refused?: ProcedurePageFacts['refused']
  },
): Promise<Response> {
  const visit = context.get('visit')
  const { opened, refused } = asked
  const no = async (refusal: ShownRefusal): Promise<Response> =>
    await context.html(refusalPage(visit, visit.nowText, refusal), httpStatusOf(refusal.code))
  const situation = SITUATIONS.find((one) => one === asked.situation)
  if (situation === undefined) return await no({ code: 'choice-unknown', detail: {} })
  const offers = await people.offers(visit.session.actor, opened.person.resident.id, situation)
  if (!offers.ok) return await no({ code: offers.refusal, detail: offers.detail })
  const page = procedurePage(visit, {
    ...opened,
    situation,
    offers: offers.value,
    drawReceiptNumber: () => cases.drawReceiptNumber(),
    refused,
  })
  return await context.html(page, refused === undefined ? 200 : httpStatusOf(refused.refusal.code))
}

/** The `id` of the field that a refusal about the agent means. */
function agentFieldOf(procedure: string, { refusal, detail }: Refused<string>): string | undefined {
  if (!refusal.startsWith('case-agent-')) return undefined
  return `${procedure}-${detail['field'] === 'address' ? 'agentAddress' : 'agentName'}`
}

function typedCase(form: FormFields): TypedCase {
  return {
    procedure: form.shown('procedure'),
    applicant: form.shown('applicant'),
    kinds: form.texts('kinds'),
    ownFault: form.text('ownFault') === 'yes',
    periodOfStayEndsOn: form.shown('periodOfStayEndsOn'),
    leavesOn: form.shown('leavesOn'),
    generation: form.shown('generation'),
    agentName: form.shown('agentName'),
    agentAddress: form.shown('agentAddress'),
  }
}

function requestOf(form: FormFields, residentId: ResidentId): Result<CaseRequest, string> {
  const wrong = form.fault()
  if (wrong !== undefined) return refuse(`field-${wrong.fault}`)
  const situation: Situation | undefined = SITUATIONS.find((one) => one === form.text('situation'))
  const procedure = COUNTER_PROCEDURES.find((one) => one === form.text('procedure'))
  const applicant = APPLICANTS.find((one) => one === form.text('applicant'))
  if (situation === undefined || procedure === undefined || applicant === undefined) {
    return refuse('choice-unknown')
  }
  const stay = dayOf(form, 'periodOfStayEndsOn')
  const leaves = dayOf(form, 'leavesOn')
  const generation = wholeOf(form.text('generation'))
  if (!stay.ok) return stay
  if (!leaves.ok) return leaves
  if (!generation.ok) return generation
  return ok({
    receiptNumber: form.text('receiptNumber'),
    residentId,
    situation,
    procedure,
    applicant,
    kinds: CERTIFICATE_KINDS.filter((kind) => form.texts('kinds').includes(kind)),
    periodOfStayEndsOn: stay.value,
    leavesOn: leaves.value,
    ownFault: form.text('ownFault') === 'yes',
    generation: generation.value,
    agent: agentOf(form, applicant),
  })
}

/** Who acts for the holder, as typed; nobody where the holder or an office acts. */
function agentOf(form: FormFields, applicant: CounterApplicant): CaseRequest['agent'] {
  const [name, address] = [form.text('agentName'), form.text('agentAddress')]
  return !ACT_FOR_HOLDER.has(applicant) || `${name}${address}` === ''
    ? undefined
    : { name, address }
}

function dayOf(form: FormFields, name: string) {
  const typed = form.text(name)
  if (typed === '') return ok(undefined)
  const day = parseCivilDate(typedDate(typed))
  return day === undefined ? refuse('field-not-a-day') : ok(day)
}

function wholeOf(typed: string) {
  if (typed === '') return ok(undefined)
  const number = /^\d{1,3}$/.test(typed) ? Number(typed) : undefined
  return number === undefined || number < 1 || number > GENERATION_MAX
    ? refuse('field-not-a-number')
    : ok(number)
}
