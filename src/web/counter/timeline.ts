import { html } from 'hono/html'
import type { Instant } from '#kernel/instant.ts'
import type { HistoryEntry } from '#ra/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { momentText } from './date-text.ts'
import { HISTORY_TEXTS } from './texts/record-texts.ts'
import { both, type Words } from './words.ts'

/** One point of a timeline. */
export interface TimelinePoint {
  readonly at: Instant
  readonly words: Words
  readonly look: 'plain' | 'good' | 'bad'
  readonly more?: Markup | string | undefined
}

/** What happened, the latest first. */
export function timeline(points: readonly TimelinePoint[]): Markup {
  return html`<ol class="timeline">
    ${points.toReversed().map(
      ({ at, words, look, more }) =>
        html`<li class="${look}">
          ${momentText(at)} <strong>${both(words)}</strong>
          ${more === undefined ? '' : html`<span class="line quiet-text">${more}</span>`}
        </li>`,
    )}
  </ol>`
}

/** The entries of a person's history as points. */
export function historyPoints(entries: readonly HistoryEntry[]): readonly TimelinePoint[] {
  return entries.map(({ at, what, subject }) => ({
    at,
    words: HISTORY_TEXTS[what],
    look: LOOKS[what] ?? 'plain',
    more: html`<code>${subject}</code>`,
  }))
}

const LOOKS: Readonly<Partial<Record<HistoryEntry['what'], TimelinePoint['look']>>> = {
  'card-registered': 'good',
  'certificates-delivered': 'good',
  'pin-reset-done': 'good',
  'revocation-done': 'bad',
  'card-ended': 'bad',
  'card-restored-from-old-copy': 'bad',
}
