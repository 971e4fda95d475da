import type { Context } from 'hono'
import { html } from 'hono/html'
import { LOOK_UP_REASONS, type LookUpReason } from '#ra/staff/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage } from './counter-frame.ts'
import type { CounterEnv, Visit } from './counter-env.ts'
import { usualReason } from './home.ts'
import { httpStatusOf } from './http-status.ts'
import type { CounterPeople, PersonView } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import { parseReason } from './search.ts'
import { reasonChoice } from './search-form.ts'
import { PERSON_TEXTS } from './texts/person-texts.ts'
import { both } from './words.ts'

/** A person whose records were opened for a reason. */
export interface OpenedPerson {
  readonly person: PersonView
  readonly reason: LookUpReason
}

/**
 * Opens the person named in the path for the reason given, which is recorded; without a reason the
 * clerk is asked for one, and nothing of the person is shown.
 */
export async function withPerson(
  people: CounterPeople,
  context: Context<CounterEnv>,
  show: (opened: OpenedPerson) => Promise<Response>,
): Promise<Response> {
  const visit = context.get('visit')
  const residentId = context.req.param('id') ?? ''
  const given = context.req.query('reason') ?? context.get('form').text('reason')
  const reason = parseReason(given)
  if (reason === undefined) return await context.html(reasonPage(visit, context.req.path))
  const opened = await people.open(visit.session.actor, residentId, reason)
  if (opened.ok) return await show({ person: opened.value, reason })
  const refusal = { code: opened.refusal, detail: opened.detail }
  return await context.html(
    refusalPage(visit, visit.nowText, refusal),
    httpStatusOf(opened.refusal),
  )
}

function reasonPage(visit: Visit, path: string): Markup {
  return counterPage(visit, {
    title: PERSON_TEXTS.chooseReason.ja,
    main: html`<h1>${both(PERSON_TEXTS.chooseReason)}</h1>
      <form method="get" action="${path}">
        <fieldset class="reasons">
          <legend class="aside">${both(PERSON_TEXTS.chooseReason)}</legend>
          <div class="choices">
            ${LOOK_UP_REASONS.map((one) => reasonChoice(one, usualReason(visit.session.practice)))}
          </div>
        </fieldset>
        <p><button type="submit">${both(PERSON_TEXTS.look)}</button></p>
      </form>`,
  })
}
