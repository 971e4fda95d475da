import type { PaperCertificate, PaperOrigin, PaperPerson } from './paper-facts.ts'
import {
  asRecorded,
  certificateTable,
  feeWords,
  heading,
  inWords,
  note,
  paperOf,
  paragraph,
  personFields,
} from './paper-parts.ts'
import { HEADINGS, HONORIFIC, LABELS, SENTENCES, SIGNATURE_LINES } from './paper-texts.ts'
import type { Block, Field, Paper, Words } from './paper.ts'
import { writtenDate } from './written-date.ts'

/** What a 受付票 tells the person who handed something in. */
export interface AcceptanceFacts {
  readonly origin: PaperOrigin
  readonly receiptNumber: string
  readonly person: PaperPerson
  /** What was taken in, such as 電子証明書の更新. */
  readonly matter: Words
  /** What it is about, such as the kinds of certificate with the last day they will have. */
  readonly subjects: readonly Words[]
  readonly ground: Words | undefined
  readonly papersSighted: readonly Words[]
  /** None where the fee is settled later. */
  readonly feeYen: number | undefined
  readonly nextSteps: readonly Words[]
}

/** 受付票: what was taken in, when and by whom, and what comes next. */
export function acceptanceReceipt(facts: AcceptanceFacts): Paper {
  const { origin, receiptNumber, person, nextSteps } = facts
  const next: readonly Block[] =
    nextSteps.length === 0
      ? []
      : [heading(HEADINGS.next), { block: 'steps', steps: nextSteps } as const]
  return paperOf('acceptance-receipt', origin, {
    number: receiptNumber,
    addressee: [`${person.name}　${HONORIFIC}`],
    blocks: [
      heading(HEADINGS.accepted),
      { block: 'fields', fields: acceptedFields(facts) },
      heading(HEADINGS.applicant),
      { block: 'fields', fields: personFields(person) },
      ...next,
      note(SENTENCES.keepReceipt, 'important'),
    ],
  })
}

function acceptedFields(facts: AcceptanceFacts): readonly Field[] {
  const { origin, matter, subjects, ground, papersSighted, feeYen } = facts
  const clerk = origin.clerk === undefined ? [] : [asRecorded(origin.clerk)]
  return [
    { label: LABELS.matter, value: inWords(matter) },
    ...optional(LABELS.certificates, subjects),
    ...optional(LABELS.ground, ground === undefined ? [] : [ground]),
    ...optional(LABELS.papersSighted, papersSighted),
    ...optional(LABELS.fee, feeYen === undefined ? [] : [feeWords(feeYen)]),
    { label: LABELS.acceptedOn, value: inWords(writtenDate(origin.issuedOn)) },
    ...clerk.map((value) => ({ label: LABELS.clerk, value })),
  ]
}

function optional(label: Words, words: readonly Words[]): readonly Field[] {
  return words.length === 0 ? [] : [{ label, value: inWords(...words) }]
}

/** What a 受領書 confirms. */
export interface DeliveryFacts {
  readonly origin: PaperOrigin
  readonly receiptNumber: string
  readonly person: PaperPerson
  readonly certificates: readonly PaperCertificate[]
  readonly nextSteps: readonly Words[]
}

/** 受領書: the holder confirms with a signature which certificates were received. */
export function deliveryReceipt(facts: DeliveryFacts): Paper {
  const { origin, receiptNumber, person, certificates, nextSteps } = facts
  const next: readonly Block[] =
    nextSteps.length === 0
      ? []
      : [heading(HEADINGS.next), { block: 'steps', steps: nextSteps } as const]
  return paperOf('delivery-receipt', origin, {
    number: receiptNumber,
    blocks: [
      heading(HEADINGS.received),
      certificateTable(certificates),
      heading(HEADINGS.applicant),
      { block: 'fields', fields: personFields(person) },
      ...next,
      note(SENTENCES.checkReceived, 'important'),
      paragraph(SENTENCES.receiving),
      { block: 'signature', lines: [SIGNATURE_LINES.date, SIGNATURE_LINES.signer] },
    ],
  })
}
