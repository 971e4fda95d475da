import { html } from 'hono/html'
import { PROCEDURE_TRAITS } from '#law/counter-procedure-table.ts'
import type { Case } from '#ra/cases/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { momentText } from './date-text.ts'
import { CASE_STATE_TEXTS } from './texts/case-texts.ts'
import { APPLICANT_TEXTS } from './texts/situation-texts.ts'
import { both } from './words.ts'

/** Cases as a list of ways to them: procedure, state and receipt number, no name. */
export function caseList(cases: readonly Case[]): Markup {
  return html`<ul class="case-list">
    ${cases.map((one) => caseItem(one))}
  </ul>`
}

/** Whether nothing more is done in a case. */
export function hasEnded({ state }: Case): boolean {
  return state.at === 'done' || state.at === 'rejected' || state.at === 'withdrawn'
}

function caseItem({ receiptNumber, procedure, applicant, state, openedAt }: Case): Markup {
  return html`<li>
    <a href="/counter/cases/${receiptNumber}">
      <strong>${PROCEDURE_TRAITS[procedure].ja}</strong>
      <span class="tag state-${state.at}">${both(CASE_STATE_TEXTS[state.at])}</span>
      <span class="line"
        ><code>${receiptNumber}</code> ${APPLICANT_TEXTS[applicant].ja}
        ${momentText(openedAt)}</span
      >
    </a>
  </li>`
}
