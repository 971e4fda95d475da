import { html } from 'hono/html'
import { formatInJapan } from '#kernel/instant.ts'
import { type Markup, page } from '../kit/layout.ts'
import {
  type ApduTrace,
  type CheckLine,
  type Fact,
  JOURNEY_STEPS,
  type JourneyStepView,
  type JourneyView,
  type ResidentChoice,
} from './journey-view.ts'
import { STEP_TEXTS } from './step-texts.ts'

const RELOAD_SECONDS = 1
const STATE_TEXTS = {
  waiting: { ja: 'これから', en: 'waiting' },
  running: { ja: '実行中', en: 'running' },
  done: { ja: '完了', en: 'done' },
  refused: { ja: '拒否', en: 'refused' },
} as const
const JOURNEY_STATE_TEXTS = {
  running: '進行中です… / Running…',
  done: 'すべて完了しました。/ Everything done.',
  refused: '規則により止まりました。/ Stopped by a rule.',
  failed: '障害で止まりました。/ Stopped by a fault.',
} as const

/** What the first page shows. */
export interface JourneyPageFacts {
  readonly journey: JourneyView | undefined
  readonly choices: readonly ResidentChoice[]
  readonly nowText: string
  readonly formError: string | undefined
}

/** The first page: what happened to this person's certificates, step by step, and the form to do it again. */
export function journeyPage(facts: JourneyPageFacts): Markup {
  const running = facts.journey?.state === 'running'
  return page({
    title: 'カードと証明書のはじめから終わりまで',
    nowText: facts.nowText,
    reloadSeconds: running ? RELOAD_SECONDS : undefined,
    scripts: ['journey-live.js'],
    main: html`<h1>
        証明書がカードに入り、使われ、失効するまで
        <span lang="en">Two certificates onto a card: issued, used, ended</span>
      </h1>
      <p class="lead">
        下のすべては、いまこの機械の上で実際に行われたことです。認証局・台帳・データベース・カード・状態照会が動いています。
        <span lang="en">Everything below really happened, just now, on this machine.</span>
      </p>
      ${facts.journey === undefined ? '' : journeySection(facts.journey)}
      ${againForm(facts.choices, facts.formError)}`,
  })
}

/** The part that changes while a journey runs; the live script swaps it whole. */
export function journeySection(journey: JourneyView): Markup {
  const done = journey.steps.filter(({ state }) => state === 'done').length
  return html`<section
    id="journey"
    aria-labelledby="journey-title"
    data-state="${journey.state}"
    data-fragment="/journeys/${journey.id}/fragment"
  >
    <h2 id="journey-title">${journey.number}回目: ${journey.residentLabel}</h2>
    <p class="progress">
      <progress
        max="${String(JOURNEY_STEPS.length)}"
        value="${String(done)}"
        aria-labelledby="journey-title"
      >
        ${String(done)}
      </progress>
      <span role="status"
        >${JOURNEY_STATE_TEXTS[journey.state]} ${String(done)}/${String(JOURNEY_STEPS.length)} ·
        <time>${formatInJapan(journey.startedAt)}</time></span
      >
    </p>
    <ol class="steps">
      ${journey.steps.map((step) => stepItem(step))}
    </ol>
  </section>`
}

function stepItem(step: JourneyStepView): Markup {
  const text = STEP_TEXTS[step.id]
  const state = STATE_TEXTS[step.state]
  return html`<li class="step ${step.state}">
    <h3>
      ${text.ja} <span lang="en">${text.en}</span>
      <span class="state"
        >${state.ja}${step.tookMs === undefined ? '' : ` ${took(step.tookMs)}`}</span
      >
    </h3>
    <p class="why">${text.whyJa} <span lang="en">${text.whyEn}</span></p>
    ${
      step.refusal === undefined
        ? ''
        : html`<div class="refusal" role="alert">
            <p><strong>${step.refusal.ja}</strong> <span lang="en">${step.refusal.en}</span></p>
            <p>→ ${step.refusal.nextJa} <span lang="en">${step.refusal.nextEn}</span></p>
            <p><code>${step.refusal.code}</code></p>
          </div>`
    }
    ${step.facts.length === 0 ? '' : factList(step.facts)}
    ${step.checks.length === 0 ? '' : checkList(step.checks)}
    ${step.apdus.length === 0 ? '' : apduTable(step.apdus)}
    ${
      step.tryIt.length === 0
        ? ''
        : html`<details>
            <summary>自分で確かめる <span lang="en">Check it yourself</span></summary>
            <pre tabindex="0"><code>${step.tryIt.join('\n')}</code></pre>
          </details>`
    }
  </li>`
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
  return html`<details open>
    <summary>確かめたこと ${String(checks.length)}件 <span lang="en">Checks</span></summary>
    <ol class="checks">
      ${checks.map(
        ({ ja, en, clause }) =>
          html`<li>
            <span class="passed" aria-hidden="true">✓</span> ${ja} <small lang="en">${en}</small>
            <cite>${clause}</cite>
          </li>`,
      )}
    </ol>
  </details>`
}

function apduTable(apdus: readonly ApduTrace[]): Markup {
  return html`<details>
    <summary>カードとのやりとり ${String(apdus.length)}件 <span lang="en">APDUs</span></summary>
    <div class="scroll" tabindex="0" role="region" aria-label="カードとのやりとり / APDUs">
      <table>
        <thead>
          <tr>
            <th scope="col">意味 Meaning</th>
            <th scope="col">命令 Command</th>
            <th scope="col">応答 Response</th>
          </tr>
        </thead>
        <tbody>
          ${apdus.map(
            ({ command, response, meaning }) =>
              html`<tr>
                <td>${meaning}</td>
                <td><code>${command}</code></td>
                <td><code>${response}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

function againForm(choices: readonly ResidentChoice[], error: string | undefined): Markup {
  return html`<section aria-labelledby="again-title" class="again">
    <h2 id="again-title">もう一度やってみる <span lang="en">Do it again</span></h2>
    ${error === undefined ? '' : html`<p class="refusal" role="alert">${error}</p>`}
    <form method="post" action="/journeys">
      <p>
        <label for="resident">だれに発行しますか <span lang="en">For whom</span></label>
        <select id="resident" name="resident">
          ${choices.map(
            ({ id, label, note }) =>
              html`<option value="${id}">${label}${note === '' ? '' : `(${note})`}</option>`,
          )}
        </select>
      </p>
      <p>
        <label for="pin">利用者証明用 暗証番号 <span lang="en">4 digits</span></label>
        <input
          id="pin"
          name="pin"
          type="password"
          inputmode="numeric"
          autocomplete="off"
          value="1234"
          aria-describedby="pin-rule"
        />
        <small id="pin-rule"
          >数字4桁。3回間違えるとロックされます。<span lang="en">3 tries.</span></small
        >
      </p>
      <p>
        <label for="password">署名用 パスワード <span lang="en">Signature password</span></label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="off"
          value="ABC123"
          aria-describedby="password-rule"
        />
        <small id="password-rule"
          >英大文字と数字を混ぜて6〜16文字。5回間違えるとロックされます。<span lang="en"
            >6 to 16 capital letters and digits, both. 5 tries.</span
          ></small
        >
      </p>
      <p>
        <button type="submit">はじめる <span lang="en">Start</span></button>
      </p>
      <p>
        <small
          >練習用の初期値が入っています: 1234 と ABC123
          <span lang="en">Filled in for practice.</span></small
        >
      </p>
    </form>
  </section>`
}

function took(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
