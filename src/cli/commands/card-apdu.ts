import { fromHex, toHex } from '#kernel/bytes.ts'
import { ok } from '#kernel/result.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { type Command, UsageError } from '../command.ts'

const APDU_BYTES_MIN = 4

/** `shomei card apdu`: raw command APDUs, in order, on one powered card. */
export const cardApdu: Command = {
  path: ['card', 'apdu'],
  ja: 'カードに APDU を送り、応答をそのまま表示します',
  en: 'sends command APDUs to the card and shows the responses',
  words: 'HEX...',
  options: CARD_OPTIONS,
  example: 'shomei card apdu 00A4040C0AD392F000260100000001 00A4020C020018 00200080',
  run: async (invocation) => {
    const commands = invocation.words.map(parseApdu)
    if (commands.length === 0) throw new UsageError('APDU がありません / no APDU was given')
    return withCard(invocation, async (card) => {
      const exchanges: { command: string; response: string }[] = []
      for (const command of commands) {
        const response = await card.transmit(command)
        exchanges.push({ command: toHex(command), response: toHex(response) })
      }
      const text = exchanges
        .map(({ command, response }) => `> ${command.toUpperCase()}\n< ${response.toUpperCase()}\n`)
        .join('')
      return ok({ json: { card: card.label, exchanges }, text })
    })
  },
}

function parseApdu(text: string): Uint8Array {
  const bytes = fromHex(text)
  if (bytes === undefined || bytes.length < APDU_BYTES_MIN) {
    throw new UsageError(
      `16進の APDU ではありません / not a hexadecimal APDU: ${text.slice(0, 8)}…`,
    )
  }
  return bytes
}
