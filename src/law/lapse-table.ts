import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from './certificate-kind.ts'
import type { Citation, Citations } from './citation.ts'
import type { LapseGround, RevocationReason } from './lapse-ground.ts'
import type { LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type Rule } from './rule.ts'

/** The kind of certificate a ground is asked about, and the settings under which it is judged. */
export interface LapseQuestion {
  readonly kind: CertificateKind
  readonly policy: LawPolicy
}

/**
 * What a ground does to one kind: its reason in the list, the setting that names the reason, or
 * nothing.
 */
export type LapseEffect = RevocationReason | 'survives' | 'recordErrorReason' | 'cardEndedReason'

/**
 * A ground of lapse as a rule. `check` answers the reason, or `undefined` where the certificate
 * survives.
 */
export interface LapseRule extends Rule<LapseQuestion, RevocationReason> {
  readonly ground: LapseGround
  readonly effects: Readonly<Record<CertificateKind, LapseEffect>>
  /** What the holder can do next. */
  readonly nextJa: string
  readonly nextEn: string
}

interface LapseWords {
  readonly ja: string
  readonly en: string
  readonly nextJa: string
  readonly nextEn: string
}

function lapse(
  ground: LapseGround,
  effects: Readonly<Record<CertificateKind, LapseEffect>>,
  words: LapseWords,
  cites: Citations,
  from: CivilDate = COMMENCEMENT,
): LapseRule {
  const check = ({ kind, policy }: LapseQuestion): RevocationReason | undefined => {
    const effect = effects[kind]
    if (effect === 'survives') return undefined
    return effect === 'recordErrorReason' || effect === 'cardEndedReason' ? policy[effect] : effect
  }
  return { id: `lapse-${ground}`, family: 'lapse', ground, effects, cites, from, ...words, check }
}

function both(effect: LapseEffect): Readonly<Record<CertificateKind, LapseEffect>> {
  return { signature: effect, 'user-authentication': effect }
}

function signatureOnly(effect: LapseEffect): Readonly<Record<CertificateKind, LapseEffect>> {
  return { signature: effect, 'user-authentication': 'survives' }
}

/**
 * The parallel articles of the two kinds. Those of the user-authentication certificate were not
 * read: articles 22 to 35 follow 3 to 16 one by one, and article 12 itself names its counterpart,
 * 31.
 */
function articles(signature: string, authentication: string): readonly [Citation, Citation] {
  return [
    { source: 'act', at: signature, standing: 'read' },
    { source: 'act', at: authentication, standing: 'inferred' },
  ]
}

const ITEM_CHANGED: Citations = [
  {
    source: 'act',
    at: '12(1)(i)',
    text: '住民基本台帳法第七条第一号から第三号まで及び第七号に掲げる事項…記載の修正（…軽微な修正を除く）があったこと。',
    standing: 'read',
  },
  CITED.cityPageLapse,
  CITED.reasons,
]
const RECORD_DELETED: Citations = [
  { source: 'act', at: '12(1)(ii)', text: '当該署名利用者に係る住民票の消除…', standing: 'read' },
  { source: 'act', at: '31', standing: 'inferred' },
  CITED.reasons,
]
const CARD_ENDS: Citations = [CITED.cityPageLapse, { ...CITED.reasons, standing: 'open' }]

const NEW_SIGNATURE_CERTIFICATE = {
  nextJa: '市区町村の窓口で署名用電子証明書の発行を申請できます。利用者証明用はそのまま使えます。',
  nextEn:
    'Apply for a new signature certificate at the counter; the user-authentication certificate still works.',
} as const
const APPLY_AGAIN = {
  nextJa: '必要なときは、市区町村の窓口で新たに発行を申請してください。',
  nextEn: 'If you need certificates, apply at a municipal counter.',
} as const
const NOTHING_TO_DO = {
  nextJa: '手続は要りません。',
  nextEn: 'There is nothing to do.',
} as const
const USE_THE_NEW_ONE = {
  nextJa:
    '新しい電子証明書を使ってください。証明書を登録したサービスでは登録し直しが要ることがあります。',
  nextEn:
    'Use the new certificate; services that recorded the old one may ask you to register again.',
} as const

/**
 * Every ground of lapse with what it does to each kind (spec/jpki.md §4.1). What `survives` stays
 * valid to its end.
 */
export const LAPSE_GROUNDS: Readonly<Record<LapseGround, LapseRule>> = {
  'holder-request': lapse(
    'holder-request',
    both('cessationOfOperation'),
    {
      ja: '本人または代理人が失効を申請した（申請した種類に限る）。',
      en: 'The holder or an agent applied for revocation, of the kind applied for.',
      ...APPLY_AGAIN,
    },
    [...articles('9', '28'), CITED.reasons],
  ),
  'key-compromise-reported': lapse(
    'key-compromise-reported',
    both('keyCompromise'),
    {
      ja: '秘密鍵の漏えい、カードの紛失・盗難・損壊が窓口に届け出られた。',
      en: 'Disclosure of the key, or loss, theft or damage of the card, was reported at the counter.',
      nextJa:
        'カードの再交付と電子証明書の発行を窓口で申請してください。紛失・盗難は警察にも届け出てください。',
      nextEn:
        'Apply for a new card and certificates at the counter; report loss or theft to the police too.',
    },
    [...articles('10', '29'), CITED.reasons],
  ),
  'address-changed': lapse(
    'address-changed',
    signatureOnly('affiliationChanged'),
    {
      ja: '住所が変わった（国内の転居・転出、軽微でない修正）。',
      en: 'The address changed: a move within Japan, or a correction that is not minor.',
      ...NEW_SIGNATURE_CERTIFICATE,
    },
    ITEM_CHANGED,
  ),
  'name-changed': lapse(
    'name-changed',
    signatureOnly('affiliationChanged'),
    {
      ja: '氏名が変わった（軽微でない修正を含む）。',
      en: 'The name changed, or was corrected in more than a minor way.',
      ...NEW_SIGNATURE_CERTIFICATE,
    },
    ITEM_CHANGED,
  ),
  'sex-changed': lapse(
    'sex-changed',
    signatureOnly('affiliationChanged'),
    {
      ja: '性別の記載が変わった（軽微でない修正を含む）。',
      en: 'The recorded sex changed, or was corrected in more than a minor way.',
      ...NEW_SIGNATURE_CERTIFICATE,
    },
    ITEM_CHANGED,
  ),
  'birth-date-changed': lapse(
    'birth-date-changed',
    signatureOnly('affiliationChanged'),
    {
      ja: '生年月日の記載が変わった（軽微でない修正）。',
      en: 'The recorded birth date was corrected in more than a minor way.',
      ...NEW_SIGNATURE_CERTIFICATE,
    },
    ITEM_CHANGED,
  ),
  died: lapse(
    'died',
    both('affiliationChanged'),
    { ja: '本人が亡くなった。', en: 'The holder died.', ...NOTHING_TO_DO },
    RECORD_DELETED,
  ),
  'resident-record-deleted': lapse(
    'resident-record-deleted',
    both('affiliationChanged'),
    {
      ja: '住民票が消除された（死亡・国外転出によるものを除く）。',
      en: 'The resident record was deleted for a reason other than death or a move overseas.',
      nextJa: '住民登録について市区町村の窓口に相談してください。',
      nextEn: 'Ask the municipal counter about your residence record.',
    },
    RECORD_DELETED,
  ),
  'overseas-with-continuation': lapse(
    'overseas-with-continuation',
    signatureOnly('affiliationChanged'),
    {
      ja: '継続利用の手続をして国外に転出した（転出日に署名用が失効する）。',
      en: 'The holder moved overseas with continued use: the signature certificate lapses on that day.',
      nextJa:
        '国外転出者向けの署名用電子証明書の発行を申請できます。利用者証明用はそのまま使えます。',
      nextEn:
        'Apply for a signature certificate for persons overseas; the user-authentication certificate still works.',
    },
    [CITED.overseas, { source: 'act', at: '12(1)(ii)', standing: 'inferred' }, CITED.reasons],
    civilDate(2024, 5, 27),
  ),
  'overseas-without-continuation': lapse(
    'overseas-without-continuation',
    both('cardEndedReason'),
    {
      ja: '継続利用の手続をせずに国外に転出した（カードも失効する）。',
      en: 'The holder moved overseas without continued use: the card lapses too.',
      nextJa:
        '帰国後または在外公館・本籍地の市区町村で、カードを申請し直してください。90日以内は無料です。',
      nextEn:
        'Apply for a card again after your return or at a consulate; within 90 days it is free.',
    },
    [CITED.overseas, { ...CITED.reasons, standing: 'open' }],
  ),
  'record-error': lapse(
    'record-error',
    both('recordErrorReason'),
    {
      ja: '電子証明書の記録に誤りがあった（職権による失効、本人に通知）。',
      en: 'The certificate’s record was wrong: revoked by the authority, and the holder is notified.',
      nextJa: '市区町村の窓口で、正しい内容の電子証明書の発行を受けてください。',
      nextEn: 'Have a certificate with the right contents issued at the counter.',
    },
    [...articles('13', '32'), { ...CITED.reasons, standing: 'open' }],
  ),
  'authority-key-compromised': lapse(
    'authority-key-compromised',
    both('cACompromise'),
    {
      ja: '認証局の署名符号が漏えい、滅失または毀損した（発行したすべてが失効し、公表される）。',
      en: 'The authority’s key was disclosed, lost or damaged: all it issued lapses, publicly announced.',
      nextJa: '案内に従い、市区町村の窓口で新たに発行を受けてください。',
      nextEn: 'Follow the announcement and have new certificates issued at the counter.',
    },
    [...articles('14', '33'), CITED.reasons],
  ),
  renewed: lapse(
    'renewed',
    both('superseded'),
    {
      ja: '更新により新しい電子証明書に置き換わった。',
      en: 'A renewal replaced the certificate.',
      ...USE_THE_NEW_ONE,
    },
    [CITED.reasons, CITED.faqOfTerm],
  ),
  reissued: lapse(
    'reissued',
    both('superseded'),
    {
      ja: '再発行により新しい電子証明書に置き換わった（一時保留の後に見つかったカードを含む）。',
      en: 'A re-issue replaced the certificate, also on a card found again after a hold.',
      ...USE_THE_NEW_ONE,
    },
    [CITED.reasons, CITED.jLisLossPage],
  ),
  'card-term-changed': lapse(
    'card-term-changed',
    both('superseded'),
    {
      ja: '在留期間の更新によりカードの有効期間が変わった（新しい満了日で発行し直す）。',
      en: 'The card’s term changed with the period of stay: certificates are issued anew with the new end.',
      ...USE_THE_NEW_ONE,
    },
    [CITED.stay, { ...CITED.reasons, standing: 'inferred' }],
  ),
  'discarded-before-delivery': lapse(
    'discarded-before-delivery',
    both('unspecified'),
    {
      ja: '交付する前に廃棄した。',
      en: 'The certificate was discarded before it was handed over.',
      ...APPLY_AGAIN,
    },
    [CITED.reasons],
  ),
  held: lapse(
    'held',
    both('certificateHold'),
    {
      ja: '24時間の窓口への連絡により一時保留された。',
      en: 'The certificate was put on hold by a call to the 24-hour line.',
      nextJa:
        'カードが見つかったら、窓口で新しい電子証明書の発行を受けてください。一時保留は解除されません。',
      nextEn:
        'If the card is found, have new certificates issued at the counter; the hold is not lifted.',
    },
    [CITED.reasons, CITED.jLisLossPage],
  ),
  'card-returned': lapse(
    'card-returned',
    both('cardEndedReason'),
    { ja: 'カードが返納された。', en: 'The card was returned.', ...APPLY_AGAIN },
    CARD_ENDS,
  ),
  'card-revoked': lapse(
    'card-revoked',
    both('cardEndedReason'),
    { ja: 'カードが失効した。', en: 'The card lapsed.', ...APPLY_AGAIN },
    CARD_ENDS,
  ),
  'switched-to-pinless-card': lapse(
    'switched-to-pinless-card',
    signatureOnly('cardEndedReason'),
    {
      ja: '暗証番号のない顔認証マイナンバーカードに切り替えた。',
      en: 'The card became a PIN-less card.',
      nextJa: '窓口で暗証番号のあるカードに戻せば、署名用電子証明書の発行を受けられます。',
      nextEn: 'Switch back at the counter to have a signature certificate again.',
    },
    [CITED.pinlessCard, { ...CITED.reasons, standing: 'open' }],
    civilDate(2023, 12, 15),
  ),
}
