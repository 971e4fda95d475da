import { html } from 'hono/html'
import { papersAsked } from '#law/counter-papers.ts'
import { PROCEDURE_TRAITS } from '#law/counter-procedure-table.ts'
import type { Case } from '#ra/cases/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { CASE_PAGE_TEXTS } from './texts/case-page-texts.ts'
import { STAGE_STATE_TEXTS, STAGE_TEXTS } from './texts/case-texts.ts'
import { both, inOneLine } from './words.ts'

/** One stage of a case, and how it stands. */
export interface Stage {
  readonly stage: keyof typeof STAGE_TEXTS
  readonly is: keyof typeof STAGE_STATE_TEXTS
}

/** Whether the applicant of a case comes twice, the holder being asked by post in between. */
export function comesTwice({ procedure, applicant }: Case): boolean {
  return papersAsked(procedure, applicant, { pinSetBy: 'holder' }).twoVisits
}

/** The stages of a case in order. */
export function stagesOf(one: Case): readonly Stage[] {
  const all: readonly Stage['stage'][] = [
    'opened',
    ...(comesTwice(one) ? (['inquiry'] as const) : []),
    'papers',
    ...(PROCEDURE_TRAITS[one.procedure].needsApproval ? (['approval'] as const) : []),
    'acts',
    'done',
  ]
  const at = all.indexOf(presentStage(one))
  const present = isCutShort(one) ? 'ended' : 'now'
  const isDone = one.state.at === 'done'
  return all.map((stage, index) => ({
    stage,
    is: index < at || isDone ? 'over' : index === at ? present : 'ahead',
  }))
}

function isCutShort({ state }: Case): boolean {
  return state.at === 'rejected' || state.at === 'withdrawn'
}

function presentStage(one: Case): Stage['stage'] {
  switch (one.state.at) {
    case 'opened':
      return comesTwice(one) && one.sighted === undefined ? 'inquiry' : 'papers'
    case 'inquiry-sent':
      return 'inquiry'
    case 'awaiting-approval':
    case 'rejected':
      return 'approval'
    case 'ready':
    case 'under-way':
      return 'acts'
    case 'withdrawn':
      return one.sighted === undefined ? 'papers' : 'acts'
    case 'done':
      return 'done'
  }
}

/** The stages as a tracker: where the case stands at a glance. */
export function stageTracker(one: Case): Markup {
  return html`<ol class="stages" aria-label="${inOneLine(CASE_PAGE_TEXTS.stages)}">
    ${stagesOf(one).map(({ stage, is }) => {
      const inside = html`${both(STAGE_TEXTS[stage])} <small>${STAGE_STATE_TEXTS[is].ja}</small>`
      return is === 'now'
        ? html`<li class="${is}" aria-current="step">${inside}</li>`
        : html`<li class="${is}">${inside}</li>`
    })}
  </ol>`
}
