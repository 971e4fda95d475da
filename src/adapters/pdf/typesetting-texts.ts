import type { Words } from '#ra/papers/paper.ts'

/** What the typesetter itself puts on a paper. */
export const TYPESETTING_TEXTS = {
  service: { ja: '公的個人認証サービス', en: 'Public personal authentication' },
  number: { ja: '受付番号', en: 'Receipt number' },
  code: {
    ja: '受付番号の二次元コード：{number}',
    en: 'Two-dimensional code of the receipt number: {number}',
  },
  missing: {
    ja: '※ 代替文字：この書面の書体にない文字を「〓」で表しました。該当する文字の符号位置：{characters}',
    en: 'A mark 〓 stands for a character that this document’s font does not have: {characters}',
  },
  usualForm: {
    ja: '※ 代替文字：異体字を標準の字形で表しました。該当する文字の符号位置：{characters}',
    en: 'A variant form is shown in the usual form of its character: {characters}',
  },
} as const satisfies Readonly<Record<string, Words>>
