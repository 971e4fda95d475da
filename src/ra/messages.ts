import { ISSUER_DIALOGUE_REFUSAL_TEXTS } from '#codec/jpki-card/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { PinFormRefusal } from '#law/pin-rules.ts'
import type { TerminalRefusal } from './at-terminal/issue-at-terminal.ts'
import type { CounterOwnRefusal } from './contract.ts'

const SHOW_STATE = {
  nextJa: '受付番号で申請の状態を確かめ、次の手続きから続けてください。',
  nextEn: 'Look at the case under its receipt number and go on from where it stands.',
}

const RIGHT_CARD = {
  nextJa: '受付番号とカードが同じ人のものか確かめ、正しいカードをリーダーに置いてください。',
  nextEn: 'Check that receipt number and card belong to the same person, and use the right card.',
}

/**
 * What a clerk reads when the counter refuses; refusals of law, authorities and register have texts
 * of their own.
 */
export const COUNTER_REFUSAL_TEXTS: RefusalTexts<
  CounterOwnRefusal | Exclude<TerminalRefusal, PinFormRefusal>
> = {
  'pin-missing': {
    ja: '暗証番号が入力されていません（{kind}）。',
    en: 'A PIN has not been entered ({kind}).',
    nextJa: '本人または法定代理人に、暗証番号を入力してもらってください。',
    nextEn: 'Have the holder, or the legal representative, enter the PIN.',
  },
  'receipt-number-malformed': {
    ja: '受付番号の形が違います。',
    en: 'This is not a receipt number.',
    nextJa: '「20260302-8K3T9QWM」のように、日付8桁、ハイフン、英数字8文字で入力してください。',
    nextEn: 'It reads like 20260302-8K3T9QWM: eight digits of the day, a hyphen, eight characters.',
  },
  'application-unknown': {
    ja: 'この受付番号の申請はありません。',
    en: 'There is no application under this receipt number.',
    nextJa: '受付票の番号を確かめてください。申請がまだなら、先に受け付けてください。',
    nextEn: 'Check the number on the slip. If nothing was applied for yet, accept an application.',
  },
  'application-state': {
    ja: 'この手続きは「{state}」の状態なので、その操作はできません。',
    en: 'The case is “{state}”, so this cannot be done now.',
    ...SHOW_STATE,
  },
  'application-open-already': {
    ja: 'この人の同じ証明書の申請が、まだ終わっていません（受付番号 {receiptNumber}）。',
    en: 'An application for the same certificate is still open (receipt number {receiptNumber}).',
    nextJa: '受付番号 {receiptNumber} の続きを行うか、その申請を取り下げてください。',
    nextEn: 'Go on with {receiptNumber}, or withdraw it first.',
  },
  'procedure-unknown': {
    ja: 'この受付番号の手続きはありません。',
    en: 'There is no case under this receipt number.',
    nextJa: '受付票の番号を確かめてください。',
    nextEn: 'Check the number on the slip.',
  },
  'card-term-mismatch': {
    ja: 'カードの中の有効期限（{chip}）が、決めた日（{expiresOn}）になっていません。',
    en: 'The card says {chip} as its last day, and not {expiresOn} as was decided.',
    nextJa:
      'カードを置き直して「続きから行う」を押してください。登録の期限はまだ変わっていません。',
    nextEn: 'Put the card back and go on. The registered term has not been changed yet.',
  },
  'card-unknown': {
    ja: 'このカードは登録されていません。',
    en: 'This card is not registered.',
    nextJa: 'カードを登録してから、もう一度行ってください。',
    nextEn: 'Register the card, then try again.',
  },
  'card-of-another-resident': {
    ja: 'この人、またはこの受付のカードではありません。',
    en: 'This card belongs to another person or another case.',
    ...RIGHT_CARD,
  },
  'card-not-live': {
    ja: 'このカードは使えなくなっています（返納または失効）。',
    en: 'This card has been returned or has lapsed.',
    nextJa: '新しいカードの交付を申請してもらってください。',
    nextEn: 'The holder has to apply for a new card.',
  },
  'card-expired': {
    ja: 'カードの有効期限（{expiresOn}）が過ぎています。',
    en: 'The card’s term ended on {expiresOn}.',
    nextJa: '新しいカードの交付を申請してもらってください。',
    nextEn: 'The holder has to apply for a new card.',
  },
  'card-without-pins': {
    ja: 'このカードには暗証番号がありません（顔認証マイナンバーカード）。',
    en: 'This card has no PINs.',
    nextJa: '暗証番号を使うには、通常のカードへの切替えを案内してください。',
    nextEn: 'To use PINs, the holder has to switch to a standard card.',
  },
  'second-card-while-one-is-live': {
    ja: 'この人には、有効なカードがすでにあります。',
    en: 'This person has a live card already.',
    nextJa: '先に今のカードの返納か失効の手続きをしてから、新しいカードを登録してください。',
    nextEn: 'End the present card first, then register the new one.',
  },
  'card-restored-from-old-copy': {
    ja: 'カードの中身が、以前の状態に戻されています（カウンター {shown}、記録 {recorded}）。',
    en: 'The card’s contents were put back to an earlier state (shown {shown}, recorded {recorded}).',
    nextJa:
      'カードが複製された疑いがあります。このカードには書き込まず、証明書を失効させ、新しいカードを交付してください。',
    nextEn:
      'The card may have been copied. Do not write to it: revoke its certificates and issue a new card.',
  },
  'card-proof-wrong': ISSUER_DIALOGUE_REFUSAL_TEXTS['card-proof-wrong'],
  'issuer-session-unknown': {
    ja: 'カードへの書き込みの準備が、時間切れか、使用済みです。',
    en: 'The session with the card has expired or was used already.',
    nextJa: '同じ受付番号で、もう一度始めてください。途中までの作業は残っています。',
    nextEn: 'Start again under the same receipt number; what was done so far is kept.',
  },
  'certificate-live-already': {
    ja: '有効な電子証明書がすでにあります（{kind}、有効期限 {endsOn}）。',
    en: 'There is a live certificate already ({kind}, to {endsOn}).',
    nextJa: '新しい証明書が必要なら、期限の3か月前からの更新か、失効の申請をしてもらってください。',
    nextEn: 'Renew it within its last three months, or revoke it first.',
  },
  'nothing-to-renew': {
    ja: '更新できる有効な電子証明書がありません（{kind}）。',
    en: 'There is no live certificate to renew ({kind}).',
    nextJa: '更新ではなく、新規発行として受け付けてください。',
    nextEn: 'Accept it as a first issue instead of a renewal.',
  },
  'not-in-renewal-window': {
    ja: '更新できる期間ではありません（{kind}、{opensOn} から {endsOn} まで）。',
    en: 'It is not the time to renew ({kind}: from {opensOn} to {endsOn}).',
    nextJa: '{opensOn} 以降に来てもらってください。',
    nextEn: 'Ask the holder to come again from {opensOn} on.',
  },
  'delivery-mismatch': {
    ja: 'カードから読み戻した証明書が、発行したものと違います（{kind}）。',
    en: 'The certificate read back from the card is not the one that was issued ({kind}).',
    nextJa:
      '同じ受付番号で、書き込みをもう一度行ってください。続くときは、カードを交換してください。',
    nextEn: 'Write again under the same receipt number. If it goes on, replace the card.',
  },
  'nothing-to-revoke': {
    ja: '失効させる有効な電子証明書がありません。',
    en: 'There is no live certificate to revoke.',
    nextJa: '履歴で、すでに失効していないか、期限が過ぎていないか確かめてください。',
    nextEn: 'See in the history whether it was revoked or has ended already.',
  },
}
