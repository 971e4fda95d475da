import type { CheckText } from '#kernel/check-sheet.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { AlgorithmRefusal } from '../algorithm-policy.ts'
import type { StatusDefect } from './status-defect.ts'

/** The checks of a CRL, by id. */
export type CrlCheckId =
  | 'certificate.issuer'
  | 'crl.form'
  | 'crl.issuer'
  | 'crl.scope'
  | 'crl.distribution-point'
  | 'crl.critical-extensions'
  | 'crl.signer'
  | 'crl.algorithm'
  | 'crl.signature'
  | 'crl.entry-extensions'
  | 'crl.complete'
  | 'crl.not-in-future'
  | 'crl.up-to-date'
  | 'crl.certificate-kept'
  | 'crl.all-reasons'
  | 'status.not-revoked'

/** The checks of an OCSP response, by id. */
export type OcspCheckId =
  | 'certificate.issuer'
  | 'ocsp.form'
  | 'ocsp.request'
  | 'ocsp.answered'
  | 'ocsp.certificate'
  | 'ocsp.critical-extensions'
  | 'ocsp.nonce'
  | 'ocsp.responder'
  | 'ocsp.algorithm'
  | 'ocsp.signature'
  | 'ocsp.not-in-future'
  | 'ocsp.up-to-date'
  | 'ocsp.dates'
  | 'ocsp.certificate-kept'
  | 'ocsp.known'
  | 'status.not-revoked'

const CERTIFICATE_ISSUER = {
  id: 'certificate.issuer',
  clause: 'RFC 5280 §6.1.3(a)(1)',
  ja: '証明書に、与えられた発行者の鍵による署名がある',
  en: 'The certificate is signed with the key of the issuer that was given',
} as const

const NOT_REVOKED = {
  id: 'status.not-revoked',
  clause: 'RFC 5280 §6.1.3(a)(3)',
  ja: 'その時点で失効していない',
  en: 'The certificate was not revoked at that moment',
} as const

/** The checks of a CRL in the order in which they are made. */
export const CRL_CHECKS: readonly CheckText<CrlCheckId>[] = [
  CERTIFICATE_ISSUER,
  {
    id: 'crl.form',
    clause: 'RFC 5280 §5.1',
    ja: '失効リストが正しい形式（DER）である',
    en: 'The list is well-formed DER',
  },
  {
    id: 'crl.issuer',
    clause: 'RFC 5280 §6.3.3(b)(1)',
    ja: '失効リストの発行者が、証明書の発行者または配布点の cRLIssuer である',
    en: "The list is issued by the certificate's issuer, or by the cRLIssuer of its distribution point",
  },
  {
    id: 'crl.scope',
    clause: 'RFC 5280 §5.2.5, §6.3.3(b)(2)(ii)-(iv)',
    ja: '失効リストがこの種類の証明書を対象としている',
    en: 'The list is about this kind of certificate',
  },
  {
    id: 'crl.distribution-point',
    clause: 'RFC 5280 §6.3.3(b)(2)(i)',
    ja: '失効リストの配布点が証明書の配布点と一致する',
    en: 'The list is published at a distribution point of the certificate',
  },
  {
    id: 'crl.critical-extensions',
    clause: 'RFC 5280 §5.2',
    ja: '失効リストの重要（critical）な拡張をすべて理解できる',
    en: 'Every critical extension of the list is understood',
  },
  {
    id: 'crl.signer',
    clause: 'RFC 5280 §6.3.3(f)',
    ja: '失効リストに署名してよい者の証明書がある',
    en: 'There is a certificate of someone who may sign the list',
  },
  {
    id: 'crl.algorithm',
    clause: 'RFC 5280 §5.1.1.2, 施行規則2条',
    ja: '署名方式と鍵の長さが認められたものである',
    en: 'The signature algorithm and key size are allowed',
  },
  {
    id: 'crl.signature',
    clause: 'RFC 5280 §6.3.3(g)',
    ja: '失効リストの署名がその鍵で検証できる',
    en: 'The signature of the list verifies under that key',
  },
  {
    id: 'crl.entry-extensions',
    clause: 'RFC 5280 §5.3',
    ja: '各行の重要（critical）な拡張をすべて理解できる',
    en: 'Every critical extension of its entries is understood',
  },
  {
    id: 'crl.complete',
    clause: 'RFC 5280 §5.2.4',
    ja: '差分だけではない',
    en: 'The list is not a delta alone',
  },
  {
    id: 'crl.not-in-future',
    clause: 'RFC 5280 §5.1.2.4',
    ja: '失効リストの発行日時が未来でない',
    en: 'The list is not from the future',
  },
  {
    id: 'crl.up-to-date',
    clause: 'RFC 5280 §6.3.3(a)',
    ja: '失効リスト（または重ねた差分）が古くない',
    en: 'The list, or the delta laid over it, is not out of date',
  },
  {
    id: 'crl.certificate-kept',
    clause: 'RFC 5280 §3.3',
    ja: '失効リストの発行時に、証明書がまだ対象であった',
    en: 'The certificate was still to be listed when the list was issued',
  },
  {
    id: 'crl.all-reasons',
    clause: 'RFC 5280 §6.3.3(d), (l)',
    ja: 'すべての失効事由について答えている',
    en: 'The list answers for all reasons',
  },
  NOT_REVOKED,
]

/** The checks of an OCSP response in the order in which they are made. */
export const OCSP_CHECKS: readonly CheckText<OcspCheckId>[] = [
  CERTIFICATE_ISSUER,
  {
    id: 'ocsp.form',
    clause: 'RFC 6960 §4.2.1',
    ja: 'OCSP 応答が正しい形式（DER）である',
    en: 'The response is well-formed DER',
  },
  {
    id: 'ocsp.request',
    clause: 'RFC 6960 §3.2(1)',
    ja: '要求がこの証明書についてのものである',
    en: 'The request was about this certificate',
  },
  {
    id: 'ocsp.answered',
    clause: 'RFC 6960 §2.3',
    ja: '応答者が答えた（署名のないエラーではない）',
    en: 'The responder answered, rather than sent an unsigned error',
  },
  {
    id: 'ocsp.certificate',
    clause: 'RFC 6960 §3.2(1)',
    ja: '応答がこの証明書についてのものである（発行者の名前と鍵、番号）',
    en: 'The response is about this certificate: issuer name and key, serial number',
  },
  {
    id: 'ocsp.critical-extensions',
    clause: 'RFC 6960 §4.4',
    ja: '重要（critical）な拡張をすべて理解できる',
    en: 'Every critical extension is understood',
  },
  {
    id: 'ocsp.nonce',
    clause: 'RFC 9654 §3.1',
    ja: '送った乱数（nonce）が繰り返されている',
    en: 'The nonce that was sent is repeated',
  },
  {
    id: 'ocsp.responder',
    clause: 'RFC 6960 §3.2(3), (4), §4.2.2.2',
    ja: '名乗る応答者が、発行者自身か、発行者から直接委任された者である',
    en: 'The responder named is the issuer itself, or was delegated by the issuer directly',
  },
  {
    id: 'ocsp.algorithm',
    clause: 'RFC 6960 §4.3, 施行規則2条',
    ja: '署名方式と鍵の長さが認められたものである',
    en: 'The signature algorithm and key size are allowed',
  },
  {
    id: 'ocsp.signature',
    clause: 'RFC 6960 §3.2(2)',
    ja: '応答の署名が応答者の鍵で検証できる',
    en: "The response's signature verifies under the responder's key",
  },
  {
    id: 'ocsp.not-in-future',
    clause: 'RFC 6960 §4.2.2.1',
    ja: '応答の日時が未来でない',
    en: 'The response is not from the future',
  },
  {
    id: 'ocsp.up-to-date',
    clause: 'RFC 6960 §3.2(5), (6)',
    ja: '応答が古くない',
    en: 'The response is not out of date',
  },
  {
    id: 'ocsp.dates',
    clause: 'RFC 6960 §2.4',
    ja: '応答の日時が互いに矛盾しない',
    en: 'The dates of the response agree with each other',
  },
  {
    id: 'ocsp.certificate-kept',
    clause: 'RFC 6960 §4.4.4',
    ja: '応答者がこの証明書の記録をまだ保っている',
    en: 'The responder still keeps the record of this certificate',
  },
  {
    id: 'ocsp.known',
    clause: 'RFC 6960 §2.2',
    ja: '応答者がこの証明書を知っている（「不明」は有効ではない）',
    en: 'The responder knows the certificate (unknown is not good)',
  },
  NOT_REVOKED,
]

const FETCH_LIST = {
  nextJa: '証明書の CRL 配布点から失効リストを取得し直して、もう一度検証してください。',
  nextEn: 'Fetch the list from the distribution point in the certificate again, then verify anew.',
}

const ASK_RESPONDER = {
  nextJa: '証明書が示す OCSP 応答者に問い合わせ直して、もう一度検証してください。',
  nextEn: 'Ask the responder named in the certificate again, then verify anew.',
}

const DISTRUST = {
  nextJa: '信用せず、取得元と通信経路を確かめてください。続くときは認証局に知らせてください。',
  nextEn: 'Do not rely on it; check where it came from, and tell the authority if it goes on.',
}

const TELL_AUTHORITY = {
  nextJa: '別の失効情報（OCSP または CRL）を使い、認証局に知らせてください。',
  nextEn: 'Use another source (OCSP or CRL), and tell the authority.',
}

const CHECK_CLOCK = {
  nextJa: '検証する側の時計を確かめ、取得し直してください。',
  nextEn: 'Check the clock of the verifying side, then fetch it again.',
}

/** What a person reads when a status object says nothing of a certificate. */
export const STATUS_DEFECT_TEXTS: RefusalTexts<Exclude<StatusDefect, AlgorithmRefusal>> = {
  'too-many-objects': {
    ja: '失効情報が多すぎます。一部だけを見て決めることはしません。',
    en: 'There are too many status objects; none is judged by looking at some of them only.',
    nextJa: 'この証明書に関わる失効リストと OCSP 応答だけを渡してください。',
    nextEn: 'Pass only the lists and responses that concern this certificate.',
  },
  'status-budget-exhausted': {
    ja: '署名の検証回数が上限に達したため、失効を確かめきれませんでした。',
    en: 'The budget of signatures was spent before the status was known.',
    nextJa: '関わりのない証明書と失効リストを除いて渡してください。',
    nextEn: 'Leave out certificates and lists that have nothing to do with it.',
  },
  'certificate-issuer-other': {
    ja: '与えられた発行者の鍵では、証明書の署名が合いません。',
    en: 'The certificate was not signed with the key of the issuer that was given.',
    nextJa: '発行者の証明書を取り違えていないか（同名の別世代など）確かめてください。',
    nextEn: "Check that this is the issuer's certificate, and not another one of the same name.",
  },
  'crl-malformed': {
    ja: '失効リストとして読めません。',
    en: 'This is not a well-formed CRL.',
    ...FETCH_LIST,
  },
  'ocsp-malformed': {
    ja: 'OCSP 応答として読めません。',
    en: 'This is not a well-formed OCSP response.',
    ...ASK_RESPONDER,
  },
  'ocsp-refused': {
    ja: 'OCSP 応答者が回答を断りました。署名がないため、何の証明にもなりません。',
    en: 'The responder refused to answer; being unsigned, that proves nothing.',
    ...ASK_RESPONDER,
  },
  'ocsp-request-other': {
    ja: '与えられた OCSP 要求は、この証明書についてのものではありません。',
    en: 'The OCSP request that was given is not about this certificate.',
    nextJa: 'この証明書のために送った要求を渡してください。',
    nextEn: 'Pass the request that was sent for this certificate.',
  },
  'crl-issuer-other': {
    ja: '失効リストの発行者が、この証明書の失効を知らせる者ではありません。',
    en: "The list's issuer is not the one that tells of this certificate's revocation.",
    ...FETCH_LIST,
  },
  'ocsp-certificate-other': {
    ja: 'OCSP 応答は別の証明書（番号、または発行者の名前か鍵が違う）についてのものです。',
    en: "The response is about another certificate: its serial number, or its issuer's name or key.",
    ...ASK_RESPONDER,
  },
  'crl-scope-other': {
    ja: '失効リストは、この種類の証明書を対象としていません。',
    en: 'The list is not about this kind of certificate.',
    ...FETCH_LIST,
  },
  'crl-partition-other': {
    ja: '失効リストは別の配布点（分割）のものです。',
    en: 'The list is that of another distribution point.',
    ...FETCH_LIST,
  },
  'crl-critical-extension': {
    ja: '失効リストに理解できない重要な拡張があるため、使えません。',
    en: 'The list has a critical extension that is not understood, so it cannot be used.',
    ...TELL_AUTHORITY,
  },
  'ocsp-critical-extension': {
    ja: 'OCSP 応答に理解できない重要な拡張があるため、使えません。',
    en: 'The response has a critical extension that is not understood, so it cannot be used.',
    ...TELL_AUTHORITY,
  },
  'ocsp-nonce-wrong': {
    ja: '送った乱数（nonce）が応答にありません。以前の応答の使い回しかもしれません。',
    en: 'The nonce that was sent is not in the response, which may be an old one sent again.',
    ...ASK_RESPONDER,
  },
  'crl-signer-unknown': {
    ja: '失効リストに署名した者の証明書がありません。',
    en: 'There is no certificate of whoever signed the list.',
    nextJa: '失効リストの発行者の証明書（と、信頼する認証局までの証明書）を加えてください。',
    nextEn: "Add the certificate of the list's issuer, and those up to the trusted authority.",
  },
  'crl-signer-not-allowed': {
    ja: '失効リストの発行者の証明書は、失効リストへの署名を許していません。',
    en: "The certificate of the list's issuer does not allow signing lists (cRLSign).",
    ...DISTRUST,
  },
  'ocsp-responder-unknown': {
    ja: 'OCSP 応答者が、発行者自身でも、発行者が直接委任した者でもありません。',
    en: 'The responder is neither the issuer itself nor delegated by the issuer directly.',
    ...DISTRUST,
  },
  'ocsp-responder-malformed': {
    ja: 'OCSP 応答に添えられた証明書が読めず、応答者を確かめられません。',
    en: 'A certificate beside the response is malformed, so the responder cannot be known.',
    ...TELL_AUTHORITY,
  },
  'ocsp-responder-not-delegated': {
    ja: 'OCSP 応答者の証明書は、応答への署名を委任するものではありません。',
    en: "The responder's certificate does not delegate the signing of responses.",
    ...DISTRUST,
  },
  'ocsp-responder-not-valid': {
    ja: 'OCSP 応答者の証明書が有効期間外です。',
    en: "The responder's certificate is outside its validity.",
    ...TELL_AUTHORITY,
  },
  'ocsp-responder-revoked': {
    ja: 'OCSP 応答者の証明書は失効しています。',
    en: "The responder's certificate is revoked.",
    ...DISTRUST,
  },
  'crl-signature-wrong': {
    ja: '失効リストの署名が合いません。作り変えられたか、別の鍵によるものです。',
    en: "The list's signature does not verify: altered, or made with another key.",
    ...DISTRUST,
  },
  'ocsp-signature-wrong': {
    ja: 'OCSP 応答の署名が合いません。作り変えられたか、別の鍵によるものです。',
    en: "The response's signature does not verify: altered, or made with another key.",
    ...DISTRUST,
  },
  'crl-delta-without-base': {
    ja: '差分の失効リストだけでは、失効していないことが分かりません。',
    en: 'A delta alone does not show that a certificate is not revoked.',
    nextJa: '差分の基になる完全な失効リストも渡してください。',
    nextEn: 'Pass the complete list that the delta is to be laid over as well.',
  },
  'crl-in-future': {
    ja: '失効リストの発行日時が未来です。',
    en: 'The list is dated in the future.',
    ...CHECK_CLOCK,
  },
  'ocsp-in-future': {
    ja: 'OCSP 応答の日時が未来です。',
    en: 'The response is dated in the future.',
    ...CHECK_CLOCK,
  },
  'crl-out-of-date': {
    ja: '失効リストの次回更新日時が過ぎています。',
    en: "The list's nextUpdate is past.",
    ...FETCH_LIST,
  },
  'ocsp-out-of-date': {
    ja: 'OCSP 応答の次回更新日時が過ぎています。',
    en: "The response's nextUpdate is past.",
    ...ASK_RESPONDER,
  },
  'crl-too-old': {
    ja: '失効リストが、許された古さを超えています。',
    en: 'The list is older than the caller allows.',
    ...FETCH_LIST,
  },
  'ocsp-too-old': {
    ja: 'OCSP 応答が、許された古さを超えています。',
    en: 'The response is older than the caller allows.',
    ...ASK_RESPONDER,
  },
  'ocsp-dates-wrong': {
    ja: 'OCSP 応答の日時が互いに矛盾しています。',
    en: 'The dates of the response contradict each other.',
    ...TELL_AUTHORITY,
  },
  'crl-after-expiry': {
    ja: '証明書の有効期間が終わった後の失効リストなので、載っていなくても何も分かりません。',
    en: "The list was issued after the certificate's end, so that its silence says nothing.",
    nextJa: '有効期間中に発行された失効リストを渡してください。',
    nextEn: 'Pass a list that was issued before the certificate ended.',
  },
  'ocsp-after-expiry': {
    ja: '証明書の有効期間が終わった後の応答なので、失効していないことの証明になりません。',
    en: "The response is from after the certificate's end, so that it proves nothing.",
    nextJa: '有効期間中に得た OCSP 応答を渡してください。',
    nextEn: 'Pass a response that was made before the certificate ended.',
  },
  'crl-reasons-uncovered': {
    ja: '一部の失効事由についてしか答えていません。',
    en: 'The lists at hand answer for some reasons only.',
    nextJa: '残りの失効事由についての失効リストも渡してください。',
    nextEn: 'Pass the lists for the other reasons as well.',
  },
}
