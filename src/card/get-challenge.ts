import type { CommandApdu } from '#codec/apdu/command.ts'
import { CHALLENGE_OCTETS } from '#codec/jpki-card/issuer-channel.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import type { CardState } from './model.ts'
import type { ChipPorts } from './ports.ts'
import { type Reply, reply, replyWith } from './reply.ts'

/** GET CHALLENGE, 1 to 256 octets. One of 16 octets is kept for EXTERNAL AUTHENTICATE. */
export function getChallenge(state: CardState, command: CommandApdu, chip: ChipPorts): Reply {
  if (command.p1 !== 0 || command.p2 !== 0) return reply(state, SW.wrongParameters)
  if (command.le === undefined || command.data.length > 0) return reply(state, SW.wrongLength)
  if (command.extended) return reply(state, SW.conditionsNotSatisfied)
  const octets = chip.randomBytes(command.le)
  const challenge = octets.length === CHALLENGE_OCTETS ? octets : undefined
  return replyWith({ memory: state.memory, session: { ...state.session, challenge } }, octets)
}
