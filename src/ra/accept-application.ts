import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan, type Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import {
  checkEligibility,
  type EligibilityRefusal,
  type EligibleApplicant,
} from '#law/eligibility.ts'
import { mayRenewOn, renewalWindow } from '#law/renewal.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import { applicantOf } from './applicant.ts'
import type { Application, ApplicationPurpose, CounterRefusal, RegisteredCard } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { deliveredCertificates, lastDayOf } from './held-certificates.ts'
import { liveCard } from './live-card.ts'
import type { HeldCertificate, StoredProcedure } from './ports.ts'
import { isReceiptNumber } from './receipt-number.ts'

/** What an applicant asks for. */
export interface ApplicationRequest {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly purpose: ApplicationPurpose
  /** At least one kind. */
  readonly kinds: readonly CertificateKind[]
  readonly cardSerial: string
}

type Ports = Pick<CounterPorts, 'clock' | 'residents' | 'cards' | 'procedures' | 'authority'>

/**
 * Accepts an application, once per receipt number: the same request again gives the application as
 * it stands.
 */
export async function acceptApplication(
  ports: Ports,
  request: ApplicationRequest,
): Promise<Result<Application, CounterRefusal>> {
  assert(request.kinds.length > 0, 'an application asks for at least one certificate')
  if (!isReceiptNumber(request.receiptNumber)) return refuse('receipt-number-malformed')
  const earlier = await ports.procedures.find(request.receiptNumber)
  if (earlier !== undefined) return sameApplication(earlier, request)
  const decided = await decideApplication(ports, request)
  if (!decided.ok) return decided
  const application = decided.value
  const { residentId, acceptedAt, receiptNumber, purpose, kinds } = application
  const opened = await ports.procedures.open(
    { kind: 'application', application, attempts: [] },
    {
      residentId,
      at: acceptedAt,
      what: 'application-accepted',
      subject: receiptNumber,
      detail: { purpose, kinds: kinds.join(' ') },
    },
  )
  return 'stored' in opened
    ? sameApplication(opened.stored, request)
    : refuse('application-open-already', { receiptNumber: opened.rivalReceiptNumber })
}

async function decideApplication(
  ports: Ports,
  request: ApplicationRequest,
): Promise<Result<Application, CounterRefusal>> {
  const now = ports.clock.now()
  const today = civilDateInJapan(now)
  const resident = await ports.residents.find(request.residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const card = await liveCard(ports.cards, request.cardSerial, resident.id, today)
  if (!card.ok) return card
  const eligible = eligibleFor(resident, card.value, request.kinds, today)
  if (!eligible.ok) return eligible
  const held = await deliveredCertificates(ports, resident.id, now)
  const timely = checkHeld(request, held, today)
  return timely.ok ? ok(newApplication(request, eligible.value, now)) : timely
}

function eligibleFor(
  resident: Resident,
  card: RegisteredCard,
  kinds: readonly CertificateKind[],
  today: CivilDate,
): Result<readonly EligibleApplicant[], EligibilityRefusal> {
  const applicant = applicantOf(resident, card.variant)
  const eligible: EligibleApplicant[] = []
  for (const kind of CERTIFICATE_KINDS.filter((one) => kinds.includes(one))) {
    const checked = checkEligibility(kind, applicant, today)
    if (!checked.ok) return checked
    eligible.push(checked.value)
  }
  return ok(eligible)
}

/** A first issue wants no live certificate of the kind; a renewal wants one, in its last months. */
function checkHeld(
  { purpose, kinds }: ApplicationRequest,
  held: readonly HeldCertificate[],
  today: CivilDate,
): Result<void, CounterRefusal> {
  for (const kind of kinds) {
    const endsOn = lastDayOf(held, kind)
    switch (purpose) {
      case 'issue':
        if (endsOn !== undefined) return refuse('certificate-live-already', { kind, endsOn })
        break
      case 'renew':
        if (endsOn === undefined) return refuse('nothing-to-renew', { kind })
        if (!mayRenewOn(endsOn, today)) {
          const { opensOn } = renewalWindow(endsOn)
          return refuse('not-in-renewal-window', { kind, opensOn, endsOn })
        }
        break
    }
  }
  return ok(undefined)
}

/** The application of a person whom the law lets have every kind of `eligible`. */
function newApplication(
  { receiptNumber, residentId, purpose, cardSerial }: ApplicationRequest,
  eligible: readonly EligibleApplicant[],
  acceptedAt: Instant,
): Application {
  const [first] = eligible
  assert(first !== undefined, 'an application asks for at least one certificate')
  return {
    receiptNumber,
    residentId,
    purpose,
    kinds: eligible.map(({ kind }) => kind),
    cardSerial,
    acceptedAt,
    acceptedOn: first.on,
    pinSetBy: first.pinSetBy,
    state: { at: 'accepted' },
  }
}

function sameApplication(
  { procedure }: StoredProcedure,
  request: ApplicationRequest,
): Result<Application, 'receipt-reused'> {
  if (procedure.kind !== 'application') return refuse('receipt-reused')
  const { application } = procedure
  const same =
    application.residentId === request.residentId &&
    application.purpose === request.purpose &&
    application.cardSerial === request.cardSerial &&
    CERTIFICATE_KINDS.every(
      (kind) => application.kinds.includes(kind) === request.kinds.includes(kind),
    )
  return same ? ok(application) : refuse('receipt-reused')
}
