import type { CheckText } from '#kernel/check-sheet.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { PinRefusal } from './contract.ts'
import type { RevocationRefusal } from './revocation/question.ts'

/** The checks of a certificate, by id. */
export type VerifyCheckId =
  | 'certificate.form'
  | 'issuer.key-identifier'
  | 'issuer.name'
  | 'chain.algorithm'
  | 'chain.signature'
  | 'certificate.key'
  | 'extensions.critical'
  | 'authority.is-ca'
  | 'certificate.kind'
  | 'certificate.policy'
  | 'certificate.key-usage'
  | 'validity.not-before'
  | 'validity.not-after'
  | 'authority.validity'
  | 'status.not-revoked'

/** The checks of a certificate in the order in which they are made (spec/jpki.md §9). */
export const VERIFY_CHECKS: readonly CheckText<VerifyCheckId>[] = [
  {
    id: 'certificate.form',
    clause: 'RFC 5280 §4.1',
    ja: '証明書が正しい形式（DER）である',
    en: 'The certificate is well-formed DER',
  },
  {
    id: 'issuer.key-identifier',
    clause: 'RFC 5280 §4.2.1.1',
    ja: '信頼する認証局の中に、発行者の鍵識別子を持つものがある（名前だけでは選ばない）',
    en: 'A pinned authority has the issuer key identifier (never chosen by name alone)',
  },
  {
    id: 'issuer.name',
    clause: 'RFC 5280 §6.1.3(a)(4)',
    ja: '発行者名がその認証局の名前と一致する',
    en: 'The issuer name is the name of that authority',
  },
  {
    id: 'chain.algorithm',
    clause: 'RFC 5280 §4.1.1.2, 施行規則2条',
    ja: '認証局の署名方式と鍵の長さが認められたものである',
    en: "The authority's signature algorithm and key size are allowed",
  },
  {
    id: 'chain.signature',
    clause: 'RFC 5280 §6.1.3(a)(1)',
    ja: '証明書の署名が認証局の鍵で検証できる',
    en: "The certificate's signature verifies under the authority's key",
  },
  {
    id: 'certificate.key',
    clause: '施行規則2条',
    ja: '証明書の公開鍵の種類と長さが認められたものである',
    en: 'The kind and size of the certified key are allowed',
  },
  {
    id: 'extensions.critical',
    clause: 'RFC 5280 §4.2',
    ja: '重要（critical）な拡張をすべて理解できる',
    en: 'Every critical extension is understood',
  },
  {
    id: 'authority.is-ca',
    clause: 'RFC 5280 §6.1.4(k), (n)',
    ja: '発行者が、証明書に署名してよい認証局である',
    en: 'The issuer is an authority that may sign certificates',
  },
  {
    id: 'certificate.kind',
    clause: '公的個人認証法3条1項・22条1項',
    ja: '目的に合った種類の証明書（署名用・利用者証明用）である',
    en: 'The certificate is of the kind that the purpose needs',
  },
  {
    id: 'certificate.policy',
    clause: 'RFC 5280 §6.1.5(g)',
    ja: '証明書ポリシーがその種類のものである',
    en: 'The certificate policy is that of the kind',
  },
  {
    id: 'certificate.key-usage',
    clause: 'RFC 5280 §4.2.1.3, §4.2.1.12',
    ja: '鍵の用途が目的に合っている',
    en: 'The key usage fits the purpose',
  },
  {
    id: 'validity.not-before',
    clause: 'RFC 5280 §6.1.3(a)(2)',
    ja: '有効期間が始まっている',
    en: 'The validity period has begun',
  },
  {
    id: 'validity.not-after',
    clause: 'RFC 5280 §6.1.3(a)(2)',
    ja: '有効期間が終わっていない（最終日の日本時間 23:59:59 まで有効）',
    en: 'The validity period is not over (the last day counts to 23:59:59 Japan time)',
  },
  {
    id: 'authority.validity',
    clause: 'RFC 5280 §6.1.3(a)(2)',
    ja: '認証局の証明書が有効期間内である',
    en: "The authority's own certificate is within its validity",
  },
  {
    id: 'status.not-revoked',
    clause: 'RFC 5280 §6.1.3(a)(3)',
    ja: '失効していないことを確認できた（「不明」は有効とみなさない）',
    en: 'The certificate is known not to be revoked (unknown is not good)',
  },
]

const ASK_HOLDER = {
  nextJa: '本人に、カードに入っている正しい証明書で操作し直してもらってください。',
  nextEn: 'Ask the holder to repeat it with the right certificate of the card.',
}

const NOT_OURS = {
  nextJa: 'この証明書を信用しないでください。信頼する認証局の設定が古くないかも確かめてください。',
  nextEn: 'Do not trust this certificate; check that the pinned authorities are up to date.',
}

const FETCH_STATUS = {
  nextJa: 'OCSP または失効リスト（CRL）を取得し直してから、もう一度検証してください。',
  nextEn: 'Fetch an OCSP response or the CRL again, then verify once more.',
}

const TO_COUNTER = {
  nextJa: '本人に、住所地の市区町村の窓口で新しい証明書の発行を受けるよう案内してください。',
  nextEn: 'Send the holder to the counter of their municipality for a new certificate.',
}

/**
 * The refusals that every verification of ours may end with; the path engine's own have their texts
 * in `path/messages.ts`.
 */
type CommonRefusal =
  | 'certificate-malformed'
  | 'issuer-unknown'
  | 'chain-signature-wrong'
  | 'critical-extension-unknown'
  | 'algorithm-not-allowed'
  | 'authority-not-ca'
  | 'policy-wrong'
  | 'key-usage-wrong'
  | 'kind-wrong'
  | 'not-yet-valid'
  | 'expired'
  | 'authority-expired'
  | RevocationRefusal

/** What a person reads when a certificate was not accepted. */
export const VERIFY_REFUSAL_TEXTS: RefusalTexts<CommonRefusal> = {
  'certificate-malformed': {
    ja: '証明書の形式が正しくありません。',
    en: 'The certificate is not well-formed.',
    nextJa: 'ファイルが途中で切れたり変換されたりしていないか確かめてください。',
    nextEn: 'Check that the file was not cut off or converted on the way.',
  },
  'issuer-unknown': {
    ja: '信頼する認証局が発行した証明書ではありません。',
    en: 'The certificate was not issued by a pinned authority.',
    ...NOT_OURS,
  },
  'chain-signature-wrong': {
    ja: '認証局の署名が合いません。証明書が作り変えられているか、偽の認証局のものです。',
    en: "The authority's signature does not verify: altered, or issued by an impostor.",
    ...NOT_OURS,
  },
  'critical-extension-unknown': {
    ja: '理解できない重要な拡張があるため、受け入れられません。',
    en: 'A critical extension is not understood, so the certificate is not accepted.',
    ...NOT_OURS,
  },
  'algorithm-not-allowed': {
    ja: '署名方式または鍵の長さが、認められたものではありません。',
    en: 'The signature algorithm or the key size is not allowed.',
    ...NOT_OURS,
  },
  'authority-not-ca': {
    ja: '発行者とされる証明書は、証明書を発行してよい認証局のものではありません。',
    en: 'The issuer is not an authority that may sign certificates.',
    ...NOT_OURS,
  },
  'policy-wrong': {
    ja: '証明書ポリシーが違います（試験用と本番用、または種類の取り違え）。',
    en: 'The certificate policy is another one (test or production, or the other kind).',
    ...ASK_HOLDER,
  },
  'key-usage-wrong': {
    ja: 'この目的に使ってよい鍵ではありません。',
    en: 'The key may not be used for this purpose.',
    ...ASK_HOLDER,
  },
  'kind-wrong': {
    ja: '目的と違う種類の証明書です（署名用と利用者証明用の取り違え）。',
    en: 'The certificate is of the other kind than the purpose needs.',
    ...ASK_HOLDER,
  },
  'not-yet-valid': {
    ja: '有効期間がまだ始まっていません。',
    en: 'The validity period has not begun.',
    nextJa: '検証する側の時計が正しいか確かめてください。',
    nextEn: 'Check the clock of the verifying side.',
  },
  expired: {
    ja: '有効期間が終わっています。',
    en: 'The validity period is over.',
    ...TO_COUNTER,
  },
  'authority-expired': {
    ja: 'その時点で認証局の証明書が有効期間外です。',
    en: "At that time the authority's own certificate was outside its validity.",
    ...NOT_OURS,
  },
  revoked: {
    ja: '証明書は失効しています。',
    en: 'The certificate is revoked.',
    ...TO_COUNTER,
  },
  'status-unknown': {
    ja: '認証局の記録にない証明書です。「不明」は有効とはみなしません。',
    en: 'The authority has no record of the certificate; unknown is not good.',
    ...NOT_OURS,
  },
  'status-unavailable': {
    ja: '失効していないことを確認できる情報がありません。',
    en: 'There is no usable information that the certificate is not revoked.',
    ...FETCH_STATUS,
  },
  'status-stale': {
    ja: '失効情報が古いか、時刻が合いません。',
    en: 'The status information is out of date, or dated in the future.',
    ...FETCH_STATUS,
  },
}

/** What a person reads when a file cannot be pinned as an authority's certificate. */
export const PIN_REFUSAL_TEXTS: RefusalTexts<PinRefusal> = {
  'authority-certificate-malformed': {
    ja: '認証局の証明書として読めません（{field}、{offset} バイト目）。',
    en: "This is not an authority's certificate ({field}, at octet {offset}).",
    nextJa: '認証局が公表している証明書（DER）を取得し直してください。',
    nextEn: 'Fetch the certificate (DER) that the authority publishes again.',
  },
  'authority-key-unusable': {
    ja: '認証局の証明書の鍵を扱えません（RSA、P-256、P-384、P-521 以外）。',
    en: "The authority's key is none of RSA, P-256, P-384 and P-521.",
    nextJa: '認証局の証明書を取り違えていないか確かめてください。',
    nextEn: "Check that this is the right authority's certificate.",
  },
}
