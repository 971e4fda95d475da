import { fromBase64, fromUtf8, toBase64, utf8 } from '#kernel/bytes.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardIdentity, CardProfile } from './contract.ts'
import {
  type CardMemory,
  FILE_OCTETS_MAX,
  type FilePath,
  ISSUER_TRIES_MAX,
  type KeyPair,
  type KeySlot,
} from './model.ts'
import type { PinState } from './pin.ts'

/** The card's memory as JSON in UTF-8, octets in base64. Secret: only ever stored sealed. */
export function encodeMemory(memory: CardMemory): Uint8Array {
  return utf8(JSON.stringify(memory, octetsAsBase64))
}

/** Reads what `encodeMemory` wrote; anything else is refused. */
export function decodeMemory(bytes: Uint8Array): Result<CardMemory, 'card-memory-malformed'> {
  const json = fromUtf8(bytes)
  if (json === undefined) return refuse('card-memory-malformed')
  try {
    return ok(parseMemory(JSON.parse(json)))
  } catch (error) {
    if (error instanceof MalformedMemoryError || error instanceof SyntaxError)
      return refuse('card-memory-malformed')
    throw error
  }
}

/**
 * A replacer; it looks at the holder because a `Buffer` arrives already changed by its `toJSON`.
 */
function octetsAsBase64(this: Fields, key: string, value: unknown): unknown {
  const original = this[key]
  return original instanceof Uint8Array ? toBase64(original) : value
}

/** Leaves the parser; never this file. */
class MalformedMemoryError extends Error {
  override readonly name = 'MalformedMemoryError'
  readonly code = 'card-memory-malformed'
}

type Fields = Readonly<Record<string, unknown>>

const PATH = /^(?:jpki|text)\/00[01][0-9a-f]$/
const SEALED_KEY_OCTETS_MAX = 4096

function parseMemory(value: unknown): CardMemory {
  const fields = object(value)
  return {
    profile: parseProfile(fields['profile']),
    identity: parseIdentity(fields['identity']),
    lifeCounter: wholeNumber(fields['lifeCounter'], Number.MAX_SAFE_INTEGER),
    issuerKey: octets(fields['issuerKey'], 32, 32),
    issuerTriesLeft: wholeNumber(fields['issuerTriesLeft'], ISSUER_TRIES_MAX),
    contents: byPath(fields['contents'], (content) => octets(content, 1, FILE_OCTETS_MAX)),
    pins: byPath(fields['pins'], parsePin),
    keys: byPath(fields['keys'], parseKeySlot),
  }
}

function parseProfile(value: unknown): CardProfile {
  const fields = object(value)
  return {
    tokenLabel: text(fields['tokenLabel'], /^[ -~]{1,32}$/),
    atr: octets(fields['atr'], 2, 33),
    authCertNeedsPin: flag(fields['authCertNeedsPin']),
    authKeyNeeds: oneOf(fields['authKeyNeeds'], ['pin', 'terminal']),
    sixteenByteFiller: flag(fields['sixteenByteFiller']),
    certSlotsPresent: list(fields['certSlotsPresent']).map((kind) =>
      oneOf(kind, ['user-authentication', 'signature']),
    ),
    textApplication: flag(fields['textApplication']),
    lastCommandIndicator: flag(fields['lastCommandIndicator']),
    blockedWord: oneOf(fields['blockedWord'], [0x6984, 0x6983]),
    badNewPinWord: oneOf(fields['badNewPinWord'], [0x6a80, 0x6700]),
    resetKeepsSecurity: flag(fields['resetKeepsSecurity']),
  }
}

function parseIdentity(value: unknown): CardIdentity {
  const fields = object(value)
  return {
    cardSerial: text(fields['cardSerial'], /^\d{16}$/),
    municipalityCode: text(fields['municipalityCode'], /^\d{5}$/),
    expiresOn: civilDay(fields['expiresOn']),
  }
}

function parsePin(value: unknown): PinState {
  const fields = object(value)
  const [salt, hash] = [octets(fields['salt'], 16, 16), octets(fields['hash'], 32, 32)]
  if (oneOf(fields['at'], ['ready', 'blocked']) === 'blocked') return { at: 'blocked', salt, hash }
  const triesLeft = wholeNumber(fields['triesLeft'], 15)
  return triesLeft > 0 ? { at: 'ready', triesLeft, salt, hash } : malformed()
}

function parseKeySlot(value: unknown): KeySlot {
  const fields = object(value)
  return { active: parseKeyPair(fields['active']), pending: parseKeyPair(fields['pending']) }
}

function parseKeyPair(value: unknown): KeyPair | undefined {
  if (value === undefined) return undefined
  const fields = object(value)
  return {
    sealedKey: octets(fields['sealedKey'], 1, SEALED_KEY_OCTETS_MAX),
    modulus: octets(fields['modulus'], 256, 256),
  }
}

function byPath<T>(value: unknown, parse: (entry: unknown) => T): Partial<Record<FilePath, T>> {
  const parsed: Partial<Record<FilePath, T>> = {}
  for (const [path, entry] of Object.entries(object(value)))
    parsed[PATH.test(path) ? (path as FilePath) : malformed()] = parse(entry)
  return parsed
}

function object(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : malformed()
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : malformed()
}

function text(value: unknown, form: RegExp): string {
  return typeof value === 'string' && form.test(value) ? value : malformed()
}

function octets(value: unknown, least: number, most: number): Uint8Array {
  const read = typeof value === 'string' ? fromBase64(value) : undefined
  return read !== undefined && read.length >= least && read.length <= most ? read : malformed()
}

function wholeNumber(value: unknown, most: number): number {
  const good = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  return good && value <= most ? value : malformed()
}

function flag(value: unknown): boolean {
  return typeof value === 'boolean' ? value : malformed()
}

function oneOf<const T extends string | number>(value: unknown, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? malformed()
}

function civilDay(value: unknown): CivilDate {
  return (typeof value === 'string' ? parseCivilDate(value) : undefined) ?? malformed()
}

function malformed(): never {
  throw new MalformedMemoryError('the card memory is not one of ours')
}
