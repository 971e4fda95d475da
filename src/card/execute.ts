import { type CommandHeader, parseCommand, parseCommandHeader } from '#codec/apdu/command.ts'
import { encodeResponse } from '#codec/apdu/response.ts'
import { ISSUER_INS } from '#codec/jpki-card/issuer-commands.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { changeReferenceData } from './change-reference-data.ts'
import { computeDigitalSignature } from './compute-digital-signature.ts'
import { externalAuthenticate } from './external-authenticate.ts'
import { getChallenge } from './get-challenge.ts'
import { getData } from './get-data.ts'
import { type IssuerCommandBody, issuerCommand } from './issuer-command.ts'
import { activate, erase, updateBinary } from './issuer-files.ts'
import { generateKeyPair } from './issuer-keys.ts'
import { setPin, unlockPin } from './issuer-pins.ts'
import { putData } from './issuer-term.ts'
import type { CardState } from './model.ts'
import type { ChipPorts } from './ports.ts'
import { readBinary } from './read-binary.ts'
import {
  type DurableCommand,
  type DurableSteps,
  type InstantCommand,
  type Reply,
  reply,
} from './reply.ts'
import { select } from './select.ts'
import { verify } from './verify.ts'

/** The state after a command, and its response APDU. */
export interface Executed {
  readonly state: CardState
  readonly response: Uint8Array
}

const INS = {
  verify: 0x20,
  select: 0xa4,
  readBinary: 0xb0,
} as const

/** Commands by class and instruction, `CLA INS` as one number. */
const INSTANT: Readonly<Record<number, InstantCommand>> = {
  [0x00a4]: select,
  [0x00b0]: readBinary,
  [0x0084]: getChallenge,
  [0x00ca]: getData,
  [0x802a]: computeDigitalSignature,
  [0x80fc]: lastCommandIndicator,
  [0x80a2]: verifyTerminalCertificate,
  [0x80ae]: setSessionKey,
}

const DURABLE: Readonly<Record<number, DurableCommand>> = {
  [0x0020]: verify,
  [0x0024]: changeReferenceData,
  [0x8000 | ISSUER_INS.authenticate]: externalAuthenticate,
  [0x8000 | ISSUER_INS.generateKeyPair]: inIssuerSession(generateKeyPair),
  [0x8000 | ISSUER_INS.updateBinary]: inIssuerSession(updateBinary),
  [0x8000 | ISSUER_INS.activate]: inIssuerSession(activate),
  [0x8000 | ISSUER_INS.erase]: inIssuerSession(erase),
  [0x8000 | ISSUER_INS.setPin]: inIssuerSession(setPin),
  [0x8000 | ISSUER_INS.unlockPin]: inIssuerSession(unlockPin),
  [0x8000 | ISSUER_INS.putData]: inIssuerSession(putData),
}

/**
 * Carries out one command APDU. Each memory it yields must be durable before it is resumed; the
 * memory of the final state is the last one yielded, or the one it started from. Any octets are
 * answered: it throws only where a port does.
 */
export async function* execute(
  state: CardState,
  commandApdu: Uint8Array,
  chip: ChipPorts,
): DurableSteps<Executed> {
  const { statusWord, data, ...outcome } = yield* dispatch(state, commandApdu, chip)
  return { state: outcome.state, response: encodeResponse({ data, statusWord }) }
}

/**
 * The order of checks: a header, its class, its lengths, its instruction, then the command's own.
 */
async function* dispatch(
  state: CardState,
  commandApdu: Uint8Array,
  chip: ChipPorts,
): DurableSteps<Reply> {
  const header = parseCommandHeader(commandApdu)
  if (header === undefined) return reply(state, SW.wrongLength)
  const classRefused = refusedClass(header)
  if (classRefused !== undefined) return reply(state, classRefused)
  const command = parseCommand(commandApdu)
  if (!command.ok) return reply(state, SW.wrongLength)
  const key = header.cla * 256 + header.ins
  const instant = INSTANT[key]
  if (instant !== undefined) return instant(state, command.value, chip)
  const durable = DURABLE[key]
  if (durable === undefined) return reply(state, SW.instructionNotProvided)
  return yield* durable(state, command.value, chip)
}

/** The word for a class the card does not serve; `undefined` for `00` and `80` (JICSAP table 3). */
function refusedClass({ cla, ins }: CommandHeader): number | undefined {
  if ((cla & 0x70) !== 0) return SW.classNotProvided
  if ((cla & 0x03) !== 0) return SW.channelNotProvided
  switch (cla & 0x0c) {
    case 0x00:
      return undefined
    case 0x04:
      return SW.classNotProvided
    default:
      return cla < 0x80 && (ins === INS.readBinary || ins === INS.verify)
        ? SW.noSecureMessagingSession
        : SW.secureMessagingNotProvided
  }
}

function inIssuerSession(body: IssuerCommandBody): DurableCommand {
  return (state, command, chip) => issuerCommand(body, state, command, chip)
}

/** `80 FC 00 00` belongs to the iPhone; every other card says `6700` (spec/card.md §1.6). */
function lastCommandIndicator(
  state: CardState,
  command: { p1: number; p2: number; data: Uint8Array; le: number | undefined },
): Reply {
  const { p1, p2, data, le } = command
  const exact = p1 === 0 && p2 === 0 && data.length === 0 && le === undefined
  const known = state.memory.profile.lastCommandIndicator && exact
  return reply(state, known ? SW.done : SW.wrongLength)
}

/** The terminal's certificate: no P1-P2 that anyone has guessed is accepted (spec/card.md §2.1). */
function verifyTerminalCertificate(state: CardState): Reply {
  const inApplication = state.session.application !== 'card-manager'
  return reply(state, inApplication ? SW.wrongParameters : SW.instructionNotProvided)
}

/** SET SESSION KEY exists card-wide, but no credential of this card satisfies its condition. */
function setSessionKey(state: CardState): Reply {
  const inApplication = state.session.application !== 'card-manager'
  return reply(state, inApplication ? SW.securityNotSatisfied : SW.instructionNotProvided)
}
