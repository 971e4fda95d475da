import { PIN_RULES, type PinRule } from '#law/pin-rules.ts'
import type { ScreenView, TypedPins } from '../ports.ts'
import type { ScreenTextName } from './screen-texts.ts'

/** The view in which the screen asks for PINs. */
export type EnterPins = Extract<ScreenView, { readonly shows: 'enter-pins' }>

/** One PIN that the desk asks for: new ones are typed twice. */
export type WantedPin = Pick<TypedPins, 'kind' | 'which'>

/** The name of the PIN's field, and of the field for its second entry. */
export function fieldNamesOf({ kind, which }: WantedPin): readonly [first: string, again: string] {
  return [`${kind}-${which}`, `${kind}-${which}-again`]
}

/** The rule of the law for the PIN. */
export function ruleOf({ kind }: WantedPin): PinRule {
  return PIN_RULES[kind]
}

/** What the PIN is called, and what it is for. */
export function wordsOf({ kind, which }: WantedPin): {
  readonly title: ScreenTextName
  readonly use: ScreenTextName
} {
  switch (kind) {
    case 'signature':
      return {
        title: which === 'new' ? 'newSignature' : 'presentSignature',
        use: 'useOfSignature',
      }
    case 'user-authentication':
      return {
        title: which === 'new' ? 'newAuthentication' : 'presentAuthentication',
        use: 'useOfAuthentication',
      }
    case 'text':
      return { title: which === 'new' ? 'newText' : 'presentText', use: 'useOfText' }
  }
}
