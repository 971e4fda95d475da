import { html } from 'hono/html'
import type { PinForm } from '#law/pin-rules.ts'
import type { Markup } from '../../kit/layout.ts'
import type { Speech } from './speech.ts'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')

/**
 * Large keys for touch; one stop of the Tab key, the arrows move between them. It shows once the
 * live script has taken it over: without script the fields are typed into.
 */
export function keypad(form: PinForm, { say, plain }: Speech): Markup {
  const clear = html`<button type="button" class="key wide" data-key="clear">
    ${say('keyClear')}
  </button>`
  const remove = html`<button type="button" class="key wide" data-key="delete">
    ${say('keyDelete')}
  </button>`
  switch (form) {
    case 'digits':
      return html`<div class="keypad digits" role="toolbar" aria-label="${plain('keypad')}" hidden>
        ${keys(DIGITS.slice(0, 9))} ${clear} ${key('0')} ${remove}
      </div>`
    case 'letters-and-digits':
      return html`<div class="keypad letters" role="toolbar" aria-label="${plain('keypad')}" hidden>
        ${keys(DIGITS)} ${keys(LETTERS)} ${clear} ${remove}
      </div>`
  }
}

function keys(characters: readonly string[]): readonly Markup[] {
  return characters.map((character) => key(character))
}

function key(character: string): Markup {
  return html`<button type="button" class="key" data-key="${character}">${character}</button>`
}
