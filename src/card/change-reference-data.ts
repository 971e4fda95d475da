import type { CommandApdu } from '#codec/apdu/command.ts'
import { PIN_OCTETS_MAX } from '#codec/jpki-card/files.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { type CardState, filePath } from './model.ts'
import { PIN_SALT_OCTETS, pinWithValue } from './pin.ts'
import type { ChipPorts } from './ports.ts'
import { type DurableSteps, locateFile, type Reply, reply } from './reply.ts'
import { withPin } from './verify.ts'

/** P1: the data field is the new value alone (spec/card.md §2.5). */
const NEW_VALUE_ONLY = 0x01

/** CHANGE REFERENCE DATA by the holder, who has verified the old value in this selection. */
export async function* changeReferenceData(
  state: CardState,
  command: CommandApdu,
  chip: ChipPorts,
): DurableSteps<Reply> {
  if (command.p1 !== NEW_VALUE_ONLY) return reply(state, SW.wrongParameters)
  const located = locateFile(state, command.p2)
  if (!located.found) return reply(state, located.statusWord)
  const { ef, layout } = located
  if (layout.kind !== 'pin') return reply(located.state, SW.wrongFileStructure)
  const { data, le } = command
  if (le !== undefined || data.length === 0 || data.length > PIN_OCTETS_MAX)
    return reply(located.state, SW.wrongLength)
  const { memory, session } = located.state
  if (!layout.holderChanges || layout.form === undefined || !session.verifiedPins.includes(ef))
    return reply(located.state, SW.securityNotSatisfied)
  const { pattern, triesMax } = layout.form
  if (!hasForm(pattern, data)) return reply(located.state, memory.profile.badNewPinWord)
  const pin = pinWithValue(data, triesMax, chip.randomBytes(PIN_SALT_OCTETS))
  const replaced = withPin(memory, filePath(session.application, ef), pin)
  yield replaced
  return reply({ memory: replaced, session }, SW.done)
}

/** Whether the octets, read as ASCII, have the form of a PIN. */
export function hasForm(pattern: RegExp, value: Uint8Array): boolean {
  return pattern.test(String.fromCharCode(...value))
}
