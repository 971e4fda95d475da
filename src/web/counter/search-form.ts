import { html } from 'hono/html'
import { LOOK_UP_REASONS, type LookUpReason } from '#ra/staff/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import { CARRIED_FIELD_TEXTS } from './texts/field-texts.ts'
import { SEARCH_TEXTS } from './texts/home-texts.ts'
import { LOOK_UP_REASON_TEXTS } from './texts/record-texts.ts'
import { both, inOneLine, type Words } from './words.ts'

/** The fields by which a person is looked up. */
export const SEARCH_FIELDS = ['name', 'kana', 'birthDate', 'card'] as const

/** What was typed into them. */
export type SearchTyped = Readonly<Record<(typeof SEARCH_FIELDS)[number], string>>

/** A search form nobody has typed into. */
export const NOTHING_TYPED: SearchTyped = { name: '', kana: '', birthDate: '', card: '' }

/** The search with what was typed, why, and what was wrong. */
export interface SearchFormFacts {
  readonly typed: SearchTyped
  readonly reason: LookUpReason
  readonly refusal: ShownRefusal | undefined
}

/** The search for a person: by any of four, with the reason for looking. */
export function searchForm(visit: Visit, { typed, reason, refusal }: SearchFormFacts): Markup {
  return html`<form method="post" action="/counter/search" class="search" role="search">
    ${tokenField(visit)} ${refusal === undefined ? '' : refusalBox(refusal, true)}
    <div class="fields">
      ${SEARCH_FIELDS.map((name) => searchField(name, typed[name], refusal?.field === name))}
    </div>
    <fieldset class="reasons">
      <legend>${both(SEARCH_TEXTS.reason)}</legend>
      <div class="choices">${LOOK_UP_REASONS.map((one) => reasonChoice(one, reason))}</div>
    </fieldset>
    <p class="actions">
      <button type="submit">${both(SEARCH_TEXTS.search)}</button>
      <small>${both(SEARCH_TEXTS.recorded)}</small>
    </p>
  </form>`
}

function searchField(name: keyof SearchTyped, value: string, isWrong: boolean): Markup {
  const rule: Words = SEARCH_TEXTS.rules[name]
  return html`<p>
    <label for="${name}">${both(CARRIED_FIELD_TEXTS[name] ?? SEARCH_TEXTS.search)}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      autocomplete="off"
      spellcheck="false"
      aria-describedby="${name}-rule"
      aria-invalid="${isWrong ? 'true' : 'false'}"
    />
    <small id="${name}-rule">${both(rule)}</small>
  </p>`
}

/** One reason for looking, as a radio button. */
export function reasonChoice(reason: LookUpReason, chosen: LookUpReason): Markup {
  const words = LOOK_UP_REASON_TEXTS[reason]
  const id = `reason-${reason}`
  return html`<label class="choice" for="${id}" title="${inOneLine(words)}"
    >${
      reason === chosen
        ? html`<input type="radio" id="${id}" name="reason" value="${reason}" checked />`
        : html`<input type="radio" id="${id}" name="reason" value="${reason}" />`
    } <span>${both(words)}</span></label
  >`
}
