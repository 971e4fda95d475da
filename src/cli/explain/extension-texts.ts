import { OID } from '#codec/x509/oids.ts'
import type { Bilingual } from './explained.ts'

/** What is said of an extension whatever its value. */
export interface ExtensionText {
  readonly id: string
  readonly name: Bilingual
  readonly about: Bilingual
  readonly clause: string
}

/** The extensions that have a text, by identifier. */
export const EXTENSION_TEXTS: Readonly<Record<string, ExtensionText>> = {
  [OID.keyUsage]: {
    id: 'keyUsage',
    name: { ja: '鍵用途', en: 'key usage' },
    about: {
      ja: 'この鍵でしてよいこと。ここにない用途に使われた署名は受け入れない。',
      en: 'What the key may be used for; a signature of any other use is not to be accepted.',
    },
    clause: 'RFC 5280 §4.2.1.3',
  },
  [OID.extKeyUsage]: {
    id: 'extKeyUsage',
    name: { ja: '拡張鍵用途', en: 'extended key usage' },
    about: {
      ja: '鍵を使う目的。目的を問う検証者は、ここに挙がったものだけを認める。',
      en: 'The purposes of the key; who asks for a purpose accepts only those listed.',
    },
    clause: 'RFC 5280 §4.2.1.12',
  },
  [OID.certificatePolicies]: {
    id: 'certificatePolicies',
    name: { ja: '証明書ポリシー', en: 'certificate policies' },
    about: {
      ja: 'どの規程のもとで発行されたか。本人確認の厳しさや用途を識別子で示す。',
      en: 'The rules under which it was issued: how the holder was identified, and for what use.',
    },
    clause: 'RFC 5280 §4.2.1.4',
  },
  [OID.subjectAltName]: {
    id: 'subjectAltName',
    name: { ja: '主体者の別名', en: 'subject alternative name' },
    about: {
      ja: '主体者をほかの形で表した名前。サーバーの名前、メールアドレス、署名用証明書では基本4情報。',
      en: 'Further names of the subject: servers, mail addresses; in a JPKI signature certificate the four basic items.',
    },
    clause: 'RFC 5280 §4.2.1.6',
  },
  [OID.issuerAltName]: {
    id: 'issuerAltName',
    name: { ja: '発行者の別名', en: 'issuer alternative name' },
    about: {
      ja: '発行者をほかの形で表した名前。JPKI では日本語の名前が入る。',
      en: 'Further names of the issuer; JPKI puts the Japanese name here.',
    },
    clause: 'RFC 5280 §4.2.1.7',
  },
  [OID.basicConstraints]: {
    id: 'basicConstraints',
    name: { ja: '基本制約', en: 'basic constraints' },
    about: {
      ja: '認証局の証明書かどうかと、その下に認証局をいくつまで重ねてよいか。',
      en: 'Whether this is an authority, and how many authorities may follow below it.',
    },
    clause: 'RFC 5280 §4.2.1.9',
  },
  [OID.nameConstraints]: {
    id: 'nameConstraints',
    name: { ja: '名前制約', en: 'name constraints' },
    about: {
      ja: 'この認証局より下の証明書が名乗ってよい名前の範囲。',
      en: 'The names that certificates below this authority may, or may not, carry.',
    },
    clause: 'RFC 5280 §4.2.1.10',
  },
  [OID.policyConstraints]: {
    id: 'policyConstraints',
    name: { ja: 'ポリシー制約', en: 'policy constraints' },
    about: {
      ja: 'この先、ポリシーを必ず示させるか、対応付けを禁じるか。',
      en: 'From where on a policy is required, or mapping of policies forbidden.',
    },
    clause: 'RFC 5280 §4.2.1.11',
  },
  [OID.policyMappings]: {
    id: 'policyMappings',
    name: { ja: 'ポリシーの対応', en: 'policy mappings' },
    about: {
      ja: '発行者のポリシーと、主体者の認証局のポリシーのどれが同じとみなされるか。',
      en: "Which of the subject authority's policies count as which of the issuer's.",
    },
    clause: 'RFC 5280 §4.2.1.5',
  },
  [OID.inhibitAnyPolicy]: {
    id: 'inhibitAnyPolicy',
    name: { ja: 'anyPolicy の禁止', en: 'inhibit anyPolicy' },
    about: {
      ja: '「すべてのポリシー」という印が効かなくなるまでの段数。',
      en: 'After how many more certificates anyPolicy no longer stands for every policy.',
    },
    clause: 'RFC 5280 §4.2.1.14',
  },
  [OID.cRLDistributionPoints]: {
    id: 'cRLDistributionPoints',
    name: { ja: '失効リストの配布点', en: 'CRL distribution points' },
    about: {
      ja: '失効リストのある場所。JPKI では市区町村ごとのリストの名前が入る。',
      en: 'Where the revocation list is found; JPKI names the list of a municipality.',
    },
    clause: 'RFC 5280 §4.2.1.13',
  },
  [OID.freshestCRL]: {
    id: 'freshestCRL',
    name: { ja: '差分失効リストの配布点', en: 'freshest CRL' },
    about: {
      ja: '差分の失効リストのある場所。',
      en: 'Where the delta revocation list is found.',
    },
    clause: 'RFC 5280 §4.2.1.15',
  },
  [OID.authorityInfoAccess]: {
    id: 'authorityInfoAccess',
    name: { ja: '認証局の情報の入口', en: 'authority information access' },
    about: {
      ja: '状態を答える窓口（OCSP）や、発行者の証明書のある場所。',
      en: 'Where status is answered (OCSP), and where the issuer’s certificate is found.',
    },
    clause: 'RFC 5280 §4.2.2.1',
  },
  [OID.subjectInfoAccess]: {
    id: 'subjectInfoAccess',
    name: { ja: '主体者の情報の入口', en: 'subject information access' },
    about: {
      ja: '主体者が提供する情報やサービスのある場所。',
      en: 'Where the subject offers information and services.',
    },
    clause: 'RFC 5280 §4.2.2.2',
  },
  [OID.authorityKeyIdentifier]: {
    id: 'authorityKeyIdentifier',
    name: { ja: '発行者の鍵識別子', en: 'authority key identifier' },
    about: {
      ja: '署名した認証局の鍵。同じ名前の認証局に世代があるとき、これで見分ける。',
      en: 'The key that signed: authorities of one name are told apart by it, generation by generation.',
    },
    clause: 'RFC 5280 §4.2.1.1',
  },
  [OID.subjectKeyIdentifier]: {
    id: 'subjectKeyIdentifier',
    name: { ja: '主体者の鍵識別子', en: 'subject key identifier' },
    about: {
      ja: 'この証明書の公開鍵の識別子。',
      en: 'Identifies the public key of this certificate.',
    },
    clause: 'RFC 5280 §4.2.1.2',
  },
  [OID.ocspNoCheck]: {
    id: 'ocsp-nocheck',
    name: { ja: '失効確認の省略', en: 'OCSP no check' },
    about: {
      ja: 'OCSP の応答者の証明書で、有効期間中は失効を確かめなくてよい。',
      en: "An OCSP responder's certificate that need not be checked for revocation while it lives.",
    },
    clause: 'RFC 6960 §4.2.2.2.1',
  },
  '2.5.29.9': {
    id: 'subjectDirectoryAttributes',
    name: { ja: '主体者の属性', en: 'subject directory attributes' },
    about: {
      ja: '国籍など、主体者についての属性。',
      en: 'Attributes of the subject such as nationality.',
    },
    clause: 'RFC 5280 §4.2.1.8',
  },
  '2.5.29.16': {
    id: 'privateKeyUsagePeriod',
    name: { ja: '秘密鍵の使用期間', en: 'private key usage period' },
    about: {
      ja: '署名してよい期間。証明書の有効期間より短いことがある。',
      en: 'When the key may sign, which may be shorter than the certificate is valid.',
    },
    clause: 'RFC 3280 §4.2.1.4',
  },
  '1.3.6.1.5.5.7.1.3': {
    id: 'qcStatements',
    name: { ja: '適格証明書の宣言', en: 'qualified certificate statements' },
    about: {
      ja: 'EU などの適格証明書であることや、その限度についての宣言。',
      en: 'Declares a qualified certificate (of the EU, for example) and its limits.',
    },
    clause: 'RFC 3739 §3.2.6',
  },
  '1.3.6.1.5.5.7.1.24': {
    id: 'tlsFeature',
    name: { ja: 'TLS の機能', en: 'TLS feature' },
    about: {
      ja: 'サーバーが必ず示すべき TLS の機能（OCSP の添付など）。',
      en: 'What a TLS server must offer, such as a stapled OCSP response.',
    },
    clause: 'RFC 7633 §4',
  },
  '1.3.6.1.4.1.11129.2.4.2': {
    id: 'signedCertificateTimestampList',
    name: { ja: '証明書の透明性の記録', en: 'signed certificate timestamps' },
    about: {
      ja: '公開の記録（Certificate Transparency）に載せたという各記録の署名。',
      en: 'Promises of public logs that they recorded this certificate (Certificate Transparency).',
    },
    clause: 'RFC 6962 §3.3',
  },
  '1.3.6.1.4.1.11129.2.4.3': {
    id: 'ctPoison',
    name: { ja: '記録用の印', en: 'precertificate poison' },
    about: {
      ja: '記録に載せるためだけの証明書。ほかの用途には使えない。',
      en: 'Made for a transparency log alone; nobody may rely on it.',
    },
    clause: 'RFC 6962 §3.1',
  },
  '2.16.840.1.113730.1.1': {
    id: 'netscapeCertType',
    name: { ja: 'Netscape の証明書種別', en: 'Netscape certificate type' },
    about: {
      ja: '古いブラウザーのための用途の印。いまは鍵用途と拡張鍵用途が使われる。',
      en: 'Uses as old browsers wrote them; key usage and extended key usage have replaced it.',
    },
    clause: 'Netscape Certificate Specifications',
  },
  '1.3.6.1.4.1.311.20.2': {
    id: 'enrollCertType',
    name: { ja: 'Microsoft の発行様式の名前', en: 'Microsoft template name' },
    about: {
      ja: 'Active Directory の認証局が使った様式の名前。',
      en: 'The template that an Active Directory authority used.',
    },
    clause: 'MS-WCCE §2.2.2.7.7.1',
  },
  '1.3.6.1.4.1.311.21.1': {
    id: 'certsrvCaVersion',
    name: { ja: 'Microsoft の認証局の版', en: 'Microsoft authority version' },
    about: {
      ja: '認証局の証明書と鍵が何度更新されたか。',
      en: "How often the authority's certificate and key were renewed.",
    },
    clause: 'MS-WCCE §2.2.2.7.7.5',
  },
  '1.3.6.1.4.1.311.21.7': {
    id: 'certificateTemplate',
    name: { ja: 'Microsoft の発行様式', en: 'Microsoft template' },
    about: {
      ja: 'Active Directory の認証局が使った様式の識別子と版。',
      en: 'Identifier and version of the template that an Active Directory authority used.',
    },
    clause: 'MS-WCCE §2.2.2.7.7.2',
  },
}

/** What is said of an extension that no text is known of. */
export const UNKNOWN_EXTENSION: Omit<ExtensionText, 'id'> = {
  name: { ja: '知らない拡張領域', en: 'extension unknown here' },
  about: {
    ja: 'このプログラムが意味を知らない拡張領域。値を16進で示す。',
    en: 'Its meaning is not known to this program; the value is shown as it stands.',
  },
  clause: 'RFC 5280 §4.2',
}
