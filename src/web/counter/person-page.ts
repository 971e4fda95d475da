import { html } from 'hono/html'
import type { Instant } from '#kernel/instant.ts'
import { SITUATION_TEXTS } from '#law/counter-procedure-table.ts'
import type { Situation } from '#law/counter-procedure.ts'
import type { Case } from '#ra/cases/contract.ts'
import type { LookUp } from '#ra/staff/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { cardAndCertificates } from './card-and-certificates.ts'
import { caseList, hasEnded } from './case-list.ts'
import { suggestedSituations } from './certificate-standing.ts'
import { counterPage } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { momentText } from './date-text.ts'
import { empty } from './home-page.ts'
import type { OpenedPerson } from './person-access.ts'
import { personHeader } from './person-header.ts'
import { PERSON_TEXTS } from './texts/person-texts.ts'
import { LOOK_UP_REASON_TEXTS } from './texts/record-texts.ts'
import { SITUATION_GROUPS, SITUATION_HINTS } from './texts/situation-texts.ts'
import { historyPoints, timeline } from './timeline.ts'
import { both } from './words.ts'

/** Look-ups that the page lists; the journal has them all. */
const LOOK_UPS_SHOWN_MAX = 50

/** A person: what they have, and the one question. */
export function personPage(visit: Visit, opened: OpenedPerson, now: Instant): Markup {
  const { resident, history, cases, lookUps } = opened.person
  return counterPage(visit, {
    title: PERSON_TEXTS.question.ja,
    main: html`${personHeader(resident, visit.today, 'h1')}
      <section aria-labelledby="card-title">
        <h2 id="card-title">${both(PERSON_TEXTS.cardTitle)}</h2>
        ${cardAndCertificates(history, now)}
      </section>
      <section aria-labelledby="question-title" class="question">
        <h2 id="question-title">${both(PERSON_TEXTS.question)}</h2>
        ${situations(opened, suggestedSituations(history, now))}
      </section>
      <div class="columns even">
        <section class="panel" aria-labelledby="cases-title">
          <h2 id="cases-title">${both(PERSON_TEXTS.cases)}</h2>
          ${casesOf(cases)}
        </section>
        <section class="panel" aria-labelledby="event-title">
          <h2 id="event-title">${both(PERSON_TEXTS.event)}</h2>
          <p>${both(PERSON_TEXTS.eventLead)}</p>
          <p>
            <a
              class="button second"
              href="/counter/people/${resident.id}/events?reason=${opened.reason}"
              >${both(PERSON_TEXTS.eventOpen)}</a
            >
          </p>
        </section>
      </div>
      <section class="panel" aria-labelledby="history-title">
        <h2 id="history-title">${both(PERSON_TEXTS.history)}</h2>
        ${
          history.entries.length === 0
            ? empty(both(PERSON_TEXTS.noHistory))
            : timeline(historyPoints(history.entries))
        }
      </section>
      ${lookUpsPart(visit, lookUps)}`,
  })
}

/** What is open stands there; what has ended is folded away. */
function casesOf(cases: readonly Case[]): Markup {
  if (cases.length === 0) return empty(both(PERSON_TEXTS.noCases))
  const open = cases.filter((one) => !hasEnded(one))
  const ended = cases.filter(hasEnded)
  return html`${open.length === 0 ? empty(both(PERSON_TEXTS.noOpenCases)) : caseList(open)}
  ${
    ended.length === 0
      ? ''
      : html`<details>
          <summary>
            ${both(PERSON_TEXTS.endedCases)} <span class="count">${String(ended.length)}</span>
          </summary>
          ${caseList(ended)}
        </details>`
  }`
}

function situations({ person, reason }: OpenedPerson, suggested: readonly Situation[]): Markup {
  const way = (situation: Situation): Markup =>
    html`<li>
      <a
        class="situation"
        href="/counter/people/${person.resident.id}/procedures?situation=${situation}&amp;reason=${reason}"
      >
        <strong>${SITUATION_TEXTS[situation].ja}</strong>
        <span class="quiet-text">${SITUATION_HINTS[situation]}</span>
        <span lang="en">${SITUATION_TEXTS[situation].en}</span>
      </a>
    </li>`
  return html`${
    suggested.length === 0
      ? ''
      : html`<div class="situation-group suggested">
          <h3>${both(PERSON_TEXTS.fromRecord)}</h3>
          <ul class="situations">
            ${suggested.map(way)}
          </ul>
        </div>`
  }
  ${SITUATION_GROUPS.map(
    (group) =>
      html`<div class="situation-group">
        <h3>${both(group)}</h3>
        <ul class="situations">
          ${group.situations.map(way)}
        </ul>
      </div>`,
  )}`
}

function lookUpsPart({ session }: Visit, lookUps: readonly LookUp[]): Markup | string {
  const mayRead = session.actor.roles.some((role) => role !== 'clerk')
  if (!mayRead) return ''
  return html`<section class="panel" aria-labelledby="look-ups-title">
    <h2 id="look-ups-title">${both(PERSON_TEXTS.lookUps)}</h2>
    ${
      lookUps.length === 0
        ? empty(both(PERSON_TEXTS.noLookUps))
        : html`<ul class="plain-list">
            ${lookUps
              .slice(-LOOK_UPS_SHOWN_MAX)
              .toReversed()
              .map(
                ({ at, staffId, reason }) =>
                  html`<li>
                    ${momentText(at)} <code>${staffId}</code> ${both(LOOK_UP_REASON_TEXTS[reason])}
                  </li>`,
              )}
          </ul>`
    }
  </section>`
}
