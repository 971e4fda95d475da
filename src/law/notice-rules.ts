import type { LapseGround } from './lapse-ground.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/** What the holder knows of a lapse without a letter. */
type Awareness =
  /** The record or an office ended it: the holder learns of it by letter or not at all. */
  | 'not-asked-for'
  /** The holder, or who acts for them, asked for it or reported what led to it. */
  | 'asked-for'
  /** Another certificate took its place in the same act. */
  | 'replaced'
  /** It never reached the holder. */
  | 'not-delivered'
  /** Nobody writes to the dead. */
  | 'holder-died'

const AWARENESS: Readonly<Record<LapseGround, Awareness>> = {
  'holder-request': 'asked-for',
  'key-compromise-reported': 'asked-for',
  'address-changed': 'not-asked-for',
  'name-changed': 'not-asked-for',
  'sex-changed': 'not-asked-for',
  'birth-date-changed': 'not-asked-for',
  died: 'holder-died',
  'resident-record-deleted': 'not-asked-for',
  'overseas-with-continuation': 'not-asked-for',
  'overseas-without-continuation': 'not-asked-for',
  'record-error': 'not-asked-for',
  'authority-key-compromised': 'not-asked-for',
  renewed: 'replaced',
  reissued: 'replaced',
  'card-term-changed': 'replaced',
  'discarded-before-delivery': 'not-delivered',
  held: 'asked-for',
  'card-returned': 'asked-for',
  'card-revoked': 'not-asked-for',
  'switched-to-pinless-card': 'asked-for',
}

/** Whether a letter (失効のお知らせ) tells the holder of a lapse on `ground`. */
export function isToldByLetter(
  ground: LapseGround,
  { lapseLetters }: Pick<LawPolicy, 'lapseLetters'> = DEFAULT_LAW_POLICY,
): boolean {
  switch (lapseLetters) {
    case 'not-asked-for':
      return AWARENESS[ground] === 'not-asked-for'
    case 'none':
      return false
  }
}

/** Which lapses are told of by letter, in words. */
export const NOTICE_RULES: readonly RuleText[] = [
  {
    id: 'lapse-notice',
    family: 'procedure',
    cites: [{ ...CITED.counters, standing: 'open' }],
    from: COMMENCEMENT,
    ja: '本人が求めていない失効（記録の変更、記録誤り、認証局の鍵、カードの職権失効）は手紙で知らせる（設定 lapseLetters）。本人の申請・届出、更新・再発行、死亡による失効には送らない。',
    en: 'A lapse that the holder did not ask for (a change or error of the record, the authority’s key, a card revoked by the office) is told of by letter (lapseLetters); one that was asked for or reported, a renewal or re-issue, and a death are not.',
  },
]
