import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { PaperAgent, PaperOrigin, PaperPerson } from './paper-facts.ts'
import {
  agentBlocks,
  applicantBlocks,
  asRecorded,
  blank,
  choicesOf,
  declaration,
  heading,
  inWords,
  kindsField,
  note,
  officialBlocks,
  paperOf,
} from './paper-parts.ts'
import { CHOICES, HEADINGS, LABELS, SENTENCES } from './paper-texts.ts'
import type { Block, Field, FieldValue, Paper, PaperKind, Words } from './paper.ts'
import { writtenDate } from './written-date.ts'

/** What every form has; whatever is not known is left for the hand. */
export interface FormFacts {
  readonly origin: PaperOrigin
  readonly receiptNumber: string | undefined
  readonly person: PaperPerson | undefined
  readonly agent: PaperAgent | undefined
  readonly papersSighted: readonly Words[]
}

/** 電子証明書新規発行・更新申請書 */
export function certificateApplication(
  facts: FormFacts & {
    readonly purpose: 'issue' | 'renew' | undefined
    readonly kinds: readonly CertificateKind[]
    readonly ground: Words | undefined
  },
): Paper {
  const { purpose, kinds, ground } = facts
  const purposes = choicesOf(CHOICES, ['issue', 'renew'], purpose === undefined ? [] : [purpose])
  return form('certificate-application', facts, {
    fields: [
      { label: LABELS.matter, value: purposes },
      kindsField(kinds),
      { label: LABELS.ground, value: ground === undefined ? blank() : inWords(ground) },
    ],
    notes: [
      note(SENTENCES.noPinOnPaper, 'important'),
      note(SENTENCES.certifiedItems),
      note(SENTENCES.renewalKeepsTime),
    ],
    declaring: SENTENCES.applying,
  })
}

/** 電子証明書失効申請書 */
export function revocationApplication(
  facts: FormFacts & {
    readonly kinds: readonly CertificateKind[]
    readonly ground: Words | undefined
  },
): Paper {
  const { kinds, ground } = facts
  return form('revocation-application', facts, {
    fields: [
      kindsField(kinds),
      { label: LABELS.ground, value: ground === undefined ? blank(2) : inWords(ground) },
    ],
    notes: [note(SENTENCES.revocationIsFinal, 'important')],
    declaring: SENTENCES.applying,
  })
}

/** What may have happened to a key, as 秘密鍵漏えい等届出書 asks. */
export type KeyEvent = 'disclosed' | 'lost' | 'stolen' | 'damaged'

const KEY_EVENTS: readonly KeyEvent[] = ['disclosed', 'lost', 'stolen', 'damaged']

/** 秘密鍵漏えい等届出書 */
export function keyCompromiseReport(
  facts: FormFacts & {
    readonly kinds: readonly CertificateKind[]
    readonly events: readonly KeyEvent[]
    readonly happenedOn: CivilDate | undefined
    /** Where and how, in the words of who reports it. */
    readonly account: string | undefined
    readonly toldPolice: boolean | undefined
  },
): Paper {
  const { kinds, events, happenedOn, account, toldPolice } = facts
  const told = toldPolice === undefined ? [] : ([toldPolice ? 'reported' : 'notReported'] as const)
  return form('key-compromise-report', facts, {
    heading: HEADINGS.report,
    fields: [
      { label: LABELS.what, value: choicesOf(CHOICES, KEY_EVENTS, events) },
      kindsField(kinds),
      { label: LABELS.when, value: dayOrBlank(happenedOn) },
      { label: LABELS.where, value: account === undefined ? blank(2) : asRecorded(account) },
      { label: LABELS.police, value: choicesOf(CHOICES, ['reported', 'notReported'], told) },
    ],
    notes: [note(SENTENCES.counterOnly, 'important'), note(SENTENCES.revocationIsFinal)],
    declaring: SENTENCES.reporting,
  })
}

/** The four PINs of the card. */
export type CardPin = 'signaturePin' | 'authenticationPin' | 'cardFacePin' | 'residentPin'

const CARD_PINS: readonly CardPin[] = [
  'signaturePin',
  'authenticationPin',
  'cardFacePin',
  'residentPin',
]

/** 暗証番号変更・初期化（再設定）申請書 */
export function pinApplication(
  facts: FormFacts & {
    readonly act: 'changePin' | 'resetPin' | undefined
    readonly pins: readonly CardPin[]
  },
): Paper {
  const { act, pins } = facts
  const acts = choicesOf(CHOICES, ['changePin', 'resetPin'], act === undefined ? [] : [act])
  return form('pin-application', facts, {
    fields: [
      { label: LABELS.matter, value: acts },
      { label: LABELS.pins, value: choicesOf(CHOICES, CARD_PINS, pins) },
    ],
    notes: [note(SENTENCES.noPinOnPaper, 'important'), note(SENTENCES.resetByCounter)],
    declaring: SENTENCES.applying,
  })
}

/** 有効期間変更申請書兼電子証明書発行・更新申請書 (spec/jpki.md §3.5) */
export function termChangeApplication(
  facts: FormFacts & {
    readonly stayEndsOn: CivilDate | undefined
    readonly kinds: readonly CertificateKind[]
  },
): Paper {
  return form('term-change-application', facts, {
    fields: [
      { label: LABELS.stayEndsOn, value: dayOrBlank(facts.stayEndsOn) },
      { label: LABELS.residenceCard, value: blank() },
      kindsField(facts.kinds),
    ],
    notes: [
      note(SENTENCES.termNotAutomatic, 'important'),
      note(SENTENCES.issuedAnew),
      note(SENTENCES.noPinOnPaper),
    ],
    declaring: SENTENCES.applying,
  })
}

function dayOrBlank(day: CivilDate | undefined): FieldValue {
  return day === undefined ? blank() : inWords(writtenDate(day))
}

/** The shape all forms share: what is asked, by whom, notes, declaration, the official's part. */
function form(
  kind: PaperKind,
  { origin, receiptNumber, person, agent, papersSighted }: FormFacts,
  body: {
    readonly heading?: Words
    readonly fields: readonly Field[]
    readonly notes: readonly Block[]
    readonly declaring: Words
  },
): Paper {
  return paperOf(kind, origin, {
    ...(receiptNumber === undefined ? {} : { number: receiptNumber }),
    blocks: [
      heading(body.heading ?? HEADINGS.application),
      { block: 'fields', fields: body.fields },
      ...applicantBlocks(person),
      ...agentBlocks(agent, person),
      ...body.notes,
      ...declaration(body.declaring),
      ...officialBlocks(origin, papersSighted),
    ],
  })
}
