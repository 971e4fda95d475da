import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { changeApplication } from './change-application.ts'
import type {
  Application,
  CertificateRef,
  CounterRefusal,
  DeliveredCertificate,
  IssuedRef,
} from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { byDelivery, certificatesOnHold, liveCertificates } from './held-certificates.ts'
import { applicationAfter, type ApplicationProcedure, issuedBy, wrongState } from './model.ts'
import type { HeldCertificate } from './ports.ts'
import { showApplication } from './show-application.ts'
import { revokeQuietly } from './revoke-quietly.ts'

/** The certificates as read back from the card. */
export interface DeliveryConfirmation {
  readonly receiptNumber: string
  readonly readBack: readonly DeliveredCertificate[]
}

type Ports = Pick<CounterPorts, 'clock' | 'procedures' | 'authority'>

/**
 * Takes delivery: the card holds exactly what was issued. Only now the certificates that are
 * replaced are revoked, as superseded, so that at no moment the holder is without one. Repeating it
 * finishes what a crash left.
 */
export async function confirmDelivery(
  ports: Ports,
  { receiptNumber, readBack }: DeliveryConfirmation,
): Promise<Result<Application, CounterRefusal>> {
  const stored = await ports.procedures.find(receiptNumber)
  if (stored?.procedure.kind !== 'application') return refuse('application-unknown')
  const { application } = stored.procedure
  if (application.state.at !== 'issued' && application.state.at !== 'delivered') {
    return wrongState(application)
  }
  const missing = issuedBy(application).find((ref) => !isReadBack(ref, readBack))
  if (missing !== undefined) return refuse('delivery-mismatch', { kind: missing.kind })
  const now = ports.clock.now()
  const delivered = await changeApplication<CounterRefusal>(
    ports.procedures,
    receiptNumber,
    (procedure) => withDelivery(procedure, now),
  )
  if (!delivered.ok) return delivered
  await revokeReplaced(ports, delivered.value.application, now)
  return ok(delivered.value.application)
}

/**
 * The application as it stands, where a terminal goes on; of one that is delivered, what it
 * replaces is ended first: a crash may have come between the record of the delivery and that.
 */
export async function resumeApplication(
  ports: Ports,
  receiptNumber: string,
): Promise<Result<Application, 'application-unknown'>> {
  const shown = await showApplication(ports, receiptNumber)
  if (shown.ok && shown.value.state.at === 'delivered') {
    await revokeReplaced(ports, shown.value, ports.clock.now())
  }
  return shown
}

function isReadBack(ref: IssuedRef, readBack: readonly DeliveredCertificate[]): boolean {
  return readBack.some(({ kind, certificateDer }) => {
    const sha256Hex = toHex(digest('sha256', certificateDer))
    return kind === ref.kind && sha256Hex === ref.certificateSha256Hex
  })
}

function withDelivery(procedure: ApplicationProcedure, at: Instant) {
  const { application } = procedure
  if (application.state.at === 'delivered') return ok({ procedure })
  const after = applicationAfter(application, { happened: 'delivery-confirmed', at })
  if (!after.ok) return after
  const { residentId, receiptNumber, kinds } = application
  const entry = {
    residentId,
    at,
    what: 'certificates-delivered',
    subject: receiptNumber,
    detail: { kinds: kinds.join(' ') },
  } as const
  return ok({ procedure: { ...procedure, application: after.value }, entry })
}

/**
 * Ends every other certificate of the delivered kinds, live or on hold: replaced ones, and those
 * that never reached the card.
 */
async function revokeReplaced(ports: Ports, application: Application, now: Instant): Promise<void> {
  const { residentId, purpose } = application
  const kinds = await kindsOfNoLater(ports, application)
  const issued = issuedBy(application)
  const isOther = ({ authority, serialHex }: HeldCertificate): boolean =>
    kinds.includes(authority) &&
    !issued.some((ref) => ref.kind === authority && ref.serialHex === serialHex)
  const live = await liveCertificates(ports.authority, residentId, now)
  // What was on hold is replaced for good: the card was found again.
  const onHold = await certificatesOnHold(ports.authority, residentId, now)
  const held = [...live, ...onHold].filter(isOther)
  const { delivered, undelivered } = await byDelivery(ports, residentId, held)
  const replacing = purpose === 'renew' ? 'renewed' : 'reissued'
  await revokeQuietly(ports.authority, delivered.map(refOf), replacing)
  await revokeQuietly(ports.authority, undelivered.map(refOf), 'discarded-before-delivery')
}

function refOf({ authority, serialHex }: HeldCertificate): CertificateRef {
  return { kind: authority, serialHex }
}

/**
 * The kinds for which nothing was applied for since: what a later application has brought about is
 * not replaced by a delivery that is repeated.
 */
async function kindsOfNoLater(
  { procedures }: Ports,
  { residentId, acceptedAt, kinds }: Application,
): Promise<readonly CertificateKind[]> {
  const all = await procedures.ofResident(residentId)
  const later = all.flatMap(({ procedure }) =>
    procedure.kind === 'application' && procedure.application.acceptedAt > acceptedAt
      ? procedure.application.kinds
      : [],
  )
  return kinds.filter((kind) => !later.includes(kind))
}
