import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import { EXTENSION_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { CrlRefusal } from './refusal.ts'

const TELL_ISSUER = {
  nextJa:
    'この失効リストは使えません。配布元から取得し直し、続くようなら認証局に知らせてください。',
  nextEn: 'This CRL cannot be used. Fetch it again; if that does not help, tell the authority.',
}

/** What a person reads when octets are not a CRL of RFC 5280 §5. */
export const CRL_REFUSAL_TEXTS: RefusalTexts<CrlRefusal> = {
  ...DER_REFUSAL_TEXTS,
  ...EXTENSION_REFUSAL_TEXTS,
  'crl-version-unsupported': {
    ja: '失効リストの版が 1 でも 2 でもありません。',
    en: 'The CRL has a version other than 1 or 2.',
    ...TELL_ISSUER,
  },
  'crl-version-too-low': {
    ja: '第 1 版の失効リストに拡張領域（{field}）があります。',
    en: 'A version 1 CRL has extensions ({field}).',
    ...TELL_ISSUER,
  },
  'crl-algorithms-differ': {
    ja: '失効リストの内側と外側で署名アルゴリズムが異なります。',
    en: 'The signature algorithms inside and outside the signed part differ.',
    ...TELL_ISSUER,
  },
  'crl-issuer-empty': {
    ja: '失効リストの発行者名が空です。',
    en: "The CRL's issuer name is empty.",
    ...TELL_ISSUER,
  },
  'crl-list-empty': {
    ja: '失効した証明書の一覧が、省略されずに空のまま書かれています。',
    en: 'The list of revoked certificates is present but empty.',
    ...TELL_ISSUER,
  },
  'crl-serial-malformed': {
    ja: '失効リストに、負または 20 バイトを超える発行番号があります。',
    en: 'An entry has a serial number that is negative or longer than 20 octets.',
    ...TELL_ISSUER,
  },
  'crl-reason-unknown': {
    ja: '失効理由の番号が決められたものではありません。',
    en: 'An entry has an unknown reason code.',
    ...TELL_ISSUER,
  },
  'crl-number-malformed': {
    ja: '失効リストの番号が、負または 20 バイトを超えています。',
    en: 'The CRL number is negative or longer than 20 octets.',
    ...TELL_ISSUER,
  },
  'crl-scope-malformed': {
    ja: '失効リストの対象範囲（issuingDistributionPoint）の書き方が正しくありません。',
    en: 'The scope of the CRL (issuingDistributionPoint) contradicts itself or says nothing.',
    ...TELL_ISSUER,
  },
}
