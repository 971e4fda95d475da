import { CRL_REFUSAL_TEXTS } from '#codec/crl/messages.ts'
import { OCSP_REFUSAL_TEXTS } from '#codec/ocsp/messages.ts'
import type { FilterChainRefusal } from '#codec/status-filter/filter-states.ts'
import { STATUS_FILTER_REFUSAL_TEXTS } from '#codec/status-filter/messages.ts'
import type { RefusalText, RefusalTexts } from '#kernel/refusal-text.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { SignatureRefusal } from '#signing/contract.ts'
import { DOCUMENT_REFUSAL_TEXTS, RAW_SIGNATURE_REFUSAL_TEXTS } from '#signing/messages.ts'
import type { RawSignatureRefusal } from '#signing/verify-raw-signature.ts'
import { PIN_REFUSAL_TEXTS, VERIFY_REFUSAL_TEXTS } from '#va/messages.ts'
import { PATH_REFUSAL_TEXTS } from '#va/path/messages.ts'
import type { PathRefusal } from '#va/path/path-refusal.ts'
import { STATUS_DEFECT_TEXTS } from '#va/revocation/messages.ts'
import type { RequestRefusal } from './door/request-fields.ts'
import type { EncodingRefusal } from './encoded.ts'
import type {
  OpenFilterRefusal,
  StatusFilterCode,
  StatusFilterRefusalCode,
} from './status-filter-code.ts'
import type { StatusCode } from './status-question.ts'

const SEE_HELP = {
  nextJa: '--help と docs/verifier.md の例に合わせてください。',
  nextEn: 'Compare it with --help and the examples of docs/verifier.md.',
}

/** What a person reads when a JSON request of `shomei pki` cannot be answered. */
export const REQUEST_REFUSAL_TEXTS: RefusalTexts<RequestRefusal> = {
  'request-not-json': {
    ja: '要求が UTF-8 の JSON ではありません。',
    en: 'The request is not JSON in UTF-8.',
    ...SEE_HELP,
  },
  'request-not-object': {
    ja: '要求が JSON のオブジェクトではありません。',
    en: 'The request is not a JSON object.',
    ...SEE_HELP,
  },
  'request-field-unknown': {
    ja: '要求に知らない項目 {field} があります。',
    en: 'The request has a field {field} that is unknown.',
    ...SEE_HELP,
  },
  'request-field-missing': {
    ja: '要求に項目 {field} がありません。',
    en: 'The request lacks the field {field}.',
    ...SEE_HELP,
  },
  'request-field-malformed': {
    ja: '要求の項目 {field} の形が正しくありません（求めるもの: {wanted}）。',
    en: 'The field {field} of the request is malformed (wanted: {wanted}).',
    ...SEE_HELP,
  },
  'request-line-too-long': {
    ja: '要求の1行が長すぎます（{octetsMax} バイトまで）。',
    en: 'A line of requests is too long (at most {octetsMax} octets).',
    nextJa: '要求を1行に1つ、改行で区切って送ってください。',
    nextEn: 'Send one request a line, each line ended.',
  },
  'request-fault': {
    ja: 'この要求の検証中に、検証プログラム自身の障害が起きました。',
    en: 'The verifier itself failed on this request.',
    nextJa: '有効とはみなさないでください。要求を添えて、障害として知らせてください。',
    nextEn: 'Do not take it as valid; report the fault together with the request.',
  },
}

/** What a person reads when text holds no object of the kind asked for. */
export const ENCODING_REFUSAL_TEXTS: RefusalTexts<EncodingRefusal> = {
  'encoding-malformed': {
    ja: 'PEM としても base64 としても読めません。',
    en: 'The text is neither PEM nor base64.',
    nextJa: 'PEM の全体、または DER の base64 を渡してください。',
    nextEn: 'Give the whole PEM text, or base64 of the DER.',
  },
  'encoding-label-absent': {
    ja: 'PEM に求める種類のブロックがありません。',
    en: 'The PEM holds no block of the kind that was asked for.',
    nextJa: 'BEGIN と END の行の名前を確かめてください。',
    nextEn: 'Check the labels of its BEGIN and END lines.',
  },
  'encoding-too-large': {
    ja: 'テキストが大きすぎるか、ブロックが多すぎます。',
    en: 'The text is too large, or holds too many blocks.',
    nextJa: '必要なものだけを渡してください。',
    nextEn: 'Give only what is needed.',
  },
}

/** What a verdict that is a yes says. */
const YES: Readonly<Record<'valid' | 'good', RefusalText>> = {
  valid: { ja: '有効です。', en: 'Valid.', nextJa: '', nextEn: '' },
  good: { ja: '失効していません。', en: 'Not revoked.', nextJa: '', nextEn: '' },
}

/** What a person reads when a status filter is not opened, or says nothing of a certificate. */
export const STATUS_FILTER_TEXTS: RefusalTexts<
  FilterChainRefusal | OpenFilterRefusal | 'filter-content-type-other'
> = {
  'filter-content-type-other': {
    ja: '署名されているのは失効状態フィルターではありません。',
    en: 'What is signed is not a status filter.',
    nextJa: '失効状態フィルターのファイルを指定してください。',
    nextEn: 'Name the file of a status filter.',
  },
  'filter-not-complete': {
    ja: '最初のファイルが全体のフィルターではありません（番号 {number}）。',
    en: 'The first file is not a complete filter (number {number}).',
    nextJa: '全体のフィルターを先に、その後に差分を番号順に渡してください。',
    nextEn: 'Give the complete filter first, then its deltas in the order of their numbers.',
  },
  'filter-not-a-delta': {
    ja: '続きとして渡されたのが差分ではありません（番号 {number}）。',
    en: 'What should continue the filter is not a delta (number {number}).',
    nextJa: '全体のフィルターは1つだけにし、その後に差分を番号順に渡してください。',
    nextEn: 'Give one complete filter, then its deltas in the order of their numbers.',
  },
  'filter-base-other': {
    ja: '差分が、手元のフィルターの続きではありません（差分のもとは {number}、手元は {held}）。',
    en: 'The delta does not continue this filter (it continues {number}, here is {held}).',
    nextJa: '抜けている差分を取得するか、全体のフィルターから取得し直してください。',
    nextEn: 'Fetch the missing deltas, or begin anew with the complete filter.',
  },
  'filter-issuer-other': {
    ja: 'この証明書の発行者は、フィルターの認証局ではありません。',
    en: 'The certificate is not from the authority of this filter.',
    nextJa: 'その認証局のフィルターで確かめてください。',
    nextEn: 'Ask the filter of the authority that issued it.',
  },
  'filter-not-yet-valid': {
    ja: 'フィルターの作成より前の時点は答えられません。',
    en: 'The filter was made after the moment that is asked about.',
    nextJa: '時計を確かめてください。過去の時点は、その時点のフィルターで確かめてください。',
    nextEn: 'Check the clock; for a past moment use the filter of that time.',
  },
  'filter-stale': {
    ja: 'フィルターの有効期限（nextUpdate）が過ぎています。',
    en: 'The filter is past its nextUpdate.',
    nextJa: '新しい差分を取得してください。',
    nextEn: 'Fetch the newer deltas.',
  },
}

/** Every code that a verdict of the verifier can bear. */
export type VerdictCode =
  | 'valid'
  | 'good'
  | PathRefusal
  | StatusCode
  | RawSignatureRefusal
  | SignatureRefusal
  | StatusFilterRefusalCode
  | StatusFilterCode

/** The text of every code: complete by its type, a code without a text does not compile. */
export const VERDICT_TEXTS: Readonly<Record<VerdictCode, RefusalText>> = {
  ...YES,
  ...OCSP_REFUSAL_TEXTS,
  ...CRL_REFUSAL_TEXTS,
  ...PIN_REFUSAL_TEXTS,
  ...VERIFY_REFUSAL_TEXTS,
  ...PATH_REFUSAL_TEXTS,
  ...STATUS_DEFECT_TEXTS,
  ...DOCUMENT_REFUSAL_TEXTS,
  ...RAW_SIGNATURE_REFUSAL_TEXTS,
  ...STATUS_FILTER_REFUSAL_TEXTS,
  ...STATUS_FILTER_TEXTS,
}

/** The text of a verdict's code, the values of `detail` filled in. */
export function verdictText(code: VerdictCode, detail: RefusalDetail = {}): RefusalText {
  return filled(VERDICT_TEXTS[code], detail)
}

/** A text with the values of a refusal filled in; a name without a value stays as it stands. */
export function filled(
  { ja, en, nextJa, nextEn }: RefusalText,
  detail: RefusalDetail,
): RefusalText {
  const fill = (text: string): string =>
    text.replace(/\{([A-Za-z]+)\}/g, (whole, name: string) =>
      Object.hasOwn(detail, name) ? String(detail[name]) : whole,
    )
  return { ja: fill(ja), en: fill(en), nextJa: fill(nextJa), nextEn: fill(nextEn) }
}
