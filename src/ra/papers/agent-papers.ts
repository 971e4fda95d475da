import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { PaperAgent, PaperOrigin, PaperPerson } from './paper-facts.ts'
import {
  asRecorded,
  blank,
  choicesOf,
  declaration,
  heading,
  inWords,
  kindsField,
  note,
  paperOf,
  paragraph,
  personFields,
} from './paper-parts.ts'
import {
  CAPACITIES,
  CHOICES,
  HEADINGS,
  HONORIFIC,
  LABELS,
  SENTENCES,
  SIGNATURE_LINES,
} from './paper-texts.ts'
import type { Block, Field, Paper, Words } from './paper.ts'
import { writtenDate } from './written-date.ts'

/** What a 照会書兼回答書 asks the holder about. */
export interface InquiryFacts {
  readonly origin: PaperOrigin
  readonly receiptNumber: string
  readonly person: PaperPerson
  readonly agent: PaperAgent | undefined
  /** What the agent applied for. */
  readonly matter: Words
  readonly kinds: readonly CertificateKind[]
  /** The last day on which the agent may bring the answer. */
  readonly answerBy: CivilDate
}

/** 照会書兼回答書: a letter to the holder, and on a page of its own the answer to bring back. */
export function inquiryAnswer(facts: InquiryFacts): Paper {
  const { origin, receiptNumber, person, agent } = facts
  return paperOf('inquiry-answer', origin, {
    number: receiptNumber,
    addressee: [person.address, `${person.name}　${HONORIFIC}`],
    blocks: [
      paragraph(SENTENCES.inquiry),
      heading(HEADINGS.inquiry),
      { block: 'fields', fields: inquiryFields(facts) },
      note(SENTENCES.sealedPins, 'important'),
      note(SENTENCES.inquiryWrong, 'important'),
      { block: 'new-page' },
      heading(HEADINGS.answerSheet),
      paragraph(SENTENCES.answering),
      {
        block: 'fields',
        fields: [
          { label: LABELS.answer, value: choicesOf(CHOICES, ['yes', 'no'], []) },
          kindsField([]),
          { label: LABELS.name, value: blank(2) },
          { label: LABELS.address, value: blank(2) },
          { label: LABELS.birthDate, value: blank() },
          { label: LABELS.telephone, value: blank() },
        ],
      },
      heading(HEADINGS.attorney),
      { block: 'fields', fields: agentFields(agent) },
      ...declaration(SENTENCES.entrusting, SIGNATURE_LINES.holder),
    ],
  })
}

function inquiryFields({ matter, kinds, agent, answerBy }: InquiryFacts): readonly Field[] {
  return [
    { label: LABELS.matter, value: inWords(matter) },
    kindsField(kinds),
    ...agentFields(agent),
    { label: LABELS.answerBy, value: inWords(writtenDate(answerBy)) },
  ]
}

function agentFields(agent: PaperAgent | undefined): readonly Field[] {
  if (agent === undefined) {
    return [
      { label: LABELS.agentName, value: blank() },
      { label: LABELS.agentAddress, value: blank(2) },
    ]
  }
  return [
    { label: LABELS.capacity, value: inWords(CAPACITIES[agent.capacity]) },
    { label: LABELS.agentName, value: asRecorded(agent.name) },
    { label: LABELS.agentAddress, value: asRecorded(agent.address) },
  ]
}

/** What may be entrusted to an agent. */
export type Entrusted = 'issue' | 'renew' | 'revoke' | 'resetPin' | 'termChange'

const ENTRUSTED: readonly Entrusted[] = ['issue', 'renew', 'revoke', 'resetPin', 'termChange']

/** 委任状: who may act for the holder, and in what. */
export function powerOfAttorney(facts: {
  readonly origin: PaperOrigin
  readonly person: PaperPerson | undefined
  readonly agent: PaperAgent | undefined
  readonly entrusted: readonly Entrusted[]
}): Paper {
  const { origin, person, agent, entrusted } = facts
  const matters: Block = {
    block: 'fields',
    fields: [{ label: LABELS.entrusted, value: choicesOf(CHOICES, ENTRUSTED, entrusted) }],
  }
  return paperOf('power-of-attorney', origin, {
    blocks: [
      heading(HEADINGS.attorney),
      { block: 'fields', fields: agentFields(agent) },
      paragraph(SENTENCES.entrusting),
      matters,
      heading(HEADINGS.principal),
      { block: 'fields', fields: personFields(person) },
      note(SENTENCES.ownHand, 'important'),
      { block: 'signature', lines: [SIGNATURE_LINES.date, SIGNATURE_LINES.holder] },
    ],
  })
}
