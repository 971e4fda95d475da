import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'
import { counterPage } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { type DeskFacts, readerPart, screenPart } from './desk-part.ts'
import { empty } from './home-page.ts'
import { DESK_TEXTS } from './texts/case-page-texts.ts'
import { WORK_STATE_TEXTS } from './texts/case-texts.ts'
import { both } from './words.ts'
import { workPart } from './work-part.ts'

/** The clerk's desk on its own: for preparing it, and for trying a card. */
export function deskPage(visit: Visit, facts: DeskFacts): Markup {
  return counterPage(visit, {
    title: DESK_TEXTS.title.ja,
    here: 'desk',
    main: html`<h1>${both(DESK_TEXTS.title)}</h1>
      ${deskLivePart(visit, facts)}`,
  })
}

/** The part that follows what happens at the desk. */
export function deskLivePart(visit: Visit, facts: DeskFacts): Markup {
  const { work, card, revision } = facts.desk
  const version = String(revision)
  return html`<div id="live" data-fragment="/counter/desk/fragment">
    <p id="live-status" role="status">
      ${
        work === undefined
          ? both(card === undefined ? DESK_TEXTS.noCard : DESK_TEXTS.cardHere)
          : both(WORK_STATE_TEXTS[work.state])
      }
    </p>
    <div class="columns even">
      <section class="panel" data-part="reader" data-version="${version}">
        ${readerPart(visit, facts)}
      </section>
      <div>
        <section class="panel" data-part="screen" data-version="${version}">
          ${screenPart(visit, facts)}
        </section>
        <section class="panel" data-part="work" data-version="${version}">
          ${
            work === undefined
              ? html`<h2>${both(DESK_TEXTS.work)}</h2>
                  ${empty(both(DESK_TEXTS.noWork))}`
              : html`${workPart(work)}
                  <p>
                    <a href="/counter/cases/${work.receiptNumber}">${both(DESK_TEXTS.toCase)}</a>
                  </p>`
          }
        </section>
      </div>
    </div>
  </div>`
}
