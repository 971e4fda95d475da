import type { CommandApdu } from '#codec/apdu/command.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { fileContent, mayAccess } from './layout.ts'
import type { CardState } from './model.ts'
import {
  locateFile,
  type LocatedFile,
  type MissingFile,
  type Reply,
  reply,
  replyWith,
} from './reply.ts'

/** READ BINARY by 15-bit offset in the current file, or by short identifier and 8-bit offset. */
export function readBinary(state: CardState, command: CommandApdu): Reply {
  if (command.le === undefined || command.data.length > 0) return reply(state, SW.wrongLength)
  const { located, offset } = target(state, command)
  if (!located.found) return reply(state, located.statusWord)
  const { layout, ef } = located
  if (layout.kind !== 'transparent' && layout.kind !== 'fixed')
    return reply(located.state, SW.wrongFileStructure)
  if (!mayAccess(layout.read, state.session)) return reply(located.state, SW.securityNotSatisfied)
  const content = fileContent(state.session.application, ef, state.memory)
  if (content === undefined || offset >= content.length)
    return reply(located.state, SW.offsetOutOfRange)
  return replyWith(located.state, content.slice(offset, offset + command.le))
}

function target(
  state: CardState,
  { p1, p2 }: CommandApdu,
): { located: LocatedFile | MissingFile; offset: number } {
  if ((p1 & 0x80) !== 0) return { located: locateFile(state, p1), offset: p2 }
  return { located: locateFile(state, 0x80), offset: p1 * 256 + p2 }
}
