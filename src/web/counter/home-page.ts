import { html } from 'hono/html'
import { SITUATION_TEXTS } from '#law/counter-procedure-table.ts'
import type { Case } from '#ra/cases/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { caseList } from './case-list.ts'
import { counterPage, tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import type { PracticeResident, QueueTicket } from './ports.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import { searchForm, type SearchFormFacts } from './search-form.ts'
import { HOME_TEXTS, SEARCH_TEXTS } from './texts/home-texts.ts'
import { both } from './words.ts'

/** Waiting tickets that the home page names one by one. */
const TICKETS_SHOWN_MAX = 6

/** What the home page shows. */
export interface HomeFacts {
  readonly search: SearchFormFacts
  readonly tickets: readonly QueueTicket[]
  readonly cases: readonly Case[]
  /** In practice mode: whom one may practise with. */
  readonly residents: readonly PracticeResident[]
  /** Why the queue did not do what was asked. */
  readonly queueRefusal: ShownRefusal | undefined
}

/** The first page of a clerk's day: find a person, call the next, go on with what is open. */
export function homePage(visit: Visit, facts: HomeFacts): Markup {
  const { search, cases } = facts
  const waiting = cases.filter(({ state }) => state.at === 'awaiting-approval')
  const open = cases.filter(({ state }) => state.at !== 'awaiting-approval')
  const isRefused = search.refusal !== undefined || facts.queueRefusal !== undefined
  return counterPage(visit, {
    title: `${isRefused ? 'エラー: ' : ''}${HOME_TEXTS.title.ja}`,
    here: 'home',
    main: html`<h1 class="aside">${both(HOME_TEXTS.title)}</h1>
      <div class="columns">
        <section class="panel" aria-labelledby="search-title">
          <h2 id="search-title">${both(SEARCH_TEXTS.title)}</h2>
          ${searchForm(visit, search)}
        </section>
        ${queuePanel(visit, facts)}
      </div>
      ${practicePanel(facts)}
      <div class="columns even">
        <section class="panel" aria-labelledby="open-title">
          <h2 id="open-title">${both(HOME_TEXTS.openCases)} ${countTag(open)}</h2>
          ${open.length === 0 ? empty(both(HOME_TEXTS.noCases)) : caseList(open)}
        </section>
        <section class="panel" aria-labelledby="waiting-title">
          <h2 id="waiting-title">${both(HOME_TEXTS.waitingCases)} ${countTag(waiting)}</h2>
          ${waiting.length === 0 ? empty(both(HOME_TEXTS.noWaitingCases)) : caseList(waiting)}
        </section>
      </div>`,
  })
}

function practicePanel({ residents }: HomeFacts): Markup | '' {
  if (residents.length === 0) return ''
  return html`<section class="panel" aria-labelledby="practice-title">
    <h2 id="practice-title">${both(HOME_TEXTS.practice)}</h2>
    <ul class="plain-list">
      ${residents.map(
        ({ residentId, name, kana, noteJa, noteEn }) =>
          html`<li>
            <a href="/counter/people/${residentId}?reason=practice">${name}（${kana}）</a>
            ${both({ ja: noteJa, en: noteEn })}
          </li>`,
      )}
    </ul>
  </section>`
}

/** A part with nothing in it says so. */
export function empty(words: Markup): Markup {
  return html`<p class="empty">${words}</p>`
}

function countTag(all: readonly unknown[]): Markup | string {
  return all.length === 0 ? '' : html`<span class="count">${String(all.length)}</span>`
}

function queuePanel(visit: Visit, { tickets, queueRefusal }: HomeFacts): Markup {
  const waiting = tickets.filter(({ state }) => state === 'waiting')
  const { deskId } = visit.session
  const called = tickets.find((one) => one.state === 'called' && one.deskId === deskId)
  return html`<section class="panel queue" aria-labelledby="queue-title">
    <h2 id="queue-title">
      ${both(HOME_TEXTS.queue)} <span class="count">${String(waiting.length)}</span>
    </h2>
    ${queueRefusal === undefined ? '' : refusalBox(queueRefusal, true)}
    ${called === undefined ? callNextForm(visit, waiting.length) : calledTicket(visit, called)}
    ${waiting.length === 0 ? empty(both(HOME_TEXTS.nobodyWaits)) : ticketList(waiting)}
    <p><a href="/counter/ticket">${both(HOME_TEXTS.giveTicket)}</a></p>
  </section>`
}

function callNextForm(visit: Visit, waiting: number): Markup | string {
  if (waiting === 0) return ''
  return html`<form method="post" action="/counter/queue/next">
    ${tokenField(visit)}
    <button type="submit">${both(HOME_TEXTS.callNext)}</button>
  </form>`
}

function calledTicket(visit: Visit, { number, situation }: QueueTicket): Markup {
  return html`<div class="called" role="status">
    <p class="number">${String(number)}</p>
    <p>
      ${both(HOME_TEXTS.calledHere)}<br />
      <small>${situation === undefined ? '' : SITUATION_TEXTS[situation].ja}</small>
    </p>
    <form method="post" action="/counter/queue/close" class="actions">
      ${tokenField(visit)} <input type="hidden" name="number" value="${String(number)}" />
      <button type="submit" name="as" value="served" class="second">
        ${both(HOME_TEXTS.served)}
      </button>
      <button type="submit" name="as" value="gone" class="quiet">${both(HOME_TEXTS.gone)}</button>
    </form>
  </div>`
}

function ticketList(waiting: readonly QueueTicket[]): Markup {
  return html`<ol class="tickets">
    ${waiting.slice(0, TICKETS_SHOWN_MAX).map(
      ({ number, situation, waitMinutes }) =>
        html`<li>
          <strong class="number">${String(number)}</strong>
          <span>${purpose(situation)}</span>
          <span class="quiet-text">${waitText(waitMinutes)}</span>
        </li>`,
    )}
  </ol>`
}

function purpose(situation: QueueTicket['situation']): string {
  return situation === undefined ? HOME_TEXTS.anything.ja : SITUATION_TEXTS[situation].ja
}

/** The waiting time of a ticket in words. */
export function waitText(minutes: number | undefined): string {
  if (minutes === undefined) return ''
  return minutes === 0
    ? HOME_TEXTS.soon.ja
    : `${HOME_TEXTS.about.ja}${String(minutes)}${HOME_TEXTS.minutes.ja}`
}
