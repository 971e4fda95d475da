import { fromUtf8, utf8 } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { AskedPin, EnteredPin } from './asked-pins.ts'

/** Typed PINs are kept for the work they were typed for, and never longer than this. */
export const PINS_HELD_MS_MAX = 3 * 60_000

interface HeldPins {
  readonly receiptNumber: string
  readonly until: Instant
  readonly pins: readonly (AskedPin & { readonly octets: Uint8Array })[]
}

/**
 * The PINs typed at one desk, for the work of one receipt number. The octets are overwritten when
 * they are wiped; nothing of them shows when the vault is printed, serialised or compared. What a
 * PIN was read from, and what it is sent to the card as, are short-lived texts of this process.
 */
export class PinVault {
  #held: HeldPins | undefined

  /** Keeps `entered` for `receiptNumber`; what was kept before is wiped. */
  hold(receiptNumber: string, entered: readonly EnteredPin[], now: Instant): void {
    this.wipe()
    const pins = entered.map(({ kind, which, pin }) => ({
      kind,
      which,
      octets: utf8(pin.reveal()),
    }))
    this.#held = { receiptNumber, until: plusMs(now, PINS_HELD_MS_MAX), pins }
  }

  /**
   * The value of one PIN for the work of `receiptNumber`; `undefined` where it was not typed for it
   * or too long ago.
   */
  valueOf(receiptNumber: string, asked: AskedPin, now: Instant): string | undefined {
    const held = this.#held
    if (held === undefined || held.receiptNumber !== receiptNumber) return undefined
    if (now >= held.until) {
      this.wipe()
      return undefined
    }
    const one = held.pins.find(({ kind, which }) => kind === asked.kind && which === asked.which)
    return one === undefined ? undefined : fromUtf8(one.octets)
  }

  /** The new values by kind, as the terminal takes them. */
  newPins(
    receiptNumber: string,
    kinds: readonly CertificateKind[],
    now: Instant,
  ): Readonly<Partial<Record<CertificateKind, string>>> {
    const found = kinds.flatMap((kind) => {
      const value = this.valueOf(receiptNumber, { kind, which: 'new' }, now)
      return value === undefined ? [] : [[kind, value] as const]
    })
    return Object.fromEntries(found)
  }

  /** Overwrites and forgets everything. */
  wipe(): void {
    for (const { octets } of this.#held?.pins ?? []) octets.fill(0)
    this.#held = undefined
  }
}
