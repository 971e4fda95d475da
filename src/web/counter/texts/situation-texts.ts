import type { CounterApplicant, Situation } from '#law/counter-procedure.ts'
import type { Words } from '../words.ts'

/** The words a resident, or a paper in their hand, would use for what happened. */
export const SITUATION_HINTS: Readonly<Record<Situation, string>> = {
  'receives-card': '交付通知書が届いた、初めてのカード',
  'certificate-expiring': '有効期限通知書が届いた',
  'certificate-expired': '「期限切れ」と表示された',
  moved: '転入届・転居届を出した',
  'name-changed': '結婚、離婚、養子縁組、旧氏の記載',
  'certificate-not-wanted': '署名用だけ、または両方',
  'card-lost-or-stolen': '一時停止の電話もこちら',
  'key-or-pin-leaked': '見られた、だまされて教えた',
  'card-found-again': '一時停止していたカード',
  'card-given-back': '返納',
  'pin-forgotten-or-locked': '3回または5回間違えた',
  'pin-to-be-changed': '今の番号は分かる',
  'stay-extended': '新しい在留カードを受け取った',
  'leaves-japan': '国外転出届、継続利用',
  'wants-pinless-card': '顔認証マイナンバーカード',
  'wants-card-with-pins': '顔認証から通常のカードへ',
  'record-was-wrong': '職権。決裁者の承認が要ります',
  died: '死亡届、カードの返納',
}

/** The situations in groups, as they stand on the page: the frequent ones first. */
export const SITUATION_GROUPS: readonly (Words & { readonly situations: readonly Situation[] })[] =
  [
    {
      ja: 'カードと電子証明書',
      en: 'Card and certificates',
      situations: [
        'receives-card',
        'certificate-expiring',
        'certificate-expired',
        'certificate-not-wanted',
        'card-given-back',
      ],
    },
    {
      ja: '住所・氏名・在留',
      en: 'Address, name, stay',
      situations: ['moved', 'name-changed', 'stay-extended', 'leaves-japan'],
    },
    {
      ja: '暗証番号',
      en: 'PINs',
      situations: [
        'pin-forgotten-or-locked',
        'pin-to-be-changed',
        'wants-pinless-card',
        'wants-card-with-pins',
      ],
    },
    {
      ja: '紛失・事故',
      en: 'Loss and harm',
      situations: ['card-lost-or-stolen', 'card-found-again', 'key-or-pin-leaked'],
    },
    {
      ja: '記録・死亡',
      en: 'Record, death',
      situations: ['record-was-wrong', 'died'],
    },
  ]

/** Who acts at the counter. */
export const APPLICANT_TEXTS: Readonly<Record<CounterApplicant, Words>> = {
  holder: { ja: '本人', en: 'the holder' },
  'legal-representative': { ja: '法定代理人', en: 'the legal representative' },
  proxy: { ja: '任意代理人', en: 'a proxy' },
  municipality: { ja: '市区町村（職権）', en: 'the municipality, ex officio' },
  'hotline-caller': { ja: '24時間窓口への電話', en: 'a caller of the 24-hour line' },
}
