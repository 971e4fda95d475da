import { digest } from '#crypto/digest.ts'
import { type CommandApdu, SHORT_DATA_MAX } from '#codec/apdu/command.ts'
import { TEXT_EF } from '#codec/jpki-card/files.ts'
import { MODULUS_OCTETS } from '#codec/jpki-card/rsa-key.ts'
import {
  padPkcs1,
  padPss,
  SHA256_OCTETS,
  sha256DigestInfo,
  VERBATIM_OCTETS_MAX,
} from '#codec/jpki-card/signature-padding.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { mayAccess } from './layout.ts'
import { type CardState, filePath } from './model.ts'
import type { ChipPorts } from './ports.ts'
import {
  locateFile,
  type LocatedFile,
  type MissingFile,
  type Reply,
  reply,
  replyWith,
} from './reply.ts'

/** A scheme that P1 selects: how long its input is, and the block it makes of it. */
interface Scheme {
  readonly octetsMin: number
  readonly octetsMax: number
  readonly block: (input: Uint8Array, chip: ChipPorts) => Uint8Array
}

const MESSAGE = { octetsMin: 1, octetsMax: SHORT_DATA_MAX }
const DIGEST = { octetsMin: SHA256_OCTETS, octetsMax: SHA256_OCTETS }

/**
 * P1 00 to 05 (spec/card.md §2.3). The card never looks into a DigestInfo: it pads what it is
 * given.
 */
const SCHEMES: readonly Scheme[] = [
  { octetsMin: 1, octetsMax: VERBATIM_OCTETS_MAX, block: (input) => padPkcs1(input) },
  { ...MESSAGE, block: (message) => padPkcs1(sha256(message)) },
  { ...DIGEST, block: (hashed) => padPkcs1(sha256DigestInfo(hashed)) },
  { ...MESSAGE, block: (message) => padPkcs1(sha256DigestInfo(sha256(message))) },
  { ...DIGEST, block: (hashed, chip) => padPss(hashed, chip.randomBytes(SHA256_OCTETS)) },
  {
    ...MESSAGE,
    block: (message, chip) => padPss(sha256(message), chip.randomBytes(SHA256_OCTETS)),
  },
]

/**
 * COMPUTE DIGITAL SIGNATURE with the current key file, one named by short identifier, or the
 * default key.
 */
export async function computeDigitalSignature(
  state: CardState,
  command: CommandApdu,
  chip: ChipPorts,
): Promise<Reply> {
  const scheme = SCHEMES[command.p1]
  if (scheme === undefined) return reply(state, SW.wrongParameters)
  const located = keyFile(state, command.p2)
  if (!located.found) return reply(state, located.statusWord)
  const { layout, ef } = located
  if (layout.kind !== 'key') return reply(located.state, SW.wrongFileStructure)
  const { data, le } = command
  if (data.length === 0 || le === undefined || le < MODULUS_OCTETS)
    return reply(located.state, SW.wrongLength)
  if (!mayAccess(layout.use, state.session)) return reply(located.state, SW.securityNotSatisfied)
  const key = state.memory.keys[filePath(state.session.application, ef)]?.active
  if (key === undefined) return reply(located.state, SW.referenceNotFound)
  if (data.length < scheme.octetsMin || data.length > scheme.octetsMax)
    return reply(located.state, SW.conditionsNotSatisfied)
  const signature = await chip.privateOperation(key.sealedKey, scheme.block(data, chip))
  return replyWith(located.state, signature)
}

/** P2 `00` is the application's default key: the text AP has one, the JPKI AP has none. */
function keyFile(state: CardState, reference: number): LocatedFile | MissingFile {
  if (reference !== 0x00) return locateFile(state, reference)
  return state.session.application === 'text'
    ? locateFile(state, 0x80 | TEXT_EF.key)
    : { found: false, statusWord: SW.referenceNotFound }
}

function sha256(message: Uint8Array): Uint8Array {
  return digest('sha256', message)
}
