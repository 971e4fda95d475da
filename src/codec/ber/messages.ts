import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { BerRefusal } from './refusal.ts'

const ASK_FOR_ORIGINAL = {
  nextJa:
    'データが壊れているか、作成元のソフトウェアに誤りがあります。作成元に出力し直してもらってください。',
  nextEn: 'The data is damaged or its producer is at fault. Ask the producer for it again.',
}

/** What a person reads when octets are not BER. */
export const BER_REFUSAL_TEXTS: RefusalTexts<BerRefusal> = {
  ...DER_REFUSAL_TEXTS,
  'ber-length-malformed': {
    ja: '長さの書き方が BER の定めに反しています（{field}、{offset} バイト目）。',
    en: 'A length breaks the rules of BER ({field}, at octet {offset}).',
    ...ASK_FOR_ORIGINAL,
  },
  'ber-segment-malformed': {
    ja: '分割して書かれた文字列に、その一部でない値が混じっています（{field}、{offset} バイト目）。',
    en: 'A string written in segments holds a value that is none ({field}, at octet {offset}).',
    ...ASK_FOR_ORIGINAL,
  },
  'ber-end-of-contents-unexpected': {
    ja: '終わりの印（00 00）が、あるはずのない所にあります（{field}、{offset} バイト目）。',
    en: 'End-of-contents octets stand where nothing ends ({field}, at octet {offset}).',
    ...ASK_FOR_ORIGINAL,
  },
}
