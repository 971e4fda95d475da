import type { Instant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { changeApplication } from './change-application.ts'
import type { Application, CertificateRef, CounterRefusal } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { liveCertificates } from './held-certificates.ts'
import { applicationAfter, type ApplicationProcedure } from './model.ts'
import { revokeQuietly } from './revoke-quietly.ts'

type Ports = Pick<CounterPorts, 'clock' | 'procedures' | 'authority'>

/**
 * Withdraws an application before delivery; certificates already issued under it are discarded. The
 * withdrawal is recorded first, so that nothing more is issued; repeating it finishes what a crash
 * left.
 */
export async function withdrawApplication(
  ports: Ports,
  receiptNumber: string,
): Promise<Result<Application, CounterRefusal>> {
  const now = ports.clock.now()
  const changed = await changeApplication<CounterRefusal>(
    ports.procedures,
    receiptNumber,
    (procedure) => withWithdrawal(procedure, now),
  )
  if (!changed.ok) return changed
  const { application } = changed.value
  const discarded = await discardedBy(ports, application, now)
  await revokeQuietly(ports.authority, discarded, 'discarded-before-delivery')
  return ok(application)
}

function withWithdrawal(procedure: ApplicationProcedure, at: Instant) {
  const { application } = procedure
  if (application.state.at === 'withdrawn') return ok({ procedure })
  const after = applicationAfter(application, { happened: 'withdrawal', at })
  if (!after.ok) return after
  const { residentId, receiptNumber } = application
  const what = 'application-withdrawn'
  const entry = { residentId, at, what, subject: receiptNumber, detail: {} } as const
  return ok({ procedure: { ...procedure, application: after.value }, entry })
}

/** What was issued under the application, also where a crash kept the counter from learning it. */
async function discardedBy(
  { authority, procedures }: Ports,
  { residentId, kinds, state }: Application,
  now: Instant,
): Promise<readonly CertificateRef[]> {
  const recorded = state.at === 'withdrawn' ? state.discarded : []
  const found: CertificateRef[] = []
  for (const one of await liveCertificates(authority, residentId, now)) {
    const { authority: kind, serialHex } = one
    const isRecorded = recorded.some((ref) => ref.kind === kind && ref.serialHex === serialHex)
    const isOrphan =
      kinds.includes(kind) && (await procedures.residentOf(kind, serialHex)) === undefined
    if (isRecorded || isOrphan) found.push({ kind, serialHex })
  }
  return found
}
