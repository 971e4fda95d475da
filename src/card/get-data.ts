import type { CommandApdu } from '#codec/apdu/command.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { utf8 } from '#kernel/bytes.ts'
import type { CardState } from './model.ts'
import { type Reply, reply, replyWith } from './reply.ts'

/** The contact ATR without TS; the one object that an application answers too. */
const TAG_CONTACT_ATR = 0x5f51
/**
 * Objects of the power-on state (a surveyed card has them; which are there varies between cards).
 */
const TAG_CARD_IDENTIFICATION = 0x0045
const TAG_MUNICIPALITY_CODE = 0x00f0
const TAG_EXPIRY = 0x00f2

/** GET DATA: P1-P2 is the tag, the answer its bare value. */
export function getData(state: CardState, command: CommandApdu): Reply {
  if (command.le === undefined || command.data.length > 0) return reply(state, SW.wrongLength)
  const value = dataObject(state, command.p1 * 256 + command.p2)
  if (value === undefined) return reply(state, SW.referenceNotFound)
  return value.length > command.le ? reply(state, SW.wrongLength) : replyWith(state, value)
}

function dataObject({ memory, session }: CardState, tag: number): Uint8Array | undefined {
  if (tag === TAG_CONTACT_ATR) return memory.profile.atr.slice(1)
  if (session.application !== 'card-manager') return undefined
  const { cardSerial, municipalityCode, expiresOn } = memory.identity
  switch (tag) {
    case TAG_CARD_IDENTIFICATION:
      return utf8(cardSerial)
    case TAG_MUNICIPALITY_CODE:
      return utf8(municipalityCode)
    case TAG_EXPIRY:
      return utf8(expiresOn.replaceAll('-', ''))
    default:
      return undefined
  }
}
