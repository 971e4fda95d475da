import type { CommandApdu } from '#codec/apdu/command.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { fileContent, type FileLayout, fileLayout } from './layout.ts'
import type { CardMemory, CardState } from './model.ts'
import type { ChipPorts } from './ports.ts'

/** What a command leads to: the state after it, and the answer. */
export interface Reply {
  readonly state: CardState
  readonly statusWord: number
  readonly data: Uint8Array
}

/** A command that changes nothing durable. */
export type InstantCommand = (
  state: CardState,
  command: CommandApdu,
  chip: ChipPorts,
) => Reply | Promise<Reply>

/** A command in steps: each memory it yields must be durable before it is resumed. */
export type DurableCommand = (
  state: CardState,
  command: CommandApdu,
  chip: ChipPorts,
) => DurableSteps<Reply>

/** Steps that end in a `T`; see `DurableCommand`. */
export type DurableSteps<T> = AsyncGenerator<CardMemory, T, void>

const NO_DATA = new Uint8Array(0)

/** The answer `statusWord` without data. */
export function reply(state: CardState, statusWord: number): Reply {
  return { state, statusWord, data: NO_DATA }
}

/** `9000` with data. */
export function replyWith(state: CardState, data: Uint8Array): Reply {
  return { state, statusWord: SW.done, data }
}

/** The file a command names, and the state in which it is the current one. */
export interface LocatedFile {
  readonly found: true
  readonly state: CardState
  readonly ef: number
  readonly layout: FileLayout
}

/** A file reference that leads nowhere, with the word to answer. */
export interface MissingFile {
  readonly found: false
  readonly statusWord: number
}

/**
 * The file that a P1 or P2 octet names: `80` the current one, `80 | sfi` another, which becomes the
 * current one (JICSAP tables 5 and 19).
 */
export function locateFile(state: CardState, reference: number): LocatedFile | MissingFile {
  if ((reference & 0xe0) !== 0x80) return { found: false, statusWord: SW.wrongParameters }
  const identifier = reference & 0x1f
  const ef = identifier === 0 ? state.session.currentEf : identifier
  if (ef === undefined) return { found: false, statusWord: SW.noCurrentFile }
  const layout = existingFile(state, ef)
  if (layout === undefined) return { found: false, statusWord: SW.fileNotFound }
  return { found: true, state: withCurrentFile(state, ef), ef, layout }
}

/**
 * The layout of `ef` in the selected application; `undefined` where it is absent or still empty.
 */
export function existingFile({ session, memory }: CardState, ef: number): FileLayout | undefined {
  const layout = fileLayout(session.application, ef, memory.profile)
  const empty =
    layout?.kind === 'transparent' && fileContent(session.application, ef, memory) === undefined
  return empty ? undefined : layout
}

/** `state` with `ef` as its current file. */
export function withCurrentFile(state: CardState, ef: number): CardState {
  return { memory: state.memory, session: { ...state.session, currentEf: ef } }
}
