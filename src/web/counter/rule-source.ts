import { html } from 'hono/html'
import { ALL_RULES } from '#law/all-rules.ts'
import { SOURCES } from '#law/citation.ts'
import type { Citation, RuleText } from '#law/rule.ts'
import type { RuleId } from '#law/rule-id.ts'
import type { Markup } from '../kit/layout.ts'
import { PROCEDURE_TEXTS } from './texts/person-texts.ts'
import { both } from './words.ts'

const BY_ID: ReadonlyMap<RuleId, RuleText> = new Map(ALL_RULES.map((rule) => [rule.id, rule]))

/** The rules behind an offer, each with its words, its source and since when: one click away. */
export function ruleSources(rules: readonly RuleId[]): Markup | string {
  const known = rules.map((id) => BY_ID.get(id)).filter((rule) => rule !== undefined)
  if (known.length === 0) return ''
  return html`<details class="law">
    <summary>${both(PROCEDURE_TEXTS.law)}</summary>
    <ul>
      ${known.map(
        (rule) =>
          html`<li>
            <p>${both(rule)}</p>
            <ul>
              ${rule.cites.map((cite) => html`<li>${citation(cite)}</li>`)}
            </ul>
            <p class="quiet-text">
              <code>${rule.id}</code> ${both(PROCEDURE_TEXTS.lawFrom)} ${rule.from}
            </p>
          </li>`,
      )}
    </ul>
  </details>`
}

function citation({ source, at, text }: Citation): Markup {
  return html`<cite>${both(SOURCES[source])} ${at}</cite> ${
      text === undefined ? '' : html`<q>${text}</q>`
    }`
}
