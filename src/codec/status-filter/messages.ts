import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { StatusFilterRefusal } from './refusal.ts'

const FETCH_AGAIN = {
  nextJa: '配布元からもう一度取得してください。続くときは配布元に知らせてください。',
  nextEn: 'Fetch it again from where it is published; if it goes on, tell the publisher.',
}

/** What a person reads when octets are not a status filter. */
export const STATUS_FILTER_REFUSAL_TEXTS: RefusalTexts<StatusFilterRefusal> = {
  'filter-too-large': {
    ja: '失効状態フィルターが大きすぎます（{octets} バイト、上限 {octetsMax} バイト）。',
    en: 'The status filter is too large ({octets} octets, at most {octetsMax}).',
    ...FETCH_AGAIN,
  },
  'filter-magic-wrong': {
    ja: '失効状態フィルターではありません（先頭が SHSF ではありません）。',
    en: 'This is not a status filter: it does not begin with SHSF.',
    ...FETCH_AGAIN,
  },
  'filter-version-unknown': {
    ja: '失効状態フィルターの版 {version} は読めません。',
    en: 'Version {version} of the status filter is not known.',
    nextJa: 'このソフトウェアを新しい版にしてください。',
    nextEn: 'Use a newer version of this software.',
  },
  'filter-truncated': {
    ja: '失効状態フィルターが途中で切れています（{field}、{offset} バイト目）。',
    en: 'The status filter ends too early ({field}, at octet {offset}).',
    ...FETCH_AGAIN,
  },
  'filter-field-malformed': {
    ja: '失効状態フィルターの項目「{field}」が正しくありません（{offset} バイト目）。',
    en: 'The field {field} of the status filter is not well-formed (at octet {offset}).',
    ...FETCH_AGAIN,
  },
  'filter-trailing-octets': {
    ja: '失効状態フィルターの後ろに余分なものが付いています（{offset} バイト目から）。',
    en: 'Something follows the status filter (from octet {offset}).',
    ...FETCH_AGAIN,
  },
}
