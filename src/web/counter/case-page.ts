import { html } from 'hono/html'
import { PROCEDURE_TRAITS, SITUATION_TEXTS } from '#law/counter-procedure-table.ts'
import { PAPERS } from '#law/procedures.ts'
import type { CaseEntry } from '#ra/cases/contract.ts'
import { TITLES } from '#ra/papers/paper-texts.ts'
import type { Markup } from '../kit/layout.ts'
import { type ActionFacts, caseActions, withdrawForm } from './case-actions.ts'
import { stageTracker } from './case-stages.ts'
import { counterPage } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { type DeskFacts, readerPart, screenPart } from './desk-part.ts'
import { personHeader } from './person-header.ts'
import type { CaseView } from './ports.ts'
import { feeText } from './offer-words.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import { CASE_PAGE_TEXTS } from './texts/case-page-texts.ts'
import {
  ACT_TEXTS,
  CASE_ENTRY_TEXTS,
  CASE_STATE_TEXTS,
  IDENTITY_TEXTS,
  WORK_STATE_TEXTS,
} from './texts/case-texts.ts'
import { APPLICANT_TEXTS } from './texts/situation-texts.ts'
import { timeline, type TimelinePoint } from './timeline.ts'
import { both, type Words } from './words.ts'
import { isMoving, workPart } from './work-part.ts'

const RELOAD_SECONDS = 3

/** What the page of a case shows. */
export interface CasePageFacts extends ActionFacts, DeskFacts {
  /** The papers that can be printed now. */
  readonly printed: readonly string[]
  readonly refusal: ShownRefusal | undefined
}

/** A case: where it stands, what to do now, the desk, and what happened. */
export function casePage(visit: Visit, facts: CasePageFacts): Markup {
  const { case: one } = facts.view
  const { procedure, receiptNumber, situation } = one
  const { work } = facts.desk
  return counterPage(visit, {
    title: `${facts.refusal === undefined ? '' : 'エラー: '}${PROCEDURE_TRAITS[procedure].ja}`,
    reloadSeconds: work !== undefined && isMoving(work) ? RELOAD_SECONDS : undefined,
    main: html`<div class="case-head">
        <h1>${both(PROCEDURE_TRAITS[procedure])}</h1>
        <p class="quiet-text">
          ${both(CASE_PAGE_TEXTS.receipt)} <strong><code>${receiptNumber}</code></strong>
          ${SITUATION_TEXTS[situation].ja}
        </p>
      </div>
      ${facts.refusal === undefined ? '' : refusalBox(facts.refusal, true)}
      ${casePart(visit, facts)}`,
  })
}

/** The part that follows the case and the desk. Each `data-part` is taken over when it changed. */
export function casePart(visit: Visit, facts: CasePageFacts): Markup {
  const { view, desk } = facts
  const { receiptNumber } = view.case
  const [caseVersion, deskVersion] = [String(view.revision), String(desk.revision)]
  const nowVersion = `${caseVersion}-${nowOf(facts)}`
  return html`<div id="live" data-fragment="/counter/cases/${receiptNumber}/fragment">
    <p id="live-status" role="status">${liveStatus(facts)}</p>
    <div data-part="stages" data-version="${caseVersion}">${stageTracker(view.case)}</div>
    <div class="columns case-columns">
      <div>
        <section class="panel" data-part="now" data-version="${nowVersion}">
          <h2 tabindex="-1">${both(CASE_PAGE_TEXTS.now)}</h2>
          ${caseActions(visit, facts)}
        </section>
        <section class="panel" data-part="work" data-version="${deskVersion}">
          ${desk.work?.receiptNumber === receiptNumber ? workPart(desk.work) : actList(view)}
        </section>
        <section class="panel" data-part="papers" data-version="${caseVersion}">
          ${printedPart(facts)}
        </section>
        <div data-part="withdraw" data-version="${caseVersion}">${withdrawForm(visit, view)}</div>
      </div>
      <div>
        <section class="panel">${personHeader(view.resident, visit.today, 'h2')}</section>
        <section class="panel" data-part="reader" data-version="${deskVersion}">
          ${readerPart(visit, facts)}
        </section>
        <section class="panel" data-part="screen" data-version="${deskVersion}">
          ${screenPart(visit, facts)}
        </section>
      </div>
    </div>
    <section class="panel" data-part="history" data-version="${caseVersion}">
      <h2>${both(CASE_PAGE_TEXTS.history)}</h2>
      ${factsOfCase(view)} ${timeline(view.entries.map(entryPoint))}
    </section>
  </div>`
}

/** What the actions depend on besides the case itself. */
function nowOf({ desk }: CasePageFacts): string {
  const { card, screenPaired, work } = desk
  return [card?.cardSerial ?? 'none', screenPaired, work?.receiptNumber, work?.state].join('-')
}

function liveStatus({ view, desk }: CasePageFacts): Markup {
  const { receiptNumber, state } = view.case
  const { work } = desk
  return work !== undefined && work.receiptNumber === receiptNumber && work.state !== 'done'
    ? both(WORK_STATE_TEXTS[work.state])
    : both(CASE_STATE_TEXTS[state.at])
}

function actList({ case: one }: CaseView): Markup {
  const { actOpen, actDone } = CASE_PAGE_TEXTS
  return html`<h2>${both(CASE_PAGE_TEXTS.acts)}</h2>
    <ol class="acts">
      ${one.acts.map(
        (act) =>
          html`<li>
            <span>${both(ACT_TEXTS[act.act])}</span>
            <span class="tag ${act.doneAt === undefined ? '' : 'good'}"
              >${both(act.doneAt === undefined ? actOpen : actDone)}</span
            >
          </li>`,
      )}
    </ol>`
}

function printedPart({ view, printed }: CasePageFacts): Markup {
  const { receiptNumber } = view.case
  return html`<h2>${both(CASE_PAGE_TEXTS.printed)}</h2>
    ${
      printed.length === 0
        ? html`<p class="empty">${both(CASE_PAGE_TEXTS.noPrinted)}</p>`
        : html`<ul class="printed">
            ${printed.map(
              (kind) =>
                html`<li>
                  <a
                    href="/counter/cases/${receiptNumber}/papers/${kind}.pdf"
                    target="_blank"
                    rel="noopener"
                    >${both(titleOf(kind))} (PDF)</a
                  >
                </li>`,
            )}
          </ul>`
    }`
}

/** The title of a paper; a kind without one is shown by its own name. */
function titleOf(kind: string): Words {
  return Object.entries(TITLES).find(([known]) => known === kind)?.[1] ?? { ja: kind, en: '' }
}

function factsOfCase({ case: one }: CaseView): Markup {
  const { agent, applicant, feeYen, sighted } = one
  return html`<dl class="facts">
    <div>
      <dt>${both(CASE_PAGE_TEXTS.applicant)}</dt>
      <dd>
        ${both(APPLICANT_TEXTS[applicant])}
        ${agent === undefined ? '' : html`<span class="line hard-text">${agent.name} <span class="quiet-text">${agent.address}</span></span>`}
      </dd>
    </div>
    <div>
      <dt>${both(CASE_PAGE_TEXTS.fee)}</dt>
      <dd>${feeText(feeYen)}</dd>
    </div>
    ${
      sighted === undefined
        ? ''
        : html`<div>
            <dt>${both(CASE_PAGE_TEXTS.sighted)}</dt>
            <dd>
              ${IDENTITY_TEXTS[sighted.identity].ja}、${sighted.papers
                .map((paper) => PAPERS[paper].ja)
                .join('、')}
              <code>${sighted.by}</code>
            </dd>
          </div>`
    }
  </dl>`
}

const BAD_ENTRIES: ReadonlySet<CaseEntry['what']> = new Set([
  'rejected',
  'interrupted',
  'withdrawn',
])
const GOOD_ENTRIES: ReadonlySet<CaseEntry['what']> = new Set(['approved', 'act-done', 'done'])

function entryPoint({ at, what, by }: CaseEntry): TimelinePoint {
  const look = BAD_ENTRIES.has(what) ? 'bad' : GOOD_ENTRIES.has(what) ? 'good' : 'plain'
  return { at, words: CASE_ENTRY_TEXTS[what], look, more: html`<code>${by}</code>` }
}
