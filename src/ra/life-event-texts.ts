import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { EligibilityRefusal, PinSetter } from '#law/eligibility.ts'
import { LAPSE_GROUNDS } from '#law/lapse.ts'
import { LAW_REFUSAL_TEXTS } from '#law/messages.ts'
import { type Paper, PAPERS } from '#law/procedures.ts'
import type { LifeEvent } from '#register/contract.ts'
import type { CertificateOutcome, LifeEventOutcome, NextStep } from './life-event-preview.ts'

/** One sentence of a preview in both languages. */
export interface PreviewLine {
  readonly ja: string
  readonly en: string
}

const KIND: Readonly<Record<CertificateKind, PreviewLine>> = {
  signature: { ja: '署名用電子証明書', en: 'signature certificate' },
  'user-authentication': { ja: '利用者証明用電子証明書', en: 'user-authentication certificate' },
}

/** What happened, in the words of 異動事由. */
export const LIFE_EVENT_NAMES: Readonly<Record<LifeEvent['kind'], PreviewLine>> = {
  moved: { ja: '転居・転入', en: 'a move within Japan' },
  'moved-overseas': { ja: '国外転出', en: 'a move overseas' },
  'name-changed': { ja: '氏名の変更', en: 'a change of name' },
  corrected: { ja: '記載の修正', en: 'a correction of the record' },
  died: { ja: '死亡', en: 'a death' },
  'stay-extended': { ja: '在留期間の更新', en: 'an extension of the stay' },
  'stay-ended': { ja: '在留期間の終了による消除', en: 'the end of the stay' },
  'became-adult-ward': { ja: '成年後見の開始', en: 'the beginning of a guardianship' },
  'guardianship-ended': { ja: '成年後見の終了', en: 'the end of a guardianship' },
  'former-name-changed': {
    ja: '旧氏の記載・変更・削除',
    en: 'a former family name entered or changed',
  },
  naturalised: { ja: '帰化', en: 'a naturalisation' },
  'number-changed': { ja: '個人番号の変更', en: 'a new individual number' },
  born: { ja: '出生', en: 'a birth' },
}

const PIN_SETTER: Readonly<Record<PinSetter, PreviewLine>> = {
  holder: { ja: '暗証番号は本人が設定します。', en: 'The holder sets the PIN.' },
  'legal-representative': {
    ja: '暗証番号は法定代理人が設定します。',
    en: 'The legal representative sets the PIN.',
  },
  nobody: { ja: '暗証番号はありません。', en: 'There is no PIN.' },
}

/** The preview in sentences: what ends, what stays, and then each step, in order. */
export function previewLines(outcome: LifeEventOutcome): readonly PreviewLine[] {
  const event = LIFE_EVENT_NAMES[outcome.event]
  const { on, certificates, card, next, ground } = outcome
  const rule = ground === undefined ? undefined : LAPSE_GROUNDS[ground]
  return [
    { ja: `${on} に${event.ja}があると、次のようになります。`, en: `On ${on}, ${event.en}:` },
    ...(rule === undefined
      ? []
      : [{ ja: `失効事由：${rule.ja}`, en: `Ground of lapse: ${rule.en}` }]),
    ...certificates.map(certificateLine),
    ...cardLines(card),
    ...(certificates.length === 0 ? [NO_CERTIFICATES] : []),
    ...next.map((step) => stepLine(step, on)),
  ]
}

const NO_CERTIFICATES: PreviewLine = {
  ja: '有効な電子証明書はありません。',
  en: 'There is no live certificate.',
}

function certificateLine(one: CertificateOutcome): PreviewLine {
  const kind = KIND[one.kind]
  switch (one.becomes) {
    case 'lapses':
      return {
        ja: `${kind.ja}は ${one.on} に失効します（失効理由 ${one.reason}、有効期限は ${one.endsOn} でした）。`,
        en: `The ${kind.en} ends on ${one.on} (${one.reason}); it would have run to ${one.endsOn}.`,
      }
    case 'survives':
      return {
        ja: `${kind.ja}は ${one.endsOn} までそのまま使えます。`,
        en: `The ${kind.en} stays valid to ${one.endsOn}.`,
      }
  }
}

function cardLines(card: LifeEventOutcome['card']): readonly PreviewLine[] {
  switch (card) {
    case 'ends':
      return [{ ja: 'カードも失効します。', en: 'The card ends too.' }]
    case 'stays':
      return [{ ja: 'カードは使い続けられます。', en: 'The card stays.' }]
    case 'none':
      return [{ ja: '有効なカードはありません。', en: 'There is no live card.' }]
  }
}

function stepLine(step: NextStep, on: CivilDate): PreviewLine {
  switch (step.step) {
    case 'issue':
    case 'renew':
      return issueLine(step)
    case 'not-issued':
      return notIssuedLine(step, on)
    case 'continue-card':
      return {
        ja: `転入届は ${step.noticeBy} まで、カードの継続利用は ${step.by} までに手続してください（無料）。過ぎるとカードが失効します。${bring(step.papers).ja}`,
        en: `Give notice of the move by ${step.noticeBy} and have the card continued by ${step.by} (free), or the card lapses. ${bring(step.papers).en}`,
      }
    case 'update-card-face':
      return {
        ja: `カードの券面を書き換えます（無料）。${bring(step.papers).ja}`,
        en: `Have the card’s face updated (free). ${bring(step.papers).en}`,
      }
    case 'request-continuation':
      return {
        ja: `国外でもカードを使うには、${step.by} までに継続利用の手続が必要です。${bring(step.papers).ja}`,
        en: `To keep the card overseas, request continued use by ${step.by}. ${bring(step.papers).en}`,
      }
    case 'change-card-term':
      return {
        ja: `カードの有効期間は自動では延びません。${step.by} までに申請すると ${step.cardEndsOn} までになり、電子証明書は発行し直します。${bring(step.papers).ja}`,
        en: `The card’s term is not extended by itself: on application by ${step.by} it runs to ${step.cardEndsOn}, and certificates are issued anew. ${bring(step.papers).en}`,
      }
    case 'give-card-back':
      return {
        ja: 'カードは市区町村の窓口に返納してください。',
        en: 'Give the card back at a municipal counter.',
      }
    case 'apply-for-card':
      return applyLine(step.feeYen)
  }
}

function issueLine(step: Extract<NextStep, { readonly step: 'issue' | 'renew' }>): PreviewLine {
  const kind = KIND[step.kind]
  const pin = PIN_SETTER[step.pinSetBy]
  const papers = bring(step.papers)
  const fee = feeWords(step.feeYen)
  return step.step === 'renew'
    ? {
        ja: `更新期間に入っているので、同じ来庁で${kind.ja}を更新できます（${step.endsOn} まで、${fee.ja}）。${papers.ja}${pin.ja}`,
        en: `Its renewal window is open: renew the ${kind.en} in the same visit (to ${step.endsOn}, ${fee.en}). ${papers.en} ${pin.en}`,
      }
    : {
        ja: `同じ来庁で新しい${kind.ja}の発行を受けられます（${step.endsOn} まで、${fee.ja}）。${papers.ja}${pin.ja}`,
        en: `Have a new ${kind.en} issued in the same visit (to ${step.endsOn}, ${fee.en}). ${papers.en} ${pin.en}`,
      }
}

function notIssuedLine(
  step: Extract<NextStep, { readonly step: 'not-issued' }>,
  on: CivilDate,
): PreviewLine {
  const kind = KIND[step.kind]
  const why = reasonNotIssued(step.because)
  const filled = (words: string): string => words.replaceAll('{on}', on)
  return {
    ja: `次の${kind.ja}は発行を受けられません。${filled(why.ja)}`,
    en: `Another ${kind.en} cannot be issued. ${filled(why.en)}`,
  }
}

function reasonNotIssued(
  because: EligibilityRefusal | 'validity-over' | 'card-expired',
): PreviewLine {
  if (because === 'validity-over' || because === 'card-expired') {
    return {
      ja: 'カードの有効期間が過ぎるため、先に新しいカードを申請してください。',
      en: 'The card’s term is over by then: apply for a new card first.',
    }
  }
  const { ja, en, nextJa, nextEn } = LAW_REFUSAL_TEXTS[because]
  return { ja: `${ja}${nextJa}`, en: `${en} ${nextEn}` }
}

function applyLine(feeYen: number | undefined): PreviewLine {
  const fee = feeYen === undefined ? FEE_OF_THE_MUNICIPALITY : feeWords(feeYen)
  return {
    ja: `カードが必要なときは、新しいカードを申請してください（${fee.ja}）。`,
    en: `If a card is needed, apply for a new one (${fee.en}).`,
  }
}

const FEE_OF_THE_MUNICIPALITY: PreviewLine = {
  ja: '手数料は窓口で確かめてください',
  en: 'ask the counter for the fee',
}

function feeWords(feeYen: number): PreviewLine {
  return feeYen === 0 ? { ja: '無料', en: 'free' } : { ja: `${feeYen}円`, en: `${feeYen} yen` }
}

function bring(papers: readonly Paper[]): PreviewLine {
  return {
    ja: `持ち物：${papers.map((paper) => PAPERS[paper].ja).join('、')}。`,
    en: `Bring: ${papers.map((paper) => PAPERS[paper].en).join(', ')}.`,
  }
}
