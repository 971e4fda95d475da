import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'
import { counterPage, tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import type { SignInFacts } from './sign-in-page.ts'
import { CARRIED_FIELD_TEXTS } from './texts/field-texts.ts'
import { FRAME_TEXTS, SIGN_IN_TEXTS } from './texts/frame-texts.ts'
import { both } from './words.ts'

/** A form that was stopped on its way, to be looked at and sent again. */
export interface StoppedForm {
  readonly back: string
  readonly carried: SignInFacts['carried']
  readonly refusal: ShownRefusal | undefined
}

/** What was typed before the session ended: nothing is sent until the clerk says so again. */
export function continuePage(visit: Visit, { back, carried, refusal }: StoppedForm): Markup {
  const known = Object.entries(CARRIED_FIELD_TEXTS)
  const rows = carried.flatMap(([name, value]) => {
    const words = known.find(([field]) => field === name)?.[1]
    return words === undefined || value.trim() === '' ? [] : [{ words, value }]
  })
  const { continueTitle, continueLead, nothingCarried } = SIGN_IN_TEXTS
  return counterPage(visit, {
    title: continueTitle.ja,
    main: html`<h1>${both(continueTitle)}</h1>
      ${refusal === undefined ? '' : refusalBox(refusal, true)}
      <p>${both(continueLead)}</p>
      ${
        rows.length === 0
          ? html`<p class="quiet-text">${both(nothingCarried)}</p>`
          : html`<dl class="facts">
              ${rows.map(
                ({ words, value }) =>
                  html`<div>
                    <dt>${both(words)}</dt>
                    <dd>${value}</dd>
                  </div>`,
              )}
            </dl>`
      }
      <form method="post" action="${back}">
        ${tokenField(visit)}
        ${carried.map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <p class="actions">
          <button type="submit">${both(FRAME_TEXTS.continue)}</button>
          <a href="/counter">${both(FRAME_TEXTS.toHome)}</a>
        </p>
      </form>`,
  })
}
