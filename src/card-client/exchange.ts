import { type CommandSpec, encodeCommand } from '#codec/apdu/command.ts'
import { parseResponse, type ResponseApdu } from '#codec/apdu/response.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { refuse, type Refused } from '#kernel/result.ts'
import { CardTransportError, type CardTransport } from './contract.ts'

/**
 * Sends one command and reads the response; an answer of fewer than two octets is a failed reader.
 */
export async function exchange(card: CardTransport, command: CommandSpec): Promise<ResponseApdu> {
  const response = parseResponse(await card.transmit(encodeCommand(command)))
  if (!response.ok) throw new CardTransportError('reader-failed')
  return response.value
}

/**
 * The refusal for a status word other than 9000: `command` is its name in ISO/IEC 7816-4, `sw` four
 * hex digits.
 */
export function refusalOf(
  command: string,
  statusWord: number,
): Refused<'security-status-not-satisfied' | 'card-answer-unexpected'> {
  const sw = statusWord.toString(16).padStart(4, '0')
  return statusWord === SW.securityNotSatisfied
    ? refuse('security-status-not-satisfied', { command })
    : refuse('card-answer-unexpected', { command, sw })
}
