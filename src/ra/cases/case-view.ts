import { civilDateInJapan } from '#kernel/instant.ts'
import { assert } from '#kernel/assert.ts'
import { papersAsked } from '#law/counter-papers.ts'
import type { CounterApplicant, CounterProcedure, PapersAsked } from '#law/counter-procedure.ts'
import type { Situation } from '#law/counter-procedure.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { checkEligibility } from '#law/eligibility.ts'
import type { Paper } from '#law/procedures.ts'
import type { Resident } from '#register/contract.ts'
import { applicantOf } from '../applicant.ts'
import type { RegisteredCard } from '../contract.ts'
import type { Case, CaseEntry } from './contract.ts'
import type { CasePorts, StoredCase } from './ports.ts'

/** A case with its own history, and the person it is about. */
export interface ShownCase {
  readonly case: Case
  readonly entries: readonly CaseEntry[]
  readonly resident: Resident
  /** What is to be shown now; of a case past that, what was seen. */
  readonly papersAsked: readonly Paper[]
  /** The inquiry is mailed to the holder between two visits. */
  readonly twoVisits: boolean
  /** Grows with every change: a form carries it back, and a stale form is refused. */
  readonly revision: number
}

/** What is looked at to know which papers a case asks for. */
export interface PapersQuestion {
  readonly procedure: CounterProcedure
  readonly applicant: CounterApplicant
  readonly situation: Situation
  readonly resident: Resident
  readonly card: RegisteredCard | undefined
  readonly today: CivilDate
}

/** Makes of a stored case what its page shows. */
export async function shownCase(
  ports: Pick<CasePorts, 'clock' | 'residents' | 'cards'>,
  { case: shown, entries, revision }: StoredCase,
): Promise<ShownCase> {
  const resident = await ports.residents.find(shown.residentId)
  assert(resident !== undefined, 'a case is about a resident of the register')
  const asked = await papersOfCase(ports, shown, resident)
  const papers = papersNow(shown, asked)
  const { twoVisits } = asked
  return { case: shown, entries, resident, papersAsked: papers, twoVisits, revision }
}

/** The papers of the case's procedure for who acts in it. */
export async function papersOfCase(
  { cards, clock }: Pick<CasePorts, 'cards' | 'clock'>,
  { procedure, applicant, situation, cardSerial }: Case,
  resident: Resident,
): Promise<PapersAsked> {
  const card = cardSerial === undefined ? undefined : await cards.find(cardSerial)
  const today = civilDateInJapan(clock.now())
  return papersFor({ procedure, applicant, situation, resident, card, today })
}

/** The papers that the law asks for. */
export function papersFor(question: PapersQuestion): PapersAsked {
  const { procedure, applicant, situation, resident, card, today } = question
  const who = checkEligibility(
    'user-authentication',
    applicantOf(resident, card?.variant ?? 'standard'),
    today,
  )
  const lostOrStolen = situation === 'card-lost-or-stolen'
  return papersAsked(procedure, applicant, {
    pinSetBy: who.ok ? who.value.pinSetBy : 'holder',
    cardAtHand: card !== undefined && !lostOrStolen,
    lostOrStolen,
  })
}

function papersNow({ state, sighted }: Case, asked: PapersAsked): readonly Paper[] {
  switch (state.at) {
    case 'opened':
      return asked.twoVisits && sighted === undefined ? asked.atFirstVisit : asked.papers
    case 'inquiry-sent':
      return asked.papers
    case 'awaiting-approval':
    case 'ready':
    case 'under-way':
    case 'done':
    case 'rejected':
    case 'withdrawn':
      return sighted?.papers ?? []
  }
}
