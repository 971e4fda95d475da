import { addDays, type CivilDate } from '#kernel/civil-date.ts'
import type { CounterApplicant, CounterProcedure, PapersAsked } from './counter-procedure.ts'
import { PROCEDURE_TRAITS } from './counter-procedure-table.ts'
import type { PinSetter } from './eligibility.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import type { Paper } from './procedures.ts'

/** What the papers of a procedure depend on besides the procedure and who acts. */
export interface PaperFacts {
  /** Who types the PINs of the present card; `nobody` for a PIN-less card. */
  readonly pinSetBy: PinSetter
  /** The family name, or a former one, changes with this procedure. */
  readonly newFamilyName?: boolean | undefined
  /** Whether the card was brought; it was unless said otherwise. */
  readonly cardAtHand?: boolean | undefined
  readonly lostOrStolen?: boolean | undefined
}

/**
 * How the holder proves to be the holder: `register-pin` is the resident-register PIN with the
 * card, and another document where there is no card or no PIN.
 */
type Proof = 'register-pin' | 'document' | 'what-is-listed'

interface PaperRule {
  readonly papers: readonly Paper[]
  readonly proof: Proof
  /** A proxy comes twice: the holder is asked by post in between. */
  readonly proxyComesTwice: boolean
}

const ISSUE: PaperRule = {
  papers: ['card', 'application-form'],
  proof: 'register-pin',
  proxyComesTwice: true,
}

const PAPER_RULES: Readonly<Record<CounterProcedure, PaperRule>> = {
  issue: ISSUE,
  renewal: ISSUE,
  'reissue-signature': ISSUE,
  'found-again': ISSUE,
  revocation: {
    papers: ['card', 'revocation-application'],
    proof: 'register-pin',
    proxyComesTwice: true,
  },
  // Waiting for the post would leave the key in other hands: a proxy reports on the first visit.
  'compromise-report': {
    papers: ['card', 'compromise-report-form'],
    proof: 'register-pin',
    proxyComesTwice: false,
  },
  'card-return': { papers: ['card'], proof: 'document', proxyComesTwice: false },
  // A caller answers questions about themselves; nothing can be shown.
  hold: { papers: [], proof: 'what-is-listed', proxyComesTwice: false },
  'lost-for-good': {
    papers: ['compromise-report-form', 'police-report-number', 'application-form'],
    proof: 'document',
    proxyComesTwice: true,
  },
  'pin-change': {
    papers: ['card', 'pin-application', 'present-pin'],
    proof: 'what-is-listed',
    proxyComesTwice: false,
  },
  'pin-reset': { papers: ['card', 'pin-application'], proof: 'document', proxyComesTwice: true },
  'kiosk-pin-reset': {
    papers: ['card', 'kiosk-registration', 'other-pin'],
    proof: 'what-is-listed',
    proxyComesTwice: false,
  },
  'stay-extension': {
    papers: ['card', 'term-change-form', 'residence-card'],
    proof: 'register-pin',
    proxyComesTwice: true,
  },
  'overseas-continuation': {
    papers: ['card', 'moving-overseas-notice'],
    proof: 'register-pin',
    proxyComesTwice: false,
  },
  'pinless-on': { papers: ['card', 'pin-application'], proof: 'document', proxyComesTwice: true },
  'pinless-off': {
    papers: ['card', 'pin-application', 'application-form'],
    proof: 'document',
    proxyComesTwice: true,
  },
  'ex-officio-revocation': {
    papers: ['record-of-the-error'],
    proof: 'what-is-listed',
    proxyComesTwice: false,
  },
  'authority-key-compromise': {
    papers: ['announcement-of-the-authority'],
    proof: 'what-is-listed',
    proxyComesTwice: false,
  },
}

/** The papers of `procedure` in the order in which the clerk asks `applicant` for them. */
export function papersAsked(
  procedure: CounterProcedure,
  applicant: CounterApplicant,
  facts: PaperFacts,
): PapersAsked {
  const rule = PAPER_RULES[procedure]
  const matter = papersOfTheMatter(rule, facts)
  switch (applicant) {
    case 'holder':
      return inOneVisit([...matter, ...proofOfTheHolder(rule, facts)])
    case 'legal-representative':
      return inOneVisit([
        ...matter,
        ...proofOfTheHolder(rule, facts),
        'representative-identity',
        'proof-of-representation',
      ])
    case 'proxy':
      return papersOfProxy(procedure, rule, matter)
    case 'municipality':
    case 'hotline-caller':
      return inOneVisit(matter)
  }
}

function papersOfTheMatter(rule: PaperRule, facts: PaperFacts): readonly Paper[] {
  const lost = facts.lostOrStolen === true && !rule.papers.includes('police-report-number')
  return [
    ...rule.papers.filter((paper) => paper !== 'card' || facts.cardAtHand !== false),
    ...(lost ? (['police-report-number'] as const) : []),
    ...(facts.newFamilyName === true ? (['family-register'] as const) : []),
  ]
}

function proofOfTheHolder({ proof }: PaperRule, facts: PaperFacts): readonly Paper[] {
  switch (proof) {
    case 'register-pin':
      return facts.pinSetBy === 'nobody' || facts.cardAtHand === false
        ? ['identity-document']
        : ['resident-pin']
    case 'document':
      return ['identity-document']
    case 'what-is-listed':
      return []
  }
}

/**
 * A proxy knows no PIN of the holder's. On the first visit the application is handed in; the holder
 * answers the inquiry at home and seals the PINs; on the second visit the act is done.
 */
function papersOfProxy(
  procedure: CounterProcedure,
  { proxyComesTwice }: PaperRule,
  matter: readonly Paper[],
): PapersAsked {
  const own = ['agent-identity', 'power-of-attorney'] as const
  if (!proxyComesTwice) return inOneVisit([...matter, ...own])
  const sealed = PROCEDURE_TRAITS[procedure].needsPins ? (['sealed-pins'] as const) : []
  return {
    papers: [...matter, ...own, 'inquiry-answer', ...sealed],
    atFirstVisit: [...matter.filter((paper) => paper !== 'card'), ...own],
    twoVisits: true,
  }
}

function inOneVisit(papers: readonly Paper[]): PapersAsked {
  return { papers, atFirstVisit: [], twoVisits: false }
}

/** The last day on which the answer to an inquiry mailed on `sentOn` is accepted. */
export function inquiryAnswerDeadline(
  sentOn: CivilDate,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): CivilDate {
  return addDays(sentOn, policy.inquiryAnswerDays)
}
