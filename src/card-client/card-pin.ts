import { JPKI_EF, PIN_FORMS, TEXT_EF } from '#codec/jpki-card/files.ts'
import { utf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { PinName } from './contract.ts'
import type { ApplicationName } from './select-application.ts'

/** Which PINs an application checks. */
export interface PinsOf {
  readonly jpki: 'signature' | 'user-authentication'
  readonly text: 'text'
}

/** The application that checks a PIN, its file there, and its form (spec/card.md §3). */
export interface PinPlace {
  readonly application: ApplicationName
  readonly file: number
  readonly pattern: RegExp
  readonly triesMax: number
}

/** Where each PIN sits. */
export const PIN_PLACES = {
  signature: { application: 'jpki', file: JPKI_EF.signPin, ...PIN_FORMS.signPin },
  'user-authentication': { application: 'jpki', file: JPKI_EF.authPin, ...PIN_FORMS.authPin },
  text: { application: 'text', file: TEXT_EF.pin, ...PIN_FORMS.textPin },
} as const satisfies Readonly<Record<PinName, PinPlace>>

/**
 * A PIN of the right form, on its way to the card. The octets stay out of everything that prints,
 * serialises or compares the object.
 */
export class CardPin<Name extends PinName> {
  readonly name: Name
  readonly #octets: Uint8Array

  private constructor(name: Name, octets: Uint8Array) {
    this.name = name
    this.#octets = octets
  }

  /**
   * Reads what a person typed. The card compares octets, so the letters of the signature PIN are
   * made capital here (spec/card.md §3). A wrong form is refused before it could cost a try.
   */
  static parse<Name extends PinName>(
    name: Name,
    text: string,
  ): Result<CardPin<Name>, `pin-form-${Name}`> {
    const typed = name === 'signature' ? text.replace(/[a-z]/g, (it) => it.toUpperCase()) : text
    return PIN_PLACES[name].pattern.test(typed)
      ? ok(new CardPin(name, utf8(typed)))
      : refuse(`pin-form-${name}`)
  }

  /** The ASCII octets that VERIFY and CHANGE REFERENCE DATA carry. */
  octets(): Uint8Array {
    return this.#octets
  }
}
