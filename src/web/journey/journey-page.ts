import { html } from 'hono/html'
import { formatInJapan } from '#kernel/instant.ts'
import { type Markup, page } from '../kit/layout.ts'
import { cardPicture } from './card-picture.ts'
import type { JourneyView } from './journey-view.ts'
import { type StartForm, startForm } from './start-form.ts'
import { stepItem } from './step-item.ts'
import { journeyStateText } from './step-texts.ts'

const RELOAD_SECONDS = 1

/** What the first page shows. */
export interface JourneyPageFacts {
  readonly journey: JourneyView | undefined
  readonly form: StartForm
  readonly nowText: string
}

/**
 * The first page: what became of this person's certificates, step by step, and the form to do it
 * again.
 */
export function journeyPage({ journey, form, nowText }: JourneyPageFacts): Markup {
  return page({
    title: 'カードと証明書のはじめから終わりまで',
    nowText,
    reloadSeconds: journey?.state === 'running' ? RELOAD_SECONDS : undefined,
    styles: ['journey.css'],
    scripts: ['journey-live.js'],
    main: html`<h1>
        証明書がカードに入り、使われ、失効するまで
        <span lang="en">Two certificates onto a card: issued, used, ended</span>
      </h1>
      <p class="lead">
        認証局・住民の台帳・データベース・カード・状態照会が、いまこのコンピューターで動いています。下はその記録です。
        <span lang="en"
          >Authorities, register, database, card and status service are running on this computer;
          below is what they did.</span
        >
      </p>
      <p class="to-counter">
        <a href="/counter">市区町村の窓口を開く <span lang="en">Open the city counter</span></a>
      </p>
      ${journey === undefined ? '' : journeySection(journey)} ${startForm(form)}`,
  })
}

/** The form alone, with what was wrong in it: nothing was started. */
export function refusedStartPage(form: StartForm, nowText: string): Markup {
  return page({
    title: 'エラー: 入力を確かめてください',
    nowText,
    styles: ['journey.css'],
    main: html`<h1>
        まだ始めていません
        <span lang="en">Nothing was started</span>
      </h1>
      ${startForm(form)}
      <p>
        <a href="/">最初の画面に戻る <span lang="en">Back to the first page</span></a>
      </p>`,
  })
}

/**
 * The part that changes while a journey runs. The live script takes over its status line and its
 * body.
 */
export function journeySection(journey: JourneyView): Markup {
  const { id, number, residentLabel, startedAt, state, steps } = journey
  return html`<section
    id="journey"
    aria-labelledby="journey-title"
    data-state="${state}"
    data-fragment="/journeys/${id}/fragment"
  >
    <h2 id="journey-title">${residentLabel}</h2>
    <p id="journey-status" role="status">${statusLine(journey)}</p>
    <div id="journey-body">
      ${cardPicture(journey.picture)}
      <h3 class="steps-title">
        手順と結果 <span lang="en">Steps and outcomes</span>
        <small
          >${number}回目、<time>${formatInJapan(startedAt)}</time> 開始
          <a href="#again-title">もう一度やってみる ↓</a></small
        >
      </h3>
      <ol class="steps">
        ${steps.map((step) => stepItem(step))}
      </ol>
    </div>
  </section>`
}

function statusLine({ state, steps }: JourneyView): Markup {
  const ended = steps.filter((step) => step.state === 'done' || step.state === 'refused').length
  const notPermitted = steps.filter((step) => step.state === 'refused').length
  const { ja, en } = journeyStateText(state, notPermitted)
  return html`<strong class="${state}">${ja}</strong> <span lang="en">${en}</span>
    <progress
      max="${String(steps.length)}"
      value="${String(ended)}"
      aria-label="進み具合 / progress"
    ></progress>
    <span class="count">${String(ended)}/${String(steps.length)}</span>`
}
