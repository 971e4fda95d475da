import { civilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from './certificate-kind.ts'
import type { LapseGround } from './lapse-ground.ts'
import { groundOfChange, type LapseOutcome, lapseOf, type ResidentChange } from './lapse.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/**
 * What a change of the resident record does by law to the certificates and the card of the person,
 * whoever they are: the authorities act on it, and a preview shows it.
 */
export interface Consequence {
  /** `undefined` where nothing lapses. */
  readonly ground: LapseGround | undefined
  readonly certificates: Readonly<Record<CertificateKind, LapseOutcome>>
  readonly card: 'ends' | 'stays'
}

/** The grounds from the register that end the card together with its certificates. */
const GROUNDS_THAT_END_THE_CARD: ReadonlySet<LapseGround> = new Set<LapseGround>([
  'died',
  'resident-record-deleted',
  'overseas-without-continuation',
  'card-revoked',
])

/** What `change` does. */
export function consequenceOf(
  change: ResidentChange,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): Consequence {
  const ground = groundOfChange(change, policy)
  const outcome = (kind: CertificateKind): LapseOutcome =>
    ground === undefined ? { outcome: 'survives' } : lapseOf(ground, kind, policy)
  return {
    ground,
    certificates: {
      signature: outcome('signature'),
      'user-authentication': outcome('user-authentication'),
    },
    card: ground !== undefined && GROUNDS_THAT_END_THE_CARD.has(ground) ? 'ends' : 'stays',
  }
}

/** What the grounds alone do not say. */
export const CONSEQUENCE_RULES: readonly RuleText[] = [
  {
    id: 'card-ends-with-the-record',
    family: 'lapse',
    cites: [CITED.cityPageLapse, CITED.overseas],
    from: COMMENCEMENT,
    ja: '死亡、住民票の消除、継続利用のない国外転出のときは、カードも失効する。',
    en: 'Death, a deleted record and a move overseas without continuation end the card too.',
  },
  {
    id: 'card-ends-with-a-new-number',
    family: 'lapse',
    cites: [{ ...CITED.cityPageLapse, standing: 'inferred' }],
    from: COMMENCEMENT,
    ja: '個人番号が変わったときは、古い番号を記載したカードが失効し、電子証明書も失効する。',
    en: 'With a new individual number the card, which shows the old one, lapses, and its certificates too.',
  },
  {
    id: 'former-name-beside-the-name',
    family: 'lapse',
    cites: [{ ...CITED.formerName, standing: 'open' }],
    from: civilDate(2019, 11, 5),
    ja: '旧氏の記載・変更・削除は氏名の変更と同じに扱う（設定 formerNameEndsSignature）。',
    en: 'A former family name entered, changed or removed counts as a new name (formerNameEndsSignature).',
  },
]
