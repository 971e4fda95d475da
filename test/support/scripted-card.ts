import type { CardTransport } from '#card-client/contract.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'

/** A card that says what the table tells it to, in hexadecimal; anything else is answered 6D00. */
export function scriptedCard(answers: Readonly<Record<string, string>>): CardTransport {
  return {
    async transmit(commandApdu) {
      const answer = fromHex(answers[toHex(commandApdu)] ?? '6d00')
      if (answer === undefined) throw new Error('the script is not hexadecimal')
      return answer
    },
  }
}

/** SELECT of the JPKI AP and of its elementary file `id`, accepted. */
export function selectionOf(id: string): Readonly<Record<string, string>> {
  return { '00a4040c0ad392f000260100000001': '9000', [`00a4020c02${id}`]: '9000' }
}
