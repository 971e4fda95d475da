import type { CertificateKind } from '#law/certificate-kind.ts'
import type { RevocationReason } from '#law/lapse.ts'
import type { HistoryKind, RegisteredCard } from '#ra/contract.ts'
import type { LookUpReason, StaffRole } from '#ra/staff/contract.ts'
import type { LifeEvent, Relation, Resident, Sex } from '#register/contract.ts'
import type { QueueTicket } from '../ports.ts'
import type { Words } from '../words.ts'

/** The two certificates. */
export const KIND_TEXTS: Readonly<Record<CertificateKind, Words>> = {
  signature: { ja: '署名用電子証明書', en: 'Signature certificate' },
  'user-authentication': { ja: '利用者証明用電子証明書', en: 'Authentication certificate' },
}

/** The PIN that guards each certificate. */
export const PIN_TEXTS: Readonly<Record<CertificateKind, Words>> = {
  signature: { ja: '署名用パスワード', en: 'Signature password' },
  'user-authentication': { ja: '利用者証明用暗証番号', en: 'Authentication PIN' },
}

/** How a certificate stands today. */
export const CERTIFICATE_STANDING_TEXTS = {
  good: { ja: '有効', en: 'valid' },
  ending: { ja: 'まもなく満了', en: 'ends soon' },
  expired: { ja: '期限切れ', en: 'expired' },
  revoked: { ja: '失効', en: 'revoked' },
  unknown: { ja: '状態不明', en: 'status unknown' },
  none: { ja: 'なし', en: 'none' },
} as const satisfies Readonly<Record<string, Words>>

/** How a card stands. */
export const CARD_STATE_TEXTS: Readonly<Record<RegisteredCard['state'] | 'expired', Words>> = {
  live: { ja: '有効', en: 'live' },
  returned: { ja: '返納済み', en: 'returned' },
  revoked: { ja: '失効', en: 'revoked' },
  expired: { ja: '期限切れ', en: 'expired' },
}

/** The two makes of card. */
export const VARIANT_TEXTS: Readonly<Record<RegisteredCard['variant'], Words>> = {
  standard: { ja: 'マイナンバーカード', en: 'Individual Number Card' },
  pinless: { ja: '顔認証マイナンバーカード（暗証番号なし）', en: 'Card without PINs' },
}

/** Why a certificate was revoked. */
export const REASON_TEXTS: Readonly<Record<RevocationReason, Words>> = {
  unspecified: { ja: '交付前に廃棄', en: 'discarded before delivery' },
  keyCompromise: { ja: '紛失・盗難・漏えいの届出', en: 'loss, theft or disclosure reported' },
  cACompromise: { ja: '認証局の鍵の漏えい', en: 'the authority’s key was disclosed' },
  affiliationChanged: { ja: '記録の変更', en: 'the record changed' },
  superseded: { ja: '新しい証明書に交代', en: 'replaced by a new one' },
  cessationOfOperation: { ja: '本人の申請・カードの終了', en: 'on request, or the card ended' },
  certificateHold: { ja: '一時保留', en: 'on hold' },
}

/** What can stand in a person's history. */
export const HISTORY_TEXTS: Readonly<Record<HistoryKind, Words>> = {
  'card-registered': { ja: 'カードを登録', en: 'Card registered' },
  'card-ended': { ja: 'カードが終了', en: 'Card ended' },
  'card-made-pinless': { ja: '暗証番号なしに切替え', en: 'Card made PIN-less' },
  'card-term-authorised': { ja: '有効期間の変更を受付', en: 'New card term decided' },
  'card-term-changed': { ja: 'カードの有効期間を変更', en: 'Card’s term changed' },
  'card-term-withdrawn': { ja: '有効期間の変更を取下げ', en: 'New card term withdrawn' },
  'card-restored-from-old-copy': { ja: '古い複製のカードを検出', en: 'Old copy of the card seen' },
  'application-accepted': { ja: '申請を受付', en: 'Application accepted' },
  'application-withdrawn': { ja: '申請を取下げ', en: 'Application withdrawn' },
  'certificate-issued': { ja: '証明書を発行', en: 'Certificate issued' },
  'certificates-delivered': { ja: '証明書を交付', en: 'Certificates delivered' },
  'revocation-accepted': { ja: '失効を受付', en: 'Revocation accepted' },
  'revocation-done': { ja: '失効を完了', en: 'Revoked' },
  'pin-reset-authorised': { ja: '暗証番号の初期化を承認', en: 'PIN reset authorised' },
  'pin-reset-done': { ja: '暗証番号を初期化', en: 'PIN reset' },
  'pin-reset-withdrawn': { ja: '暗証番号の初期化を取下げ', en: 'PIN reset withdrawn' },
  'life-event': { ja: '記録の異動', en: 'Change of the record' },
}

/** Why a clerk looks at a person's records. */
export const LOOK_UP_REASON_TEXTS: Readonly<Record<LookUpReason, Words>> = {
  'person-at-the-desk': { ja: '本人・代理人が来庁', en: 'The person is at the desk' },
  'telephone-enquiry': { ja: '電話の問合せ', en: 'Enquiry by telephone' },
  'case-work': { ja: '案件の処理', en: 'Work on a case' },
  supervision: { ja: '監督・点検', en: 'Supervision' },
  practice: { ja: '練習', en: 'Practice' },
}

/** What a member of staff may do. */
export const ROLE_TEXTS: Readonly<Record<StaffRole, Words>> = {
  clerk: { ja: '窓口担当者', en: 'clerk' },
  supervisor: { ja: '決裁者', en: 'supervisor' },
  'municipality-admin': { ja: '管理者', en: 'administrator' },
}

/** 続柄. */
export const RELATION_TEXTS: Readonly<Record<Relation, Words>> = {
  head: { ja: '世帯主', en: 'head of household' },
  spouse: { ja: '配偶者', en: 'spouse' },
  child: { ja: '子', en: 'child' },
  parent: { ja: '親', en: 'parent' },
  grandchild: { ja: '孫', en: 'grandchild' },
  other: { ja: 'その他', en: 'other' },
}

/** 性別. */
export const SEX_TEXTS: Readonly<Record<Sex, Words>> = {
  male: { ja: '男', en: 'male' },
  female: { ja: '女', en: 'female' },
  unknown: { ja: '記載なし', en: 'not recorded' },
}

/** 国籍等. */
export const NATIONALITY_TEXTS: Readonly<Record<Resident['nationality'], Words>> = {
  japanese: { ja: '日本', en: 'Japanese' },
  'permanent-foreigner': { ja: '外国籍（永住者）', en: 'foreign, permanent' },
  foreigner: { ja: '外国籍', en: 'foreign' },
}

/** How a ticket of the queue stands. */
export const TICKET_STATE_TEXTS: Readonly<Record<QueueTicket['state'], Words>> = {
  waiting: { ja: '待ち', en: 'waiting' },
  called: { ja: '呼出中', en: 'called' },
  served: { ja: '済み', en: 'served' },
  gone: { ja: '不在', en: 'gone' },
}

/** The items of a record that can be corrected. */
export const CORRECTED_ITEM_TEXTS: Readonly<
  Record<Extract<LifeEvent, { readonly kind: 'corrected' }>['item'], Words>
> = {
  'birth-date': { ja: '生年月日', en: 'birth date' },
  sex: { ja: '性別', en: 'sex' },
  address: { ja: '住所', en: 'address' },
  name: { ja: '氏名', en: 'name' },
}
