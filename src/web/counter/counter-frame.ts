import { html } from 'hono/html'
import { type Markup, page } from '../kit/layout.ts'
import type { StaffRole } from '#ra/staff/contract.ts'
import type { Visit } from './counter-env.ts'
import { FORM_TOKEN_FIELD } from './form-fields.ts'
import { FRAME_TEXTS } from './texts/frame-texts.ts'
import { NOTICE_TEXTS } from './texts/notice-texts.ts'
import { ROLE_TEXTS } from './texts/record-texts.ts'
import { STAFF_TEXTS } from './texts/staff-texts.ts'
import { both, inOneLine, type Words } from './words.ts'

/** The places that the head of every page leads to. */
export type Place = 'home' | 'desk' | 'approvals' | 'ticket' | 'journal' | 'notices' | 'staff'

interface Way {
  readonly path: string
  readonly words: Words
  /** Shown to this role alone; without it, to everybody. */
  readonly role?: StaffRole
}

const PLACES: Readonly<Record<Place, Way>> = {
  home: { path: '/counter', words: FRAME_TEXTS.home },
  desk: { path: '/counter/desk', words: FRAME_TEXTS.desk },
  approvals: { path: '/counter/approvals', words: FRAME_TEXTS.approvals },
  ticket: { path: '/counter/ticket', words: FRAME_TEXTS.ticket },
  journal: { path: '/counter/journal', words: FRAME_TEXTS.journal },
  notices: { path: '/counter/notices', words: NOTICE_TEXTS.title, role: 'supervisor' },
  staff: { path: '/counter/staff', words: STAFF_TEXTS.title, role: 'municipality-admin' },
}
const ORDER: readonly Place[] = [
  'home',
  'desk',
  'approvals',
  'ticket',
  'journal',
  'notices',
  'staff',
]

/** One page of the counter. */
export interface CounterFrame {
  readonly title: string
  readonly main: Markup
  readonly here?: Place | undefined
  /** Set where a part of the page follows what happens at the desk. */
  readonly reloadSeconds?: number | undefined
}

/** A page of a signed-in clerk: the ways through the counter, who works here, practice or not. */
export function counterPage(visit: Visit, frame: CounterFrame): Markup {
  return page({
    title: frame.title,
    nowText: visit.nowText,
    look: 'counter',
    who: whoWorksHere(visit),
    area: areaOf(visit, frame.here),
    reloadSeconds: frame.reloadSeconds,
    styles: ['counter.css'],
    scripts: ['counter-live.js'],
    main: frame.main,
  })
}

/** A page before the sign-in. */
export function outerPage(nowText: string, title: string, main: Markup): Markup {
  return page({
    title,
    nowText,
    look: 'counter',
    styles: ['counter.css'],
    scripts: ['counter-live.js'],
    main,
  })
}

/** The hidden field that every form of a session carries. */
export function tokenField({ formToken }: Visit): Markup {
  return html`<input type="hidden" name="${FORM_TOKEN_FIELD}" value="${formToken}" />`
}

function areaOf(visit: Visit, here: Place | undefined): Markup {
  const { actor, practice } = visit.session
  return html`${
      practice
        ? html`<aside class="practice" aria-label="${inOneLine(FRAME_TEXTS.practiceLabel)}">
            <strong>${FRAME_TEXTS.practice.ja}</strong>
            <span lang="en">${FRAME_TEXTS.practice.en}</span>
          </aside>`
        : ''
    }
    <nav class="ways" aria-label="${inOneLine(FRAME_TEXTS.ways)}">
      <ul>
        ${ORDER.filter((place) => isShownTo(place, actor)).map((place) =>
          wayTo(place, here, visit),
        )}
      </ul>
      <form method="get" action="/counter/cases" class="find-case">
        <label for="receipt">${both(FRAME_TEXTS.receipt)}</label>
        <input
          id="receipt"
          name="receipt"
          autocomplete="off"
          spellcheck="false"
          placeholder="20260302-8K3T9QWM"
        />
        <button type="submit" class="quiet">${both(FRAME_TEXTS.openCase)}</button>
      </form>
    </nav>
    <div class="notice-box" id="session-over" role="alert" hidden>
      ${both(FRAME_TEXTS.sessionOver)}
    </div>
    <div class="notice-box" id="away" role="alert" hidden>${both(FRAME_TEXTS.away)}</div>`
}

function whoWorksHere(visit: Visit): Markup {
  const { actor, deskId } = visit.session
  return html`<div class="who">
    <p>
      <strong>${actor.name}</strong>
      ${actor.roles.map((role) => html`<span class="tag">${ROLE_TEXTS[role].ja}</span>`)}
      <small>${FRAME_TEXTS.deskNumber.ja} ${deskId}</small>
    </p>
    <form method="post" action="/counter/sign-out">
      ${tokenField(visit)}
      <button type="submit" class="quiet">${both(FRAME_TEXTS.signOut)}</button>
    </form>
  </div>`
}

function isShownTo(place: Place, { roles }: Visit['session']['actor']): boolean {
  const { role } = PLACES[place]
  return role === undefined || roles.includes(role)
}

function wayTo(place: Place, here: Place | undefined, visit: Visit): Markup {
  const { path, words } = PLACES[place]
  const waiting = place === 'approvals' ? visit.waitingForApproval : 0
  const count =
    waiting === 0
      ? ''
      : html`<span class="count"
          >${String(waiting)}<span class="aside">件 / ${String(waiting)} cases</span></span
        >`
  return html`<li>
    ${
      place === here
        ? html`<a href="${path}" aria-current="page">${both(words)} ${count}</a>`
        : html`<a href="${path}">${both(words)} ${count}</a>`
    }
  </li>`
}
