import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import { ok, refuse } from '#kernel/result.ts'
import type { ResidentScreens, ScreenView, TypedPins } from '#web/counter/ports.ts'

/** The moment at which the scripted desk stands still. */
export const SCREEN_NOW = instant(Date.parse('2026-12-01T00:00:00Z'))

/** The code the scripted desk shows; it can be used again and again. */
export const PAIRING_CODE = '482913'

/** A desk that shows what a test sets and keeps what the resident sends. */
export interface ScriptedScreens extends ResidentScreens {
  shown: ScreenView | undefined
  /** The refusal that the next PINs meet; `undefined` to take them. */
  refusal: string | undefined
  /** Every set of PINs that was taken. */
  readonly taken: (readonly TypedPins[])[]
  /** The token of the latest pairing. */
  token: string | undefined
}

/** A desk with the pairing code `PAIRING_CODE`; after PINs were taken it writes to the card. */
export function scriptedScreens(): ScriptedScreens {
  const desk: ScriptedScreens = {
    shown: { shows: 'welcome' },
    refusal: undefined,
    taken: [],
    token: undefined,
    join: (code) => {
      if (code !== PAIRING_CODE) return refuse('pairing-code-unknown')
      desk.token = `paired-${code}`
      return ok({ token: desk.token })
    },
    view: (token) => (token === desk.token ? desk.shown : undefined),
    enterPins: (_token, typed) => {
      if (desk.refusal !== undefined) return refuse(desk.refusal)
      desk.taken.push(typed)
      desk.shown = { shows: 'working', done: 0, of: 4 }
      return ok(undefined)
    },
  }
  return desk
}

/** Both PINs of a new card. */
export const NEW_PINS: ScreenView = {
  shows: 'enter-pins',
  receiptNumber: '20261201-ABCD2345',
  by: 'holder',
  pins: [
    { kind: 'user-authentication', which: 'new' },
    { kind: 'signature', which: 'new' },
  ],
}

/** The PIN of a child's card, typed by a parent. */
export const CHILD_PIN: ScreenView = {
  ...NEW_PINS,
  by: 'legal-representative',
  pins: [{ kind: 'user-authentication', which: 'new' }],
}

/** A change of the signature password. */
export const CHANGE_PASSWORD: ScreenView = {
  ...NEW_PINS,
  pins: [
    { kind: 'signature', which: 'present' },
    { kind: 'signature', which: 'new' },
  ],
}

/** All three PINs of a new card, out of a sealed envelope. */
export const SEALED_PINS: ScreenView = {
  ...NEW_PINS,
  by: 'official',
  pins: [
    { kind: 'user-authentication', which: 'new' },
    { kind: 'signature', which: 'new' },
    { kind: 'text', which: 'new' },
  ],
}

/** Every state the screen can be asked to show, by a name for tests. */
export const SCREEN_VIEWS: readonly (readonly [name: string, view: ScreenView])[] = [
  ['welcome', { shows: 'welcome' }],
  ['new PINs', NEW_PINS],
  ['a child’s PIN', CHILD_PIN],
  ['a changed password', CHANGE_PASSWORD],
  ['sealed PINs', SEALED_PINS],
  ['working', { shows: 'working', done: 2, of: 5 }],
  [
    'done',
    {
      shows: 'done',
      procedure: 'issue',
      endsOn: {
        'user-authentication': civilDate(2031, 12, 24),
        signature: civilDate(2031, 12, 24),
      },
    },
  ],
  ['revoked', { shows: 'done', procedure: 'revocation', endsOn: {} }],
  ['stopped', { shows: 'stopped', code: 'reader-empty' }],
]
