import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import { EXTENSION_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { OcspRefusal } from './refusal.ts'

const ASK_AGAIN = {
  nextJa: '問い合わせをやり直してください。続くときは状態確認サービスの運営者に知らせてください。',
  nextEn: 'Ask again; if it goes on, tell the operator of the status service.',
}

const FIX_REQUEST = {
  nextJa: '問い合わせを作ったソフトウェアの設定または版を確かめてください。',
  nextEn: 'Check the settings or the version of the software that made the request.',
}

/** What a person reads when octets are not an OCSP request or response. */
export const OCSP_REFUSAL_TEXTS: RefusalTexts<OcspRefusal> = {
  ...DER_REFUSAL_TEXTS,
  ...EXTENSION_REFUSAL_TEXTS,
  'ocsp-version-unsupported': {
    ja: 'OCSP の版が 1 ではありません。',
    en: 'The OCSP version is not 1.',
    ...FIX_REQUEST,
  },
  'ocsp-list-empty': {
    ja: '問い合わせ、または回答が一件もありません（{field}）。',
    en: 'There is not a single question or statement ({field}).',
    ...FIX_REQUEST,
  },
  'ocsp-list-too-long': {
    ja: '一度に扱える件数を超えています（{field}: {count} 件）。',
    en: 'There are more entries than are handled at once ({field}: {count}).',
    nextJa: '64 件以下に分けて問い合わせてください。',
    nextEn: 'Ask in parts of at most 64.',
  },
  'ocsp-hash-length-wrong': {
    ja: '発行者または応答者のハッシュの長さが、そのハッシュ関数のものではありません（{field}）。',
    en: 'A hash of the issuer or the responder is not as long as its function makes it ({field}).',
    ...FIX_REQUEST,
  },
  'ocsp-serial-malformed': {
    ja: '発行番号が 64 バイトより長い数です。',
    en: 'The serial number is longer than 64 octets.',
    ...FIX_REQUEST,
  },
  'ocsp-nonce-length-wrong': {
    ja: 'ノンスの長さが 1〜128 バイトではありません（{octets} バイト）。',
    en: 'The nonce is not 1 to 128 octets long ({octets} octets).',
    nextJa: '32 バイトの乱数をノンスにしてください（RFC 9654）。',
    nextEn: 'Send a nonce of 32 random octets (RFC 9654).',
  },
  'ocsp-status-unknown': {
    ja: '応答の種別コード {code} は決められていません。',
    en: 'The response status {code} is not defined.',
    ...ASK_AGAIN,
  },
  'ocsp-response-absent': {
    ja: '成功の応答なのに、中身がありません。',
    en: 'The response says successful but holds no statement.',
    ...ASK_AGAIN,
  },
  'ocsp-response-unexpected': {
    ja: 'エラーの応答なのに、中身が付いています。',
    en: 'The response says that it failed but holds a statement.',
    ...ASK_AGAIN,
  },
  'ocsp-response-type-unknown': {
    ja: '応答の形式（{oid}）を扱えません。基本応答（BasicOCSPResponse）だけを読めます。',
    en: 'The response type {oid} is not handled; only BasicOCSPResponse is read.',
    ...ASK_AGAIN,
  },
  'ocsp-reason-unknown': {
    ja: '失効理由コード {code} は決められていません。',
    en: 'The revocation reason {code} is not defined.',
    ...ASK_AGAIN,
  },
}
