import { html } from 'hono/html'
import { SITUATION_TEXTS } from '#law/counter-procedure-table.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { dayText } from './date-text.ts'
import { empty } from './home-page.ts'
import { feeText, papersOf } from './offer-words.ts'
import { openCaseForm } from './open-case-form.ts'
import { personHeader } from './person-header.ts'
import type { ProcedureOffer } from './ports.ts'
import type { ProcedurePageFacts } from './procedure-page-facts.ts'
import { refusalBox } from './refusal-box.ts'
import { ruleSources } from './rule-source.ts'
import { PROCEDURE_TEXTS } from './texts/person-texts.ts'
import { KIND_TEXTS } from './texts/record-texts.ts'
import { APPLICANT_TEXTS } from './texts/situation-texts.ts'
import { both } from './words.ts'

/** The procedures for what happened, in order, with all that the clerk says before beginning. */
export function procedurePage(visit: Visit, facts: ProcedurePageFacts): Markup {
  const { person, reason, situation, offers, refused } = facts
  const back = `/counter/people/${person.resident.id}?reason=${reason}`
  return counterPage(visit, {
    title: `${refused === undefined ? '' : 'エラー: '}${SITUATION_TEXTS[situation].ja}`,
    main: html`<p class="trail">
        <a href="${back}">← ${both(PROCEDURE_TEXTS.back)}</a>
      </p>
      ${personHeader(person.resident, visit.today, 'h2')}
      <h1>${both(SITUATION_TEXTS[situation])}</h1>
      ${refused === undefined ? '' : refusalBox(refused.refusal, true)}
      ${offers.length === 0 ? nothing() : html`<p>${both(PROCEDURE_TEXTS.lead)}</p>`}
      <ol class="offers">
        ${offers.map((offer, at) => offerItem(visit, facts, offer, at))}
      </ol>`,
  })
}

function nothing(): Markup {
  return html`<p><strong>${both(PROCEDURE_TEXTS.none)}</strong></p>
    ${empty(both(PROCEDURE_TEXTS.noneNext))}`
}

function offerItem(
  visit: Visit,
  facts: ProcedurePageFacts,
  offer: ProcedureOffer,
  at: number,
): Markup {
  const { procedure, refused } = offer
  return html`<li class="offer ${refused === undefined ? 'possible' : 'impossible'}">
    <h2 id="offer-${procedure}">
      <span class="ordinal">${String(at + 1)}</span>
      <span>${offer.titleJa} <span lang="en">${offer.titleEn}</span></span>
    </h2>
    <p class="tags">
      ${
        refused === undefined
          ? ''
          : html`<span class="tag bad">${both(PROCEDURE_TEXTS.refused)}</span>`
      }
      <span class="tag">${both(PROCEDURE_TEXTS.fee)} ${feeText(offer.feeYen)}</span>
      ${offer.needsCard ? html`<span class="tag">${both(PROCEDURE_TEXTS.card)}</span>` : ''}
      ${
        offer.needsApproval
          ? html`<span class="tag warn">${both(PROCEDURE_TEXTS.approval)}</span>`
          : ''
      }
    </p>
    ${refused === undefined ? endsOn(offer) : ''}
    ${
      refused === undefined
        ? openCaseForm(visit, { ...facts, offer })
        : html`${refusalBox(refused, false)} ${papersOfAll(offer)}`
    }
    ${ruleSources(offer.rules)}
  </li>`
}

function endsOn({ endsOn: days }: ProcedureOffer): Markup | string {
  const ends = (['user-authentication', 'signature'] as const).flatMap((kind) => {
    const day = days[kind]
    return day === undefined ? [] : [{ kind, day }]
  })
  if (ends.length === 0) return ''
  return html`<dl class="facts">
    <div>
      <dt>${both(PROCEDURE_TEXTS.newEnd)}</dt>
      <dd>
        ${ends.map(
          ({ kind, day }) =>
            html`<span class="line">${KIND_TEXTS[kind].ja} <strong>${dayText(day)}</strong></span>`,
        )}
      </dd>
    </div>
  </dl>`
}

/** Who may act and what they bring, where the procedure cannot begin. */
function papersOfAll(offer: ProcedureOffer): Markup | string {
  if (offer.applicants.length === 0) return ''
  return html`<details>
    <summary>${both(PROCEDURE_TEXTS.who)}</summary>
    <dl class="facts">
      ${offer.applicants.map(
        (applicant) =>
          html`<div>
            <dt>${both(APPLICANT_TEXTS[applicant])}</dt>
            <dd>${papersOf(offer, applicant)}</dd>
          </div>`,
      )}
    </dl>
  </details>`
}
