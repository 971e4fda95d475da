import type { NoticeKind } from '#ra/notices/contract.ts'
import type { Words } from '../words.ts'

/** The two letters. */
export const NOTICE_KIND_TEXTS: Readonly<Record<NoticeKind, Words>> = {
  expiry: { ja: '満了のお知らせ', en: 'Expiry notices' },
  lapse: { ja: '失効のお知らせ', en: 'Lapse notices' },
}

/** The pages on which a supervisor has the notices printed. */
export const NOTICE_TEXTS = {
  title: { ja: '通知', en: 'Notices' },
  lead: {
    ja: '有効期限と失効のお知らせは毎日自動で準備されます。日を選び、印刷して発送してください。',
    en: 'Notices of expiry and lapse are prepared every day by themselves. Choose a day, print and post them.',
  },
  none: { ja: '準備された通知はありません。', en: 'No notice has been prepared.' },
  noneOfDay: { ja: 'この日に準備された通知はありません。', en: 'None was prepared on this day.' },
  byDay: { ja: '日ごとの通知', en: 'Notices by day' },
  day: { ja: '準備した日', en: 'Prepared on' },
  letters: { ja: '通', en: 'letters' },
  allDays: { ja: '日の一覧へ', en: 'All days' },
  ofDay: { ja: 'の通知', en: 'notices' },
  holder: { ja: 'あて先', en: 'To' },
  printed: { ja: '印刷済み', en: 'printed' },
  endsOn: { ja: '満了日', en: 'ends on' },
  lapsedOn: { ja: '失効日', en: 'ended on' },
  notPrinted: { ja: '未印刷', en: 'not yet' },
  notToBeSent: {
    ja: '送れません（転出・死亡・国外）',
    en: 'not sent: moved away, died or abroad',
  },
  open: { ja: 'PDFを開く', en: 'Open PDF' },
  openAll: { ja: 'まとめてPDFを開く', en: 'Open all as one PDF' },
  openRule: {
    ja: '開くと、だれがいつ印刷したかと、各人の記録を見たことが残ります。送れない通知は入りません。',
    en: 'Opening records who printed it and when, and the look at each person. What cannot be sent is left out.',
  },
  part: { ja: '組', en: 'Part' },
  parts: { ja: '100通ごとの組', en: 'In parts of 100' },
} as const satisfies Readonly<Record<string, Words>>
