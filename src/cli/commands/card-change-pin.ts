import { changePin } from '#card-client/change-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { ok } from '#kernel/result.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { type Command, required } from '../command.ts'
import { KIND_LABELS, kindOption, parseKind } from '../kind-option.ts'
import { enterNewPin, enterPin, pinFileOption } from '../pin-entry.ts'

/** `shomei card change-pin`: CHANGE REFERENCE DATA by the holder, who knows the present value. */
export const cardChangePin: Command = {
  path: ['card', 'change-pin'],
  ja: '本人が暗証番号を変える',
  en: 'change a PIN that is known',
  options: {
    ...CARD_OPTIONS,
    kind: { ...kindOption, required: true },
    'pin-file': pinFileOption('今の暗証番号', 'present PIN'),
    'new-pin-file': pinFileOption('新しい暗証番号', 'new PIN'),
  },
  example: 'shomei card change-pin --kind user-authentication --card my.card',
  run: async (invocation) => {
    const kind = parseKind(required(invocation, 'kind'))
    const current = await enterPin(invocation, kind, { prefix: '今の / present: ' })
    if (!current.ok) return current
    const replacement = await enterNewPin(invocation, kind, {
      option: 'new-pin-file',
      prefix: '新しい / new: ',
    })
    if (!replacement.ok) return replacement
    return withCard(invocation, async (card) => {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      const changed = await changePin(jpki.value, current.value, replacement.value)
      if (!changed.ok) return changed
      return ok({
        json: { card: card.label, changed: kind },
        text: `${invocation.terminal.paint('green', '✓')} 変えました / changed: ${KIND_LABELS[kind]}\n`,
      })
    })
  },
}
