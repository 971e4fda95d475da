import { html } from 'hono/html'
import type { Markup } from '../../kit/layout.ts'
import { pinSection } from './pin-section.ts'
import type { ScreenBody } from './screen-frame.ts'
import type { ScreenTextName } from './screen-texts.ts'
import type { Speech } from './speech.ts'
import type { FieldErrors } from './typed-pins.ts'
import { type EnterPins, fieldNamesOf } from './wanted-pin.ts'

/**
 * The form for every PIN that is wanted. It never holds a PIN that was typed: after an error
 * everything is typed again. With script the PINs are asked for one after the other.
 */
export function pinsBody(
  speech: Speech,
  base: string,
  view: EnterPins,
  errors: FieldErrors = {},
): ScreenBody {
  const { say, plain } = speech
  const { pins, by, receiptNumber } = view
  const title = titleOf(view)
  const isError = Object.keys(errors).length > 0
  const names = pins.flatMap(fieldNamesOf)
  return {
    title: isError ? `${plain('errorWord')}: ${plain(title)}` : plain(title),
    key: ['enter-pins', receiptNumber, ...names].join(':'),
    follows: 'live',
    main: html`<h1 tabindex="-1">${say(title)}</h1>
      ${by === 'official' ? '' : html`<p class="lead">${say('pinLead')}</p>`}
      ${by === 'holder' ? '' : html`<p class="note">${say(BY_ANOTHER[by])}</p>`}
      ${isError ? errorBox(speech, names, errors) : ''}
      <form class="pins" method="post" action="${base}/pins" autocomplete="off" novalidate>
        <input type="hidden" name="receipt" value="${receiptNumber}" />
        ${pins.map((pin, at) => pinSection(pin, { speech, errors, at, of: pins.length }))}
        <p class="actions">
          <button type="button" class="quiet-button" data-go="previous" hidden>
            ${say('previous')}
          </button>
          <button type="button" data-go="next" hidden>${say('next')}</button>
          <button type="submit">${say('send')}</button>
        </p>
        <p class="quiet receipt">${say('receipt')}: <span>${receiptNumber}</span></p>
      </form>`,
  }
}

function titleOf({ by, pins }: EnterPins): ScreenTextName {
  if (by === 'official') return 'pinTitleSealed'
  return pins.every(({ which }) => which === 'present') ? 'pinTitlePresent' : 'pinTitleNew'
}

/** What is said to whoever types in the holder's place. */
const BY_ANOTHER = {
  'legal-representative': 'byRepresentative',
  official: 'byOfficial',
} as const satisfies Readonly<Record<Exclude<EnterPins['by'], 'holder'>, ScreenTextName>>

function errorBox({ say }: Speech, names: readonly string[], errors: FieldErrors): Markup {
  const wrong = names.find((name) => errors[name] !== undefined)
  return html`<div class="refusal" role="alert">
    <p><a href="#${wrong ?? 'main'}">${say('errorTitle')}</a></p>
  </div>`
}
