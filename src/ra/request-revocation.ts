import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { lapseOf } from '#law/lapse.ts'
import type { ResidentId } from '#register/contract.ts'
import type { CertificateRef, CounterGround, CounterRefusal, Revocation } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { certificatesOnHold, liveCertificates } from './held-certificates.ts'
import { CARD_CHANGE_OF_GROUND } from './model.ts'
import type { StoredProcedure } from './ports.ts'
import { isReceiptNumber } from './receipt-number.ts'
import { revokeQuietly } from './revoke-quietly.ts'

/** What is to end, and why. A ground touches only the kinds that the law names for it. */
export interface RevocationRequest {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly kinds: readonly CertificateKind[]
  readonly ground: CounterGround
}

type Ports = Pick<CounterPorts, 'clock' | 'residents' | 'cards' | 'procedures' | 'authority'>

/**
 * Ends certificates at the counter (spec/jpki.md §4.1), and with some grounds ends or changes the
 * card. The same request again under its receipt number finishes what a crash left; it never ends a
 * certificate issued since.
 */
export async function requestRevocation(
  ports: Ports,
  request: RevocationRequest,
): Promise<Result<Revocation, CounterRefusal>> {
  const { receiptNumber } = request
  if (!isReceiptNumber(receiptNumber)) return refuse('receipt-number-malformed')
  const earlier = await ports.procedures.find(receiptNumber)
  const stored = earlier === undefined ? await openRevocation(ports, request) : ok(earlier)
  if (!stored.ok) return stored
  const { procedure, revision } = stored.value
  if (procedure.kind !== 'revocation' || !isSame(procedure.revocation, request)) {
    return refuse('receipt-reused')
  }
  return procedure.revocation.state.at === 'done'
    ? ok(procedure.revocation)
    : ok(await carryOut(ports, procedure.revocation, revision))
}

async function openRevocation(
  ports: Ports,
  { receiptNumber, residentId, kinds, ground }: RevocationRequest,
): Promise<Result<StoredProcedure, CounterRefusal>> {
  if ((await ports.residents.find(residentId)) === undefined) return refuse('resident-unknown')
  const now = ports.clock.now()
  const targets = await targetsOf(ports, residentId, kinds, ground, now)
  const touchesCard = CARD_CHANGE_OF_GROUND[ground] !== undefined
  const card = touchesCard ? await liveCardSerial(ports, residentId) : undefined
  if (targets.length === 0 && card === undefined) return refuse('nothing-to-revoke')
  const accepted = { at: 'accepted' } as const
  const revocation: Revocation = {
    receiptNumber,
    residentId,
    ground,
    targets,
    acceptedAt: now,
    state: accepted,
  }
  const opened = await ports.procedures.open(
    { kind: 'revocation', revocation },
    {
      residentId,
      at: now,
      what: 'revocation-accepted',
      subject: receiptNumber,
      detail: { ground, certificates: targets.length },
    },
  )
  assert('stored' in opened, 'a revocation holds no kind open')
  return ok(opened.stored)
}

async function targetsOf(
  { authority }: Ports,
  residentId: ResidentId,
  kinds: readonly CertificateKind[],
  ground: CounterGround,
  now: Instant,
): Promise<readonly CertificateRef[]> {
  const live = await liveCertificates(authority, residentId, now)
  // A hold is made final by every ground but another hold.
  const onHold = ground === 'held' ? [] : await certificatesOnHold(authority, residentId, now)
  return [...live, ...onHold]
    .filter((one) => kinds.includes(one.authority))
    .filter((one) => lapseOf(ground, one.authority).outcome === 'lapses')
    .map((one) => ({ kind: one.authority, serialHex: one.serialHex }))
}

async function carryOut(
  ports: Ports,
  revocation: Revocation,
  revision: number,
): Promise<Revocation> {
  const { residentId, receiptNumber, targets, ground } = revocation
  await revokeQuietly(ports.authority, targets, ground)
  await changeCard(ports, revocation)
  const doneAt = ports.clock.now()
  const done: Revocation = { ...revocation, state: { at: 'done', doneAt } }
  await ports.procedures.replace(
    revision,
    { kind: 'revocation', revocation: done },
    { residentId, at: doneAt, what: 'revocation-done', subject: receiptNumber, detail: { ground } },
  )
  return done
}

async function changeCard(
  ports: Ports,
  { residentId, ground, acceptedAt, receiptNumber }: Revocation,
): Promise<void> {
  const change = CARD_CHANGE_OF_GROUND[ground]
  const cardSerial = change === undefined ? undefined : await liveCardSerial(ports, residentId)
  if (change === undefined || cardSerial === undefined) return
  await ports.cards.change(cardSerial, change, {
    residentId,
    at: acceptedAt,
    what: change === 'made-pinless' ? 'card-made-pinless' : 'card-ended',
    subject: cardSerial,
    detail: { change, ground, receiptNumber },
  })
}

async function liveCardSerial(
  { cards }: Ports,
  residentId: ResidentId,
): Promise<string | undefined> {
  const all = await cards.ofResident(residentId)
  return all.find(({ state }) => state === 'live')?.cardSerial
}

function isSame(revocation: Revocation, request: RevocationRequest): boolean {
  return revocation.residentId === request.residentId && revocation.ground === request.ground
}
