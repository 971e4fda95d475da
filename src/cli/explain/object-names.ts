import { OID } from '#codec/x509/oids.ts'
import type { KeyUsage } from '#codec/x509/extension-values.ts'
import type { Bilingual } from './explained.ts'

/** What each bit of keyUsage allows (RFC 5280 §4.2.1.3). */
export const KEY_USAGE_MEANINGS: Readonly<Record<KeyUsage, Bilingual>> = {
  digitalSignature: { ja: '電子署名（認証など）', en: 'signatures, as for authentication' },
  nonRepudiation: { ja: '否認防止（文書への署名）', en: 'signatures that bind (documents)' },
  keyEncipherment: { ja: '鍵の暗号化', en: 'encrypting keys' },
  dataEncipherment: { ja: 'データの暗号化', en: 'encrypting data' },
  keyAgreement: { ja: '鍵の共有', en: 'agreeing on keys' },
  keyCertSign: { ja: '証明書への署名', en: 'signing certificates' },
  cRLSign: { ja: '失効リストへの署名', en: 'signing revocation lists' },
  encipherOnly: { ja: '鍵の共有のうち暗号化だけ', en: 'agreed keys encrypt only' },
  decipherOnly: { ja: '鍵の共有のうち復号だけ', en: 'agreed keys decrypt only' },
}

const OBJECTS: Readonly<Record<string, Bilingual & { readonly id: string }>> = {
  [OID.serverAuth]: { id: 'serverAuth', ja: 'TLS サーバー', en: 'TLS server' },
  [OID.clientAuth]: { id: 'clientAuth', ja: 'TLS クライアント・利用者の認証', en: 'TLS client' },
  [OID.codeSigning]: { id: 'codeSigning', ja: 'プログラムへの署名', en: 'code signing' },
  [OID.emailProtection]: { id: 'emailProtection', ja: 'メールの保護', en: 'S/MIME mail' },
  [OID.timeStamping]: { id: 'timeStamping', ja: 'タイムスタンプ', en: 'time-stamping' },
  [OID.ocspSigning]: { id: 'OCSPSigning', ja: 'OCSP の応答', en: 'OCSP responses' },
  [OID.anyExtendedKeyUsage]: {
    id: 'anyExtendedKeyUsage',
    ja: 'あらゆる目的',
    en: 'every purpose',
  },
  '1.3.6.1.5.5.7.3.36': { id: 'documentSigning', ja: '文書への署名', en: 'document signing' },
  '1.3.6.1.4.1.311.10.3.12': {
    id: 'msDocumentSigning',
    ja: '文書への署名（Microsoft）',
    en: 'document signing (Microsoft)',
  },
  '1.3.6.1.4.1.311.20.2.2': {
    id: 'smartcardLogon',
    ja: 'カードによるログオン（Microsoft）',
    en: 'smart card logon (Microsoft)',
  },
  '1.3.6.1.5.2.3.4': { id: 'pkinitClientAuth', ja: 'Kerberos 利用者', en: 'Kerberos client' },
  '1.2.840.113583.1.1.5': { id: 'adobePdfSigning', ja: 'PDF 署名（Adobe）', en: 'PDF (Adobe)' },
  [OID.anyPolicy]: { id: 'anyPolicy', ja: 'すべてのポリシー', en: 'every policy' },
  '2.23.140.1.2.1': {
    id: 'domain-validated',
    ja: 'ドメイン名の確認（DV）',
    en: 'domain validated',
  },
  '2.23.140.1.2.2': {
    id: 'organization-validated',
    ja: '組織の確認（OV）',
    en: 'organization validated',
  },
  '2.23.140.1.2.3': {
    id: 'individual-validated',
    ja: '個人の確認（IV）',
    en: 'individual validated',
  },
  '2.23.140.1.1': { id: 'extended-validation', ja: '厳格な確認（EV）', en: 'extended validation' },
  [OID.ocspAccess]: { id: 'ocsp', ja: '状態を答える窓口（OCSP）', en: 'OCSP responder' },
  [OID.caIssuersAccess]: { id: 'caIssuers', ja: '発行者の証明書', en: "issuer's certificate" },
  '1.3.6.1.5.5.7.48.5': { id: 'caRepository', ja: '発行した証明書の置き場', en: 'repository' },
  '1.3.6.1.5.5.7.48.3': { id: 'timeStamping', ja: 'タイムスタンプの窓口', en: 'time-stamping' },
  [OID.cpsQualifier]: { id: 'cps', ja: '認証業務規程のある場所', en: 'practice statement' },
  [OID.userNoticeQualifier]: { id: 'userNotice', ja: '利用者への知らせ', en: 'user notice' },
  '1.3.6.1.4.1.311.20.2.3': { id: 'userPrincipalName', ja: '利用者名（Microsoft UPN）', en: 'UPN' },
  '1.3.6.1.5.5.7.8.9': { id: 'SmtpUTF8Mailbox', ja: 'メールアドレス', en: 'mail address' },
  '1.3.6.1.5.5.7.8.5': { id: 'xmppAddr', ja: 'XMPP の宛先', en: 'XMPP address' },
}

/**
 * What an identifier of a purpose, policy, access method or kind of name means, where it is known.
 */
export function objectMeaning(oid: string): (Bilingual & { readonly id: string }) | undefined {
  return Object.hasOwn(OBJECTS, oid) ? OBJECTS[oid] : undefined
}
