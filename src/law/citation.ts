/** Every text a rule may cite, with its title in both languages. */
export const SOURCES = {
  act: {
    ja: '電子署名等に係る地方公共団体情報システム機構の認証業務に関する法律（平成14年法律第153号、公的個人認証法）',
    en: 'Public Personal Authentication Act (Act No. 153 of 2002)',
  },
  'act-regulation': {
    ja: '公的個人認証法施行規則（平成15年総務省令第120号）',
    en: 'Enforcement Regulation of the Act (MIC Order No. 120 of 2003)',
  },
  'number-act-regulation': {
    ja: '個人番号、個人番号カード、特定個人情報の提供等に関する命令（平成26年総務省令第85号）',
    en: 'Order on the Individual Number Card (MIC Order No. 85 of 2014)',
  },
  'civil-code': { ja: '民法（明治29年法律第89号）', en: 'Civil Code (Act No. 89 of 1896)' },
  'age-act': {
    ja: '年齢計算ニ関スル法律（明治35年法律第50号）',
    en: 'Act on the Calculation of Age (Act No. 50 of 1902)',
  },
  'city-page': {
    ja: '市の案内「公的個人認証サービス（電子証明書）について」（2025-04-04）',
    en: 'a city’s page on the service (2025-04-04)',
  },
  'city-guidance': { ja: '市区町村の案内', en: 'guidance of municipalities' },
  'j-lis-page': {
    ja: '公的個人認証サービス ポータルサイト（J-LIS）',
    en: 'the portal of the service (J-LIS)',
  },
  cps: {
    ja: '認証局運用規程（J-LIS。二次資料による）',
    en: 'Certification practice statement of J-LIS (through secondary sources)',
  },
  'digital-agency': { ja: 'デジタル庁の案内', en: 'guidance of the Digital Agency' },
  'published-certificates': {
    ja: '公開されている電子証明書の実測',
    en: 'published certificates, measured',
  },
} as const

/** A text that a rule may cite. */
export type SourceId = keyof typeof SOURCES

/**
 * How firmly a citation stands: `read` in that source; `measured` on a published certificate;
 * `inferred` by us from such facts; `open` where sources conflict or none was found and the choice
 * is ours.
 */
export type Standing = 'read' | 'measured' | 'inferred' | 'open'

/** Where a rule stands written. */
export interface Citation {
  readonly source: SourceId
  /** Article (`12(1)(i)`) or title and date of the page. */
  readonly at: string
  /** The words of the source; `…` stands for what is left out. */
  readonly text?: string | undefined
  readonly standing: Standing
}

/** At least one citation. */
export type Citations = readonly [Citation, ...Citation[]]
