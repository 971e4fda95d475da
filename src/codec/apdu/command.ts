import { concatBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** The most octets a command data field carries (ISO 7816-4 §5.1: extended Lc is two octets). */
export const COMMAND_DATA_MAX = 65_535
/** The most octets a response data field carries (ISO 7816-4 §5.1: extended Le `0000`). */
export const RESPONSE_DATA_MAX = 65_536
/** The most octets a short command data field carries. */
export const SHORT_DATA_MAX = 255
/** The most octets a short Le (`00`) asks for. */
export const SHORT_LE_MAX = 256

/** The seven encodings of ISO 7816-3 §12.1.3: the case, and short (S) or extended (E) lengths. */
export type CommandCase = '1' | '2S' | '3S' | '4S' | '2E' | '3E' | '4E'

/** A command APDU as read: `le` counts octets (1 to 65,536), `undefined` where no Le was sent. */
export interface CommandApdu {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly data: Uint8Array
  readonly le: number | undefined
  /** Lengths are in the extended form. */
  readonly extended: boolean
}

/** The header of a command whose lengths do not parse, so that a card can still judge its class. */
export interface CommandHeader {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
}

const HEADER_LENGTH = 4
const NO_DATA = new Uint8Array(0)

/** Reads any of the seven cases. Refuses fewer than four octets, and lengths that do not add up. */
export function parseCommand(bytes: Uint8Array): Result<CommandApdu, 'apdu-malformed'> {
  const header = parseCommandHeader(bytes)
  if (header === undefined) return refuse('apdu-malformed')
  const body = bytes.subarray(HEADER_LENGTH)
  const [first, second, third] = body
  if (first === undefined) return ok({ ...header, data: NO_DATA, le: undefined, extended: false })
  if (second === undefined)
    return ok({ ...header, data: NO_DATA, le: first === 0 ? SHORT_LE_MAX : first, extended: false })
  if (first !== 0) return withShortData(header, first, body)
  if (third === undefined) return refuse('apdu-malformed')
  return withExtendedLengths(header, second * 256 + third, body)
}

/** CLA, INS, P1 and P2; `undefined` where there are fewer than four octets. */
export function parseCommandHeader(bytes: Uint8Array): CommandHeader | undefined {
  const [cla, ins, p1, p2] = bytes
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined)
    return undefined
  return { cla, ins, p1, p2 }
}

function withShortData(
  header: CommandHeader,
  dataLength: number,
  body: Uint8Array,
): Result<CommandApdu, 'apdu-malformed'> {
  const data = body.slice(1, 1 + dataLength)
  const rest = body.subarray(1 + dataLength)
  if (data.length < dataLength || rest.length > 1) return refuse('apdu-malformed')
  const [le] = rest
  return ok({ ...header, data, le: le === 0 ? SHORT_LE_MAX : le, extended: false })
}

function withExtendedLengths(
  header: CommandHeader,
  length: number,
  body: Uint8Array,
): Result<CommandApdu, 'apdu-malformed'> {
  if (body.length === 3)
    return ok({
      ...header,
      data: NO_DATA,
      le: length === 0 ? RESPONSE_DATA_MAX : length,
      extended: true,
    })
  const data = body.slice(3, 3 + length)
  const rest = body.subarray(3 + length)
  if (length === 0 || data.length < length) return refuse('apdu-malformed')
  const [high, low] = rest
  if (high === undefined) return ok({ ...header, data, le: undefined, extended: true })
  if (low === undefined || rest.length > 2) return refuse('apdu-malformed')
  const le = high * 256 + low
  return ok({ ...header, data, le: le === 0 ? RESPONSE_DATA_MAX : le, extended: true })
}

/** Which of the seven cases `command` is. */
export function commandCase(command: CommandApdu): CommandCase {
  const [hasData, hasLe] = [command.data.length > 0, command.le !== undefined]
  if (!hasData && !hasLe) return '1'
  if (!hasData) return command.extended ? '2E' : '2S'
  if (!hasLe) return command.extended ? '3E' : '3S'
  return command.extended ? '4E' : '4S'
}

/** A command to build: `data` and `le` (1 to 65,536 octets) are left out where there are none. */
export interface CommandSpec extends CommandHeader {
  readonly data?: Uint8Array | undefined
  readonly le?: number | undefined
  /** Forces the extended form; without it the shortest form that fits is used. */
  readonly extended?: boolean | undefined
}

/** Encodes `spec`; lengths beyond `COMMAND_DATA_MAX` or `RESPONSE_DATA_MAX` are a `RangeError`. */
export function encodeCommand(spec: CommandSpec): Uint8Array {
  const data = spec.data ?? NO_DATA
  const { le } = spec
  if (data.length > COMMAND_DATA_MAX) throw new RangeError('command data field too long')
  if (le !== undefined && !(Number.isInteger(le) && le >= 1 && le <= RESPONSE_DATA_MAX))
    throw new RangeError('Le out of range')
  const header = Uint8Array.of(spec.cla, spec.ins, spec.p1, spec.p2)
  const long = data.length > SHORT_DATA_MAX || (le !== undefined && le > SHORT_LE_MAX)
  if (spec.extended === true || long) return concatBytes(header, extendedBody(data, le))
  const lc = data.length > 0 ? Uint8Array.of(data.length) : NO_DATA
  const leBytes = le === undefined ? NO_DATA : Uint8Array.of(le & 0xff)
  return concatBytes(header, lc, data, leBytes)
}

function extendedBody(data: Uint8Array, le: number | undefined): Uint8Array {
  const leBytes = le === undefined ? NO_DATA : Uint8Array.of((le >> 8) & 0xff, le & 0xff)
  if (data.length > 0)
    return concatBytes(Uint8Array.of(0, data.length >> 8, data.length & 0xff), data, leBytes)
  return le === undefined ? NO_DATA : concatBytes(Uint8Array.of(0), leBytes)
}
