import { assert } from '#kernel/assert.ts'
import { AID } from '#codec/jpki-card/files.ts'
import type { IssuerChannel } from '#codec/jpki-card/issuer-channel.ts'
import type { CardIdentity, CardProfile } from './contract.ts'
import type { PinState } from './pin.ts'

/** What may be selected. `card-manager` is the power-on state. */
export type Application = 'card-manager' | 'jpki' | 'text'

/** The full name under which each application is selected and authenticated. */
export const APPLICATION_AID: Readonly<Record<Application, Uint8Array>> = {
  jpki: AID.jpki,
  text: AID.text,
  'card-manager': AID.cardManager,
}

/** One elementary file of one application, as a key into the memory: `jpki/000a`. */
export type FilePath = `${Application}/${string}`

/** The path of elementary file `ef`. */
export function filePath(application: Application, ef: number): FilePath {
  return `${application}/${ef.toString(16).padStart(4, '0')}`
}

/**
 * A key pair made in this card: the private half sealed to the chip, the public modulus in clear.
 */
export interface KeyPair {
  readonly sealedKey: Uint8Array
  readonly modulus: Uint8Array
}

/** A key file: the pair in use, and one that waits for its certificate. */
export interface KeySlot {
  readonly active: KeyPair | undefined
  readonly pending: KeyPair | undefined
}

/** Wrong cryptograms the issuer key stands before it is locked for good. */
export const ISSUER_TRIES_MAX = 15

/** The largest file content in octets. */
export const FILE_OCTETS_MAX = 4096

/**
 * The step between issuer sessions in the life counter. Every durable change adds one; opening an
 * issuer session goes to the next multiple. So an old copy cannot catch up by spending PIN tries:
 * it would need 2³² of them.
 */
export const LIFE_COUNTER_SESSION_STEP = 2 ** 32

/** Everything that survives power-off. */
export interface CardMemory {
  readonly profile: CardProfile
  readonly identity: CardIdentity
  /** Grows with every durable change. */
  readonly lifeCounter: number
  /** The per-card key shared with the issuer, 32 octets. */
  readonly issuerKey: Uint8Array
  readonly issuerTriesLeft: number
  readonly contents: Readonly<Partial<Record<FilePath, Uint8Array>>>
  readonly pins: Readonly<Partial<Record<FilePath, PinState>>>
  readonly keys: Readonly<Partial<Record<FilePath, KeySlot>>>
}

/** An issuer session: its channel, and the file contents that wait for ACTIVATE FILE. */
export interface IssuerSession {
  readonly channel: IssuerChannel
  readonly staged: ReadonlyMap<number, Uint8Array>
}

/**
 * Everything that power-off clears. PINs, challenge and issuer session belong to the selected
 * application.
 */
export interface CardSession {
  readonly application: Application
  readonly currentEf: number | undefined
  readonly verifiedPins: readonly number[]
  readonly challenge: Uint8Array | undefined
  readonly issuer: IssuerSession | undefined
}

/** A powered card. */
export interface CardState {
  readonly memory: CardMemory
  readonly session: CardSession
}

/** The session right after power-on, or after SELECT of another application. */
export function freshSession(application: Application): CardSession {
  return {
    application,
    currentEf: undefined,
    verifiedPins: [],
    challenge: undefined,
    issuer: undefined,
  }
}

/** A blank card as it leaves the maker: no PIN values, keys or certificates. */
export function blankMemory(
  profile: CardProfile,
  identity: CardIdentity,
  issuerKey: Uint8Array,
): CardMemory {
  assert(/^\d{16}$/.test(identity.cardSerial), 'a card serial has 16 digits')
  assert(/^\d{5}$/.test(identity.municipalityCode), 'a municipality code has five digits')
  assert(issuerKey.length === 32, 'an issuer key has 32 octets')
  return {
    profile,
    identity,
    lifeCounter: 0,
    issuerKey,
    issuerTriesLeft: ISSUER_TRIES_MAX,
    contents: {},
    pins: {},
    keys: {},
  }
}

/** `memory` with `change`, one step later in its life. */
export function changed(
  memory: CardMemory,
  change: Partial<Pick<CardMemory, 'identity' | 'issuerTriesLeft' | 'contents' | 'pins' | 'keys'>>,
): CardMemory {
  const lifeCounter = memory.lifeCounter + 1
  assert(lifeCounter % LIFE_COUNTER_SESSION_STEP !== 0, 'the card has worn out between sessions')
  return { ...memory, ...change, lifeCounter }
}

/**
 * `memory` at the opening of an issuer session: full tries, the life counter at its next multiple.
 */
export function issuerSessionOpened(memory: CardMemory): CardMemory {
  const sessions = Math.floor(memory.lifeCounter / LIFE_COUNTER_SESSION_STEP) + 1
  const lifeCounter = sessions * LIFE_COUNTER_SESSION_STEP
  assert(Number.isSafeInteger(lifeCounter), 'the card has opened all its issuer sessions')
  return { ...memory, issuerTriesLeft: ISSUER_TRIES_MAX, lifeCounter }
}
