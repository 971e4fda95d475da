import { html } from 'hono/html'
import type { PinRule } from '#law/pin-rules.ts'
import type { Markup } from '../../kit/layout.ts'
import { keypad } from './keypad.ts'
import type { ScreenTextName } from './screen-texts.ts'
import type { Speech } from './speech.ts'
import type { FieldErrors } from './typed-pins.ts'
import { fieldNamesOf, ruleOf, type WantedPin, wordsOf } from './wanted-pin.ts'

/** Where a PIN stands among those that are asked for, and what was wrong with it. */
export interface PinSectionFacts {
  readonly speech: Speech
  readonly errors: FieldErrors
  readonly at: number
  readonly of: number
}

/** What the rule's own numbers are in the texts. */
function numbersOf({ lengthMin, lengthMax }: PinRule) {
  return { min: lengthMin, max: lengthMax }
}

/**
 * One PIN: what it is for, its rules, its field or two, and its keypad. What the live script says
 * stands in the page, so that every text comes from the catalogue.
 */
export function pinSection(pin: WantedPin, facts: PinSectionFacts): Markup {
  const { speech, errors, at, of } = facts
  const { say, plain } = speech
  const rule = ruleOf(pin)
  const numbers = numbersOf(rule)
  const [first, again] = fieldNamesOf(pin)
  const { title, use } = wordsOf(pin)
  const isNew = pin.which === 'new'
  const field = (name: string, label: ScreenTextName) =>
    pinField({ name, label, pin: first, rule, speech, errors })
  return html`<section
    class="pin ${rule.form}"
    aria-labelledby="${first}-title"
    data-form="${rule.form}"
    data-min="${rule.lengthMin}"
    data-max="${rule.lengthMax}"
    data-kept="${plain('ruleKept')}"
    data-open="${plain('ruleOpen')}"
    data-typed="${plain('typed')}"
  >
    <header>
      ${of === 1 ? '' : html`<p class="step">${say('step', { n: at + 1, of })}</p>`}
      <h2 id="${first}-title" tabindex="-1">${say(title)}</h2>
      <p class="quiet">${say(use)}</p>
    </header>
    <div class="typing">
      <div class="rules" id="${first}-rules">
        <p class="rules-title">${say('rules')}</p>
        <ul>
          ${rulesOf(rule, isNew).map(([id, name]) => ruleLine(id, say(name, numbers)))}
        </ul>
        ${rule.form === 'digits' ? '' : html`<p class="quiet">${say('smallLetters')}</p>`}
        ${isDiscouraged(pin) ? html`<p class="quiet">${say('weakAdvice')}</p>` : ''}
      </div>
      ${field(first, isNew ? 'fieldFirst' : 'fieldPresent')}
      ${isNew ? field(again, 'fieldAgain') : ''}
      <p class="weak" role="status"></p>
      <p class="aside typed" role="status"></p>
    </div>
    ${keypad(rule.form, speech)} ${textsFor(pin, speech)}
  </section>`
}

/** What the live script puts into the page, readings included. */
function textsFor(pin: WantedPin, { say }: Speech): Markup {
  const rule = ruleOf(pin)
  const texts: readonly (readonly [string, ScreenTextName])[] = [
    ['show', 'show'],
    ['hide', 'hide'],
    ['empty', 'errorEmpty'],
    ['form', rule.form === 'digits' ? 'errorDigits' : 'errorSignature'],
    ['differs', 'errorDiffers'],
    ...(isDiscouraged(pin) ? [['weak', 'weakNotice'] as const] : []),
  ]
  return html`${texts.map(
    ([id, name]) =>
      html`<template data-text="${id}"
        >${ERRORS.has(id) ? html`${say('errorWord')}: ` : ''}${say(name, numbersOf(rule))}</template
      >`,
  )}`
}

const ERRORS: ReadonlySet<string> = new Set(['empty', 'form', 'differs'])

/** Only a new PIN of digits alone is so short that it can be guessed. */
function isDiscouraged({ which, kind }: WantedPin): boolean {
  return which === 'new' && ruleOf({ which, kind }).form === 'digits'
}

/** The parts of the rule that the live script marks as they are kept. */
type RuleId = 'digits' | 'length' | 'letter' | 'digit' | 'same'

function rulesOf(
  { form }: PinRule,
  isNew: boolean,
): readonly (readonly [RuleId, ScreenTextName])[] {
  const same = isNew ? ([['same', 'ruleSame']] as const) : []
  switch (form) {
    case 'digits':
      return [['digits', 'ruleDigits'], ...same]
    case 'letters-and-digits':
      return [['length', 'ruleLength'], ['letter', 'ruleLetter'], ['digit', 'ruleDigit'], ...same]
  }
}

function ruleLine(id: RuleId, words: Markup): Markup {
  return html`<li data-rule="${id}">${words} <span class="aside rule-state"></span></li>`
}

interface PinField {
  readonly name: string
  readonly label: ScreenTextName
  /** The name of the PIN's first field: its title and its rules are named after it. */
  readonly pin: string
  readonly rule: PinRule
  readonly speech: Speech
  readonly errors: FieldErrors
}

function pinField({ name, label, pin, rule, speech, errors }: PinField): Markup {
  const { say } = speech
  const error = errors[name]
  const words = error === undefined ? '' : html`${say('errorWord')}: ${say(error, numbersOf(rule))}`
  return html`<div class="field">
    <label for="${name}" id="${name}-label">${say(label)}</label>
    <p class="error" id="${name}-error">${words}</p>
    <div class="entry">
      <input
        id="${name}"
        name="${name}"
        type="password"
        inputmode="${rule.form === 'digits' ? 'numeric' : 'text'}"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        aria-labelledby="${pin}-title ${name}-label"
        aria-describedby="${name}-error ${pin}-rules"
        aria-invalid="${error === undefined ? 'false' : 'true'}"
      />
      <button type="button" class="reveal" aria-describedby="${name}-label" hidden>
        ${say('show')}
      </button>
    </div>
  </div>`
}
