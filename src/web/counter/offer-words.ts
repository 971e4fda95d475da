import { html } from 'hono/html'
import type { CounterApplicant } from '#law/counter-procedure.ts'
import { PAPERS } from '#law/procedures.ts'
import type { Markup } from '../kit/layout.ts'
import type { ProcedureOffer } from './ports.ts'
import { PROCEDURE_TEXTS } from './texts/person-texts.ts'
import { both } from './words.ts'

/** A fee in words. */
export function feeText(feeYen: number): string {
  return feeYen === 0
    ? PROCEDURE_TEXTS.free.ja
    : `${feeYen.toLocaleString('ja-JP')}${PROCEDURE_TEXTS.yen.ja}`
}

/** What `applicant` brings, in one line. */
export function papersOf(
  { papersByApplicant, twoVisitsFor }: ProcedureOffer,
  applicant: CounterApplicant,
): Markup {
  const papers = papersByApplicant[applicant] ?? []
  const names = papers.map((paper) => PAPERS[paper].ja).join('、')
  return html`${papers.length === 0 ? PROCEDURE_TEXTS.nothingToBring.ja : names}
  ${
    twoVisitsFor.includes(applicant)
      ? html`<span class="tag warn">${both(PROCEDURE_TEXTS.twoVisits)}</span>`
      : ''
  }`
}
