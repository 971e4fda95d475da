import type { CardTransport } from '#card-client/contract.ts'
import { toHex } from '#kernel/bytes.ts'
import type { ApduTrace } from '#web/journey/journey-view.ts'

const TRACE_MAX = 200
const SHOWN_OCTETS_MAX = 32
const [INS_VERIFY, INS_CHANGE] = [0x20, 0x24]
const HEADER_OCTETS = 5

const MEANINGS: Readonly<Record<number, string>> = {
  0xa4: '選ぶ SELECT',
  0xb0: '読む READ BINARY',
  0x20: '暗証番号を確かめる VERIFY',
  0x24: '暗証番号を変える CHANGE REFERENCE DATA',
  0x2a: '署名する COMPUTE DIGITAL SIGNATURE',
  0x84: '乱数をもらう GET CHALLENGE',
  0x82: '発行者を確かめる EXTERNAL AUTHENTICATE',
  0x47: '鍵を作る GENERATE ASYMMETRIC KEY PAIR',
}

/**
 * A transport that keeps what went over it. The octets of a PIN are masked before anything is kept.
 */
export class TracedCard implements CardTransport {
  readonly #card: CardTransport
  #exchanges: ApduTrace[] = []

  constructor(card: CardTransport) {
    this.#card = card
  }

  /** See `CardTransport.transmit`. */
  async transmit(commandApdu: Uint8Array): Promise<Uint8Array> {
    const response = await this.#card.transmit(commandApdu)
    if (this.#exchanges.length < TRACE_MAX) this.#exchanges.push(traceOf(commandApdu, response))
    return response
  }

  /** The exchanges since the last call. */
  take(): readonly ApduTrace[] {
    const taken = this.#exchanges
    this.#exchanges = []
    return taken
  }
}

function traceOf(command: Uint8Array, response: Uint8Array): ApduTrace {
  const ins = command[1] ?? 0
  const meaning = MEANINGS[ins] ?? '発行者の命令 issuer command'
  return { command: commandText(command, ins), response: cut(response), meaning }
}

function commandText(command: Uint8Array, ins: number): string {
  const carriesPin = (ins === INS_VERIFY || ins === INS_CHANGE) && command.length > HEADER_OCTETS
  if (!carriesPin) return cut(command)
  const hidden = '••'.repeat(command.length - HEADER_OCTETS)
  return `${toHex(command.subarray(0, HEADER_OCTETS)).toUpperCase()}${hidden}`
}

/**
 * The whole of a short message; of a long one the beginning and, for a response, the status word.
 */
function cut(octets: Uint8Array): string {
  if (octets.length <= SHOWN_OCTETS_MAX) return toHex(octets).toUpperCase()
  const start = toHex(octets.subarray(0, SHOWN_OCTETS_MAX - 4)).toUpperCase()
  const end = toHex(octets.subarray(-2)).toUpperCase()
  return `${start}…${end}(${octets.length})`
}
