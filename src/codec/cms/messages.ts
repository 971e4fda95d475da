import { BER_REFUSAL_TEXTS } from '#codec/ber/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { CmsRefusal } from './refusal.ts'

const SIGN_AGAIN = {
  nextJa: '署名した人に、署名ソフトウェアを確かめて署名し直してもらってください。',
  nextEn: 'Ask the signer to check the signing software and to sign again.',
}

/** What a person reads when octets are not a SignedData. */
export const CMS_REFUSAL_TEXTS: RefusalTexts<CmsRefusal> = {
  ...BER_REFUSAL_TEXTS,
  'cms-content-type-other': {
    ja: 'CMS の署名データ（SignedData）ではありません（{name}、{oid}）。',
    en: 'This is CMS but not SignedData ({name}, {oid}).',
    nextJa: '暗号化されたデータではなく、署名ファイルを渡してください。',
    nextEn: 'Pass the signature file, not encrypted or other data.',
  },
  'cms-version-unsupported': {
    ja: '署名データの版番号 {version} が、その形式に定められたものではありません（{field}）。',
    en: 'The version {version} is not the one its form demands ({field}).',
    ...SIGN_AGAIN,
  },
  'cms-list-too-long': {
    ja: '署名者・証明書・属性が多すぎます（{field}: {count} 件）。',
    en: 'There are too many signers, certificates or attributes ({field}: {count}).',
    nextJa: '心当たりがなければ破棄してください。正しい文書なら署名を分けてもらってください。',
    nextEn: 'Discard it if you did not expect it; if genuine, ask for separate signatures.',
  },
  'cms-serial-malformed': {
    ja: '署名者の証明書の発行番号が 20 バイトより長い数です。',
    en: "The serial number of the signer's certificate is longer than 20 octets.",
    ...SIGN_AGAIN,
  },
  'cms-attribute-missing': {
    ja: '署名される属性に必要な項目がありません（{field}）。',
    en: 'A signed attribute that must be there is missing ({field}).',
    ...SIGN_AGAIN,
  },
  'cms-attribute-duplicate': {
    ja: '一つだけと決められた属性が二つ以上あります（{oid}）。',
    en: 'An attribute that may stand once stands twice ({oid}).',
    ...SIGN_AGAIN,
  },
  'cms-attribute-value-count': {
    ja: '値が一つだけと決められた属性に、値が {count} 個あります（{oid}）。',
    en: 'An attribute of one value has {count} values ({oid}).',
    ...SIGN_AGAIN,
  },
}
