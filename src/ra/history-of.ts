import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { CertificateStatus } from '#ca/contract.ts'
import type { ResidentId } from '#register/contract.ts'
import type { Application, HistoryCertificate, ResidentHistory } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { issuedBy } from './model.ts'
import type { CertificateAuthority } from './ports.ts'

type Ports = Pick<CounterPorts, 'residents' | 'cards' | 'procedures' | 'history' | 'authority'>
type WithoutStatus = Omit<HistoryCertificate, 'status'>

/**
 * Everything the counter has done about a resident, in order, with the status of each certificate
 * now.
 */
export async function historyOf(
  ports: Ports,
  residentId: ResidentId,
): Promise<Result<ResidentHistory, 'resident-unknown'>> {
  if ((await ports.residents.find(residentId)) === undefined) return refuse('resident-unknown')
  const [cards, procedures, entries] = await Promise.all([
    ports.cards.ofResident(residentId),
    ports.procedures.ofResident(residentId),
    ports.history.ofResident(residentId),
  ])
  const applications = procedures.flatMap(({ procedure }) =>
    procedure.kind === 'application' ? [procedure.application] : [],
  )
  const certificates = await withStatus(ports.authority, applications.flatMap(certificatesOf))
  return ok({ residentId, cards, applications, certificates, entries })
}

function certificatesOf(application: Application): readonly WithoutStatus[] {
  const { receiptNumber, cardSerial, state } = application
  const refs = state.at === 'withdrawn' ? state.discarded : issuedBy(application)
  return refs.map((ref) => ({ ...ref, receiptNumber, cardSerial }))
}

async function withStatus(
  authority: CertificateAuthority,
  certificates: readonly WithoutStatus[],
): Promise<readonly HistoryCertificate[]> {
  const statuses = new Map<string, CertificateStatus>()
  for (const kind of CERTIFICATE_KINDS) {
    const serials = certificates.filter((one) => one.kind === kind).map((one) => one.serialHex)
    if (serials.length === 0) continue
    const answers = await authority.certificateStatuses(kind, serials)
    serials.forEach((serial, index) => {
      statuses.set(`${kind} ${serial}`, answers[index] ?? { state: 'unknown' })
    })
  }
  return certificates.map((one) => {
    const status = statuses.get(`${one.kind} ${one.serialHex}`) ?? { state: 'unknown' }
    return { ...one, status }
  })
}
