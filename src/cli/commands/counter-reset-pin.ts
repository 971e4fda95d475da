import { ok } from '#kernel/result.ts'
import { resetPinsAtTerminal } from '#ra/at-terminal/reset-pins-at-terminal.ts'
import type { IdentityEvidence } from '#ra/contract.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { type Command, required, UsageError } from '../command.ts'
import { KIND_LABELS, kindOption, parseKind } from '../kind-option.ts'
import { enterNewPinText, pinFileOption } from '../pin-entry.ts'
import { stepReporter } from '../terminal-steps.ts'

const IDENTITY: readonly IdentityEvidence[] = ['photo-document', 'two-documents', 'inquiry-answer']

/**
 * `shomei counter reset-pin`: a forgotten or blocked PIN gets a new value; the counter never learns
 * it.
 */
export const counterResetPin: Command = {
  path: ['counter', 'reset-pin'],
  ja: '忘れた暗証番号を設定し直す',
  en: 'reset a forgotten or blocked PIN',
  options: {
    ...CARD_OPTIONS,
    resident: { value: 'ID', ja: 'カードの持ち主', en: 'the holder', required: true },
    kind: { ...kindOption, required: true },
    identity: {
      value: 'HOW',
      ja: `本人確認の方法: ${IDENTITY.join('、')}`,
      en: 'how the holder was identified',
      required: true,
    },
    'pin-file': pinFileOption('新しい暗証番号', 'new PIN'),
  },
  example:
    'shomei counter reset-pin --resident R0000000001 --kind user-authentication --identity photo-document',
  run: async (invocation) => {
    const kind = parseKind(required(invocation, 'kind'))
    const named = required(invocation, 'identity')
    const identity = IDENTITY.find((one) => one === named)
    if (identity === undefined) {
      const known = IDENTITY.join(', ')
      throw new UsageError(`--identity は ${known} のどれかです / one of ${known}`)
    }
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const pin = await enterNewPinText(invocation, kind, { prefix: '新しい / new: ' })
    if (!pin.ok) return pin
    return withCard(invocation, async (card) => {
      const issuerCard = invocation.ports.issuerCard(card)
      const cardSerial = await issuerCard.cardSerial()
      if (!cardSerial.ok) return cardSerial
      const authorised = await system.value.requestPinReset({
        residentId: required(invocation, 'resident'),
        cardSerial: cardSerial.value,
        pins: [kind],
        identity,
      })
      if (!authorised.ok) return authorised
      const { receiptNumber } = authorised.value
      const done = await resetPinsAtTerminal(
        { desk: system.value, card: issuerCard },
        { receiptNumber, pins: { [kind]: pin.value } },
        stepReporter(invocation.terminal),
      )
      if (!done.ok) return done
      return ok({
        json: { receiptNumber, kind, state: done.value.state.at },
        text: `${invocation.terminal.paint('green', '✓')} ${KIND_LABELS[kind]}\n受付番号 / receipt: ${receiptNumber}\n`,
      })
    })
  },
}
