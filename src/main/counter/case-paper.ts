import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { PROCEDURE_TRAITS } from '#law/counter-procedure-table.ts'
import { PAPERS } from '#law/procedures.ts'
import { type Entrusted, inquiryAnswer, powerOfAttorney } from '#ra/papers/agent-papers.ts'
import {
  type CardPin,
  certificateApplication,
  type FormFacts,
  keyCompromiseReport,
  pinApplication,
  revocationApplication,
  termChangeApplication,
} from '#ra/papers/application-forms.ts'
import type {
  PaperAgent,
  PaperCertificate,
  PaperOrigin,
  PaperPerson,
} from '#ra/papers/paper-facts.ts'
import type { Paper, PaperKind, Words } from '#ra/papers/paper.ts'
import { acceptanceReceipt, deliveryReceipt } from '#ra/papers/receipts.ts'
import type { CaseView } from '#web/counter/ports.ts'

/** The papers of cases; notices are sent without one. */
export type CasePaperKind = Exclude<PaperKind, 'expiry-notice' | 'lapse-notice'>

/** A case, and what its papers say besides. */
export interface CasePaperFacts {
  readonly view: CaseView
  readonly origin: PaperOrigin
  /** What the case's applications have put on the card. */
  readonly delivered: readonly PaperCertificate[]
}

/** Which papers a case has now. */
export function casePaperKinds(view: CaseView): readonly CasePaperKind[] {
  const { state, applicant } = view.case
  const kinds: CasePaperKind[] = ['acceptance-receipt', ...formsOf(view)]
  if (applicant === 'proxy') kinds.push('power-of-attorney')
  if (state.at === 'inquiry-sent') kinds.push('inquiry-answer')
  if (state.at === 'done' && kindsOfActs(view, 'application').length > 0) {
    kinds.push('delivery-receipt')
  }
  return kinds
}

/** The paper, filled in as far as the case knows. */
export function casePaper(kind: CasePaperKind, facts: CasePaperFacts): Paper {
  return CASE_PAPERS[kind](facts)
}

function formsOf({ case: { procedure } }: CaseView): readonly CasePaperKind[] {
  switch (procedure) {
    case 'issue':
    case 'renewal':
    case 'reissue-signature':
    case 'found-again':
    case 'pinless-on':
    case 'pinless-off':
    case 'overseas-continuation':
      return ['certificate-application']
    case 'revocation':
    case 'card-return':
      return ['revocation-application']
    case 'compromise-report':
    case 'lost-for-good':
      return ['key-compromise-report']
    case 'pin-change':
    case 'pin-reset':
      return ['pin-application']
    case 'stay-extension':
      return ['term-change-application']
    case 'hold':
    case 'kiosk-pin-reset':
    case 'ex-officio-revocation':
    case 'authority-key-compromise':
      return []
  }
}

const CASE_PAPERS: Readonly<Record<CasePaperKind, (facts: CasePaperFacts) => Paper>> = {
  'acceptance-receipt': ({ view, origin }) =>
    acceptanceReceipt({
      ...baseOf(view, origin),
      matter: matterOf(view),
      subjects: [],
      ground: undefined,
      feeYen: view.case.feeYen,
      nextSteps: [],
    }),
  'delivery-receipt': ({ view, origin, delivered: certificates }) =>
    deliveryReceipt({ ...baseOf(view, origin), certificates, nextSteps: [] }),
  'certificate-application': ({ view, origin }) =>
    certificateApplication({
      ...formOf(view, origin),
      purpose: view.case.procedure === 'renewal' ? 'renew' : 'issue',
      kinds: kindsOfActs(view, 'application'),
      ground: matterOf(view),
    }),
  'revocation-application': ({ view, origin }) =>
    revocationApplication({
      ...formOf(view, origin),
      kinds: kindsOfActs(view, 'revocation'),
      ground: matterOf(view),
    }),
  'key-compromise-report': ({ view, origin }) =>
    keyCompromiseReport({
      ...formOf(view, origin),
      kinds: kindsOfActs(view, 'revocation'),
      events: view.case.procedure === 'lost-for-good' ? ['lost'] : [],
      happenedOn: undefined,
      account: undefined,
      toldPolice: undefined,
    }),
  'pin-application': ({ view, origin }) =>
    pinApplication({
      ...formOf(view, origin),
      act: view.case.procedure === 'pin-change' ? 'changePin' : 'resetPin',
      pins: pinsOf(view),
    }),
  'term-change-application': ({ view, origin }) =>
    termChangeApplication({
      ...formOf(view, origin),
      stayEndsOn: stayEndsOnOf(view),
      kinds: kindsOfActs(view, 'application'),
    }),
  'inquiry-answer': ({ view, origin }) =>
    inquiryAnswer({
      ...baseOf(view, origin),
      agent: agentOf(view),
      matter: matterOf(view),
      kinds: kindsOfActs(view, 'application'),
      answerBy: answerByOf(view) ?? origin.issuedOn,
    }),
  'power-of-attorney': ({ view, origin }) =>
    powerOfAttorney({
      origin,
      person: personOf(view),
      agent: agentOf(view),
      entrusted: entrustedOf(view),
    }),
}

function baseOf(view: CaseView, origin: PaperOrigin) {
  const { receiptNumber, sighted } = view.case
  const papersSighted = (sighted?.papers ?? []).map((paper): Words => PAPERS[paper])
  return { origin, receiptNumber, person: personOf(view), papersSighted }
}

function formOf(view: CaseView, origin: PaperOrigin): FormFacts {
  return { ...baseOf(view, origin), agent: agentOf(view) }
}

function agentOf({ case: { agent, applicant } }: CaseView): PaperAgent | undefined {
  if (agent === undefined) return undefined
  const capacity = applicant === 'legal-representative' ? 'legal-representative' : 'agent'
  return { capacity, ...agent }
}

/** What a proxy is entrusted with, by the case's procedure. */
function entrustedOf({ case: { procedure } }: CaseView): readonly Entrusted[] {
  switch (procedure) {
    case 'issue':
    case 'reissue-signature':
    case 'found-again':
    case 'pinless-on':
    case 'pinless-off':
    case 'lost-for-good':
    case 'overseas-continuation':
      return ['issue']
    case 'renewal':
      return ['renew']
    case 'stay-extension':
      return ['termChange']
    case 'revocation':
    case 'compromise-report':
    case 'card-return':
      return ['revoke']
    case 'pin-reset':
      return ['resetPin']
    case 'pin-change':
    case 'kiosk-pin-reset':
    case 'hold':
    case 'ex-officio-revocation':
    case 'authority-key-compromise':
      return []
  }
}

function personOf({ resident: { items, kana } }: CaseView): PaperPerson {
  const { name, address, birthDate, sex } = items
  return { name, kana, address, birthDate, sex }
}

function matterOf({ case: { procedure } }: CaseView): Words {
  const { ja, en } = PROCEDURE_TRAITS[procedure]
  return { ja, en }
}

function answerByOf({ case: { state } }: CaseView): CivilDate | undefined {
  return state.at === 'inquiry-sent' ? state.answerBy : undefined
}

function kindsOfActs(
  { case: { acts } }: CaseView,
  act: 'application' | 'revocation',
): readonly CertificateKind[] {
  const kinds = acts.flatMap((one) => (one.act === act && 'kinds' in one ? one.kinds : []))
  return [...new Set(kinds)]
}

function pinsOf({ case: { acts } }: CaseView): readonly CardPin[] {
  const kinds = acts.flatMap((one) => ('pins' in one ? one.pins : []))
  return kinds.map((kind) => (kind === 'signature' ? 'signaturePin' : 'authenticationPin'))
}

function stayEndsOnOf({ case: { acts }, resident }: CaseView): CivilDate | undefined {
  for (const act of acts) {
    if (act.act === 'record-change' && act.event.kind === 'stay-extended') {
      return act.event.periodOfStayEndsOn
    }
  }
  return resident.periodOfStayEndsOn
}
