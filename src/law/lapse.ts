import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from './certificate-kind.ts'
import type { LapseGround, RevocationReason } from './lapse-ground.ts'
import { LAPSE_GROUNDS } from './lapse-table.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

export { LAPSE_GROUND_NAMES } from './lapse-ground.ts'
/** The words of the table: a ground and its reason. */
export type { LapseGround, RevocationReason } from './lapse-ground.ts'
export { LAPSE_GROUNDS } from './lapse-table.ts'
/** One row of the table. */
export type { LapseRule } from './lapse-table.ts'

/** What a ground does to a certificate of one kind. */
export type LapseOutcome =
  | { readonly outcome: 'lapses'; readonly reason: RevocationReason }
  | { readonly outcome: 'survives' }

/** What `ground` does to a live certificate of `kind`. */
export function lapseOf(
  ground: LapseGround,
  kind: CertificateKind,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): LapseOutcome {
  const reason = LAPSE_GROUNDS[ground].check({ kind, policy })
  return reason === undefined ? { outcome: 'survives' } : { outcome: 'lapses', reason }
}

/** The kinds of certificate that outlive `ground`. */
export function survivorsOf(ground: LapseGround): readonly CertificateKind[] {
  return CERTIFICATE_KINDS.filter((kind) => lapseOf(ground, kind).outcome === 'survives')
}

/** One of the basic items of the resident record (住民基本台帳法7条1号から3号まで及び7号). */
export type RecordItem = 'name' | 'address' | 'birth-date' | 'sex'

/**
 * What happened to a person or to the resident record, as far as the law asks. `on` is the day of
 * legal effect.
 */
export type ResidentChange =
  | { readonly kind: 'moved'; readonly on: CivilDate }
  | { readonly kind: 'moved-overseas'; readonly on: CivilDate; readonly continuation: boolean }
  | { readonly kind: 'name-changed'; readonly on: CivilDate }
  | {
      readonly kind: 'corrected'
      readonly on: CivilDate
      readonly item: RecordItem
      /** 軽微な修正 (Act 12(i)): the certificate survives. */
      readonly minor: boolean
    }
  | { readonly kind: 'died'; readonly on: CivilDate }
  | { readonly kind: 'record-deleted'; readonly on: CivilDate }
  | { readonly kind: 'stay-extended'; readonly on: CivilDate }
  | { readonly kind: 'stay-ended'; readonly on: CivilDate }
  | { readonly kind: 'became-adult-ward'; readonly on: CivilDate }
  | { readonly kind: 'guardianship-ended'; readonly on: CivilDate }
  /** 旧氏 entered beside the name, changed or removed. */
  | { readonly kind: 'former-name-changed'; readonly on: CivilDate }
  /** 帰化, with the new name where there is one. */
  | { readonly kind: 'naturalised'; readonly on: CivilDate; readonly newName: object | undefined }
  /** 個人番号の変更 */
  | { readonly kind: 'number-changed'; readonly on: CivilDate }
  | { readonly kind: 'born'; readonly on: CivilDate }

const GROUND_OF_ITEM: Readonly<Record<RecordItem, LapseGround>> = {
  name: 'name-changed',
  address: 'address-changed',
  'birth-date': 'birth-date-changed',
  sex: 'sex-changed',
}

/**
 * The ground of lapse that a change of the resident record brings about (Act 12, 31); `undefined`
 * where certificates stay as they are: a minor correction, a longer stay (the counter changes the
 * card's term), a guardianship begun or ended, a naturalisation under the same name.
 */
export function groundOfChange(
  change: ResidentChange,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): LapseGround | undefined {
  switch (change.kind) {
    case 'moved':
      return 'address-changed'
    case 'moved-overseas':
      return change.continuation && change.on >= LAPSE_GROUNDS['overseas-with-continuation'].from
        ? 'overseas-with-continuation'
        : 'overseas-without-continuation'
    case 'name-changed':
      return 'name-changed'
    case 'corrected':
      return change.minor ? undefined : GROUND_OF_ITEM[change.item]
    case 'died':
      return 'died'
    case 'record-deleted':
    case 'stay-ended':
      return 'resident-record-deleted'
    case 'former-name-changed':
      return policy.formerNameEndsSignature ? 'name-changed' : undefined
    case 'naturalised':
      return change.newName === undefined ? undefined : 'name-changed'
    case 'number-changed':
      return 'card-revoked'
    case 'stay-extended':
    case 'became-adult-ward':
    case 'guardianship-ended':
    case 'born':
      return undefined
  }
}

/** Where a certificate's key sits. */
export type Carrier = 'card' | 'phone'

/**
 * Whether the hold (一時保留) of a certificate may be lifted. On a card it may not (CPS 4.9.9); on a
 * phone the app revives the user-authentication certificate, while the signature certificate is
 * always issued anew.
 */
export function mayLiftHold(
  kind: CertificateKind,
  carrier: Carrier,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): boolean {
  switch (carrier) {
    case 'card':
      return policy.cardHoldMayBeLifted
    case 'phone':
      return kind === 'user-authentication' && policy.phoneAuthenticationHoldMayBeLifted
  }
}

/** The rules about the hold. */
export const HOLD_RULES: readonly RuleText[] = [
  {
    id: 'hold-on-card-not-lifted',
    family: 'hold',
    cites: [CITED.reasons, CITED.jLisLossPage],
    from: COMMENCEMENT,
    ja: 'カードの電子証明書の一時保留は解除しない（設定 cardHoldMayBeLifted）。見つかったカードには新しく発行する。',
    en: 'A hold on a card is not lifted (cardHoldMayBeLifted); a card found again gets new certificates.',
  },
  {
    id: 'hold-on-phone',
    family: 'hold',
    cites: [
      { source: 'digital-agency', at: 'スマートフォン用電子証明書 利用上の注意', standing: 'read' },
    ],
    from: civilDate(2023, 5, 11),
    ja: 'スマートフォンの利用者証明用はアプリで一時保留を解除でき（設定 phoneAuthenticationHoldMayBeLifted）、署名用は発行し直す。',
    en: 'A phone’s user-authentication certificate is revived in the app; the other is issued anew.',
  },
]
