import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { parametersOn } from './parameters.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/**
 * The PINs that the law gives a form: of either certificate's key, and of the card's text
 * application.
 */
export type PinKind = 'signature' | 'user-authentication' | 'text'

/** What a PIN consists of: 英数字 with at least one capital letter and one digit, or digits alone. */
export type PinForm = 'letters-and-digits' | 'digits'

/** A PIN's form. Lengths are in characters; `triesMax` consecutive misses lock it. */
export interface PinRule {
  readonly form: PinForm
  readonly lengthMin: number
  readonly lengthMax: number
  readonly triesMax: number
}

/** Why a text cannot be a PIN. The text itself is never part of the refusal. */
export type PinFormRefusal = 'pin-form-signature' | 'pin-form-digits'

/** The PIN rules on `date` (spec/jpki.md §5). */
export function pinRulesOn(date: CivilDate): Readonly<Record<PinKind, PinRule>> {
  const numbers = parametersOn(date)
  return {
    signature: {
      form: 'letters-and-digits',
      lengthMin: numbers.signaturePinLengthMin,
      lengthMax: numbers.signaturePinLengthMax,
      triesMax: numbers.signaturePinTries,
    },
    'user-authentication': {
      form: 'digits',
      lengthMin: numbers.authenticationPinLength,
      lengthMax: numbers.authenticationPinLength,
      triesMax: numbers.authenticationPinTries,
    },
    text: {
      form: 'digits',
      lengthMin: numbers.textPinLength,
      lengthMax: numbers.textPinLength,
      triesMax: numbers.textPinTries,
    },
  }
}

/** The PIN rules since the service began; no amendment has changed them. */
export const PIN_RULES: Readonly<Record<PinKind, PinRule>> = pinRulesOn(COMMENCEMENT)

/**
 * A text of the form its PIN demands. It keeps the PIN out of everything that prints, serialises or
 * compares it.
 */
export class WellFormedPin {
  readonly kind: PinKind
  readonly #text: string

  private constructor(kind: PinKind, text: string) {
    this.kind = kind
    this.#text = text
  }

  /**
   * Checks what a person typed; small letters of a signature password count as capitals, as the
   * clients send them.
   */
  static check(kind: PinKind, typed: string): Result<WellFormedPin, PinFormRefusal> {
    const rule = PIN_RULES[kind]
    const text = rule.form === 'digits' ? typed : capitals(typed)
    if (hasForm(rule, text)) return ok(new WellFormedPin(kind, text))
    const { lengthMin, lengthMax } = rule
    const refusal = rule.form === 'digits' ? 'pin-form-digits' : 'pin-form-signature'
    return refuse(refusal, { lengthMin, lengthMax })
  }

  /** The PIN as the card compares it. */
  reveal(): string {
    return this.#text
  }
}

/**
 * Reads what a person typed as the PIN of `kind`. Refused with `pin-form-signature` or
 * `pin-form-digits`; the detail has the lengths of the rule, never the PIN.
 */
export function checkPinForm(kind: PinKind, typed: string): Result<WellFormedPin, PinFormRefusal> {
  return WellFormedPin.check(kind, typed)
}

function hasForm({ form, lengthMin, lengthMax }: PinRule, text: string): boolean {
  if (text.length < lengthMin || text.length > lengthMax) return false
  switch (form) {
    case 'digits':
      return /^[0-9]+$/.test(text)
    case 'letters-and-digits':
      return /^[A-Z0-9]+$/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text)
  }
}

/** ASCII letters alone: `toUpperCase` on the whole text would make two letters of an ß. */
function capitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/** The PIN rules in words. */
export const PIN_RULE_TEXTS: readonly RuleText[] = [
  {
    id: 'pin-of-signature',
    family: 'pin',
    cites: [CITED.cityPagePins],
    from: COMMENCEMENT,
    ja: '署名用パスワードは英大文字と数字の6から16文字、それぞれ1文字以上。5回続けて誤るとロックされる。',
    en: 'Signature password: 6 to 16 capital letters and digits, at least one of each; five misses lock it.',
  },
  {
    id: 'pin-of-user-authentication',
    family: 'pin',
    cites: [CITED.cityPagePins],
    from: COMMENCEMENT,
    ja: '利用者証明用暗証番号は数字4桁。3回続けて誤るとロックされる。',
    en: 'User-authentication PIN: four digits; three misses lock it.',
  },
  {
    id: 'pin-of-text',
    family: 'pin',
    cites: [CITED.counters],
    from: COMMENCEMENT,
    ja: '券面事項入力補助用暗証番号は数字4桁。3回続けて誤るとロックされる。',
    en: 'Text PIN: four digits; three misses lock it.',
  },
]
