import { html } from 'hono/html'
import { SITUATION_TEXTS } from '#law/counter-procedure-table.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage, tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { momentText } from './date-text.ts'
import { waitText } from './home-page.ts'
import type { QueueTicket } from './ports.ts'
import { OTHER_PAGE_TEXTS } from './texts/case-page-texts.ts'
import { HOME_TEXTS } from './texts/home-texts.ts'
import { SITUATION_GROUPS } from './texts/situation-texts.ts'
import { both, inOneLine } from './words.ts'

/** The form for a ticket: what the person came for, as far as they said. */
export function ticketFormPage(visit: Visit): Markup {
  const { ticket, ticketFor, takeTicket } = OTHER_PAGE_TEXTS
  return counterPage(visit, {
    title: ticket.ja,
    here: 'ticket',
    main: html`<h1>${both(ticket)}</h1>
      <form method="post" action="/counter/ticket" class="panel">
        ${tokenField(visit)}
        <p>
          <label for="situation">${both(ticketFor)}</label>
          <select id="situation" name="situation">
            <option value="">${inOneLine(HOME_TEXTS.anything)}</option>
            ${SITUATION_GROUPS.map(
              (group) =>
                html`<optgroup label="${inOneLine(group)}">
                  ${group.situations.map(
                    (one) => html`<option value="${one}">${SITUATION_TEXTS[one].ja}</option>`,
                  )}
                </optgroup>`,
            )}
          </select>
        </p>
        <p class="actions"><button type="submit">${both(takeTicket)}</button></p>
      </form>`,
  })
}

/** A ticket, made to be printed and handed over. */
export function ticketPage(visit: Visit, ticket: QueueTicket): Markup {
  const { yourNumber, easyWait, waitAbout, taken, print, anotherTicket } = OTHER_PAGE_TEXTS
  const { number, situation, takenAt, waitMinutes } = ticket
  return counterPage(visit, {
    title: `${yourNumber.ja} ${String(number)}`,
    here: 'ticket',
    main: html`<div class="ticket">
        <h1>${both(yourNumber)}</h1>
        <p class="number">${String(number)}</p>
        ${situation === undefined ? '' : html`<p>${both(SITUATION_TEXTS[situation])}</p>`}
        ${
          waitMinutes === undefined
            ? ''
            : html`<p>${both(waitAbout)} <strong>${waitText(waitMinutes)}</strong></p>`
        }
        <p>${easyWait.ja}<br /><span lang="en">${easyWait.en}</span></p>
        <p class="quiet-text">${both(taken)} ${momentText(takenAt)}</p>
      </div>
      <p class="actions no-print">
        <button type="button" class="second" data-print hidden>${both(print)}</button>
        <a href="/counter/ticket">${both(anotherTicket)}</a>
        <a href="/counter">${both(HOME_TEXTS.title)}</a>
      </p>`,
  })
}
