import { readFileSync } from 'node:fs'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { ok } from '#kernel/result.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { type Command, type Invocation, UsageError } from '../command.ts'

const [APDU_OCTETS_MIN, HEADER_OCTETS] = [4, 5]
/**
 * VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER (ISO/IEC 7816-4 §11.5): their data are PINs.
 */
const PIN_COMMANDS: readonly (number | undefined)[] = [0x20, 0x24, 0x2c]

/** `shomei card apdu`: raw command APDUs, in order, on one powered card. */
export const cardApdu: Command = {
  path: ['card', 'apdu'],
  ja: 'カードにAPDUを送り、応答を示す',
  en: 'send command APDUs and show the responses',
  words: '[HEX...]',
  options: {
    ...CARD_OPTIONS,
    file: {
      value: 'FILE|-',
      ja: '1行に1つAPDUを書いたファイル(-は標準入力)。暗証番号を含むものはここから',
      en: 'file with an APDU a line (- is standard input); one that carries a PIN goes here',
    },
  },
  example: 'shomei card apdu 00A4040C0AD392F000260100000001 00A4020C020018 00200080',
  run: async (invocation) => {
    const commands = [...invocation.words.map(parseArgument), ...readCommands(invocation)]
    if (commands.length === 0) throw new UsageError('APDU がありません / no APDU was given')
    return withCard(invocation, async (card) => {
      const exchanges: { command: string; response: string }[] = []
      for (const command of commands) {
        const response = await card.transmit(command)
        exchanges.push({ command: shownCommand(command), response: toHex(response) })
      }
      const text = exchanges
        .map(({ command, response }) => `> ${command.toUpperCase()}\n< ${response.toUpperCase()}\n`)
        .join('')
      return ok({ json: { card: card.label, exchanges }, text })
    })
  },
}

function parseArgument(text: string): Uint8Array {
  const command = parseApdu(text)
  if (!carriesPin(command)) return command
  throw new UsageError(
    '暗証番号を含む APDU は --file で渡します / an APDU that carries a PIN is given by --file',
  )
}

function readCommands(invocation: Invocation): readonly Uint8Array[] {
  const file = invocation.option('file')
  if (file === undefined) return []
  const lines = readText(file).split(/\r?\n/)
  return lines.filter((line) => line.trim() !== '').map(parseApdu)
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    throw new UsageError(`${file} を読めません / cannot read ${file}`)
  }
}

/** The message does not repeat the text: it may hold a PIN. */
function parseApdu(text: string): Uint8Array {
  const bytes = fromHex(text)
  if (bytes !== undefined && bytes.length >= APDU_OCTETS_MIN) return bytes
  throw new UsageError('16進の APDU ではありません / not a hexadecimal APDU')
}

function carriesPin(command: Uint8Array): boolean {
  return PIN_COMMANDS.includes(command[1]) && command.length > HEADER_OCTETS
}

function shownCommand(command: Uint8Array): string {
  if (!carriesPin(command)) return toHex(command)
  return toHex(command.subarray(0, HEADER_OCTETS)) + '··'.repeat(command.length - HEADER_OCTETS)
}
