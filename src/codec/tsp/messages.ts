import { CMS_REFUSAL_TEXTS } from '#codec/cms/messages.ts'
import { EXTENSION_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { TspRefusal } from './refusal.ts'

const STAMP_AGAIN = {
  nextJa: 'タイムスタンプを取り直してください。続くときは時刻認証局に知らせてください。',
  nextEn: 'Have the time-stamp made again; if it goes on, tell the time-stamping authority.',
}

const FIX_REQUEST = {
  nextJa: '要求を作ったソフトウェアの設定または版を確かめてください。',
  nextEn: 'Check the settings or the version of the software that made the request.',
}

/** What a person reads when octets are not a time-stamp request, response or token. */
export const TSP_REFUSAL_TEXTS: RefusalTexts<TspRefusal> = {
  ...CMS_REFUSAL_TEXTS,
  ...EXTENSION_REFUSAL_TEXTS,
  'tsp-version-unsupported': {
    ja: 'タイムスタンプの版 {version} を扱えません（版は 1 だけです）。',
    en: 'The time-stamp version {version} is not handled; there is only version 1.',
    ...STAMP_AGAIN,
  },
  'tsp-hash-length-wrong': {
    ja: 'ハッシュ値の長さ（{octets} バイト）が、そのハッシュ関数のものではありません。',
    en: 'The hash of {octets} octets is not as long as its function makes it.',
    ...FIX_REQUEST,
  },
  'tsp-nonce-malformed': {
    ja: 'ノンスが 64 バイトより長い数です（{octets} バイト）。',
    en: 'The nonce is longer than 64 octets ({octets} octets).',
    ...FIX_REQUEST,
  },
  'tsp-serial-malformed': {
    ja: 'タイムスタンプの番号が 32 バイトより長い数です（{octets} バイト）。',
    en: 'The serial number of the time-stamp is longer than 32 octets ({octets} octets).',
    ...STAMP_AGAIN,
  },
  'tsp-content-type-other': {
    ja: 'タイムスタンプではない署名データです（内容の種別 {oid}）。',
    en: 'This is signed data but no time-stamp (content type {oid}).',
    nextJa: 'タイムスタンプトークンを渡してください。',
    nextEn: 'Pass a time-stamp token.',
  },
  'tsp-content-absent': {
    ja: 'タイムスタンプに中身（TSTInfo）がありません。',
    en: 'The time-stamp has no content (TSTInfo).',
    ...STAMP_AGAIN,
  },
  'tsp-signers-not-one': {
    ja: 'タイムスタンプの署名がちょうど一つではありません（{count} 個）。',
    en: 'A time-stamp has exactly one signature; this one has {count}.',
    ...STAMP_AGAIN,
  },
  'tsp-status-unknown': {
    ja: '応答の状態コード {code} は決められていません。',
    en: 'The response status {code} is not defined.',
    ...STAMP_AGAIN,
  },
  'tsp-token-absent': {
    ja: '発行した（{status}）という応答なのに、タイムスタンプがありません。',
    en: 'The response says {status} but holds no time-stamp.',
    ...STAMP_AGAIN,
  },
  'tsp-token-unexpected': {
    ja: '発行していない（{status}）という応答なのに、タイムスタンプが付いています。',
    en: 'The response says {status} but holds a time-stamp.',
    ...STAMP_AGAIN,
  },
}
