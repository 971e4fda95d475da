import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { PinSetter } from '#law/eligibility.ts'
import {
  checkPinForm,
  type PinFormRefusal,
  type PinKind,
  type WellFormedPin,
} from '#law/pin-rules.ts'
import type { CaseAct } from '../cases/contract.ts'

/** A PIN that the person is asked for: the one they set now, or the one that they know. */
export interface AskedPin {
  readonly kind: PinKind
  readonly which: 'new' | 'present'
}

/** What was typed for an asked PIN, its form not yet checked. */
export interface UnverifiedPin extends AskedPin {
  readonly value: string
}

/** A typed PIN of the right form. */
export interface EnteredPin extends AskedPin {
  readonly pin: WellFormedPin
}

/** Why what was typed was not taken. */
export type EnterPinsRefusal = 'pin-missing' | 'pins-not-asked' | PinFormRefusal

/** What the PINs of an act depend on besides the act. */
export interface PinFacts {
  readonly procedure: CounterProcedure
  /** Whom the law has set the PINs of an application. */
  readonly setBy: PinSetter
  /** The card is delivered, and 券面事項入力補助AP on it has no PIN yet. */
  readonly textPinMissing: boolean
}

/** The PINs that `act` needs. */
export function pinsAskedFor(
  act: CaseAct,
  { procedure, setBy, textPinMissing }: PinFacts,
): readonly AskedPin[] {
  switch (act.act) {
    case 'application': {
      if (setBy === 'nobody') return []
      const text: readonly AskedPin[] = textPinMissing ? [asNew('text')] : []
      return [...inOrder(act.kinds).map(asNew), ...text]
    }
    case 'pin-reset':
      // At the kiosk the person shows the other PIN instead of a document (spec/jpki.md §5).
      return procedure === 'kiosk-pin-reset'
        ? [...othersOf(act.pins).map(asPresent), ...inOrder(act.pins).map(asNew)]
        : inOrder(act.pins).map(asNew)
    case 'pin-change':
      return inOrder(act.pins).flatMap((kind) => [asPresent(kind), asNew(kind)])
    case 'revocation':
    case 'record-change':
    case 'card':
    case 'card-term':
    case 'authority-revocation':
      return []
  }
}

/**
 * Checks what was typed against what was asked, whole: where one is missing or wrong, none is
 * taken. The detail names the kind and the rule, never what was typed.
 */
export function checkTypedPins(
  asked: readonly AskedPin[],
  typed: readonly UnverifiedPin[],
): Result<readonly EnteredPin[], EnterPinsRefusal> {
  const unasked = typed.find((one) => !asked.some((it) => isSamePin(it, one)))
  if (unasked !== undefined || typed.length > asked.length) return refuse('pins-not-asked')
  const entered: EnteredPin[] = []
  for (const { kind, which } of asked) {
    const one = typed.find((it) => isSamePin(it, { kind, which }))
    if (one === undefined || one.value === '') return refuse('pin-missing', { kind })
    const pin = checkPinForm(kind, one.value)
    if (!pin.ok) return pin
    entered.push({ kind, which, pin: pin.value })
  }
  return ok(entered)
}

function isSamePin(one: AskedPin, other: AskedPin): boolean {
  return one.kind === other.kind && one.which === other.which
}

function inOrder(kinds: readonly CertificateKind[]): readonly CertificateKind[] {
  return CERTIFICATE_KINDS.filter((kind) => kinds.includes(kind))
}

function othersOf(kinds: readonly CertificateKind[]): readonly CertificateKind[] {
  return CERTIFICATE_KINDS.filter((kind) => !kinds.includes(kind))
}

function asNew(kind: PinKind): AskedPin {
  return { kind, which: 'new' }
}

function asPresent(kind: CertificateKind): AskedPin {
  return { kind, which: 'present' }
}
