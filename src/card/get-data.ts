import type { CommandApdu } from '#codec/apdu/command.ts'
import { DATA_OBJECT, encodeExpiry } from '#codec/jpki-card/data-objects.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { utf8 } from '#kernel/bytes.ts'
import type { CardState } from './model.ts'
import { type Reply, reply, replyWith } from './reply.ts'

/** GET DATA: P1-P2 is the tag, the answer its bare value. */
export function getData(state: CardState, command: CommandApdu): Reply {
  if (command.le === undefined || command.data.length > 0) return reply(state, SW.wrongLength)
  const value = dataObject(state, command.p1 * 256 + command.p2)
  if (value === undefined) return reply(state, SW.referenceNotFound)
  return value.length > command.le ? reply(state, SW.wrongLength) : replyWith(state, value)
}

/**
 * The objects but the ATR belong to the power-on state; a surveyed card has them, and which are
 * there varies between cards.
 */
function dataObject({ memory, session }: CardState, tag: number): Uint8Array | undefined {
  if (tag === DATA_OBJECT.contactAtr) return memory.profile.atr.slice(1)
  if (session.application !== 'card-manager') return undefined
  const { cardSerial, municipalityCode, expiresOn } = memory.identity
  switch (tag) {
    case DATA_OBJECT.cardIdentification:
      return utf8(cardSerial)
    case DATA_OBJECT.municipalityCode:
      return utf8(municipalityCode)
    case DATA_OBJECT.expiry:
      return encodeExpiry(expiresOn)
    default:
      return undefined
  }
}
