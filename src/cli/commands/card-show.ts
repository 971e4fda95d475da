import { pinTriesLeft } from '#card-client/pin-tries-left.ts'
import { readTokenInfo } from '#card-client/read-token-info.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { toHex } from '#kernel/bytes.ts'
import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import type { Command } from '../command.ts'
import type { Terminal } from '../terminal.ts'

const CARRIERS = {
  card: 'マイナンバーカード / card',
  android: 'Android',
  iphone: 'iPhone',
  'juki-card': '住民基本台帳カード / old card',
  unknown: '不明 / unknown',
} as const

/** `shomei card show`: token information and PIN counters; costs no try. */
export const cardShow: Command = {
  path: ['card', 'show'],
  ja: 'カードの種類、番号、残り回数を示す',
  en: 'show the card and the PIN tries left',
  options: CARD_OPTIONS,
  example: 'shomei card show --card my.card',
  run: (invocation) =>
    withCard(invocation, async (card) => {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      const token = await readTokenInfo(jpki.value)
      if (!token.ok) return token
      const authentication = await pinTriesLeft(jpki.value, 'user-authentication')
      if (!authentication.ok) return authentication
      const signature = await pinTriesLeft(jpki.value, 'signature')
      if (!signature.ok) return signature
      const json = {
        card: card.label,
        atr: toHex(card.atr()),
        serialNumber: token.value.serialNumber,
        label: token.value.label.trim(),
        carrier: token.value.carrier,
        triesLeft: { 'user-authentication': authentication.value, signature: signature.value },
      }
      const text = alignedColumns([
        ['カード / card', json.card],
        ['種類 / carrier', `${CARRIERS[json.carrier]} (${json.label})`],
        ['番号 / serial', json.serialNumber],
        ['ATR', json.atr],
        ['利用者証明用 / authentication PIN', tries(invocation.terminal, authentication.value)],
        ['署名用 / signature password', tries(invocation.terminal, signature.value)],
      ])
      return ok({ json, text })
    }),
}

function tries(terminal: Terminal, left: number): string {
  if (left === 0) return terminal.paint('red', 'ロック中または未設定 / blocked or not set')
  return terminal.paint(left === 1 ? 'yellow' : 'green', `残り ${left} 回 / ${left} tries left`)
}
