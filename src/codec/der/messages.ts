import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { DerRefusal } from './refusal.ts'

const ASK_FOR_ORIGINAL = {
  nextJa:
    'データが途中で切れたり変換されたりしていないか確かめ、発行元から受け取り直してください。',
  nextEn:
    'Check that the data was not cut off or converted on the way, and fetch it again from its source.',
}

const NOT_DER = {
  nextJa:
    '相手方のソフトウェアが DER ではなく BER で符号化しています。DER で出力し直してもらってください。',
  nextEn: 'The producer wrote BER, not DER. Ask for the data encoded as DER.',
}

const TOO_MUCH = {
  nextJa:
    '正しいデータであれば、もっと小さく分けて渡してください。心当たりがなければ破棄してください。',
  nextEn: 'If the data is genuine, pass it in smaller parts; if you did not expect it, discard it.',
}

/** What a person reads when octets are not DER. */
export const DER_REFUSAL_TEXTS: RefusalTexts<DerRefusal> = {
  'der-truncated': {
    ja: 'データが途中で終わっています（{field}、{offset} バイト目）。',
    en: 'The data ends too early ({field}, at octet {offset}).',
    ...ASK_FOR_ORIGINAL,
  },
  'der-trailing-bytes': {
    ja: 'データの後ろに余分なバイトがあります（{field}、{offset} バイト目）。',
    en: 'There are octets left over after the data ({field}, at octet {offset}).',
    ...ASK_FOR_ORIGINAL,
  },
  'der-tag-unexpected': {
    ja: '決められた種類の値がありません（{field}、{offset} バイト目）。',
    en: 'A value is not of the kind that belongs there ({field}, at octet {offset}).',
    nextJa: 'ファイルの種類を取り違えていないか確かめてください。',
    nextEn: 'Check that this is the kind of file that was asked for.',
  },
  'der-tag-unsupported': {
    ja: '31 以上のタグ番号は扱いません（{field}、{offset} バイト目）。',
    en: 'Tag numbers from 31 are not supported ({field}, at octet {offset}).',
    nextJa: 'ファイルの種類を取り違えていないか確かめてください。',
    nextEn: 'Check that this is the kind of file that was asked for.',
  },
  'der-length-indefinite': {
    ja: '長さの定まらない形で符号化されています（{field}、{offset} バイト目）。',
    en: 'The encoding has indefinite length ({field}, at octet {offset}).',
    ...NOT_DER,
  },
  'der-length-not-minimal': {
    ja: '長さが最短の形で書かれていません（{field}、{offset} バイト目）。',
    en: 'A length is not written in its shortest form ({field}, at octet {offset}).',
    ...NOT_DER,
  },
  'der-value-malformed': {
    ja: '値の形が正しくありません（{field}、{offset} バイト目）。',
    en: 'A value is malformed ({field}, at octet {offset}).',
    ...ASK_FOR_ORIGINAL,
  },
  'der-value-not-canonical': {
    ja: '値が DER の定める唯一の形で書かれていません（{field}、{offset} バイト目）。',
    en: 'A value is not in the one form that DER allows ({field}, at octet {offset}).',
    ...NOT_DER,
  },
  'der-default-encoded': {
    ja: '省略すべき既定値が書かれています（{field}、{offset} バイト目）。',
    en: 'A default value is encoded where DER leaves it out ({field}, at octet {offset}).',
    ...NOT_DER,
  },
  'der-set-unsorted': {
    ja: '集合（SET OF）の要素が順に並んでいません（{field}、{offset} バイト目）。',
    en: 'The elements of a SET OF are not in order ({field}, at octet {offset}).',
    ...NOT_DER,
  },
  'der-too-large': {
    ja: 'データが大きすぎます（{octets} バイト）。',
    en: 'The data is too large ({octets} octets).',
    ...TOO_MUCH,
  },
  'der-too-deep': {
    ja: 'データの入れ子が深すぎます（{offset} バイト目）。',
    en: 'The data is nested too deeply (at octet {offset}).',
    ...TOO_MUCH,
  },
  'der-too-many-values': {
    ja: 'データに含まれる値が多すぎます（{offset} バイト目）。',
    en: 'The data holds too many values (at octet {offset}).',
    ...TOO_MUCH,
  },
}
