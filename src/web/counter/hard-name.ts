import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'

/**
 * A recorded text with its 代替文字 marked: where a flag is set, the character stands for a 外字 that
 * the record really has.
 */
export function hardName(text: string, substitutions: string): Markup {
  return html`${Array.from(text, (character, at) =>
    substitutions[at] === '1' ? html`<span class="substitute">${character}</span>` : character,
  )}`
}

/** Says that marked characters stand for others; nothing where there are none. */
export function substituteMark(...flags: readonly string[]): Markup | string {
  return flags.some((flag) => flag.includes('1'))
    ? html`<span class="tag warn"
        >代替文字あり <span lang="en">has substitute characters</span></span
      >`
    : ''
}
