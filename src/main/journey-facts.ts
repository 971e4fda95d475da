import { refusalText } from '#catalogue/refusals.ts'
import { residentDetail } from '#cli/resident-text.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Resident } from '#register/contract.ts'
import type { Fact } from '#web/journey/journey-view.ts'

/** What the two kinds are called on the page. */
export const KIND_TITLES: Readonly<Record<CertificateKind, { ja: string; en: string }>> = {
  signature: { ja: '署名用電子証明書', en: 'Signature certificate' },
  'user-authentication': { ja: '利用者証明用電子証明書', en: 'Authentication certificate' },
}

/** The resident's record as labelled values. */
export function residentFacts(resident: Resident, today: CivilDate): readonly Fact[] {
  return residentDetail(resident, today)
    .filter(([, value]) => value !== '-')
    .map(([label = '', value = '']) => {
      const [ja = '', en = ''] = label.split(' / ')
      return { ja, en, value }
    })
}

/** Whether the law gives the person a certificate of `kind`, and if not, why. */
export function kindFact(kind: CertificateKind, eligible: Result<unknown, string>): Fact {
  const value = eligible.ok
    ? '受け取れます / eligible'
    : `受け取れません: ${refusalText(eligible.refusal, eligible.detail).ja}`
  return { ...KIND_TITLES[kind], value }
}
