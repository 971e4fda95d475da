import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { CertificateRefusal, ExtensionRefusal } from './refusal.ts'

const TELL_ISSUER = {
  nextJa: 'この証明書は使えません。発行した認証局に知らせ、正しい証明書を受け取ってください。',
  nextEn:
    'This certificate cannot be used. Tell the authority that issued it and obtain a correct one.',
}

/** What a person reads when an extension breaks RFC 5280 §4.2. */
export const EXTENSION_REFUSAL_TEXTS: RefusalTexts<ExtensionRefusal> = {
  'extension-duplicate': {
    ja: '同じ拡張領域が二度書かれています（{oid}）。',
    en: 'An extension stands twice ({oid}).',
    ...TELL_ISSUER,
  },
  'key-usage-empty': {
    ja: '鍵用途（keyUsage）にひとつも用途がありません。',
    en: 'keyUsage names no usage at all.',
    ...TELL_ISSUER,
  },
  'policy-duplicate': {
    ja: '同じ証明書ポリシーが二度書かれています。',
    en: 'A certificate policy stands twice.',
    ...TELL_ISSUER,
  },
  'authority-key-identifier-incomplete': {
    ja: '発行者鍵識別子に、発行者名と発行番号の一方しかありません。',
    en: 'The authority key identifier has only one of issuer and serial number.',
    ...TELL_ISSUER,
  },
  'distribution-point-empty': {
    ja: '失効リストの配布点に名前がありません。',
    en: 'A CRL distribution point names neither a place nor an issuer.',
    ...TELL_ISSUER,
  },
  'general-name-malformed': {
    ja: '名前（{field}）の書き方が、その種類の名前に決められたものと異なります。',
    en: 'A name ({field}) is not written as names of its kind must be.',
    ...TELL_ISSUER,
  },
  'name-constraints-empty': {
    ja: '名前の制約（nameConstraints）に、許す名前も除く名前もありません。',
    en: 'nameConstraints neither permits nor excludes any name.',
    ...TELL_ISSUER,
  },
  'policy-constraints-empty': {
    ja: 'ポリシーの制約（policyConstraints）に、ひとつも制約がありません。',
    en: 'policyConstraints holds no constraint at all.',
    ...TELL_ISSUER,
  },
}

/** What a person reads when octets are not a certificate of RFC 5280. */
export const CERTIFICATE_REFUSAL_TEXTS: RefusalTexts<CertificateRefusal> = {
  ...DER_REFUSAL_TEXTS,
  ...EXTENSION_REFUSAL_TEXTS,
  'certificate-version-unsupported': {
    ja: '証明書の版が 1 から 3 のいずれでもありません。',
    en: 'The certificate has a version other than 1 to 3.',
    ...TELL_ISSUER,
  },
  'certificate-version-too-low': {
    ja: '証明書の版では認められない領域（{field}）があります。',
    en: 'The certificate has a field ({field}) that its version does not allow.',
    ...TELL_ISSUER,
  },
  'certificate-serial-too-long': {
    ja: '発行番号が 20 バイトを超えています（{octets} バイト）。',
    en: 'The serial number is longer than 20 octets ({octets} octets).',
    ...TELL_ISSUER,
  },
  'certificate-algorithms-differ': {
    ja: '証明書の内側と外側で署名アルゴリズムが異なります。',
    en: 'The signature algorithms inside and outside the signed part differ.',
    ...TELL_ISSUER,
  },
  'certificate-issuer-empty': {
    ja: '発行者名が空です。',
    en: 'The issuer name is empty.',
    ...TELL_ISSUER,
  },
  'certificate-subject-empty': {
    ja: '主体者名が空で、代わりの名前（重要と印された subjectAltName）もありません。',
    en: 'The subject is empty and no critical subjectAltName stands in for it.',
    ...TELL_ISSUER,
  },
}
