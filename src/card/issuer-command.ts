import type { CommandApdu } from '#codec/apdu/command.ts'
import { nextChannel, openCommandData, sealAnswer } from '#codec/jpki-card/issuer-channel.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import type { FileLayout } from './layout.ts'
import { fileLayout } from './layout.ts'
import type { CardMemory, CardSession, CardState, IssuerSession } from './model.ts'
import type { ChipPorts } from './ports.ts'
import { type DurableSteps, type Reply, reply, replyWith } from './reply.ts'

/** A state whose issuer session is open. */
export interface IssuerState {
  readonly memory: CardMemory
  readonly session: CardSession & { readonly issuer: IssuerSession }
}

/** How an unsealed issuer command ends: carried out, or refused with a word. */
export type IssuerOutcome =
  | { readonly done: true; readonly state: IssuerState; readonly payload: Uint8Array }
  | { readonly done: false; readonly statusWord: number }

/**
 * One issuer command on its plaintext: in durable steps, or at once where it touches the session
 * alone.
 */
export type IssuerCommandBody =
  | {
      /** The most octets the payload of its answer has. */
      readonly payloadOctets: number
      readonly run: (
        state: IssuerState,
        command: CommandApdu,
        plaintext: Uint8Array,
        chip: ChipPorts,
      ) => DurableSteps<IssuerOutcome>
    }
  | {
      readonly payloadOctets: number
      readonly atOnce: (
        state: IssuerState,
        command: CommandApdu,
        plaintext: Uint8Array,
      ) => IssuerOutcome
    }

/** The life counter before the payload, and the tag after it. */
const ANSWER_OVERHEAD_OCTETS = 8 + 16

const NO_PAYLOAD = new Uint8Array(0)

/** Opens the sealed command in the issuer session, carries it out, and seals the answer. */
export async function* issuerCommand(
  body: IssuerCommandBody,
  state: CardState,
  command: CommandApdu,
  chip: ChipPorts,
): DurableSteps<Reply> {
  const { issuer } = state.session
  if (issuer === undefined) return reply(state, SW.securityNotSatisfied)
  const answerOctets = ANSWER_OVERHEAD_OCTETS + body.payloadOctets
  if (command.le === undefined || command.le < answerOctets) return reply(state, SW.wrongLength)
  const opened = openCommandData(issuer.channel, command, command.data)
  if (!opened.ok) {
    const closed: CardSession = { ...state.session, issuer: undefined }
    return reply({ memory: state.memory, session: closed }, SW.secureMessagingWrong)
  }
  const used = withIssuer(state, { ...issuer, channel: nextChannel(issuer.channel) })
  const outcome =
    'atOnce' in body
      ? body.atOnce(used, command, opened.value)
      : yield* body.run(used, command, opened.value, chip)
  if (!outcome.done) return reply(used, outcome.statusWord)
  const { memory } = outcome.state
  return replyWith(
    outcome.state,
    sealAnswer(issuer.channel, command, memory.lifeCounter, outcome.payload),
  )
}

/** Carried out. */
export function done(state: IssuerState, payload: Uint8Array = NO_PAYLOAD): IssuerOutcome {
  return { done: true, state, payload }
}

/** Refused with `statusWord`. */
export function refused(statusWord: number): IssuerOutcome {
  return { done: false, statusWord }
}

/** `state` with `issuer` as its issuer session. */
export function withIssuer(state: CardState, issuer: IssuerSession): IssuerState {
  return { memory: state.memory, session: { ...state.session, issuer } }
}

/** The file P2 names by `80 | sfi`, filled or not; `undefined` where this card has none. */
export function issuerFile(
  { session, memory }: IssuerState,
  reference: number,
): { readonly ef: number; readonly layout: FileLayout } | undefined {
  if ((reference & 0xe0) !== 0x80) return undefined
  const ef = reference & 0x1f
  const layout = fileLayout(session.application, ef, memory.profile)
  return layout === undefined ? undefined : { ef, layout }
}
