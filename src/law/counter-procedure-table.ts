import type { CounterProcedure, ProcedureTraits, Situation } from './counter-procedure.ts'

/** Who stands at the counter for their own certificate, or stands for its holder. */
const PEOPLE = ['holder', 'legal-representative', 'proxy'] as const
const NOTHING_NEEDED = { needsApproval: false, needsCard: false, needsPins: false } as const
const CARD_NEEDED = { ...NOTHING_NEEDED, needsCard: true } as const
const CARD_AND_PINS_NEEDED = { ...CARD_NEEDED, needsPins: true } as const
const APPROVAL_NEEDED = { ...NOTHING_NEEDED, needsApproval: true } as const

/** Every procedure of the counter: who may act, and what the act needs of the desk. */
export const PROCEDURE_TRAITS: Readonly<Record<CounterProcedure, ProcedureTraits>> = {
  issue: {
    ja: '電子証明書の発行',
    en: 'Issue of certificates',
    rules: ['renewal-at-counter', 'issue-after-expiry', 'papers-of-the-holder', 'fee-of-issue'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  renewal: {
    ja: '電子証明書の更新',
    en: 'Renewal of certificates',
    rules: ['renewal-window', 'validity-to-birthday-renewed', 'renewal-at-counter', 'fee-of-issue'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  'reissue-signature': {
    ja: '署名用電子証明書の再発行（異動・氏名変更の後）',
    en: 'Re-issue of the signature certificate after a move or a new name',
    rules: ['signature-issued-anew-after-a-change', 'validity-to-authentication-end'],
    // Who is represented has no signature certificate to be issued anew.
    applicants: ['holder', 'proxy'],
    ...CARD_AND_PINS_NEEDED,
  },
  revocation: {
    ja: '電子証明書の失効',
    en: 'Revocation on request',
    rules: [
      'lapse-holder-request',
      'papers-of-a-revocation',
      'revocation-by-a-proxy-not-the-same-day',
    ],
    applicants: PEOPLE,
    ...NOTHING_NEEDED,
  },
  'compromise-report': {
    ja: '秘密鍵の漏えい・紛失・盗難の届出',
    en: 'Report of a leak, a loss or a theft',
    rules: ['lapse-key-compromise-reported', 'papers-of-a-compromise-report'],
    applicants: PEOPLE,
    ...NOTHING_NEEDED,
  },
  'card-return': {
    ja: 'カードの返納',
    en: 'Return of the card',
    rules: ['card-given-back', 'lapse-card-returned', 'card-of-the-deceased'],
    applicants: [...PEOPLE, 'municipality'],
    ...NOTHING_NEEDED,
  },
  hold: {
    ja: '一時保留（24時間受付）',
    en: 'Hold by the 24-hour line',
    rules: ['hold-by-the-24-hour-line', 'lapse-held', 'hold-on-card-not-lifted'],
    applicants: ['hotline-caller'],
    ...NOTHING_NEEDED,
  },
  'found-again': {
    ja: '一時保留の後に見つかったカードへの発行',
    en: 'New certificates on a card found again after a hold',
    rules: ['found-again-issued-anew', 'hold-on-card-not-lifted', 'lapse-reissued'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  'lost-for-good': {
    ja: '見つからないカードの失効と再交付',
    en: 'A lost card ends and a new one is made',
    rules: ['lapse-key-compromise-reported', 'papers-of-a-compromise-report', 'fee-of-issue'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  'pin-change': {
    ja: '暗証番号の変更',
    en: 'PIN change',
    rules: ['pin-changed-by-who-knows-it', 'pin-of-signature', 'pin-of-user-authentication'],
    applicants: ['holder', 'legal-representative'],
    ...CARD_AND_PINS_NEEDED,
  },
  'pin-reset': {
    ja: '暗証番号の初期化（再設定）',
    en: 'PIN reset at the counter',
    rules: ['papers-of-a-pin-reset', 'papers-of-a-proxy', 'fee-of-acts-without-issue'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  'kiosk-pin-reset': {
    ja: 'コンビニでの暗証番号の初期化',
    en: 'PIN reset at a convenience store',
    rules: ['pin-reset-at-kiosk', 'fee-of-acts-without-issue'],
    // The app checks the holder's own face.
    applicants: ['holder'],
    ...CARD_AND_PINS_NEEDED,
  },
  'stay-extension': {
    ja: '在留期間の更新に伴う有効期間の変更',
    en: 'New term after an extension of the stay',
    rules: ['term-changed-with-the-stay', 'papers-of-a-stay', 'lapse-card-term-changed'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  'overseas-continuation': {
    ja: '国外転出時の継続利用',
    en: 'Continued use overseas',
    rules: ['continuation-before-leaving', 'lapse-overseas-with-continuation'],
    applicants: PEOPLE,
    ...CARD_NEEDED,
  },
  'pinless-on': {
    ja: '顔認証マイナンバーカードへの切替え',
    en: 'Switch to a PIN-less card',
    rules: [
      'pinless-switched-at-the-counter',
      'pinless-card-without-pins',
      'lapse-switched-to-pinless-card',
    ],
    applicants: PEOPLE,
    ...CARD_NEEDED,
  },
  'pinless-off': {
    ja: '暗証番号のあるカードへの切替え',
    en: 'Switch back to a card with PINs',
    rules: ['pinless-switched-at-the-counter', 'papers-of-the-holder'],
    applicants: PEOPLE,
    ...CARD_AND_PINS_NEEDED,
  },
  'ex-officio-revocation': {
    ja: '職権による失効（記録の誤り）',
    en: 'Revocation ex officio for an error in the record',
    rules: ['lapse-record-error', 'ex-officio-by-two-persons'],
    applicants: ['municipality'],
    ...APPROVAL_NEEDED,
  },
  'authority-key-compromise': {
    ja: '認証局の署名符号の漏えい等による失効',
    en: 'Revocation after a leak of the authority’s key',
    rules: ['lapse-authority-key-compromised', 'ex-officio-by-two-persons'],
    applicants: ['municipality'],
    ...APPROVAL_NEEDED,
  },
}

/** The answers to この方に何がありましたか?, as the clerk reads them. */
export const SITUATION_TEXTS: Readonly<
  Record<Situation, { readonly ja: string; readonly en: string }>
> = {
  'receives-card': { ja: 'カードを受け取りに来た', en: 'comes to receive the card' },
  'certificate-expiring': {
    ja: '電子証明書の有効期限が近い',
    en: 'the certificates end soon',
  },
  'certificate-expired': {
    ja: '電子証明書の有効期限が過ぎた',
    en: 'the certificates have expired',
  },
  moved: { ja: '引っ越した', en: 'has moved' },
  'name-changed': {
    ja: '氏名・旧氏が変わった',
    en: 'has a new name, or a former name was entered',
  },
  'certificate-not-wanted': {
    ja: '電子証明書を使うのをやめたい',
    en: 'no longer wants a certificate',
  },
  'card-lost-or-stolen': {
    ja: 'カードをなくした・盗まれた',
    en: 'has lost the card, or it was stolen',
  },
  'key-or-pin-leaked': {
    ja: '暗証番号や秘密鍵を人に知られた',
    en: 'someone else may know a PIN or key',
  },
  'card-found-again': {
    ja: 'なくしたカードが見つかった',
    en: 'has found the lost card again',
  },
  'card-given-back': { ja: 'カードを返したい', en: 'wants to give the card back' },
  'pin-forgotten-or-locked': {
    ja: '暗証番号を忘れた・ロックされた',
    en: 'has forgotten a PIN, or it is locked',
  },
  'pin-to-be-changed': { ja: '暗証番号を変えたい', en: 'wants to change a PIN' },
  'stay-extended': { ja: '在留期間が更新された', en: 'has a longer period of stay' },
  'leaves-japan': { ja: '国外へ転出する', en: 'is moving overseas' },
  'wants-pinless-card': {
    ja: '暗証番号のないカードにしたい',
    en: 'wants a card without PINs',
  },
  'wants-card-with-pins': {
    ja: '暗証番号のあるカードに戻したい',
    en: 'wants a card with PINs again',
  },
  'record-was-wrong': {
    ja: '記録の誤りなど、職権で失効させる事由がある',
    en: 'an error in the record, or another ground to revoke ex officio',
  },
  died: { ja: '亡くなった', en: 'has died' },
}

/** What the counter does about it, in the order of doing; alternatives stand in one list too. */
export const PROCEDURES_OF_SITUATION: Readonly<Record<Situation, readonly CounterProcedure[]>> = {
  'receives-card': ['issue'],
  'certificate-expiring': ['renewal'],
  'certificate-expired': ['issue'],
  moved: ['reissue-signature'],
  'name-changed': ['reissue-signature'],
  'certificate-not-wanted': ['revocation'],
  'card-lost-or-stolen': ['hold', 'compromise-report', 'lost-for-good'],
  'key-or-pin-leaked': ['compromise-report', 'pin-change', 'issue'],
  'card-found-again': ['found-again'],
  'card-given-back': ['card-return'],
  'pin-forgotten-or-locked': ['pin-reset', 'kiosk-pin-reset'],
  'pin-to-be-changed': ['pin-change'],
  'stay-extended': ['stay-extension'],
  'leaves-japan': ['overseas-continuation', 'card-return'],
  'wants-pinless-card': ['pinless-on'],
  'wants-card-with-pins': ['pinless-off'],
  'record-was-wrong': ['ex-officio-revocation', 'issue', 'authority-key-compromise'],
  died: ['card-return'],
}
