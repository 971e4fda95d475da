import { changePin } from '#card-client/change-pin.ts'
import type { PinName } from '#card-client/contract.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { ok } from '#kernel/result.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { type Command, required, UsageError } from '../command.ts'
import { enterPin, pinFileOption } from '../pin-entry.ts'

/** `shomei card change-pin`: CHANGE REFERENCE DATA by the holder, who knows the present value. */
export const cardChangePin: Command = {
  path: ['card', 'change-pin'],
  ja: '暗証番号を変えます(今の番号を知っている本人)',
  en: 'changes a PIN; the holder knows the present one',
  options: {
    ...CARD_OPTIONS,
    kind: {
      value: 'KIND',
      ja: 'signature か user-authentication',
      en: 'which PIN',
      required: true,
    },
    'pin-file': pinFileOption('今の暗証番号 present PIN'),
    'new-pin-file': pinFileOption('新しい暗証番号 new PIN'),
  },
  example: 'shomei card change-pin --kind user-authentication --card my.card',
  run: async (invocation) => {
    const kind = pinKind(required(invocation, 'kind'))
    const current = await enterPin(invocation, kind, { prefix: '今の / present ' })
    if (!current.ok) return current
    const replacement = await enterPin(invocation, kind, {
      option: 'new-pin-file',
      prefix: '新しい / new ',
    })
    if (!replacement.ok) return replacement
    return withCard(invocation, async (card) => {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      const changed = await changePin(jpki.value, current.value, replacement.value)
      if (!changed.ok) return changed
      return ok({
        json: { card: card.label, changed: kind },
        text: `${invocation.terminal.paint('green', '✓')} 暗証番号を変えました / the PIN was changed\n`,
      })
    })
  },
}

function pinKind(text: string): Exclude<PinName, 'text'> {
  if (text === 'signature' || text === 'user-authentication') return text
  throw new UsageError(`--kind は signature か user-authentication です / not a kind: ${text}`)
}
