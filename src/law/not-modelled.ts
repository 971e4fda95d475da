import type { SourceId } from './citation.ts'

/** A provision that this package leaves out, and why. */
export interface NotModelled {
  readonly source: SourceId
  readonly at: string
  readonly ja: string
  readonly en: string
  readonly reasonJa: string
  readonly reasonEn: string
}

/**
 * What is left out. Nothing is silently missing: a provision is a rule, a parameter or an entry
 * here.
 */
export const NOT_MODELLED: readonly NotModelled[] = [
  {
    source: 'act',
    at: '3(2), (3)',
    ja: '申請書の記載事項と、本人確認書類として認められるものの一覧',
    en: 'contents of the application and the list of documents that prove identity',
    reasonJa: '窓口で何を示すかは規則とした。認められる書類の一覧は公表資料で確認できない。',
    reasonEn:
      'What is shown at the counter is a rule; the list of accepted documents could not be read.',
  },
  {
    source: 'act',
    at: '3の3',
    ja: '特定在留カードによる申請（2026年6月14日施行）',
    en: 'application with the specified residence card (in force 14 June 2026)',
    reasonJa: '施行令の改正条文は確認したが、手続の内容は公表資料で確認できない。',
    reasonEn: 'The amendment was read; the procedure is not described in public material.',
  },
  {
    source: 'act',
    at: '8, 11, 12, 13（保存期間）',
    ja: '発行記録・失効情報の保存期間',
    en: 'retention of records',
    reasonJa: '旧施行令の条文しか確認できない。記録は削除しない。',
    reasonEn: 'Only the old order could be read; records are not deleted.',
  },
  {
    source: 'act-regulation',
    at: '軽微な修正',
    ja: '失効しない「軽微な修正」の範囲',
    en: 'which corrections are minor',
    reasonJa: '省令の列挙を確認できない。軽微かどうかは市区町村の判断を入力として受け取る。',
    reasonEn: 'The list could not be read; the municipality’s judgement is taken as an input.',
  },
  {
    source: 'act',
    at: '16の2以下、35の2以下',
    ja: '移動端末設備用（スマートフォン用）電子証明書の発行と失効',
    en: 'issue and lapse of certificates for phones',
    reasonJa: '一時保留の解除を除き、カードの電子証明書だけを扱う。',
    reasonEn: 'But for the lifting of a hold, only certificates on cards are covered.',
  },
  {
    source: 'act',
    at: '17～21、36～38',
    ja: '署名検証者・利用者証明検証者の届出、義務、手数料',
    en: 'notification, duties and fees of verifiers',
    reasonJa: '検証者との関係であり、証明書の発行・有効期間・失効を左右しない。',
    reasonEn: 'They bind verifiers and do not bear on issue, validity or lapse.',
  },
  {
    source: 'city-page',
    at: '発行対象（「原則として」）',
    ja: '15歳未満・成年被後見人への例外的な署名用電子証明書の発行',
    en: 'exceptional signature certificates for persons under 15 and adult wards',
    reasonJa: '例外の要件が公表されていない。例外なく発行しない。',
    reasonEn: 'The conditions are not published; no exception is made.',
  },
  {
    source: 'act',
    at: '12、31（後見開始）',
    ja: '発行後に成年被後見人となった人の署名用電子証明書',
    en: 'the signature certificate of a person who becomes an adult ward after its issue',
    reasonJa: '失効事由に挙げられていない。失効させず、次の発行の際に判断する。',
    reasonEn: 'No ground names it: the certificate stays, and the next issue is refused.',
  },
  {
    source: 'city-page',
    at: '住民基本台帳用暗証番号、照合番号A・B',
    ja: '住民基本台帳用暗証番号と照合番号の規則',
    en: 'the resident-register PIN and the verification codes A and B',
    reasonJa:
      '電子証明書の鍵を守るものではない。照合番号はカードの形式として codec/jpki-card が持つ。',
    reasonEn: 'They guard no certificate’s key; the codes are part of the card’s format.',
  },
  {
    source: 'number-act-regulation',
    at: '次期個人番号カード（2028年度予定）',
    ja: '次期カードの有効期間（10年）、更新期間（1年）、暗証番号（2種）',
    en: 'the next card: ten years of validity, a window of one year, two PINs',
    reasonJa: '法令が公布されていない。公布後に日付のある値として加える。',
    reasonEn: 'Not enacted; it will be added as dated values.',
  },
  {
    source: 'city-page',
    at: '更新後の利用',
    ja: '更新後に各サービスで使えるまでの時間（1時間から1日）',
    en: 'the hours until services accept a renewed certificate',
    reasonJa: '各サービスの運用であり、法の規則ではない。',
    reasonEn: 'Operation of the services, not a rule of law.',
  },
  {
    source: 'number-act-regulation',
    at: '帰化した人のカードの有効期間',
    ja: '在留期間までだったカードの有効期間を、帰化の後に改める手続',
    en: 'a new term, after naturalisation, for a card that ran to the end of the stay',
    reasonJa: '公表資料で確認できない。カードの有効期間はそのままとする。',
    reasonEn: 'No public text was found; the card keeps its term.',
  },
  {
    source: 'number-act-regulation',
    at: '個人番号の変更による再交付の手数料',
    ja: '個人番号が変わったときのカードの手数料',
    en: 'the fee of a new card after a new individual number',
    reasonJa: '公表資料で確認できない。金額を示さない。',
    reasonEn: 'No public text was found; no amount is given.',
  },
]
