import { assert } from '#kernel/assert.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CARD_VARIANTS } from '#law/card-variant.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { ResidentId } from '#register/contract.ts'
import { endAuthorised } from './change-authorised.ts'
import type { CounterRefusal, IdentityEvidence, PinReset } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { liveCard } from './live-card.ts'
import type { StoredProcedure } from './ports.ts'
import { isReceiptNumber } from './receipt-number.ts'

/**
 * Whose PINs are to be set anew, and how the person's identity was confirmed. The values never come
 * here.
 */
export interface PinResetRequest {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly cardSerial: string
  /** At least one kind. */
  readonly pins: readonly CertificateKind[]
  readonly identity: IdentityEvidence
}

type Ports = Pick<CounterPorts, 'clock' | 'residents' | 'cards' | 'procedures'>

/**
 * Authorises an issuer session in which the terminal sets PINs anew (暗証番号の初期化), once per receipt
 * number.
 */
export async function requestPinReset(
  ports: Ports,
  request: PinResetRequest,
): Promise<Result<PinReset, CounterRefusal>> {
  assert(request.pins.length > 0, 'a reset names at least one PIN')
  const { receiptNumber, residentId, cardSerial, identity } = request
  if (!isReceiptNumber(receiptNumber)) return refuse('receipt-number-malformed')
  const earlier = await ports.procedures.find(receiptNumber)
  if (earlier !== undefined) return sameReset(earlier, request)
  const resident = await ports.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  if (resident.deceasedOn !== undefined) return refuse('deceased')
  const now = ports.clock.now()
  const card = await liveCard(ports.cards, cardSerial, residentId, civilDateInJapan(now))
  if (!card.ok) return card
  if (!CARD_VARIANTS[card.value.variant].hasPins) return refuse('card-without-pins')
  const pinReset: PinReset = {
    receiptNumber,
    residentId,
    cardSerial,
    pins: CERTIFICATE_KINDS.filter((kind) => request.pins.includes(kind)),
    identity,
    authorisedAt: now,
    state: { at: 'authorised' },
  }
  const detail = { cardSerial, pins: pinReset.pins.join(' '), identity }
  const opened = await ports.procedures.open(
    { kind: 'pin-reset', pinReset },
    { residentId, at: now, what: 'pin-reset-authorised', subject: receiptNumber, detail },
  )
  assert('stored' in opened, 'a reset of PINs holds no kind open')
  return sameReset(opened.stored, request)
}

/**
 * Records that the card has taken the new PINs; the receipt number authorises no further session.
 * Refused with `application-state` where the reset was withdrawn meanwhile.
 */
export async function confirmPinReset(
  ports: Pick<CounterPorts, 'clock' | 'procedures'>,
  receiptNumber: string,
): Promise<Result<PinReset, 'procedure-unknown' | 'application-state'>> {
  const end = { at: 'done', doneAt: ports.clock.now() } as const
  const ended = await endAuthorised(ports.procedures, 'pin-reset', receiptNumber, end)
  if (!ended.ok) return ended
  assert(ended.value.kind === 'pin-reset', 'the reset that was asked for')
  return ok(ended.value.pinReset)
}

function sameReset(
  { procedure }: StoredProcedure,
  { residentId, cardSerial, pins, identity }: PinResetRequest,
): Result<PinReset, 'receipt-reused'> {
  if (procedure.kind !== 'pin-reset') return refuse('receipt-reused')
  const { pinReset } = procedure
  const same =
    pinReset.residentId === residentId &&
    pinReset.cardSerial === cardSerial &&
    pinReset.identity === identity &&
    CERTIFICATE_KINDS.every((kind) => pinReset.pins.includes(kind) === pins.includes(kind))
  return same ? ok(pinReset) : refuse('receipt-reused')
}
