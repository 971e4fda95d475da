import type { CivilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { LAPSE_GROUNDS, type LapseGround, lapseOf } from '#law/lapse.ts'
import { type Paper as Needed, PAPERS } from '#law/procedures.ts'
import type { PaperCertificate, PaperOrigin, PaperPerson } from './paper-facts.ts'
import { certificateTable, heading, inWords, note, paperOf, paragraph } from './paper-parts.ts'
import { HEADINGS, HONORIFIC, KINDS, LABELS, SENTENCES } from './paper-texts.ts'
import type { Field, Paper, Words } from './paper.ts'
import { writtenDate } from './written-date.ts'

/** What an 有効期限通知書 announces. */
export interface ExpiryNoticeFacts {
  readonly origin: PaperOrigin
  readonly person: PaperPerson
  readonly certificates: readonly PaperCertificate[]
  /** The renewal window, by the law's reckoning. */
  readonly renewal: { readonly from: CivilDate; readonly to: CivilDate }
  /** What to bring (`papersOf`). */
  readonly papers: readonly Needed[]
}

/** 有効期限通知書: which certificates end when, and how to renew them. */
export function expiryNotice(facts: ExpiryNoticeFacts): Paper {
  const { origin, person, certificates, renewal, papers } = facts
  const [from, to] = [writtenDate(renewal.from), writtenDate(renewal.to)]
  const period: Words = { ja: `${from.ja}から${to.ja}まで`, en: `${from.en} to ${to.en}` }
  return paperOf('expiry-notice', origin, {
    addressee: addresseeOf(person),
    blocks: [
      paragraph(SENTENCES.expirySoon),
      heading(HEADINGS.certificates),
      certificateTable(certificates),
      heading(HEADINGS.renewal),
      {
        block: 'fields',
        fields: [
          { label: LABELS.renewFrom, value: inWords(period) },
          { label: LABELS.bring, value: inWords(...papers.map((paper) => PAPERS[paper])) },
        ],
      },
      note(SENTENCES.renewalKeepsTime),
      note(SENTENCES.propagation),
      note(SENTENCES.expiryEffect, 'important'),
    ],
  })
}

/** What a 失効のお知らせ tells the holder. */
export interface LapseNoticeFacts {
  readonly origin: PaperOrigin
  readonly person: PaperPerson
  /** What ended, each with the last day it would have had. */
  readonly certificates: readonly PaperCertificate[]
  readonly ground: LapseGround
  readonly lapsedOn: CivilDate
  /** Whether the holder has certificates that this ground leaves alone. */
  readonly othersLive: boolean
}

/** 失効のお知らせ: what ended, on which ground of the Act, and what to do next. */
export function lapseNotice(facts: LapseNoticeFacts): Paper {
  const { origin, person, certificates, ground, lapsedOn } = facts
  const rule = LAPSE_GROUNDS[ground]
  const fields: readonly Field[] = [
    { label: LABELS.lapsedOn, value: inWords(writtenDate(lapsedOn)) },
    { label: LABELS.lapseGround, value: inWords({ ja: rule.ja, en: rule.en }) },
    { label: LABELS.survives, value: inWords(...survivingKinds(facts)) },
  ]
  return paperOf('lapse-notice', origin, {
    addressee: addresseeOf(person),
    blocks: [
      paragraph(SENTENCES.lapsed),
      certificateTable(certificates),
      { block: 'fields', fields },
      heading(HEADINGS.next),
      { block: 'steps', steps: [{ ja: rule.nextJa, en: rule.nextEn }] },
      note(SENTENCES.lapsedUse, 'important'),
    ],
  })
}

/** The kinds that the ground leaves alone, where the holder has them. */
function survivingKinds({ certificates, ground, othersLive }: LapseNoticeFacts): readonly Words[] {
  const ended = new Set(certificates.map(({ kind }) => kind))
  const left = CERTIFICATE_KINDS.filter(
    (kind) => othersLive && !ended.has(kind) && lapseOf(ground, kind).outcome === 'survives',
  )
  return left.length === 0 ? [SENTENCES.none] : left.map((kind) => KINDS[kind])
}

function addresseeOf({ address, name }: PaperPerson): readonly string[] {
  return [address, `${name}　${HONORIFIC}`]
}
