import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import { LAW_REFUSAL_TEXTS } from '#law/messages.ts'
import type { CardRefusal, PinRefusal, ReaderRefusal } from './contract.ts'

const CARD_NOT_AS_EXPECTED = {
  nextJa: 'カードを入れ直してもう一度お試しください。続く場合は市区町村の窓口にご相談ください。',
  nextEn:
    'Take the card out, put it back and try again. If it persists, ask the municipal counter.',
}

const ISSUED_WRONGLY = {
  nextJa: '市区町村の窓口で、カードへの書き込みをやり直してもらってください。',
  nextEn: 'Have the card written again at the municipal counter.',
}

const PIN_TEXTS: RefusalTexts<PinRefusal> = {
  'pin-wrong': {
    ja: '暗証番号が違います。あと {triesLeft} 回間違えるとロックされます。',
    en: 'Wrong PIN. It locks after {triesLeft} more wrong entries.',
    nextJa: '入力し直してください。思い出せない場合は、ロックされる前に窓口で再設定できます。',
    nextEn:
      'Enter it again. If you cannot recall it, have it reset at the counter before it locks.',
  },
  'pin-blocked': {
    ja: '暗証番号は、続けて間違えたためロックされています。',
    en: 'The PIN is locked because it was entered wrongly too many times in a row.',
    nextJa: 'カードと本人確認書類を持って、市区町村の窓口で初期化・再設定を受けてください。',
    nextEn: 'Go to the municipal counter with the card and proof of identity to have it reset.',
  },
  'pin-form-signature': LAW_REFUSAL_TEXTS['pin-form-signature'],
  'pin-form-user-authentication': {
    ja: '利用者証明用電子証明書の暗証番号は、数字 4 桁です。',
    en: 'The user authentication PIN is four digits.',
    nextJa: '半角の数字 4 桁で入力してください。入力回数は減っていません。',
    nextEn: 'Enter four digits. No try was used up.',
  },
  'pin-form-text': {
    ja: '券面事項入力補助用の暗証番号は、数字 4 桁です。',
    en: 'The PIN for reading name and address from the card is four digits.',
    nextJa: '半角の数字 4 桁で入力してください。入力回数は減っていません。',
    nextEn: 'Enter four digits. No try was used up.',
  },
}

const READER_TEXTS: RefusalTexts<ReaderRefusal> = {
  'pcsc-binding-absent': {
    ja: 'カードリーダーを使うための部品 koffi が入っていません。',
    en: 'The optional package koffi, through which card readers are used, is not installed.',
    nextJa: '`npm ci` を --omit=optional を付けずに実行してください。仮想カードには不要です。',
    nextEn: 'Run `npm ci` without --omit=optional. The virtual card does not need it.',
  },
  'pcsc-library-absent': {
    ja: 'PC/SC ライブラリ {library} が見つかりません。',
    en: 'The PC/SC library {library} was not found.',
    nextJa: 'Debian では `apt-get install pcscd libpcsclite1` を実行してください。',
    nextEn: 'On Debian, run `apt-get install pcscd libpcsclite1`.',
  },
  'pcsc-service-down': {
    ja: 'PC/SC サービス(pcscd)が動いていません。',
    en: 'The PC/SC service (pcscd) is not running.',
    nextJa: '`systemctl start pcscd` などで pcscd を起動してください。',
    nextEn: 'Start pcscd, for instance by `systemctl start pcscd`.',
  },
  'reader-unknown': {
    ja: 'カードリーダー「{reader}」はつながっていません。',
    en: 'There is no card reader "{reader}".',
    nextJa: 'リーダーをつなぎ直し、名前を一覧で確かめてください。',
    nextEn: 'Connect the reader again and check its name in the list.',
  },
  'reader-empty': {
    ja: 'カードリーダー「{reader}」にカードがありません。',
    en: 'There is no card in the reader "{reader}".',
    nextJa: 'マイナンバーカードをリーダーに置くか、奥まで差し込んでください。',
    nextEn: 'Put the My Number Card on the reader, or push it all the way in.',
  },
  'reader-busy': {
    ja: 'カードリーダー「{reader}」のカードは、ほかのソフトウェアが使っています。',
    en: 'Another program is using the card in the reader "{reader}".',
    nextJa: 'カードを使っているほかのソフトウェアを終了して、もう一度お試しください。',
    nextEn: 'Close the other program that uses the card and try again.',
  },
  'card-unresponsive': {
    ja: 'カードリーダー「{reader}」のカードが応答しません。',
    en: 'The card in the reader "{reader}" does not respond.',
    nextJa: 'カードの向きと表裏、IC チップの汚れを確かめて、入れ直してください。',
    nextEn: 'Check which way round the card is and that its chip is clean, and put it in again.',
  },
}

/**
 * What a person reads when a card or its reader refuses; the issuer's dialogue has its own texts.
 */
export const CARD_REFUSAL_TEXTS: RefusalTexts<Exclude<CardRefusal, IssuerDialogueRefusal>> = {
  'card-not-jpki': {
    ja: 'このカードには公的個人認証サービスのアプリケーションがありません。',
    en: 'This card does not have the JPKI application.',
    nextJa: 'マイナンバーカードかどうか、表裏の向きとあわせて確かめてください。',
    nextEn: 'Check that it is a My Number Card and which way round it lies.',
  },
  'text-application-absent': {
    ja: 'このカードには券面事項入力補助のアプリケーションがありません。',
    en: 'This card does not have the application that holds name and address.',
    nextJa: 'スマートフォン用電子証明書ではなく、マイナンバーカードをお使いください。',
    nextEn: 'Use the My Number Card itself, not the certificate on a smartphone.',
  },
  'certificate-absent': {
    ja: 'この電子証明書はカードに入っていません({certificate})。',
    en: 'The card does not hold this certificate ({certificate}).',
    nextJa: '発行を希望しなかったか、まだ発行されていません。市区町村の窓口で申請してください。',
    nextEn: 'It was declined or not issued yet. Apply for it at the municipal counter.',
  },
  'certificate-not-der': {
    ja: 'カードの電子証明書が壊れています({certificate})。',
    en: 'The certificate on the card is damaged ({certificate}).',
    ...ISSUED_WRONGLY,
  },
  'token-info-malformed': {
    ja: 'カードのトークン情報を読み取れません。',
    en: 'The token information on the card cannot be read.',
    ...CARD_NOT_AS_EXPECTED,
  },
  'text-file-malformed': {
    ja: 'カードに記録された氏名・住所などの形式が正しくありません。',
    en: 'Name and address on the card are not in the right form.',
    ...ISSUED_WRONGLY,
  },
  'text-item-too-long': {
    ja: '氏名または住所が、カードに記録できる長さを超えています。',
    en: 'The name or the address is longer than the card can hold.',
    nextJa: '記録する文字列を確かめてください。UTF-8 でそれぞれ 512 バイトまでです。',
    nextEn: 'Check the text to be written: up to 512 octets of UTF-8 each.',
  },
  'text-item-missing': {
    ja: '氏名または住所がありません。',
    en: 'The name or the address is missing.',
    nextJa: '住民票の記載を確かめて、もう一度書き込んでください。',
    nextEn: 'Check the register entry and write the card again.',
  },
  'public-key-template-malformed': {
    ja: 'カードが作った公開鍵を読み取れません。',
    en: 'The public key that the card made cannot be read.',
    ...CARD_NOT_AS_EXPECTED,
  },
  'security-status-not-satisfied': {
    ja: 'カードがこの操作({command})の前に暗証番号の入力を求めています。',
    en: 'The card wants the PIN before this operation ({command}).',
    nextJa: '暗証番号を入力してから、もう一度お試しください。',
    nextEn: 'Enter the PIN, then try again.',
  },
  'card-answer-unexpected': {
    ja: 'カードが {command} に想定外の応答({sw})を返しました。',
    en: 'The card gave an unexpected answer to {command}: {sw}.',
    ...CARD_NOT_AS_EXPECTED,
  },
  ...PIN_TEXTS,
  ...READER_TEXTS,
}
