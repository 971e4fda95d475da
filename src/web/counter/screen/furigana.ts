import { html } from 'hono/html'
import type { Markup } from '../../kit/layout.ts'

/** A word with its reading, written `{証明|しょうめい}` in the texts. */
const RUBY = /\{([^{}|]+)\|([^{}|]+)\}/g

/** The text as it is shown: every word that has a reading carries it above itself. */
export function withFurigana(text: string): Markup {
  const parts: Markup[] = []
  let end = 0
  for (const match of text.matchAll(RUBY)) {
    const [whole, word = '', reading = ''] = match
    parts.push(html`${text.slice(end, match.index)}`, rubyOf(word, reading))
    end = match.index + whole.length
  }
  return html`${parts}${text.slice(end)}`
}

/** The text without readings, for titles and attributes. */
export function withoutFurigana(text: string): string {
  return text.replace(RUBY, '$1')
}

/** A screen reader reads the word; it would otherwise say it twice. */
function rubyOf(word: string, reading: string): Markup {
  return html`<ruby>${word}<rp>(</rp><rt aria-hidden="true">${reading}</rt><rp>)</rp></ruby>`
}
