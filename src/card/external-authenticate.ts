import type { CommandApdu } from '#codec/apdu/command.ts'
import {
  CHALLENGE_OCTETS,
  CRYPTOGRAM_OCTETS,
  encodeCardProof,
  isIssuerCryptogram,
  openChannel,
} from '#codec/jpki-card/issuer-channel.ts'
import { SW, triesLeftWord } from '#codec/jpki-card/status-words.ts'
import {
  APPLICATION_AID,
  type CardSession,
  type CardState,
  changed,
  issuerSessionOpened,
} from './model.ts'
import { type DurableSteps, type Reply, reply, replyWith } from './reply.ts'

/** Octets of the card's proof: eight of life counter and the cryptogram. */
const PROOF_OCTETS = 8 + CRYPTOGRAM_OCTETS

/**
 * EXTERNAL AUTHENTICATE of the issuer (docs/decisions/0005): its nonce and cryptogram over the
 * challenge just given. As with a PIN, the try is durable before the comparison.
 */
export async function* externalAuthenticate(
  state: CardState,
  command: CommandApdu,
): DurableSteps<Reply> {
  if (command.p1 !== 0 || command.p2 !== 0) return reply(state, SW.wrongParameters)
  const { data, le } = command
  if (data.length !== CHALLENGE_OCTETS + CRYPTOGRAM_OCTETS || le === undefined || le < PROOF_OCTETS)
    return reply(state, SW.wrongLength)
  const { memory } = state
  const { challenge, application } = state.session
  if (challenge === undefined || application === 'card-manager')
    return reply(state, SW.conditionsNotSatisfied)
  const session: CardSession = { ...state.session, challenge: undefined, issuer: undefined }
  if (memory.issuerTriesLeft === 0) return reply({ memory, session }, memory.profile.blockedWord)
  const counted = changed(memory, { issuerTriesLeft: memory.issuerTriesLeft - 1 })
  yield counted
  const handshake = {
    cardSerial: memory.identity.cardSerial,
    applicationAid: APPLICATION_AID[application],
    cardChallenge: challenge,
    issuerNonce: data.slice(0, CHALLENGE_OCTETS),
  }
  if (!isIssuerCryptogram(memory.issuerKey, handshake, data.slice(CHALLENGE_OCTETS)))
    return reply({ memory: counted, session }, triesLeftWord(counted.issuerTriesLeft))
  const opened = issuerSessionOpened(counted)
  yield opened
  const issuer = { channel: openChannel(memory.issuerKey, handshake), staged: new Map() }
  const proof = encodeCardProof(memory.issuerKey, handshake, opened.lifeCounter)
  return replyWith({ memory: opened, session: { ...session, issuer } }, proof)
}
