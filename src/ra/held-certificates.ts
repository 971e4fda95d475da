import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan, type Instant } from '#kernel/instant.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { hasEnded } from '#law/validity.ts'
import type { CertificateStatus } from '#ca/contract.ts'
import type { ResidentId } from '#register/contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import type { CertificateAuthority, HeldCertificate } from './ports.ts'

/**
 * The resident's certificates that are neither revoked nor past their end at `at`, of both kinds.
 */
export async function liveCertificates(
  authority: CertificateAuthority,
  residentId: ResidentId,
  at: Instant,
): Promise<readonly HeldCertificate[]> {
  const held = await authority.heldBy(residentId, at)
  return held.filter(({ revoked, notAfter }) => !revoked && !hasEnded(notAfter, at))
}

/**
 * The resident's certificates that are on hold (一時保留) and not past their end at `at`: not good, and
 * not ended for good either.
 */
export async function certificatesOnHold(
  authority: CertificateAuthority,
  residentId: ResidentId,
  at: Instant,
): Promise<readonly HeldCertificate[]> {
  const held = await authority.heldBy(residentId, at)
  const revoked = held.filter((one) => one.revoked && !hasEnded(one.notAfter, at))
  const onHold: HeldCertificate[] = []
  for (const kind of CERTIFICATE_KINDS) {
    const ofKind = revoked.filter((one) => one.authority === kind)
    if (ofKind.length === 0) continue
    const serials = ofKind.map(({ serialHex }) => serialHex)
    const statuses = await authority.certificateStatuses(kind, serials)
    onHold.push(...ofKind.filter((_, index) => isOnHold(statuses[index])))
  }
  return onHold
}

function isOnHold(status: CertificateStatus | undefined): boolean {
  return status?.state === 'revoked' && status.reason === 'certificateHold'
}

/**
 * `held`, by whether the holder has taken delivery of it; what has not been delivered is no one's
 * certificate yet.
 */
export async function byDelivery(
  { procedures }: Pick<CounterPorts, 'procedures'>,
  residentId: ResidentId,
  held: readonly HeldCertificate[],
): Promise<Readonly<Record<'delivered' | 'undelivered', readonly HeldCertificate[]>>> {
  const serials = new Set<string>()
  for (const { procedure } of await procedures.ofResident(residentId)) {
    if (procedure.kind !== 'application') continue
    const { state } = procedure.application
    if (state.at !== 'delivered') continue
    for (const { kind, serialHex } of state.issued) serials.add(`${kind} ${serialHex}`)
  }
  const isDelivered = ({ authority, serialHex }: HeldCertificate): boolean =>
    serials.has(`${authority} ${serialHex}`)
  return {
    delivered: held.filter(isDelivered),
    undelivered: held.filter((one) => !isDelivered(one)),
  }
}

/** The resident's live certificates that were delivered. */
export async function deliveredCertificates(
  ports: Pick<CounterPorts, 'procedures' | 'authority'>,
  residentId: ResidentId,
  at: Instant,
): Promise<readonly HeldCertificate[]> {
  const held = await liveCertificates(ports.authority, residentId, at)
  return held.length === 0 ? held : (await byDelivery(ports, residentId, held)).delivered
}

/** The last day of the latest of `held` of `kind`; `undefined` where there is none. */
export function lastDayOf(
  held: readonly HeldCertificate[],
  kind: CertificateKind,
): CivilDate | undefined {
  const days = held
    .filter(({ authority }) => authority === kind)
    .map(({ notAfter }) => civilDateInJapan(notAfter))
  return days.reduce<CivilDate | undefined>(
    (latest, day) => (latest === undefined || day > latest ? day : latest),
    undefined,
  )
}
