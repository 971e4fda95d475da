import { type Context, Hono } from 'hono'
import type { CounterEnv } from './counter-env.ts'
import { COUNTER_EVENTS, eventOf, type EventField } from './event-fields.ts'
import { eventPage, type EventPageFacts } from './event-page.ts'
import { httpStatusOf } from './http-status.ts'
import { type OpenedPerson, withPerson } from './person-access.ts'
import type { CounterPagesPorts } from './ports.ts'
import type { ShownRefusal } from './refusal-box.ts'

/** `/people/:id/events`: a change of the record is looked at, then recorded. */
export function eventRoutes({ people }: Pick<CounterPagesPorts, 'people'>): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/people/:id/events', (context) =>
    withPerson(people, context, (opened) => {
      const { today } = context.get('visit')
      const typed = (field: EventField): string => (field === 'on' ? today : '')
      return showEvent(context, opened, { kind: kindOf(context.req.query('kind')), typed })
    }),
  )
  app.post('/people/:id/events', (context) =>
    withPerson(people, context, (opened) => lookOrRecord(people, context, opened)),
  )
  return app
}

function kindOf(text: string | undefined): EventPageFacts['kind'] {
  return COUNTER_EVENTS.find((kind) => kind === text)
}

async function showEvent(
  context: Context<CounterEnv>,
  opened: OpenedPerson,
  shown: Pick<EventPageFacts, 'kind' | 'typed'> &
    Partial<Pick<EventPageFacts, 'refusal' | 'outcome' | 'written'>>,
): Promise<Response> {
  const { refusal, outcome, written } = shown
  const facts = { ...opened, ...shown, refusal, outcome, written }
  return await context.html(
    eventPage(context.get('visit'), facts),
    refusal === undefined ? 200 : httpStatusOf(refusal.code),
  )
}

async function lookOrRecord(
  people: CounterPagesPorts['people'],
  context: Context<CounterEnv>,
  opened: OpenedPerson,
): Promise<Response> {
  const form = context.get('form')
  const kind = kindOf(form.text('kind'))
  const typed = (field: EventField): string => form.shown(field)
  const refused = (refusal: ShownRefusal): Promise<Response> =>
    showEvent(context, opened, { kind, typed, refusal })
  if (kind === undefined) return await refused({ code: 'choice-unknown', detail: {} })
  const wrong = form.fault()
  if (wrong !== undefined) {
    return await refused({ code: `field-${wrong.fault}`, detail: {}, field: wrong.field })
  }
  const event = eventOf(kind, form)
  if (!event.ok) {
    const { refusal: code, detail } = event
    return await refused({ code, detail, field: String(detail['field']) })
  }
  const { actor } = context.get('visit').session
  const { written } = event.value
  const { id } = opened.person.resident
  if (form.text('act') === 'record') {
    const recorded = await people.record(actor, id, event.value.event)
    if (!recorded.ok) return await refused({ code: recorded.refusal, detail: recorded.detail })
    return context.redirect(`/counter/people/${id}?reason=${opened.reason}`, 303)
  }
  const outcome = await people.preview(actor, id, event.value.event)
  return outcome.ok
    ? await showEvent(context, opened, { kind, typed, outcome: outcome.value, written })
    : await refused({ code: outcome.refusal, detail: outcome.detail })
}
