import type { Words } from '../words.ts'

/** The search for a person. */
export const SEARCH_TEXTS = {
  title: { ja: '住民をさがす', en: 'Find a resident' },
  reason: { ja: '記録を見る理由', en: 'Reason for looking' },
  search: { ja: '検索', en: 'Search' },
  recorded: {
    ja: 'だれの記録をなぜ見たかは、すべて記録されます。',
    en: 'Every look is recorded with its reason.',
  },
  rules: {
    name: { ja: 'はじめの文字から。旧氏・通称でも', en: 'from its beginning' },
    kana: { ja: 'ひらがな・カタカナ', en: 'hiragana or katakana' },
    birthDate: { ja: '1990-12-10、H2.12.10', en: 'also with the era' },
    card: { ja: 'カードの製造番号16桁', en: '16 digits' },
  },
  results: { ja: '検索結果', en: 'Results' },
  found: { ja: '人が見つかりました', en: 'found' },
  more: {
    ja: 'ほかにもいます。生年月日やフリガナを加えて絞り込んでください。',
    en: 'There are more: add the birth date or the furigana.',
  },
  nobody: {
    ja: 'あてはまる人が、この市区町村にはいません。',
    en: 'Nobody of this municipality fits.',
  },
  nobodyNext: {
    ja: '別の漢字（髙・高、﨑・崎）やフリガナだけで検索してください。転入前の人は、前の市区町村の台帳にいます。',
    en: 'Try the furigana alone. Who has not moved in yet is in the register of the former municipality.',
  },
  again: { ja: '条件を変えて検索', en: 'Search again' },
  died: { ja: '死亡', en: 'deceased' },
  overseas: { ja: '国外転出', en: 'overseas' },
  age: { ja: '歳', en: 'years old' },
} as const

/** The home page. */
export const HOME_TEXTS = {
  title: { ja: '窓口', en: 'Counter' },
  practice: { ja: '練習できる住民', en: 'Residents to practise with' },
  queue: { ja: 'お待ちの方', en: 'Queue' },
  callNext: { ja: '次の方を呼ぶ', en: 'Call next' },
  nobodyWaits: { ja: 'お待ちの方はいません。', en: 'Nobody is waiting.' },
  waits: { ja: '人待ち', en: 'waiting' },
  minutes: { ja: '分', en: 'min' },
  soon: { ja: 'まもなく', en: 'soon' },
  about: { ja: '約', en: 'about' },
  calledHere: { ja: 'この窓口でお呼びしています', en: 'called to this desk' },
  served: { ja: '対応済み', en: 'Served' },
  gone: { ja: '不在', en: 'Not here' },
  giveTicket: { ja: '番号札を出す', en: 'Give a ticket' },
  openCases: { ja: '途中の案件', en: 'Open cases' },
  noCases: { ja: '途中の案件はありません。', en: 'No case is open.' },
  waitingCases: { ja: '承認を待っている案件', en: 'Waiting for approval' },
  noWaitingCases: { ja: '承認を待っている案件はありません。', en: 'Nothing waits for approval.' },
  since: { ja: '受付', en: 'opened' },
  anything: { ja: '用件はまだ', en: 'not said' },
} as const satisfies Readonly<Record<string, Words>>
