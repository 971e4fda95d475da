import type { CivilDate } from '#kernel/civil-date.ts'
import { mayExtendCardTermOn } from '#law/card-expiry.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { feeYen } from '#law/fees.ts'
import type { LawPolicy } from '#law/policy.ts'
import {
  cardContinuationDeadline,
  continuationDeadline,
  movingNoticeDeadline,
  type Paper,
  papersOf,
  type Procedure,
} from '#law/procedures.ts'
import { mayRenewOn } from '#law/renewal.ts'
import { decideValidity } from '#law/validity.ts'
import { applicantOf } from './applicant.ts'
import { cardTerm } from './change-card-term.ts'
import type { RegisteredCard } from './contract.ts'
import type { CertificateOutcome, LifeEventQuestion, NextStep } from './life-event-preview.ts'

/** The question about a person whose card is live. */
type WithCard = LifeEventQuestion & { readonly card: RegisteredCard }

/**
 * Steps after an event that ends the card: it is given back, and whoever may have another applies
 * for one. Who leaves without continued use can still ask for it until the day before.
 */
export function stepsWithoutCard(question: WithCard): readonly NextStep[] {
  const { event, before, on } = question
  const back: NextStep = { step: 'give-card-back' }
  if (event.kind === 'number-changed') return [back, { step: 'apply-for-card', feeYen: undefined }]
  if (event.kind !== 'moved-overseas') return [back]
  const by = continuationDeadline(event.on)
  const papers = papersFor({ ...question, after: before }, 'request-continuation')
  const mayContinue = before.nationality === 'japanese' && !event.continuation
  const avoid: readonly NextStep[] = mayContinue
    ? [{ step: 'request-continuation', by, papers }]
    : []
  const occasion = {
    occasion: 'overseas-return',
    leftOn: event.on,
    withCertificates: true,
  } as const
  return [...avoid, back, { step: 'apply-for-card', feeYen: feeYen(occasion, on) }]
}

/** Steps about a card that stays, and then about the certificates on it. */
export function stepsWithCard(
  question: WithCard,
  certificates: readonly CertificateOutcome[],
  policy: LawPolicy,
): readonly NextStep[] {
  return [
    ...cardSteps(question, policy),
    ...CERTIFICATE_KINDS.flatMap((kind) => certificateSteps(question, certificates, kind, policy)),
  ]
}

/** What must be done about the card itself. */
function cardSteps(question: WithCard, policy: LawPolicy): readonly NextStep[] {
  const { event } = question
  const papers = (procedure: Procedure): readonly Paper[] => papersFor(question, procedure)
  switch (event.kind) {
    case 'moved':
      return [moveStep(question)]
    case 'name-changed':
    case 'former-name-changed':
      return [{ step: 'update-card-face', papers: papers('update-card-face') }]
    case 'corrected':
      return event.minor ? [] : [{ step: 'update-card-face', papers: papers('update-card-face') }]
    case 'naturalised':
      if (event.newName === undefined) return []
      return [{ step: 'update-card-face', papers: papers('update-card-face') }]
    case 'moved-overseas': {
      const by = continuationDeadline(event.on)
      return [{ step: 'request-continuation', by, papers: papers('request-continuation') }]
    }
    case 'stay-extended':
      return termSteps(question, policy)
    case 'died':
    case 'stay-ended':
    case 'number-changed':
    case 'became-adult-ward':
    case 'guardianship-ended':
    case 'born':
      return []
  }
}

/** Within the municipality the face is updated; from elsewhere the card is continued. */
function moveStep(question: WithCard): NextStep {
  const { before, after, event, on } = question
  const within =
    before.municipality.code === after.municipality.code && before.residence === 'in-japan'
  if (within) {
    return { step: 'update-card-face', papers: papersFor(question, 'update-card-face') }
  }
  return {
    step: 'continue-card',
    noticeBy: movingNoticeDeadline(event.on),
    by: cardContinuationDeadline(on),
    papers: papersFor(question, 'continue-card'),
    feeYen: 0,
  }
}

/** A longer stay: the card's term changes on application, and a card past its term is replaced. */
function termSteps(question: WithCard, policy: LawPolicy): readonly NextStep[] {
  const { card, on } = question
  if (!mayExtendCardTermOn(card.expiresOn, on)) {
    const fee = { occasion: 'own-fault', withCard: true, withCertificates: true } as const
    return [{ step: 'apply-for-card', feeYen: feeYen(fee, on) }]
  }
  const cardEndsOn = cardTerm(question.after, question.card, policy)
  if (cardEndsOn <= card.expiresOn) return []
  const papers = papersFor(question, 'change-card-term')
  return [{ step: 'change-card-term', by: card.expiresOn, cardEndsOn, papers }]
}

/** What can be done about the certificate of one kind in the same visit. */
function certificateSteps(
  question: WithCard,
  certificates: readonly CertificateOutcome[],
  kind: CertificateKind,
  policy: LawPolicy,
): readonly NextStep[] {
  const { event, on } = question
  const held = certificates.find((one) => one.kind === kind)
  if (held === undefined) {
    // The end of a guardianship opens what was closed; no other event gives a kind never held.
    const opened = kind === 'signature' && event.kind === 'guardianship-ended'
    return opened ? [issueStep(question, certificates, kind, undefined, policy)] : []
  }
  if (held.becomes === 'lapses' || isIssuedAnew(question, policy)) {
    return [issueStep(question, certificates, kind, undefined, policy)]
  }
  // Guardianship decides about the next signature certificate, not about the one there is.
  const closed = kind === 'signature' && event.kind === 'became-adult-ward'
  if (!closed && !mayRenewOn(held.endsOn, on, policy)) return []
  return [issueStep(question, certificates, kind, held.endsOn, policy)]
}

/** Certificates follow the card's new term: both are issued anew with it (spec/jpki.md §3.5). */
function isIssuedAnew(question: WithCard, policy: LawPolicy): boolean {
  return (
    question.event.kind === 'stay-extended' &&
    cardTerm(question.after, question.card, policy) > question.card.expiresOn
  )
}

/** Whether a certificate can be issued on the day, to when, and with what. */
function issueStep(
  question: WithCard,
  certificates: readonly CertificateOutcome[],
  kind: CertificateKind,
  replacedEndsOn: CivilDate | undefined,
  policy: LawPolicy,
): NextStep {
  const { after, card, on } = question
  if (card.expiresOn < on) return { step: 'not-issued', kind, because: 'card-expired' }
  const eligible = checkEligibility(kind, applicantOf(after, card.variant), on)
  if (!eligible.ok) return { step: 'not-issued', kind, because: eligible.refusal }
  const anew = isIssuedAnew(question, policy)
  const authentication = certificates.find(
    (one) => one.kind === 'user-authentication' && one.becomes === 'survives',
  )
  const validity = decideValidity(
    {
      kind,
      birthDate: after.items.birthDate,
      issuedOn: on,
      appliedOn: on,
      replacedEndsOn,
      cardExpiresOn: anew ? cardTerm(question.after, question.card, policy) : card.expiresOn,
      authenticationEndsOn: anew ? undefined : authentication?.endsOn,
      periodOfStayEndsOn: after.periodOfStayEndsOn,
    },
    policy,
  )
  if (!validity.ok) return { step: 'not-issued', kind, because: validity.refusal }
  const renewed = replacedEndsOn !== undefined
  return {
    step: renewed ? 'renew' : 'issue',
    kind,
    endsOn: validity.value.lastDay,
    papers: papersFor(question, anew ? 'change-card-term' : 'issue-certificate'),
    feeYen: feeYen({ occasion: renewed ? 'renewal' : 'lapsed-by-change' }, on),
    pinSetBy: eligible.value.pinSetBy,
  }
}

function papersFor(question: WithCard, procedure: Procedure): readonly Paper[] {
  const { after, card, on, event } = question
  const who = checkEligibility('user-authentication', applicantOf(after, card.variant), on)
  const newFamilyName =
    procedure === 'update-card-face' &&
    event.kind === 'former-name-changed' &&
    event.formerName !== undefined
  return papersOf(procedure, { pinSetBy: who.ok ? who.value.pinSetBy : 'holder', newFamilyName })
}
