import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'
import { timeText } from './date-text.ts'
import type { DeskWork } from './ports.ts'
import { refusalBox } from './refusal-box.ts'
import { DESK_TEXTS } from './texts/case-page-texts.ts'
import { WORK_STATE_TEXTS } from './texts/case-texts.ts'
import { both } from './words.ts'

/** Work of a desk that is not over. */
export type MovingWork = DeskWork & {
  readonly state: Exclude<DeskWork['state'], 'done' | 'stopped'>
}

/** Whether the desk is at work. */
export function isMoving(work: DeskWork): work is MovingWork {
  return work.state !== 'done' && work.state !== 'stopped'
}

/** The work of the desk as it goes: what was done, and why it stopped. */
export function workPart({ state, steps, refusal }: DeskWork): Markup {
  return html`<h2>${both(DESK_TEXTS.work)}</h2>
    <p class="work-state ${state}"><strong>${both(WORK_STATE_TEXTS[state])}</strong></p>
    <ol class="work-steps">
      ${steps.map((step) => html`<li>${timeText(step.at)} ${both(step)}</li>`)}
    </ol>
    ${refusal === undefined ? '' : refusalBox(refusal, false)}`
}
