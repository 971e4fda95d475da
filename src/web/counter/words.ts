import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'

/** The same words in both languages. */
export interface Words {
  readonly ja: string
  readonly en: string
}

/** Japanese first, English beside it. */
export function both({ ja, en }: Words): Markup {
  return html`${ja} <span lang="en">${en}</span>`
}

/** Both languages in one line of plain text, for attributes and options. */
export function inOneLine({ ja, en }: Words): string {
  return `${ja} / ${en}`
}
