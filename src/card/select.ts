import type { CommandApdu } from '#codec/apdu/command.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { encodeTlv } from '#codec/tlv/ber-tlv.ts'
import { equalBytes } from '#kernel/bytes.ts'
import {
  type Application,
  APPLICATION_AID,
  type CardState,
  type CardSession,
  freshSession,
} from './model.ts'
import { existingFile, type Reply, reply, replyWith, withCurrentFile } from './reply.ts'

/** The longest DF name (JICSAP 4.2 (1)). */
const AID_OCTETS_MAX = 16

/** In the order in which a name that is a prefix of several is tried. */
const SELECTABLE: readonly Application[] = ['jpki', 'text', 'card-manager']

const NO_FCI = 0x0c
const WITH_FCI = 0x00

/** SELECT FILE (spec/card.md §2.1). */
export function select(state: CardState, command: CommandApdu): Reply {
  switch (command.p1) {
    case 0x00:
      return selectMasterFile(state, command)
    case 0x02:
      return selectElementaryFile(state, command)
    case 0x04:
      return selectApplication(state, command)
    default:
      return reply(state, SW.wrongParameters)
  }
}

/** A real card answers `9000` once an application is selected, and changes nothing. */
function selectMasterFile(state: CardState, command: CommandApdu): Reply {
  if (command.data.length > 0) return reply(state, SW.fileNotFound)
  const atPowerOn = state.session.application === 'card-manager'
  return reply(state, atPowerOn ? SW.wrongParameters : SW.done)
}

function selectElementaryFile(state: CardState, command: CommandApdu): Reply {
  if (command.p2 !== NO_FCI) return reply(state, SW.wrongParameters)
  const [high, low, ...more] = command.data
  if (high === undefined || low === undefined || more.length > 0)
    return reply(state, SW.wrongLength)
  const ef = high * 256 + low
  if (existingFile(state, ef) === undefined) return reply(state, SW.fileNotFound)
  return reply(withCurrentFile(state, ef), SW.done)
}

function selectApplication(state: CardState, command: CommandApdu): Reply {
  if (command.p2 !== NO_FCI && command.p2 !== WITH_FCI) return reply(state, SW.wrongParameters)
  if (command.data.length > AID_OCTETS_MAX) return reply(state, SW.wrongLength)
  const application = applicationNamed(state, command.data)
  if (application === undefined) return reply(state, SW.fileNotFound)
  const selected = { memory: state.memory, session: sessionIn(application, state.session) }
  if (command.p2 === NO_FCI || command.le === undefined) return reply(selected, SW.done)
  const fci = encodeTlv(0x6f, encodeTlv(0x84, APPLICATION_AID[application]))
  return fci.length > command.le ? reply(state, SW.wrongLength) : replyWith(selected, fci)
}

/** GlobalPlatform: without a name, the issuer security domain. */
function applicationNamed({ memory }: CardState, name: Uint8Array): Application | undefined {
  if (name.length === 0) return 'card-manager'
  return SELECTABLE.find(
    (application) =>
      (application !== 'text' || memory.profile.textApplication) &&
      equalBytes(APPLICATION_AID[application].subarray(0, name.length), name),
  )
}

/** JICSAP 5.1.3 rule 2: selecting the same application again keeps what was verified. */
function sessionIn(application: Application, session: CardSession): CardSession {
  return session.application === application
    ? { ...session, currentEf: undefined }
    : freshSession(application)
}
