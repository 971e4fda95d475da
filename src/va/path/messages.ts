import type { CheckText } from '#kernel/check-sheet.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { AlgorithmRefusal } from '../algorithm-policy.ts'
import { VERIFY_REFUSAL_TEXTS } from '../messages.ts'
import type { PathRefusal } from './path-refusal.ts'

/** The checks of a path report, by id; most are made for several certificates of the path. */
export type PathCheckId =
  | 'path.issuer'
  | 'path.algorithm'
  | 'path.signature'
  | 'path.anchor'
  | 'path.budget'
  | 'anchor.limits'
  | 'certificate.profile'
  | 'certificate.validity'
  | 'certificate.critical'
  | 'certificate.names'
  | 'certificate.policies'
  | 'authority.mappings'
  | 'authority.constraints'
  | 'authority.is-ca'
  | 'authority.path-length'
  | 'authority.key-usage'
  | 'authority.key-purpose'
  | 'leaf.policies'
  | 'leaf.key'
  | 'leaf.key-usage'
  | 'leaf.key-purpose'
  | 'leaf.name'
  | 'certificate.status'

/** What each check asks, and the clause that demands it. */
export const PATH_CHECK_TEXTS: Readonly<Record<PathCheckId, CheckText<PathCheckId>>> = {
  'path.issuer': {
    id: 'path.issuer',
    clause: 'RFC 5280 §6.1.3(a)(4)',
    ja: '発行者の名前を持つ証明書がある',
    en: 'There is a certificate with the name of the issuer',
  },
  'path.algorithm': {
    id: 'path.algorithm',
    clause: 'RFC 5280 §4.1.1.2',
    ja: '署名方式と発行者の鍵の強さが認められたものである',
    en: "The signature algorithm and the strength of the issuer's key are allowed",
  },
  'path.signature': {
    id: 'path.signature',
    clause: 'RFC 5280 §6.1.3(a)(1)',
    ja: '証明書の署名が発行者の鍵で検証できる',
    en: "The certificate's signature verifies under the issuer's key",
  },
  'path.anchor': {
    id: 'path.anchor',
    clause: 'RFC 5280 §6.1.1(d)',
    ja: '信頼する認証局（トラストアンカー）までつながる',
    en: 'The path ends at a trust anchor',
  },
  'path.budget': {
    id: 'path.budget',
    clause: 'RFC 4158 §2.3',
    ja: '検証の手間が定めた上限に収まる',
    en: 'The work stays within its bounds',
  },
  'anchor.limits': {
    id: 'anchor.limits',
    clause: 'RFC 5937 §3',
    ja: 'トラストアンカー自身の制限を、求められたとおりに適用する',
    en: "The anchor's own limits bind as far as the relying party asks",
  },
  'certificate.profile': {
    id: 'certificate.profile',
    clause: 'RFC 5280 §4.2',
    ja: '認証局が守るべき証明書の作り方（プロファイル）に反していない',
    en: 'The certificate is as conforming authorities issue it',
  },
  'certificate.validity': {
    id: 'certificate.validity',
    clause: 'RFC 5280 §6.1.3(a)(2)',
    ja: '有効期間内である（両端の秒を含む）',
    en: 'The moment lies in the validity period, both ends included',
  },
  'certificate.critical': {
    id: 'certificate.critical',
    clause: 'RFC 5280 §6.1.4(o), §6.1.5(f)',
    ja: '重要（critical）な拡張をすべて理解できる',
    en: 'Every critical extension is understood',
  },
  'certificate.names': {
    id: 'certificate.names',
    clause: 'RFC 5280 §6.1.3(b), (c)',
    ja: '名前が、上位の認証局の名前の制限に収まる',
    en: 'Its names keep to the name constraints of every authority above',
  },
  'certificate.policies': {
    id: 'certificate.policies',
    clause: 'RFC 9618 §5.4 (RFC 5280 §6.1.3(d) to (f))',
    ja: '証明書ポリシーが上位から続いている（求められている場合）',
    en: 'Its policies continue those above, where a policy is demanded',
  },
  'authority.mappings': {
    id: 'authority.mappings',
    clause: 'RFC 9618 §5.5 (RFC 5280 §6.1.4(a), (b))',
    ja: 'ポリシーの対応付けが anyPolicy を含まない',
    en: 'Its policy mappings do not name anyPolicy',
  },
  'authority.constraints': {
    id: 'authority.constraints',
    clause: 'RFC 5280 §6.1.4(g), §4.2.1.10',
    ja: '名前の制限が正しい形である',
    en: 'Its name constraints are well-formed',
  },
  'authority.is-ca': {
    id: 'authority.is-ca',
    clause: 'RFC 5280 §6.1.4(k)',
    ja: '認証局の証明書である（版 3、cA）',
    en: 'It is the certificate of an authority (version 3, cA)',
  },
  'authority.path-length': {
    id: 'authority.path-length',
    clause: 'RFC 5280 §6.1.4(l), (m)',
    ja: 'パスの長さの制限に収まる',
    en: 'The path length constraints above leave room for it',
  },
  'authority.key-usage': {
    id: 'authority.key-usage',
    clause: 'RFC 5280 §6.1.4(n)',
    ja: '鍵を証明書の署名に使ってよい（keyCertSign）',
    en: 'Its key may sign certificates (keyCertSign)',
  },
  'authority.key-purpose': {
    id: 'authority.key-purpose',
    clause: 'RFC 5280 §4.2.1.12',
    ja: '認証局の拡張鍵用途が、求める用途を認める',
    en: "The authority's extended key usage allows the purpose",
  },
  'leaf.policies': {
    id: 'leaf.policies',
    clause: 'RFC 9618 §5.6 (RFC 5280 §6.1.5(g))',
    ja: '求めるポリシーのもとで有効である',
    en: 'The path is valid under a policy that the relying party accepts',
  },
  'leaf.key': {
    id: 'leaf.key',
    clause: 'RFC 5280 §4.1.2.7, 施行規則2条',
    ja: '証明書の公開鍵の種類と強さが認められたものである',
    en: 'The kind and strength of the certified key are allowed',
  },
  'leaf.key-usage': {
    id: 'leaf.key-usage',
    clause: 'RFC 5280 §4.2.1.3, §4.2.1.12',
    ja: '鍵の用途が目的に合っている',
    en: 'The key usage fits the purpose',
  },
  'leaf.key-purpose': {
    id: 'leaf.key-purpose',
    clause: 'RFC 5280 §4.2.1.12',
    ja: '拡張鍵用途が、求める用途を認める',
    en: 'The extended key usage allows the purpose',
  },
  'leaf.name': {
    id: 'leaf.name',
    clause: 'RFC 9525 §6, RFC 5280 §4.2.1.6',
    ja: '期待する名前の証明書である',
    en: 'The certificate is for the expected name',
  },
  'certificate.status': {
    id: 'certificate.status',
    clause: 'RFC 5280 §6.1.3(a)(3)',
    ja: '失効していないことを確認できた（「不明」は有効とみなさない）',
    en: 'The certificate is known not to be revoked (unknown is not good)',
  },
}

const STRONGER = {
  nextJa:
    '新しい方式と鍵で発行し直された証明書を求めてください。古い署名を調べるだけなら、その方式を明示して許可できます。',
  nextEn:
    'Ask for a certificate with a current algorithm and key; to look at an old signature only, allow the algorithm by name.',
}

const ASK_ISSUER = {
  nextJa: '発行者に、正しい形式の証明書を求めてください。',
  nextEn: 'Ask the issuer for a well-formed certificate.',
}

/** What a person reads when an algorithm or a key is not strong enough, or not known. */
export const ALGORITHM_REFUSAL_TEXTS: RefusalTexts<
  AlgorithmRefusal | 'algorithm-allowance-unknown'
> = {
  'algorithm-unknown': {
    ja: '署名方式または鍵の種類を知りません。',
    en: 'The signature algorithm or the kind of key is not known.',
    ...STRONGER,
  },
  'algorithm-parameters-wrong': {
    ja: '署名方式のパラメーターが規格に合いません。',
    en: 'The parameters of the signature algorithm are not as its standard has them.',
    ...ASK_ISSUER,
  },
  'algorithm-dsa-not-allowed': {
    ja: 'DSA の署名または鍵は認められません。',
    en: 'DSA signatures and keys are not allowed.',
    ...STRONGER,
  },
  'algorithm-not-allowed': VERIFY_REFUSAL_TEXTS['algorithm-not-allowed'],
  'digest-md5-not-allowed': {
    ja: 'MD5 による署名は偽造できるため、認められません。',
    en: 'Signatures over MD5 can be forged and are not allowed.',
    ...STRONGER,
  },
  'digest-sha1-not-allowed': {
    ja: 'SHA-1 による署名は偽造できるため、認められません。',
    en: 'Signatures over SHA-1 can be forged and are not allowed.',
    ...STRONGER,
  },
  'digest-not-allowed': {
    ja: '署名のハッシュ関数が、認められたものではありません。',
    en: 'The hash function of the signature is not allowed.',
    ...STRONGER,
  },
  'rsa-key-too-small': {
    ja: 'RSA の鍵が短すぎます。',
    en: 'The RSA key is too short.',
    ...STRONGER,
  },
  'rsa-key-too-large': {
    ja: 'RSA の鍵が長すぎます。検証に時間がかかりすぎるため受け入れません。',
    en: 'The RSA key is too long: a verification would take too much time.',
    ...STRONGER,
  },
  'rsa-exponent-not-allowed': {
    ja: 'RSA の公開指数が、認められた範囲の奇数ではありません。',
    en: 'The public exponent of the RSA key is not an odd number of the allowed range.',
    ...STRONGER,
  },
  'curve-not-allowed': {
    ja: '鍵の楕円曲線が、認められたものではありません。',
    en: 'The elliptic curve of the key is not allowed.',
    ...STRONGER,
  },
  'key-malformed': {
    ja: '証明書の公開鍵を読めません。',
    en: 'The public key in the certificate cannot be read.',
    ...ASK_ISSUER,
  },
  'algorithm-allowance-unknown': {
    ja: '許可する方式の名前「{word}」を知りません。',
    en: 'The allowance {word} is not known.',
    nextJa: 'md5、sha1、sha224、dsa、rsa-1024、rsa-exponent-3、legacy のどれかを指定してください。',
    nextEn: 'Give one of md5, sha1, sha224, dsa, rsa-1024, rsa-exponent-3 and legacy.',
  },
}

const ASK_AUTHORITY = {
  nextJa: 'この証明書を受け入れないでください。証明書の認証局に、正しい証明書を求めてください。',
  nextEn: 'Do not accept the certificate; ask its authority for a correct one.',
}

const OTHER_CERTIFICATE = {
  nextJa: 'この目的のための証明書を求めてください。',
  nextEn: 'Ask for a certificate that is meant for this purpose.',
}

/** What a person reads when a certification path is not valid. */
export const PATH_REFUSAL_TEXTS: RefusalTexts<PathRefusal | 'algorithm-allowance-unknown'> = {
  ...ALGORITHM_REFUSAL_TEXTS,
  'certificate-malformed': VERIFY_REFUSAL_TEXTS['certificate-malformed'],
  'issuer-unknown': VERIFY_REFUSAL_TEXTS['issuer-unknown'],
  'chain-signature-wrong': VERIFY_REFUSAL_TEXTS['chain-signature-wrong'],
  'critical-extension-unknown': VERIFY_REFUSAL_TEXTS['critical-extension-unknown'],
  'authority-not-ca': VERIFY_REFUSAL_TEXTS['authority-not-ca'],
  'key-usage-wrong': VERIFY_REFUSAL_TEXTS['key-usage-wrong'],
  'not-yet-valid': VERIFY_REFUSAL_TEXTS['not-yet-valid'],
  expired: VERIFY_REFUSAL_TEXTS.expired,
  'authority-expired': VERIFY_REFUSAL_TEXTS['authority-expired'],
  revoked: VERIFY_REFUSAL_TEXTS.revoked,
  'status-unknown': VERIFY_REFUSAL_TEXTS['status-unknown'],
  'status-unavailable': VERIFY_REFUSAL_TEXTS['status-unavailable'],
  'status-stale': VERIFY_REFUSAL_TEXTS['status-stale'],
  'profile-violated': {
    ja: '認証局が守るべき証明書の作り方（RFC 5280 のプロファイル）に反しています。',
    en: 'The certificate is not as conforming authorities issue it (the profile of RFC 5280).',
    nextJa:
      '認証局に正しい証明書を求めてください。パスの検証だけでよければ、プロファイルの検査を外せます。',
    nextEn:
      'Ask the authority for a conforming certificate; where path validation alone will do, leave the profile unchecked.',
  },
  'authority-key-usage-wrong': {
    ja: '発行者の鍵は、証明書への署名に使ってよいものではありません（keyCertSign がない）。',
    en: "The issuer's key may not sign certificates (no keyCertSign).",
    ...ASK_AUTHORITY,
  },
  'authority-version-too-low': {
    ja: '途中の認証局の証明書が古い版（1 または 2）で、認証局のものと確かめられません。',
    en: 'The certificate of an authority on the path is of version 1 or 2, which cannot show that it is one.',
    ...ASK_AUTHORITY,
  },
  'path-length-exceeded': {
    ja: '認証局のつながりが、上位の認証局の許す長さを超えています。',
    en: 'There are more authorities on the path than one of them allows below it.',
    ...ASK_AUTHORITY,
  },
  'policy-not-acceptable': {
    ja: '求められた証明書ポリシーのもとで有効なパスがありません。',
    en: 'The path is not valid under any certificate policy that is acceptable.',
    nextJa:
      '受け入れるポリシーの指定が正しいか、証明書の種類を取り違えていないか確かめてください。',
    nextEn: 'Check which policies you accept, and whether this is the right kind of certificate.',
  },
  'policy-mapping-of-any': {
    ja: '認証局の証明書のポリシーの対応付けに anyPolicy があります。',
    en: 'The policy mappings of an authority name anyPolicy.',
    ...ASK_AUTHORITY,
  },
  'name-not-permitted': {
    ja: '証明書の名前が、上位の認証局に許された範囲にありません。',
    en: 'A name of the certificate lies outside what an authority above permits.',
    ...ASK_AUTHORITY,
  },
  'name-excluded': {
    ja: '証明書の名前が、上位の認証局に禁じられた範囲にあります。',
    en: 'A name of the certificate lies in what an authority above excludes.',
    ...ASK_AUTHORITY,
  },
  'name-constraint-unsupported': {
    ja: '証明書の名前の種類について、処理できない制限があります。',
    en: 'There is a constraint on a form of name of the certificate that is not processed.',
    ...ASK_AUTHORITY,
  },
  'name-constraint-malformed': {
    ja: '認証局の証明書にある名前の制限の形が正しくありません。',
    en: 'A name constraint of an authority is not well-formed.',
    ...ASK_AUTHORITY,
  },
  'key-purpose-wrong': {
    ja: '拡張鍵用途が、この目的を認めていません。',
    en: 'The extended key usage does not allow this purpose.',
    ...OTHER_CERTIFICATE,
  },
  'name-mismatch': {
    ja: '期待した名前の証明書ではありません。',
    en: 'The certificate is not for the expected name.',
    nextJa: '接続先または相手の名前を確かめてください。名前は subjectAltName だけを見ます。',
    nextEn: 'Check whom you meant to reach; only subjectAltName counts.',
  },
  'authority-not-yet-valid': {
    ja: 'その時点で認証局の証明書の有効期間がまだ始まっていません。',
    en: "At that time the authority's own certificate was not yet valid.",
    nextJa: '検証する側の時計が正しいか確かめてください。',
    nextEn: 'Check the clock of the verifying side.',
  },
  'path-budget-exhausted': {
    ja: '証明書のつながりが複雑すぎて、定めた手間のうちに検証できませんでした。',
    en: 'The certificates are too entangled to be verified within the bounds set.',
    nextJa: '必要な証明書だけを渡してください。受け入れないでください。',
    nextEn: 'Give only the certificates that are needed; do not accept it as it is.',
  },
}
