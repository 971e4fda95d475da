import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'
import type { ApduTrace, CheckLine, Fact, JourneyStepView } from './journey-view.ts'
import { STEP_STATE_TEXTS, STEP_TEXTS } from './step-texts.ts'

/**
 * One step: its name and outcome at a glance; why it is there, what it found and how to repeat it
 * below.
 */
export function stepItem(step: JourneyStepView): Markup {
  const { ja, en } = STEP_TEXTS[step.id]
  const state = STEP_STATE_TEXTS[step.state]
  return html`<li class="step ${step.state}" id="step-${step.id}">
    <h4>${ja} <span lang="en">${en}</span></h4>
    <p class="state">
      ${state.ja} <span lang="en">${state.en}</span>
      ${step.tookMs === undefined ? '' : html`<span class="took">${took(step.tookMs)}</span>`}
    </p>
    ${outcomeOf(step)} ${refusalOf(step)} ${isOver(step) ? moreAbout(step, ja) : ''}
  </li>`
}

function isOver({ state }: JourneyStepView): boolean {
  return state === 'done' || state === 'refused' || state === 'failed'
}

/** What came of it; before that, what it is for. */
function outcomeOf({ id, outcome, state }: JourneyStepView): Markup | string {
  if (outcome !== undefined) {
    return html`<p class="outcome">${outcome.ja} <span lang="en">${outcome.en}</span></p>`
  }
  const { whyJa, whyEn } = STEP_TEXTS[id]
  return state === 'waiting' || state === 'running'
    ? html`<p class="why">${whyJa} <span lang="en">${whyEn}</span></p>`
    : ''
}

function refusalOf({ refusal }: JourneyStepView): Markup | string {
  if (refusal === undefined) return ''
  return html`<div class="refusal">
    <p><strong>${refusal.ja}</strong> <span lang="en">${refusal.en}</span></p>
    <p>→ ${refusal.nextJa} <span lang="en">${refusal.nextEn}</span></p>
    <p><code>${refusal.code}</code></p>
  </div>`
}

function moreAbout(step: JourneyStepView, name: string): Markup {
  const { whyJa, whyEn } = STEP_TEXTS[step.id]
  return html`<details id="more-${step.id}">
    <summary>くわしく<span class="aside">: ${name}</span> <span lang="en">Details</span></summary>
    <p class="why">${whyJa} <span lang="en">${whyEn}</span></p>
    ${step.facts.length === 0 ? '' : factList(step.facts)}
    ${step.checks.length === 0 ? '' : checkList(step.checks)}
    ${step.apdus.length === 0 ? '' : apduTable(step)}
    ${step.tryIt.length === 0 ? '' : commandLines(step.tryIt)}
  </details>`
}

function factList(facts: readonly Fact[]): Markup {
  return html`<dl class="facts">
    ${facts.map(
      ({ ja, en, value, data }) =>
        html`<div>
          <dt>${ja} <span lang="en">${en}</span></dt>
          <dd>${data === true ? html`<code>${value}</code>` : value}</dd>
        </div>`,
    )}
  </dl>`
}

function checkList(checks: readonly CheckLine[]): Markup {
  return html`<h5>確かめたこと ${String(checks.length)}件 <span lang="en">Checks</span></h5>
    <ol class="checks">
      ${checks.map(
        ({ ja, en, clause }) =>
          html`<li>${ja} <cite>${clause}</cite> <small lang="en">${en}</small></li>`,
      )}
    </ol>`
}

function apduTable({ id, apdus }: JourneyStepView): Markup {
  return html`<details id="apdus-${id}">
    <summary>カードとのやりとり ${String(apdus.length)}件 <span lang="en">APDUs</span></summary>
    <div class="scroll" tabindex="0" role="region" aria-label="カードとのやりとり / APDUs: ${id}">
      <table>
        <thead>
          <tr>
            <th scope="col">意味 <span lang="en">Meaning</span></th>
            <th scope="col">命令 <span lang="en">Command</span></th>
            <th scope="col">応答 <span lang="en">Response</span></th>
          </tr>
        </thead>
        <tbody>
          ${apdus.map((apdu) => apduRow(apdu))}
        </tbody>
      </table>
    </div>
  </details>`
}

function apduRow({ command, response, meaning }: ApduTrace): Markup {
  return html`<tr>
    <td>${meaning}</td>
    <td><code>${command}</code></td>
    <td><code>${response}</code></td>
  </tr>`
}

function commandLines(lines: readonly string[]): Markup {
  return html`<h5>自分で確かめる <span lang="en">Check it yourself</span></h5>
    <pre tabindex="0"><code>${lines.join('\n')}</code></pre>`
}

function took(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
