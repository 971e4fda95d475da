import { html } from 'hono/html'
import { PROCEDURE_TRAITS } from '#law/counter-procedure-table.ts'
import { PAPERS } from '#law/procedures.ts'
import { IDENTITY_EVIDENCE, type IdentityEvidence } from '#ra/contract.ts'
import type { Case } from '#ra/cases/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { hasEnded } from './case-list.ts'
import { comesTwice } from './case-stages.ts'
import { tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { dayText } from './date-text.ts'
import type { FormFields } from './form-fields.ts'
import { checkable } from './open-case-form.ts'
import type { CaseStep, CaseView, DeskView } from './ports.ts'
import { AT_WORK_TEXTS, CASE_PAGE_TEXTS } from './texts/case-page-texts.ts'
import { IDENTITY_TEXTS, STEP_TEXTS } from './texts/case-texts.ts'
import { both } from './words.ts'
import { isMoving } from './work-part.ts'

/** What the actions of a case depend on. */
export interface ActionFacts {
  readonly view: CaseView
  readonly desk: DeskView
  /** What was ticked in a form that was not taken. */
  readonly typed: FormFields | undefined
}

/** What is to be done now, and only that. */
export function caseActions(visit: Visit, facts: ActionFacts): Markup {
  const { case: one } = facts.view
  switch (one.state.at) {
    case 'opened':
      return comesTwice(one) && one.sighted === undefined
        ? simpleStep(visit, facts.view, 'send-inquiry', both(CASE_PAGE_TEXTS.inquiryLead))
        : papersForm(visit, facts)
    case 'inquiry-sent': {
      const { answerBy } = one.state
      const lead = html`${both(CASE_PAGE_TEXTS.answerBy)} <strong>${dayText(answerBy)}</strong>`
      return simpleStep(visit, facts.view, 'receive-answer', lead)
    }
    case 'awaiting-approval':
      return approval(visit, facts.view, one.state.requestedBy)
    case 'ready':
    case 'under-way':
      return carryOut(visit, facts)
    case 'done':
      return html`<p><strong>${both(CASE_PAGE_TEXTS.doneLead)}</strong></p>
        ${toPerson(facts.view)}`
    case 'rejected':
    case 'withdrawn':
      return html`<p>${both(CASE_PAGE_TEXTS.endedLead)}</p>
        ${toPerson(facts.view)}`
  }
}

function toPerson({ case: one }: CaseView): Markup {
  return html`<p>
    <a class="button second" href="/counter/people/${one.residentId}?reason=case-work"
      >${both(CASE_PAGE_TEXTS.nextForPerson)}</a
    >
  </p>`
}

function stepForm(visit: Visit, view: CaseView, inside: Markup): Markup {
  return html`<form method="post" action="/counter/cases/${view.case.receiptNumber}/step">
    ${tokenField(visit)}
    <input type="hidden" name="revision" value="${String(view.revision)}" />
    ${inside}
  </form>`
}

function stepButton(step: CaseStep['step'], look: '' | 'second' | 'grave' = ''): Markup {
  return html`<button type="submit" name="step" value="${step}" class="${look}" id="step-${step}">
    ${both(STEP_TEXTS[step])}
  </button>`
}

function simpleStep(
  visit: Visit,
  view: CaseView,
  step: 'send-inquiry' | 'receive-answer',
  lead: Markup,
): Markup {
  return stepForm(
    visit,
    view,
    html`<p>${lead}</p>
      <p class="actions">${stepButton(step)}</p>`,
  )
}

function papersForm(visit: Visit, { view, typed }: ActionFacts): Markup {
  const { papersAsked, case: one } = view
  const known = typed?.text('identity') ?? one.sighted?.identity ?? ''
  const ticked = new Set(typed?.texts('papers'))
  const identities = html`<fieldset>
    <legend>${both(CASE_PAGE_TEXTS.identity)}</legend>
    <div class="choices">
      ${evidenceFor(one).map((value) =>
        checkable(
          {
            id: `identity-${value}`,
            type: 'radio',
            name: 'identity',
            value,
            chosen: value === known,
          },
          IDENTITY_TEXTS[value],
        ),
      )}
    </div>
  </fieldset>`
  const papers = html`<fieldset>
    <legend>${both(CASE_PAGE_TEXTS.papers)}</legend>
    <p class="quiet-text">
      ${both(papersAsked.length === 0 ? CASE_PAGE_TEXTS.noPapers : CASE_PAGE_TEXTS.noPapersLeft)}
    </p>
    <div class="checklist">
      ${papersAsked.map((value) =>
        checkable(
          {
            id: `paper-${value}`,
            type: 'checkbox',
            name: 'papers',
            value,
            chosen: ticked.has(value),
          },
          PAPERS[value],
        ),
      )}
    </div>
  </fieldset>`
  const action = html`<p class="actions">${stepButton('confirm-papers')}</p>`
  return stepForm(visit, view, html`${identities} ${papers} ${action}`)
}

function approval({ session, ...visit }: Visit, view: CaseView, requestedBy: string): Markup {
  const { actor } = session
  const may = actor.roles.includes('supervisor') && actor.staffId !== requestedBy
  return html`<p>${both(CASE_PAGE_TEXTS.approvalLead)}</p>
    <p>${both(CASE_PAGE_TEXTS.requestedBy)} <code>${requestedBy}</code></p>
    ${
      may
        ? stepForm(
            { session, ...visit },
            view,
            html`<p class="actions">${stepButton('approve')} ${stepButton('reject', 'second')}</p>`,
          )
        : html`<p class="notice-box">${both(CASE_PAGE_TEXTS.mayNotApprove)}</p>`
    }`
}

function carryOut(visit: Visit, { view, desk }: ActionFacts): Markup {
  const { receiptNumber, state } = view.case
  const { work } = desk
  const isAtWork = work !== undefined && isMoving(work)
  if (isAtWork && work.receiptNumber !== receiptNumber) {
    return html`<p class="notice-box">
      ${both(CASE_PAGE_TEXTS.busyElsewhere)}
      <a href="/counter/cases/${work.receiptNumber}"><code>${work.receiptNumber}</code></a>
    </p>`
  }
  const resumes = state.at === 'under-way'
  const { resumeLead, readyLead, resume, stoppedLead } = CASE_PAGE_TEXTS
  if (isAtWork) {
    return html`<p>${both(AT_WORK_TEXTS[work.state])}</p>
      ${hindrances(view, desk, 'at-work')}`
  }
  const hasStopped = work?.state === 'stopped' && work.receiptNumber === receiptNumber
  const lead = hasStopped ? stoppedLead : resumes ? resumeLead : readyLead
  return html`<p>${both(lead)}</p>
    ${hindrances(view, desk, 'before')}
    <form method="post" action="/counter/cases/${receiptNumber}/carry-out">
      ${tokenField(visit)}
      <p class="actions">
        <button type="submit" id="carry-out">
          ${both(resumes ? resume : STEP_TEXTS['carry-out'])}
        </button>
      </p>
    </form>`
}

function hindrances(
  { case: one }: CaseView,
  { card, screenPaired }: DeskView,
  when: 'before' | 'at-work',
): Markup {
  const traits = PROCEDURE_TRAITS[one.procedure]
  const isWrong =
    card !== undefined && one.cardSerial !== undefined && card.cardSerial !== one.cardSerial
  const words = [
    when === 'before' && traits.needsCard && card === undefined && one.cardSerial !== undefined
      ? CASE_PAGE_TEXTS.needCard
      : undefined,
    isWrong ? CASE_PAGE_TEXTS.wrongCard : undefined,
    traits.needsPins && !screenPaired ? CASE_PAGE_TEXTS.needScreen : undefined,
  ].filter((hindrance) => hindrance !== undefined)
  return html`${words.map((hindrance) => html`<p class="notice-box">${both(hindrance)}</p>`)}`
}

/** Giving a case up: folded away, and said twice. */
export function withdrawForm(visit: Visit, view: CaseView): Markup | string {
  if (hasEnded(view.case)) return ''
  return html`<details id="withdraw">
    <summary>${both(STEP_TEXTS.withdraw)}</summary>
    <p>${both(CASE_PAGE_TEXTS.withdrawWarning)}</p>
    ${stepForm(visit, view, html`<p class="actions">${stepButton('withdraw', 'grave')}</p>`)}
  </details>`
}

/** The answer to an inquiry proves the identity of a holder who stays at home. */
function evidenceFor({ applicant }: Case): readonly IdentityEvidence[] {
  return IDENTITY_EVIDENCE.filter((value) => value !== 'inquiry-answer' || applicant === 'proxy')
}
