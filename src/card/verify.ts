import type { CommandApdu } from '#codec/apdu/command.ts'
import { PIN_OCTETS_MAX } from '#codec/jpki-card/files.ts'
import { SW, triesLeftWord } from '#codec/jpki-card/status-words.ts'
import { assert } from '#kernel/assert.ts'
import type { FileLayout } from './layout.ts'
import { type CardMemory, type CardState, changed, type FilePath, filePath } from './model.ts'
import { pinMatches, type PinState, triesLeftOn, triesRestored, tryCounted } from './pin.ts'
import { type DurableSteps, locateFile, type Reply, reply } from './reply.ts'

/**
 * VERIFY, and with neither data nor Le the query of the retry counter. A try is counted and durable
 * before the value is compared: whoever cuts the power in between has spent it.
 */
export async function* verify(state: CardState, command: CommandApdu): DurableSteps<Reply> {
  if (command.p1 !== 0x00) return reply(state, SW.wrongParameters)
  const located = locateFile(state, command.p2)
  if (!located.found) return reply(state, located.statusWord)
  const { ef, layout } = located
  if (layout.kind !== 'pin') return reply(located.state, SW.wrongFileStructure)
  if (command.le !== undefined || command.data.length > PIN_OCTETS_MAX)
    return reply(located.state, SW.wrongLength)
  const { memory, session } = located.state
  const path = filePath(session.application, ef)
  const pin = memory.pins[path]
  if (command.data.length === 0) return reply(located.state, triesLeftWord(triesLeftOn(pin)))
  if (pin === undefined || pin.at === 'blocked')
    return reply(located.state, memory.profile.blockedWord)
  const counted = withPin(memory, path, tryCounted(pin))
  yield counted
  if (!pinMatches(pin, command.data))
    return reply(withoutVerified(located.state, counted, ef), triesLeftWord(left(counted, path)))
  const restored = withPin(counted, path, triesRestored(pin, formOf(layout).triesMax))
  yield restored
  const others = session.verifiedPins.filter((verified) => verified !== ef)
  const verifiedPins = [...others, ef]
  return reply({ memory: restored, session: { ...session, verifiedPins } }, SW.done)
}

/** `memory` with `pin` in the PIN file `path`. */
export function withPin(memory: CardMemory, path: FilePath, pin: PinState): CardMemory {
  return changed(memory, { pins: { ...memory.pins, [path]: pin } })
}

/** `state` over `memory`, PIN file `ef` no longer verified. */
export function withoutVerified(state: CardState, memory: CardMemory, ef: number): CardState {
  const verifiedPins = state.session.verifiedPins.filter((verified) => verified !== ef)
  return { memory, session: { ...state.session, verifiedPins } }
}

function left(memory: CardMemory, path: FilePath): number {
  return triesLeftOn(memory.pins[path])
}

function formOf(layout: FileLayout & { kind: 'pin' }): { triesMax: number } {
  assert(layout.form !== undefined, 'a PIN with a value has a form')
  return layout.form
}
