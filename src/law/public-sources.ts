import type { Citation } from './citation.ts'

/**
 * The public pages and articles that more than one rule cites. Where a citation has `text`, those
 * are the words of the source; without it the rule follows its sense.
 */
export const CITED = {
  /** The mission's own document: where another source disagrees, this one stands. */
  cityPageIssue: { source: 'city-page', at: '発行対象', standing: 'read' },
  cityPageTerm: { source: 'city-page', at: '有効期限', standing: 'read' },
  cityPageLapse: { source: 'city-page', at: '失効', standing: 'read' },
  cityPagePins: { source: 'city-page', at: '暗証番号', standing: 'read' },
  actTermSignature: { source: 'act', at: '5', standing: 'read' },
  actTermAuthentication: { source: 'act', at: '24', standing: 'inferred' },
  actApplication: {
    source: 'act',
    at: '3(1)',
    text: '住民基本台帳に記録されている者は、…申請をすることができる。',
    standing: 'read',
  },
  faqOfTerm: {
    source: 'city-guidance',
    at: '東村山市「公的個人認証サービス(電子証明書)の有効期間は。」2018-03-22',
    standing: 'read',
  },
  jLisTermPage: {
    source: 'j-lis-page',
    at: '電子証明書の有効期間と失効（2019-11）',
    standing: 'read',
  },
  jLisLossPage: { source: 'j-lis-page', at: '紛失・盗難', standing: 'read' },
  jLisPinResetPage: { source: 'j-lis-page', at: 'JPKI暗証番号リセット', standing: 'read' },
  meguro: { source: 'city-guidance', at: '目黒区（2022-08-23）', standing: 'read' },
  yonago: { source: 'city-guidance', at: '米子市 個人番号カードの電子証明書', standing: 'read' },
  shimogo: { source: 'city-guidance', at: '下郷町 通知カード・個人番号カード', standing: 'read' },
  counters: { source: 'city-guidance', at: '千代田区ほか 電子証明書の窓口', standing: 'read' },
  overseas: {
    source: 'city-guidance',
    at: '栃木市、葛城市、山陽小野田市 国外転出者向けマイナンバーカード',
    standing: 'read',
  },
  stay: {
    source: 'city-guidance',
    at: '雲仙市、豊見城市 外国人住民のマイナンバーカード',
    standing: 'read',
  },
  pinlessCard: {
    source: 'city-guidance',
    at: '足立区、東海市 顔認証マイナンバーカード',
    standing: 'read',
  },
  cardTermDraft: {
    source: 'number-act-regulation',
    at: '一部を改正する命令（案）の概要（令和4年4月1日施行）',
    standing: 'read',
  },
  cardTermTable: {
    source: 'city-guidance',
    at: '電子証明書の有効期限（yng-cms.net 2022-06-02）',
    standing: 'read',
  },
  continuation: {
    source: 'city-guidance',
    at: '東松山市、桑名市、桜川市 転入に伴うマイナンバーカードの継続利用',
    standing: 'read',
  },
  faceUpdate: {
    source: 'city-guidance',
    at: '越谷市、千代田区ほか マイナンバーカードの記載事項の変更',
    standing: 'read',
  },
  formerName: {
    source: 'city-guidance',
    at: '太子町（兵庫県） 住民票とマイナンバーカード等への旧姓（旧氏）併記',
    standing: 'read',
  },
  reasons: { source: 'cps', at: '4.9.9', standing: 'read' },
} as const satisfies Readonly<Record<string, Citation>>
