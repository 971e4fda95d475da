import { html } from 'hono/html'
import type { Markup } from '../../kit/layout.ts'

/** The pictures beside the titles; the words say the same. */
export type SignName = 'join' | 'card' | 'done' | 'stopped'

const CARD = html`<rect x="14" y="30" width="92" height="60" rx="8" class="paper" />
  <rect x="26" y="46" width="22" height="17" rx="3" class="chip" />
  <path d="M62 50h30M62 62h30M26 76h52" class="line" />`

const DRAWINGS: Readonly<Record<SignName, Markup>> = {
  join: html`<rect x="10" y="24" width="52" height="40" rx="6" class="paper" />
    <path d="M28 76h16M36 64v12" class="line" />
    <rect x="76" y="36" width="34" height="52" rx="6" class="paper" />
    <path d="M88 80h10" class="line" />
    <path d="M20 94c20 12 40 12 58 2" class="line dashed" />`,
  card: CARD,
  done: html`${CARD}<circle cx="98" cy="84" r="22" class="good" />
    <path d="M88 84l8 8 14-16" class="tick" />`,
  stopped: html`${CARD}<circle cx="98" cy="84" r="22" class="still" />
    <path d="M91 75v18M105 75v18" class="tick" />`,
}

/** The picture of what the screen shows. */
export function sign(name: SignName): Markup {
  return html`<svg class="sign" viewBox="8 20 116 88" aria-hidden="true">${DRAWINGS[name]}</svg>`
}
