import { html } from 'hono/html'
import type { RefusalText } from '#kernel/refusal-text.ts'
import type { Markup } from '../kit/layout.ts'
import type { ResidentChoice } from './journey-view.ts'

/** The fields of the form, by their names in the request. */
export type StartField = 'resident' | 'pin' | 'password'

/**
 * The form to start a journey: who can be chosen, who was, and what was wrong with the last try.
 */
export interface StartForm {
  readonly choices: readonly ResidentChoice[]
  readonly chosen: string | undefined
  readonly error: (RefusalText & { readonly field: StartField | undefined }) | undefined
}

/**
 * Who gets the certificates, and the two PINs they choose. Typed PINs are never written back into
 * the page.
 */
export function startForm({ choices, chosen, error }: StartForm): Markup {
  return html`<section aria-labelledby="again-title" class="again">
    <h2 id="again-title" tabindex="-1">もう一度やってみる <span lang="en">Do it again</span></h2>
    ${error === undefined ? '' : errorBox(error)}
    <form method="post" action="/journeys">
      <p>
        <label for="resident">だれに発行しますか <span lang="en">For whom</span></label>
        <select id="resident" name="resident">
          ${choices.map((choice) => option(choice, choice.id === chosen))}
        </select>
      </p>
      ${secretField(AUTHENTICATION_PIN, error?.field)}
      ${secretField(SIGNATURE_PASSWORD, error?.field)}
      <p>
        <button type="submit">はじめる <span lang="en">Start</span></button>
      </p>
    </form>
  </section>`
}

function errorBox({ ja, en, nextJa, nextEn, field }: NonNullable<StartForm['error']>): Markup {
  const words = html`<strong>${ja}</strong> ${nextJa}`
  return html`<div class="refusal" role="alert">
    <p>${field === undefined ? words : html`<a href="#${field}">${words}</a>`}</p>
    <p lang="en">${en} ${nextEn}</p>
  </div>`
}

function option({ id, label, note }: ResidentChoice, isChosen: boolean): Markup {
  const text = note === '' ? label : `${label} ${note}`
  return isChosen
    ? html`<option value="${id}" selected>${text}</option>`
    : html`<option value="${id}">${text}</option>`
}

interface SecretField {
  readonly name: Exclude<StartField, 'resident'>
  readonly ja: string
  readonly en: string
  readonly ruleJa: string
  readonly ruleEn: string
  readonly practice: string
  readonly inputmode: 'numeric' | 'text'
}

const AUTHENTICATION_PIN: SecretField = {
  name: 'pin',
  ja: '利用者証明用 暗証番号',
  en: 'Authentication PIN',
  ruleJa: '数字4桁。3回続けて間違えるとロックされます。',
  ruleEn: '4 digits; 3 misses in a row lock it.',
  practice: '1234',
  inputmode: 'numeric',
}
const SIGNATURE_PASSWORD: SecretField = {
  name: 'password',
  ja: '署名用 パスワード',
  en: 'Signature password',
  ruleJa: '英大文字と数字を混ぜて6〜16文字。5回続けて間違えるとロックされます。',
  ruleEn: '6 to 16 capital letters and digits, both; 5 misses in a row lock it.',
  practice: 'ABC123',
  inputmode: 'text',
}

function secretField(field: SecretField, wrong: StartField | undefined): Markup {
  const { name, ja, en, ruleJa, ruleEn, practice, inputmode } = field
  return html`<p>
    <label for="${name}">${ja} <span lang="en">${en}</span></label>
    <small id="${name}-rule"
      >${ruleJa}練習用に ${practice} が入っています。
      <span lang="en">${ruleEn} ${practice} is filled in for practice.</span></small
    >
    <input
      id="${name}"
      name="${name}"
      type="password"
      inputmode="${inputmode}"
      autocomplete="off"
      spellcheck="false"
      value="${practice}"
      aria-describedby="${name}-rule"
      aria-invalid="${wrong === name ? 'true' : 'false'}"
    />
  </p>`
}
