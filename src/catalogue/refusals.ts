import { DATA_FOLDER_REFUSAL_TEXTS } from '#adapters/data-folder/messages.ts'
import { KEYSTORE_REFUSAL_TEXTS } from '#adapters/keys/messages.ts'
import { DATABASE_REFUSAL_TEXTS } from '#adapters/postgres/messages.ts'
import { CA_REFUSAL_TEXTS } from '#ca/messages.ts'
import { CARD_REFUSAL_TEXTS } from '#card-client/messages.ts'
import { CARD_FILE_REFUSAL_TEXTS } from '#card/messages.ts'
import { BER_REFUSAL_TEXTS } from '#codec/ber/messages.ts'
import { CMS_REFUSAL_TEXTS } from '#codec/cms/messages.ts'
import { CRL_REFUSAL_TEXTS } from '#codec/crl/messages.ts'
import { STATUS_FILTER_REFUSAL_TEXTS } from '#codec/status-filter/messages.ts'
import { RELYING_PARTIES_REFUSAL_TEXTS } from '#va/relying-parties/messages.ts'
import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import { ISSUER_DIALOGUE_REFUSAL_TEXTS } from '#codec/jpki-card/messages.ts'
import { OCSP_REFUSAL_TEXTS } from '#codec/ocsp/messages.ts'
import { PEM_REFUSAL_TEXTS } from '#codec/messages.ts'
import { REQUEST_REFUSAL_TEXTS as PKCS10_REFUSAL_TEXTS } from '#codec/pkcs10/messages.ts'
import { TSP_REFUSAL_TEXTS } from '#codec/tsp/messages.ts'
import { CERTIFICATE_REFUSAL_TEXTS, EXTENSION_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import { LOGIN_REFUSAL_TEXTS } from '#idp/messages.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'
import { LAW_REFUSAL_TEXTS } from '#law/messages.ts'
import { CASE_REFUSAL_TEXTS } from '#ra/cases/messages.ts'
import { DESK_REFUSAL_TEXTS } from '#ra/desk/messages.ts'
import { COUNTER_REFUSAL_TEXTS } from '#ra/messages.ts'
import { NOTICE_REFUSAL_TEXTS } from '#ra/notices/messages.ts'
import { STAFF_REFUSAL_TEXTS } from '#ra/staff/messages.ts'
import { REGISTER_REFUSAL_TEXTS } from '#register/messages.ts'
import {
  DOCUMENT_REFUSAL_TEXTS,
  RAW_SIGNATURE_REFUSAL_TEXTS,
  TIME_STAMP_REFUSAL_TEXTS,
} from '#signing/messages.ts'
import { PIN_REFUSAL_TEXTS, VERIFY_REFUSAL_TEXTS } from '#va/messages.ts'
import { PATH_REFUSAL_TEXTS } from '#va/path/messages.ts'
import { STATUS_DEFECT_TEXTS } from '#va/revocation/messages.ts'
import {
  ENCODING_REFUSAL_TEXTS,
  REQUEST_REFUSAL_TEXTS,
  STATUS_FILTER_TEXTS,
} from '#verifier/messages.ts'
import { SYSTEM_REFUSAL_TEXTS } from './messages.ts'

/** One part of the system and the refusals it can give. */
export interface CatalogueSection {
  readonly ja: string
  readonly en: string
  readonly texts: Readonly<Record<string, RefusalText>>
}

/**
 * The whole catalogue by part. A code means one thing: no code stands in two sections with
 * different texts.
 */
export const CATALOGUE: readonly CatalogueSection[] = [
  { ja: '法令', en: 'Law', texts: LAW_REFUSAL_TEXTS },
  { ja: '台帳', en: 'Register', texts: REGISTER_REFUSAL_TEXTS },
  { ja: '窓口', en: 'Counter', texts: COUNTER_REFUSAL_TEXTS },
  { ja: '窓口の案件', en: 'Counter cases', texts: CASE_REFUSAL_TEXTS },
  { ja: '窓口の端末', en: 'Counter desks', texts: DESK_REFUSAL_TEXTS },
  { ja: '窓口の職員と順番', en: 'Counter staff and queue', texts: STAFF_REFUSAL_TEXTS },
  { ja: '窓口の通知', en: 'Notices', texts: NOTICE_REFUSAL_TEXTS },
  { ja: '認証局', en: 'Authorities', texts: CA_REFUSAL_TEXTS },
  { ja: 'カード', en: 'Card', texts: { ...CARD_REFUSAL_TEXTS, ...ISSUER_DIALOGUE_REFUSAL_TEXTS } },
  { ja: 'カードのファイル', en: 'Card file', texts: CARD_FILE_REFUSAL_TEXTS },
  {
    ja: '証明書の検証',
    en: 'Certificate verification',
    texts: { ...VERIFY_REFUSAL_TEXTS, ...PIN_REFUSAL_TEXTS },
  },
  { ja: '認証パスの検証', en: 'Certification paths', texts: PATH_REFUSAL_TEXTS },
  { ja: '失効情報', en: 'Status information', texts: STATUS_DEFECT_TEXTS },
  {
    ja: '署名された文書',
    en: 'Signed documents',
    texts: { ...DOCUMENT_REFUSAL_TEXTS, ...TIME_STAMP_REFUSAL_TEXTS },
  },
  { ja: '署名', en: 'Signatures', texts: RAW_SIGNATURE_REFUSAL_TEXTS },
  { ja: 'ログイン', en: 'Login', texts: LOGIN_REFUSAL_TEXTS },
  {
    ja: '証明書の形',
    en: 'Certificate form',
    texts: { ...CERTIFICATE_REFUSAL_TEXTS, ...EXTENSION_REFUSAL_TEXTS },
  },
  { ja: '失効リストの形', en: 'CRL form', texts: CRL_REFUSAL_TEXTS },
  {
    ja: '失効状態フィルター',
    en: 'Status filter',
    texts: { ...STATUS_FILTER_REFUSAL_TEXTS, ...STATUS_FILTER_TEXTS },
  },
  {
    ja: '検証者の登録',
    en: 'Register of relying parties',
    texts: RELYING_PARTIES_REFUSAL_TEXTS,
  },
  { ja: 'OCSP の形', en: 'OCSP form', texts: OCSP_REFUSAL_TEXTS },
  { ja: 'CMS の形', en: 'CMS form', texts: { ...CMS_REFUSAL_TEXTS, ...BER_REFUSAL_TEXTS } },
  { ja: 'タイムスタンプの形', en: 'Time-stamp form', texts: TSP_REFUSAL_TEXTS },
  { ja: '証明書要求の形', en: 'Certification request form', texts: PKCS10_REFUSAL_TEXTS },
  { ja: 'DER と PEM', en: 'DER and PEM', texts: { ...DER_REFUSAL_TEXTS, ...PEM_REFUSAL_TEXTS } },
  {
    ja: '検証の要求',
    en: 'Requests to the verifier',
    texts: { ...REQUEST_REFUSAL_TEXTS, ...ENCODING_REFUSAL_TEXTS },
  },
  { ja: 'データフォルダー', en: 'Data folder', texts: DATA_FOLDER_REFUSAL_TEXTS },
  { ja: 'データベース', en: 'Database', texts: DATABASE_REFUSAL_TEXTS },
  { ja: '鍵の保管', en: 'Key store', texts: KEYSTORE_REFUSAL_TEXTS },
  { ja: 'システム', en: 'System', texts: SYSTEM_REFUSAL_TEXTS },
]

const BY_CODE: ReadonlyMap<string, RefusalText> = new Map(
  CATALOGUE.toReversed().flatMap(({ texts }) => Object.entries(texts)),
)

/** Whether the catalogue knows `code`. */
export function isRefusalCode(code: string): boolean {
  return BY_CODE.has(code)
}

/**
 * The texts of a refusal, its values filled in. A code outside the catalogue is shown as itself,
 * and a test forbids it.
 */
export function refusalText(code: string, detail: RefusalDetail): RefusalText {
  const known = BY_CODE.get(code) ?? { ja: code, en: code, nextJa: '', nextEn: '' }
  const fill = (text: string): string =>
    text.replace(/\{([A-Za-z]+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(detail, name) ? detail[name] : undefined
      return value === undefined ? whole : String(value)
    })
  return {
    ja: fill(known.ja),
    en: fill(known.en),
    nextJa: fill(known.nextJa),
    nextEn: fill(known.nextEn),
  }
}
