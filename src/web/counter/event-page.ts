import { html } from 'hono/html'
import { previewLines } from '#ra/life-event-texts.ts'
import type { LifeEventOutcome } from '#ra/life-event-preview.ts'
import { LIFE_EVENT_NAMES } from '#ra/life-event-texts.ts'
import type { CertifiableText } from '#register/substitute-characters.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage, tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import {
  COUNTER_EVENTS,
  type CounterEvent,
  type EventField,
  FIELDS_OF_EVENT,
} from './event-fields.ts'
import { checkable } from './open-case-form.ts'
import { hardName, substituteMark } from './hard-name.ts'
import type { OpenedPerson } from './person-access.ts'
import { personHeader } from './person-header.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import { EVENT_FIELD_TEXTS } from './texts/field-texts.ts'
import { EVENT_TEXTS, PROCEDURE_TEXTS } from './texts/person-texts.ts'
import { CORRECTED_ITEM_TEXTS } from './texts/record-texts.ts'
import { both, inOneLine } from './words.ts'

/** What the page of a change shows. */
export interface EventPageFacts extends OpenedPerson {
  readonly kind: CounterEvent | undefined
  readonly typed: (field: EventField) => string
  readonly refusal: ShownRefusal | undefined
  /** What the change would bring about, once it was asked. */
  readonly outcome: LifeEventOutcome | undefined
  /** The name or address that the change would record. */
  readonly written: CertifiableText | undefined
}

/** A change of the record: chosen, filled in, looked at, and only then recorded. */
export function eventPage(visit: Visit, facts: EventPageFacts): Markup {
  const { person, reason, kind, refusal } = facts
  const path = `/counter/people/${person.resident.id}`
  return counterPage(visit, {
    title: `${refusal === undefined ? '' : 'エラー: '}${EVENT_TEXTS.title.ja}`,
    main: html`<p class="trail">
        <a href="${path}?reason=${reason}">← ${both(PROCEDURE_TEXTS.back)}</a>
      </p>
      ${personHeader(person.resident, visit.today, 'h2')}
      <h1>${both(kind === undefined ? EVENT_TEXTS.title : LIFE_EVENT_NAMES[kind])}</h1>
      ${refusal === undefined ? '' : refusalBox(refusal, true)}
      ${kind === undefined ? eventChoices(facts, path) : eventForm(visit, facts, kind)}`,
  })
}

function eventChoices({ reason }: EventPageFacts, path: string): Markup {
  return html`<h2>${both(EVENT_TEXTS.choose)}</h2>
    <ul class="situations">
      ${COUNTER_EVENTS.map(
        (kind) =>
          html`<li>
            <a class="situation" href="${path}/events?kind=${kind}&amp;reason=${reason}">
              <strong>${LIFE_EVENT_NAMES[kind].ja}</strong>
              <span lang="en">${LIFE_EVENT_NAMES[kind].en}</span>
            </a>
          </li>`,
      )}
    </ul>`
}

function eventForm(visit: Visit, facts: EventPageFacts, kind: CounterEvent): Markup {
  const { person, reason, outcome } = facts
  const path = `/counter/people/${person.resident.id}/events`
  const wrong = facts.refusal?.field
  return html`<form method="post" action="${path}" class="panel">
    ${tokenField(visit)} <input type="hidden" name="reason" value="${reason}" />
    <input type="hidden" name="kind" value="${kind}" />
    ${(['on', ...FIELDS_OF_EVENT[kind]] as const).map((field) =>
      eventField(field, facts.typed(field), field === wrong),
    )}
    <p class="actions">
      <button
        type="submit"
        name="act"
        value="preview"
        class="${outcome === undefined ? '' : 'second'}"
      >
        ${both(EVENT_TEXTS.preview)}
      </button>
      <a href="${path}?reason=${reason}">${both(EVENT_TEXTS.change)}</a>
    </p>
    ${outcome === undefined ? '' : outcomePart(outcome, facts.written)}
  </form>`
}

function outcomePart(outcome: LifeEventOutcome, written: CertifiableText | undefined): Markup {
  const lines = previewLines(outcome)
  return html`<section class="outcome" aria-labelledby="outcome-title">
    <h2 id="outcome-title" tabindex="-1" data-focus="outcome">${both(EVENT_TEXTS.outcome)}</h2>
    ${written === undefined ? '' : writtenLine(written)}
    <ol>
      ${lines.map((line) => html`<li>${line.ja} <span lang="en" class="block">${line.en}</span></li>`)}
    </ol>
    <p><strong>${both(EVENT_TEXTS.nothingYet)}</strong> ${both(EVENT_TEXTS.recordWarning)}</p>
    <p class="actions">
      <button type="submit" name="act" value="record" class="grave">
        ${both(EVENT_TEXTS.record)}
      </button>
    </p>
  </section>`
}

/** The text as it would stand in the record, its 代替文字 marked: the last look before it does. */
function writtenLine({ text, substitutions }: CertifiableText): Markup {
  return html`<p>
    ${both(EVENT_TEXTS.written)}:
    <strong class="hard-text">${hardName(text, substitutions)}</strong>
    ${substituteMark(substitutions)}
  </p>`
}

function eventField(field: EventField, value: string, isWrong: boolean): Markup {
  const words = EVENT_FIELD_TEXTS[field]
  switch (field) {
    case 'continuation':
    case 'minor':
      return html`<div class="choices">
        ${checkable(
          { id: field, type: 'checkbox', name: field, value: 'yes', chosen: value === 'yes' },
          words,
        )}
      </div>`
    case 'item':
      return html`<p>
        <label for="item">${both(words)}</label>
        <select id="item" name="item">
          ${Object.entries(CORRECTED_ITEM_TEXTS).map(([item, name]) =>
            item === value
              ? html`<option value="${item}" selected>${inOneLine(name)}</option>`
              : html`<option value="${item}">${inOneLine(name)}</option>`,
          )}
        </select>
      </p>`
    case 'on':
    case 'municipality':
    case 'address':
    case 'newName':
    case 'newKana':
    case 'value':
    case 'substitutes':
    case 'periodOfStayEndsOn':
      return html`<p>
        <label for="${field}">${both(words)}</label>
        <input
          id="${field}"
          name="${field}"
          value="${value}"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="${field}-rule"
          aria-invalid="${isWrong ? 'true' : 'false'}"
        />
        <small id="${field}-rule">${both(words.rule)}</small>
      </p>`
  }
}
