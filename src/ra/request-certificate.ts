import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
import { civilDateInJapan, type Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { checkEligibility } from '#law/eligibility.ts'
import type { ValidityFacts } from '#law/validity.ts'
import { type IssueCommand, type IssuedCertificate, parseReceipt } from '#ca/contract.ts'
import type { Resident } from '#register/contract.ts'
import { applicantOf, certifiedItemsOf, partitionOf } from './applicant.ts'
import { changeApplication } from './change-application.ts'
import type {
  Application,
  CounterRefusal,
  IssuedRef,
  KeyEvidence,
  RegisteredCard,
  RequestedCertificate,
} from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { deliveredCertificates, lastDayOf } from './held-certificates.ts'
import { checkKeyEvidence } from './key-evidence.ts'
import { liveCard } from './live-card.ts'
import {
  applicationAfter,
  type ApplicationProcedure,
  type IssueAttempt,
  issuedBy,
  wrongState,
} from './model.ts'
import type { HeldCertificate } from './ports.ts'
import { revokeQuietly } from './revoke-quietly.ts'

/**
 * Attempts for one kind under one application: a key is lost only to a cut between card and
 * counter.
 */
export const ISSUE_ATTEMPTS_MAX = 20

/** A certificate asked for under an application. */
export interface CertificateRequest {
  readonly receiptNumber: string
  readonly kind: CertificateKind
  readonly evidence: KeyEvidence
}

type Ports = Pick<
  CounterPorts,
  | 'clock'
  | 'residents'
  | 'cards'
  | 'procedures'
  | 'history'
  | 'authority'
  | 'sessions'
  | 'issuerKeys'
>

/**
 * Has a certificate issued for a key that was made in the applicant's card. The attempt is recorded
 * before the authority is asked; the same key again gives the same certificate, another key
 * replaces one that never reached the card. The user-authentication certificate comes first: its
 * end caps the other's.
 */
export async function requestCertificate(
  ports: Ports,
  { receiptNumber, kind, evidence }: CertificateRequest,
): Promise<Result<RequestedCertificate, CounterRefusal>> {
  const stored = await ports.procedures.find(receiptNumber)
  if (stored?.procedure.kind !== 'application') return refuse('application-unknown')
  const { application } = stored.procedure
  const due = checkDue(application, kind)
  if (!due.ok) return due
  const now = ports.clock.now()
  const grounds = await issuingGrounds(ports, application, kind, now)
  if (!grounds.ok) return grounds
  const key = await checkKeyEvidence(ports, application, kind, evidence)
  if (!key.ok) return key
  const attempt = await recordAttempt(ports, receiptNumber, kind, key.value, grounds.value.resident)
  if (!attempt.ok) return attempt
  const command = issueCommand(application, attempt.value, key.value, grounds.value)
  const issued = await ports.authority.issue(command)
  if (!issued.ok) return issued
  const recorded = await recordIssued(ports, receiptNumber, kind, attempt.value, issued.value)
  // The record may have changed, and been acted on, while the authority signed what it said before.
  const after = await ports.residents.find(grounds.value.resident.id)
  if (!recorded.ok || after?.version === grounds.value.resident.version) return recorded
  await revokeQuietly(ports.authority, [recorded.value], 'discarded-before-delivery')
  return refuse('resident-changed-meanwhile')
}

/** Whether it is this kind's turn. */
function checkDue(
  application: Application,
  kind: CertificateKind,
): Result<void, 'application-state'> {
  const { state, kinds } = application
  if (state.at === 'delivered' || state.at === 'withdrawn') return wrongState(application)
  const authenticationMissing =
    kind === 'signature' &&
    kinds.includes('user-authentication') &&
    !issuedBy(application).some((ref) => ref.kind === 'user-authentication')
  return kinds.includes(kind) && !authenticationMissing ? ok(undefined) : wrongState(application)
}

/** What must hold on the day of issue, and the facts the law asks about validity. */
interface IssuingGrounds {
  readonly resident: Resident
  readonly validity: ValidityFacts
}

async function issuingGrounds(
  ports: Ports,
  application: Application,
  kind: CertificateKind,
  now: Instant,
): Promise<Result<IssuingGrounds, CounterRefusal>> {
  const today = civilDateInJapan(now)
  const resident = await ports.residents.find(application.residentId)
  if (resident === undefined) return refuse('resident-unknown')
  // An event that the authorities have not acted on yet would end the new certificate with the old
  // ones.
  const appliedVersion = await ports.history.appliedVersion(resident.id)
  if (appliedVersion !== resident.version) return refuse('resident-changed-meanwhile')
  const card = await liveCard(ports.cards, application.cardSerial, resident.id, today)
  if (!card.ok) return card
  const eligible = checkEligibility(kind, applicantOf(resident, card.value.variant), today)
  if (!eligible.ok) return eligible
  const held = await deliveredCertificates(ports, resident.id, now)
  const validity = validityFacts(application, kind, resident, card.value, held)
  return ok({ resident, validity: { ...validity, issuedOn: today } })
}

function validityFacts(
  application: Application,
  kind: CertificateKind,
  resident: Resident,
  card: RegisteredCard,
  held: readonly HeldCertificate[],
): Omit<ValidityFacts, 'issuedOn'> {
  const ownAuthentication = issuedBy(application).find((ref) => ref.kind === 'user-authentication')
  return {
    kind,
    birthDate: resident.items.birthDate,
    appliedOn: application.acceptedOn,
    replacedEndsOn: application.purpose === 'renew' ? lastDayOf(held, kind) : undefined,
    cardExpiresOn: card.expiresOn,
    authenticationEndsOn:
      ownAuthentication === undefined
        ? lastDayOf(held, 'user-authentication')
        : civilDateInJapan(ownAuthentication.notAfter),
    periodOfStayEndsOn: resident.periodOfStayEndsOn,
  }
}

/** The attempt for this key, found or recorded anew. */
async function recordAttempt(
  ports: Ports,
  receiptNumber: string,
  kind: CertificateKind,
  subjectPublicKeyDer: Uint8Array,
  resident: Resident,
): Promise<Result<IssueAttempt, CounterRefusal>> {
  const keySha256Hex = toHex(digest('sha256', subjectPublicKeyDer))
  const isThis = (attempt: IssueAttempt): boolean =>
    attempt.kind === kind &&
    attempt.keySha256Hex === keySha256Hex &&
    attempt.residentVersion === resident.version
  const changed = await changeApplication<CounterRefusal>(
    ports.procedures,
    receiptNumber,
    (procedure) => {
      const due = checkDue(procedure.application, kind)
      if (!due.ok) return due
      if (procedure.attempts.some(isThis)) return ok({ procedure })
      const attempt = newAttempt(procedure, kind, keySha256Hex, resident.version)
      return attempt === undefined
        ? wrongState(procedure.application)
        : ok({ procedure: { ...procedure, attempts: [...procedure.attempts, attempt] } })
    },
  )
  if (!changed.ok) return changed
  const attempt = changed.value.attempts.find(isThis)
  assert(attempt !== undefined, 'the attempt was found or recorded')
  return ok(attempt)
}

function newAttempt(
  { application, attempts }: ApplicationProcedure,
  kind: CertificateKind,
  keySha256Hex: string,
  residentVersion: number,
): IssueAttempt | undefined {
  const number = attempts.filter((attempt) => attempt.kind === kind).length + 1
  if (number > ISSUE_ATTEMPTS_MAX) return undefined
  const receipt = parseReceipt(`${application.receiptNumber}:${kind}:${number}`)
  assert(receipt !== undefined, 'receipt number, kind and count make a receipt')
  return { kind, receipt, keySha256Hex, residentVersion }
}

function issueCommand(
  { residentId, cardSerial }: Application,
  { kind, receipt }: IssueAttempt,
  subjectPublicKeyDer: Uint8Array,
  { resident, validity }: IssuingGrounds,
): IssueCommand {
  return {
    receipt,
    kind,
    partition: partitionOf(resident),
    holderRef: residentId,
    cardRef: cardSerial,
    items: kind === 'signature' ? certifiedItemsOf(resident) : undefined,
    subjectPublicKeyDer,
    validity,
  }
}

async function recordIssued(
  ports: Ports,
  receiptNumber: string,
  kind: CertificateKind,
  { receipt }: IssueAttempt,
  certificate: IssuedCertificate,
): Promise<Result<RequestedCertificate, CounterRefusal>> {
  const { serialHex, notBefore, notAfter, certificateDer, authorityCertificateDer } = certificate
  const certificateSha256Hex = toHex(digest('sha256', certificateDer))
  const issued = { kind, serialHex, notBefore, notAfter, certificateSha256Hex, receipt }
  const changed = await changeApplication<CounterRefusal>(
    ports.procedures,
    receiptNumber,
    (procedure) => withIssued(procedure, issued, ports.clock.now()),
  )
  if (!changed.ok) {
    // The application was withdrawn while the authority signed: the certificate must not outlive
    // it.
    await revokeQuietly(ports.authority, [{ kind, serialHex }], 'discarded-before-delivery')
    return changed
  }
  return ok({ kind, serialHex, certificateDer, authorityCertificateDer, notBefore, notAfter })
}

function withIssued(procedure: ApplicationProcedure, issued: IssuedRef, at: Instant) {
  const { application } = procedure
  const known = issuedBy(application).some(({ serialHex, kind }) => {
    return serialHex === issued.serialHex && kind === issued.kind
  })
  if (known) return ok({ procedure })
  const after = applicationAfter(application, { happened: 'certificate-issued', issued })
  if (!after.ok) return after
  const { residentId, receiptNumber } = application
  const { kind, serialHex, notAfter, receipt } = issued
  const entry = {
    residentId,
    at,
    what: 'certificate-issued',
    subject: receipt,
    detail: { receiptNumber, kind, serialHex, endsOn: civilDateInJapan(notAfter) },
  } as const
  return ok({ procedure: { ...procedure, application: after.value }, entry })
}
