import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { RegisterRefusal, Resident, ResidentId } from '#register/contract.ts'
import type { RegisteredCard } from '../contract.ts'
import { certificatesOnHold, deliveredCertificates } from '../held-certificates.ts'
import type { HeldEnd } from '../life-event-preview.ts'
import type { CasePorts } from './ports.ts'

/** What the law is asked about one person before a case is opened. */
export interface CaseFacts {
  readonly resident: Resident
  /** The card that has neither been given back nor revoked; its term may be over. */
  readonly card: RegisteredCard | undefined
  /** The live certificates that the person has taken delivery of. */
  readonly held: readonly HeldEnd[]
  /** The kinds of which a certificate is on hold and none is live. */
  readonly onHold: readonly CertificateKind[]
  readonly today: CivilDate
}

type Ports = Pick<CasePorts, 'clock' | 'residents' | 'cards' | 'procedures' | 'authority'>

/** The facts as they stand now. */
export async function caseFacts(
  ports: Ports,
  residentId: ResidentId,
): Promise<Result<CaseFacts, RegisterRefusal>> {
  const resident = await ports.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const now = ports.clock.now()
  const cards = await ports.cards.ofResident(residentId)
  const live = await deliveredCertificates(ports, residentId, now)
  const held = live.map(({ authority, notAfter }): HeldEnd => ({
    kind: authority,
    endsOn: civilDateInJapan(notAfter),
  }))
  const onHold = await certificatesOnHold(ports.authority, residentId, now)
  return ok({
    resident,
    card: cards.findLast(({ state }) => state === 'live'),
    held,
    onHold: CERTIFICATE_KINDS.filter(
      (kind) =>
        onHold.some(({ authority }) => authority === kind) &&
        !held.some((one) => one.kind === kind),
    ),
    today: civilDateInJapan(now),
  })
}
