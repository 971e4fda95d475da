import { html } from 'hono/html'
import { refusalText } from '#catalogue/refusals.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { Markup } from '../kit/layout.ts'
import { FORM_REFUSAL_TEXTS } from './texts/form-texts.ts'
import { HELP_HEADINGS, helpFor } from './texts/help-texts.ts'
import { both } from './words.ts'

/** A "no" as the pages show it. */
export interface ShownRefusal {
  readonly code: string
  readonly detail: RefusalDetail
  /** The `id` of the field it is about. */
  readonly field?: string | undefined
}

/** The words of a refusal: the pages' own, or the catalogue's. */
export function wordsOfRefusal({ code, detail }: ShownRefusal): RefusalText {
  const own = Object.entries(FORM_REFUSAL_TEXTS).find(([known]) => known === code)?.[1]
  return own ?? refusalText(code, detail)
}

/**
 * What happened, what is safe, what to do, and what to tell the resident. `fresh` where it answers
 * what was just sent: it is read out and takes the focus.
 */
export function refusalBox(refusal: ShownRefusal, fresh: boolean): Markup {
  const { ja, en, nextJa, nextEn } = wordsOfRefusal(refusal)
  const { safe, tell } = helpFor(refusal.code)
  const happened = both({ ja, en })
  const { field, code } = refusal
  const attributes = fresh ? { role: 'alert', focus: 'refusal' } : { role: 'note', focus: 'none' }
  return html`<div
    class="refusal"
    role="${attributes.role}"
    tabindex="-1"
    data-focus="${attributes.focus}"
  >
    <p class="happened">
      <strong>${field === undefined ? happened : html`<a href="#${field}">${happened}</a>`}</strong>
    </p>
    <dl>
      <div>
        <dt>${both(HELP_HEADINGS.next)}</dt>
        <dd>${both({ ja: nextJa, en: nextEn })}</dd>
      </div>
      <div>
        <dt>${both(HELP_HEADINGS.safe)}</dt>
        <dd>${both(safe)}</dd>
      </div>
    </dl>
    <details>
      <summary>${both(HELP_HEADINGS.tell)}</summary>
      <p>「${tell.ja}」</p>
      <p>「${tell.easyJa}」 <small>${both(HELP_HEADINGS.easy)}</small></p>
      <p lang="en">“${tell.en}”</p>
    </details>
    <p class="code"><code>${code}</code></p>
  </div>`
}
