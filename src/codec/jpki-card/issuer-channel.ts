import { seal, unseal } from '#crypto/authenticated-encryption.ts'
import { equalSecrets } from '#crypto/constant-time.ts'
import { hmacSha256 } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes, utf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CommandHeader } from '../apdu/command.ts'

/**
 * The channel between issuer and card (docs/decisions/0005): mutual proof of the per-card issuer
 * key, then every command and answer under AES-256-GCM, each counter value used once.
 */

/** Octets of the card's challenge, of the issuer's nonce, of keys and of cryptograms. */
export const CHALLENGE_OCTETS = 16
export const ISSUER_KEY_OCTETS = 32
export const CRYPTOGRAM_OCTETS = 32
const LIFE_COUNTER_OCTETS = 8

/** What both sides have seen when a session opens. All of it goes into every derivation. */
export interface IssuerHandshake {
  /** 16 digits, the serial number in EF 0006. */
  readonly cardSerial: string
  /** The full AID of the application the session belongs to. */
  readonly applicationAid: Uint8Array
  /** The answer to GET CHALLENGE with Le 16. */
  readonly cardChallenge: Uint8Array
  /** 16 fresh octets of the issuer. */
  readonly issuerNonce: Uint8Array
}

/**
 * One side's view of an open session. A value is used for one command; the next value takes over.
 */
export interface IssuerChannel {
  /** AES-256-GCM key of this session alone. */
  readonly sessionKey: Uint8Array
  /** The number of the next command, from 1. */
  readonly counter: number
}

/** The per-card issuer key from the authority's master key (32 octets) and the card's serial. */
export function deriveCardIssuerKey(masterKey: Uint8Array, cardSerial: string): Uint8Array {
  assert(masterKey.length === ISSUER_KEY_OCTETS, 'the issuer master key has 32 octets')
  return hmacSha256(masterKey, utf8('shomei card issuer key v1'), utf8(cardSerial))
}

/** The issuer's proof: the data field of EXTERNAL AUTHENTICATE is the nonce followed by this. */
export function issuerCryptogram(
  cardIssuerKey: Uint8Array,
  handshake: IssuerHandshake,
): Uint8Array {
  return hmacSha256(cardIssuerKey, transcript('issuer proof', handshake))
}

/** Whether `cryptogram` is the issuer's proof, in constant time. */
export function isIssuerCryptogram(
  cardIssuerKey: Uint8Array,
  handshake: IssuerHandshake,
  cryptogram: Uint8Array,
): boolean {
  return equalSecrets(issuerCryptogram(cardIssuerKey, handshake), cryptogram)
}

/** The card's answer to EXTERNAL AUTHENTICATE: its life counter and its own proof over it. */
export function encodeCardProof(
  cardIssuerKey: Uint8Array,
  handshake: IssuerHandshake,
  lifeCounter: number,
): Uint8Array {
  const counter = encodeLifeCounter(lifeCounter)
  return concatBytes(
    counter,
    hmacSha256(cardIssuerKey, transcript('card proof', handshake), counter),
  )
}

/**
 * Opens the issuer's side from the card's answer. The caller compares `lifeCounter` with the
 * highest it has recorded for this card: equal or lower means a card restored from an old copy.
 */
export function acceptCardProof(
  cardIssuerKey: Uint8Array,
  handshake: IssuerHandshake,
  answer: Uint8Array,
): Result<{ channel: IssuerChannel; lifeCounter: number }, 'card-proof-wrong'> {
  const lifeCounter = decodeLifeCounter(answer)
  if (lifeCounter === undefined) return refuse('card-proof-wrong')
  const expected = encodeCardProof(cardIssuerKey, handshake, lifeCounter)
  if (!equalSecrets(expected, answer)) return refuse('card-proof-wrong')
  return ok({ channel: openChannel(cardIssuerKey, handshake), lifeCounter })
}

/** A fresh channel; the card opens its side with this after it has accepted the issuer's proof. */
export function openChannel(cardIssuerKey: Uint8Array, handshake: IssuerHandshake): IssuerChannel {
  return {
    sessionKey: hmacSha256(cardIssuerKey, transcript('session key', handshake)),
    counter: 1,
  }
}

/** The channel after one command and its answer. */
export function nextChannel(channel: IssuerChannel): IssuerChannel {
  return { sessionKey: channel.sessionKey, counter: channel.counter + 1 }
}

/**
 * The data field of command `header`: `plaintext` sealed for this counter and this header alone.
 */
export function sealCommandData(
  channel: IssuerChannel,
  header: CommandHeader,
  plaintext: Uint8Array,
): Uint8Array {
  return seal(channel.sessionKey, nonce('command', channel), headerOctets(header), plaintext)
}

/**
 * The plaintext of a command's data field; refused where it was not made for exactly this place.
 */
export function openCommandData(
  channel: IssuerChannel,
  header: CommandHeader,
  sealed: Uint8Array,
): Result<Uint8Array, 'issuer-command-wrong'> {
  const place = headerOctets(header)
  const plaintext = unseal(channel.sessionKey, nonce('command', channel), place, sealed)
  return plaintext === undefined ? refuse('issuer-command-wrong') : ok(plaintext)
}

/**
 * The card's answer to a command it has carried out: its life counter now, and `payload`, sealed.
 */
export function sealAnswer(
  channel: IssuerChannel,
  header: CommandHeader,
  lifeCounter: number,
  payload: Uint8Array,
): Uint8Array {
  const plaintext = concatBytes(encodeLifeCounter(lifeCounter), payload)
  return seal(channel.sessionKey, nonce('answer', channel), headerOctets(header), plaintext)
}

/**
 * What a sealed answer says: proof that this very card, in this session, carried this command out.
 */
export function openAnswer(
  channel: IssuerChannel,
  header: CommandHeader,
  sealed: Uint8Array,
): Result<{ lifeCounter: number; payload: Uint8Array }, 'card-proof-wrong'> {
  const place = headerOctets(header)
  const plaintext = unseal(channel.sessionKey, nonce('answer', channel), place, sealed)
  const lifeCounter = plaintext === undefined ? undefined : decodeLifeCounter(plaintext)
  if (plaintext === undefined || lifeCounter === undefined) return refuse('card-proof-wrong')
  return ok({ lifeCounter, payload: plaintext.slice(LIFE_COUNTER_OCTETS) })
}

function transcript(purpose: string, handshake: IssuerHandshake): Uint8Array {
  const { cardSerial, applicationAid, cardChallenge, issuerNonce } = handshake
  assert(cardChallenge.length === CHALLENGE_OCTETS, 'the card challenge has 16 octets')
  assert(issuerNonce.length === CHALLENGE_OCTETS, 'the issuer nonce has 16 octets')
  const variable = [utf8(purpose), utf8(cardSerial), applicationAid]
  const framed = variable.map((part) => concatBytes(Uint8Array.of(part.length), part))
  return concatBytes(utf8('shomei issuer channel v1'), ...framed, cardChallenge, issuerNonce)
}

function nonce(direction: 'command' | 'answer', channel: IssuerChannel): Uint8Array {
  const octets = new Uint8Array(12)
  octets[0] = direction === 'command' ? 0 : 1
  new DataView(octets.buffer).setBigUint64(4, BigInt(channel.counter))
  return octets
}

function headerOctets({ cla, ins, p1, p2 }: CommandHeader): Uint8Array {
  return Uint8Array.of(cla, ins, p1, p2)
}

function encodeLifeCounter(lifeCounter: number): Uint8Array {
  assert(
    Number.isSafeInteger(lifeCounter) && lifeCounter >= 0,
    'the life counter is a whole number',
  )
  const octets = new Uint8Array(LIFE_COUNTER_OCTETS)
  new DataView(octets.buffer).setBigUint64(0, BigInt(lifeCounter))
  return octets
}

function decodeLifeCounter(bytes: Uint8Array): number | undefined {
  if (bytes.length < LIFE_COUNTER_OCTETS) return undefined
  const value = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined
}
