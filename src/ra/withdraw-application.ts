import type { Instant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { changeApplication } from './change-application.ts'
import type { Application, CertificateRef, CounterRefusal } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { liveCertificates } from './held-certificates.ts'
import { applicationAfter, type ApplicationProcedure, issuedBy } from './model.ts'
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

/**
 * What was issued under the application: also what another key has replaced since, and what a crash
 * kept the counter from learning of. Everything live of its kinds that no other application has
 * brought about.
 */
async function discardedBy(
  { authority, procedures }: Ports,
  { residentId, kinds, receiptNumber }: Application,
  now: Instant,
): Promise<readonly CertificateRef[]> {
  const others = new Set<string>()
  for (const { procedure } of await procedures.ofResident(residentId)) {
    if (procedure.kind !== 'application') continue
    if (procedure.application.receiptNumber === receiptNumber) continue
    for (const ref of issuedBy(procedure.application)) others.add(`${ref.kind} ${ref.serialHex}`)
  }
  const live = await liveCertificates(authority, residentId, now)
  return live
    .map((one): CertificateRef => ({ kind: one.authority, serialHex: one.serialHex }))
    .filter(({ kind, serialHex }) => kinds.includes(kind) && !others.has(`${kind} ${serialHex}`))
}
