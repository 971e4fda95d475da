import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Case } from '#ra/cases/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { caseList } from './case-list.ts'
import { counterPage } from './counter-frame.ts'
import type { CounterEnv, Visit } from './counter-env.ts'
import { empty } from './home-page.ts'
import type { CounterPagesPorts } from './ports.ts'
import { OTHER_PAGE_TEXTS } from './texts/case-page-texts.ts'
import { both } from './words.ts'

/** `/approvals`: what waits for the second person. */
export function approvalRoutes({ cases }: Pick<CounterPagesPorts, 'cases'>): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/approvals', async (context) => {
    const visit = context.get('visit')
    const open = await cases.list(visit.session.actor)
    const waiting = open.filter(({ state }) => state.at === 'awaiting-approval')
    return await context.html(approvalPage(visit, waiting))
  })
  return app
}

function approvalPage(visit: Visit, waiting: readonly Case[]): Markup {
  const { approvals, approvalsLead, notSupervisor, noApprovals } = OTHER_PAGE_TEXTS
  const may = visit.session.actor.roles.includes('supervisor')
  return counterPage(visit, {
    title: approvals.ja,
    here: 'approvals',
    main: html`<h1>${both(approvals)}</h1>
      <p>${both(may ? approvalsLead : notSupervisor)}</p>
      ${waiting.length === 0 ? empty(both(noApprovals)) : caseList(waiting)}`,
  })
}
