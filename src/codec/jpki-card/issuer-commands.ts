import { concatBytes } from '#kernel/bytes.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { RESPONSE_DATA_MAX, SHORT_LE_MAX } from '../apdu/command.ts'
import { DATA_OBJECT, encodeExpiry } from './data-objects.ts'
import { shortIdentifier } from './files.ts'

/** Instruction bytes of the issuer commands, all in class 80 (docs/decisions/0005). */
export const ISSUER_INS = {
  /** CHANGE KEY (JICSAP extended system command): sets a PIN and its full number of tries. */
  setPin: 0x32,
  /** ACTIVATE FILE (ISO 7816-9): staged contents take effect together. */
  activate: 0x44,
  /** GENERATE ASYMMETRIC KEY PAIR (ISO 7816-8). */
  generateKeyPair: 0x47,
  /** UNLOCK KEY (JICSAP extended system command): full number of tries, value kept. */
  unlockPin: 0x54,
  /** EXTERNAL AUTHENTICATE: opens the session; the only one that is not sealed. */
  authenticate: 0x82,
  /** UPDATE BINARY: stages octets of a file. */
  updateBinary: 0xd6,
  /** PUT DATA (ISO 7816-4): a data object of the card; P1-P2 is its tag. */
  putData: 0xda,
  /** DELETE FILE (ISO 7816-9): empties a file and, for a certificate, its key. */
  erase: 0xe4,
} as const

/**
 * P1 of GENERATE ASYMMETRIC KEY PAIR (ISO 7816-8 table 6): make a pair, or read the public key
 * that is there.
 */
export const GENERATE_P1 = { generate: 0x80, read: 0x81 } as const

/**
 * One issuer command before it is sealed. Only the answers that carry a public key need an
 * extended `le`.
 */
export interface IssuerCommand {
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly plaintext: Uint8Array
  readonly le: number
}

/**
 * The most file octets one short sealed UPDATE BINARY carries: 255 less identifier, offset and
 * tag.
 */
export const UPDATE_CHUNK_OCTETS = 224

const NOTHING = new Uint8Array(0)

/**
 * Makes a new pair in key file `keyEf`; it waits beside the old one until its certificate is
 * activated. The payload is a public key template.
 */
export function generateKeyPair(keyEf: number): IssuerCommand {
  const command = onFile(ISSUER_INS.generateKeyPair, GENERATE_P1.generate, keyEf)
  return { ...command, le: RESPONSE_DATA_MAX }
}

/**
 * The waiting public key of `keyEf`, or the one in use where none waits. The payload is a public
 * key template.
 */
export function readPublicKey(keyEf: number): IssuerCommand {
  const command = onFile(ISSUER_INS.generateKeyPair, GENERATE_P1.read, keyEf)
  return { ...command, le: RESPONSE_DATA_MAX }
}

/** Stages the whole of `content` for `ef`, in chunks; nothing changes before `activateFiles`. */
export function stageFile(ef: number, content: Uint8Array): readonly IssuerCommand[] {
  const commands: IssuerCommand[] = []
  for (let offset = 0; offset < content.length; offset += UPDATE_CHUNK_OCTETS) {
    const place = Uint8Array.of(offset >> 8, offset & 0xff)
    const plaintext = concatBytes(place, content.subarray(offset, offset + UPDATE_CHUNK_OCTETS))
    commands.push({ ...onFile(ISSUER_INS.updateBinary, 0x00, ef), plaintext })
  }
  return commands
}

/**
 * All staged files, and the waiting keys their certificates carry, take effect in one durable
 * step.
 */
export function activateFiles(): IssuerCommand {
  return { ins: ISSUER_INS.activate, p1: 0x00, p2: 0x00, plaintext: NOTHING, le: SHORT_LE_MAX }
}

/**
 * Sets the value of PIN file `pinEf` with its full number of tries. `value` is ASCII of the form
 * in `PIN_FORMS`.
 */
export function setPin(pinEf: number, value: Uint8Array): IssuerCommand {
  return { ...onFile(ISSUER_INS.setPin, 0x00, pinEf), plaintext: value }
}

/** Gives PIN file `pinEf` its full number of tries back; its value stays. */
export function unlockPin(pinEf: number): IssuerCommand {
  return onFile(ISSUER_INS.unlockPin, 0x00, pinEf)
}

/** Empties file `ef`; with a certificate its key pair goes too. */
export function eraseFile(ef: number): IssuerCommand {
  return onFile(ISSUER_INS.erase, 0x00, ef)
}

/** Gives the card another last day. */
export function putExpiry(lastDay: CivilDate): IssuerCommand {
  const [p1, p2] = [DATA_OBJECT.expiry >> 8, DATA_OBJECT.expiry & 0xff]
  const plaintext = encodeExpiry(lastDay)
  return { ins: ISSUER_INS.putData, p1, p2, plaintext, le: SHORT_LE_MAX }
}

function onFile(ins: number, p1: number, ef: number): IssuerCommand {
  const p2 = 0x80 | shortIdentifier(ef)
  return { ins, p1, p2, plaintext: NOTHING, le: SHORT_LE_MAX }
}
