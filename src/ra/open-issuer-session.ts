import { CHALLENGE_OCTETS } from '#codec/jpki-card/issuer-channel.ts'
import type { OpenedChannel } from '#codec/jpki-card/issuer-dialogue.ts'
import { toHex } from '#kernel/bytes.ts'
import { civilDateInJapan, plusMs } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { authorisedAct } from './change-authorised.ts'
import type { CounterRefusal, IssuerChallenge, IssuerProof } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { liveCard } from './live-card.ts'
import { isOpen, type Procedure, procedureKey, wrongState } from './model.ts'
import type { IssuerSession } from './ports.ts'

/** How long an issuer session may last: two certificates, two PINs and a slow reader. */
export const SESSION_LIFE_MS = 15 * 60_000
const SESSION_ID_OCTETS = 16

type Ports = Pick<
  CounterPorts,
  'clock' | 'random' | 'cards' | 'procedures' | 'sessions' | 'issuerKeys' | 'history'
>

/**
 * Answers the challenge of the card that the procedure is about, if the procedure may write to a
 * card now. Each call begins a session of its own; none that was begun before is disturbed at the
 * counter.
 */
export async function issuerChallenge(
  ports: Ports,
  challenge: IssuerChallenge,
): Promise<Result<IssuerProof, CounterRefusal>> {
  const { receiptNumber, cardSerial, applicationAid, cardChallenge } = challenge
  const stored = await ports.procedures.find(receiptNumber)
  if (stored === undefined) return refuse('procedure-unknown')
  const writing = cardWrittenBy(stored.procedure)
  if (!writing.ok) return writing
  const now = ports.clock.now()
  const { residentId } = procedureKey(stored.procedure)
  const card = await liveCard(ports.cards, writing.value, residentId, civilDateInJapan(now))
  if (!card.ok) return card
  if (cardSerial !== card.value.cardSerial) return refuse('card-of-another-resident')
  if (cardChallenge.length !== CHALLENGE_OCTETS) return refuse('card-proof-wrong')
  const issuerNonce = ports.random.bytes(CHALLENGE_OCTETS)
  const handshake = { cardSerial, applicationAid, cardChallenge, issuerNonce }
  const sessionId = toHex(ports.random.bytes(SESSION_ID_OCTETS))
  const expiresAt = plusMs(now, SESSION_LIFE_MS)
  await ports.sessions.add({ sessionId, receiptNumber, handshake, state: 'challenged', expiresAt })
  return ok({ sessionId, issuerNonce, cryptogram: await ports.issuerKeys.prove(handshake) })
}

/** The serial of the card that the procedure may write to; refused where it is done with. */
function cardWrittenBy(procedure: Procedure): Result<string, CounterRefusal> {
  switch (procedure.kind) {
    case 'card-registration':
      return ok(procedure.registration.cardSerial)
    case 'application':
      return isOpen(procedure.application)
        ? ok(procedure.application.cardSerial)
        : wrongState(procedure.application)
    case 'pin-reset':
    case 'card-term': {
      const { cardSerial, state } = authorisedAct(procedure)
      return state.at === 'authorised'
        ? ok(cardSerial)
        : refuse('application-state', { state: state.at })
    }
    case 'revocation':
      return refuse('application-state', { state: procedure.revocation.state.at })
  }
}

/**
 * Checks the card's proof and that its life counter is above every value it has shown, and opens
 * the session. The terminal is given the channel, because it sets PINs in the same session and the
 * counter never learns them.
 */
export async function acceptCardProof(
  ports: Ports,
  { sessionId, answer }: { readonly sessionId: string; readonly answer: Uint8Array },
): Promise<Result<OpenedChannel, CounterRefusal>> {
  const session = await ports.sessions.find(sessionId)
  const now = ports.clock.now()
  if (session?.state !== 'challenged' || now >= session.expiresAt) {
    return refuse('issuer-session-unknown')
  }
  // What was withdrawn since the challenge opens nothing.
  const stored = await ports.procedures.find(session.receiptNumber)
  if (stored === undefined) return refuse('procedure-unknown')
  const writing = cardWrittenBy(stored.procedure)
  if (!writing.ok) return writing
  const { handshake } = session
  const proof = await ports.issuerKeys.acceptProof(handshake, answer)
  if (!proof.ok) return proof
  const { lifeCounter } = proof.value
  if (!(await ports.sessions.open(sessionId))) return refuse('issuer-session-unknown')
  if (!(await ports.cards.raiseLifeCounter(handshake.cardSerial, lifeCounter))) {
    return await reportOldCopy(ports, session, lifeCounter)
  }
  return proof
}

/** A second life of the card: kept in the history, because someone has copied or restored it. */
async function reportOldCopy(
  ports: Ports,
  { handshake, sessionId }: IssuerSession,
  shown: number,
): Promise<Result<never, CounterRefusal>> {
  const card = await ports.cards.find(handshake.cardSerial)
  const recorded = card?.lifeCounter ?? 0
  if (card !== undefined) {
    await ports.history.append({
      residentId: card.residentId,
      at: ports.clock.now(),
      what: 'card-restored-from-old-copy',
      subject: sessionId,
      detail: { cardSerial: card.cardSerial, shown, recorded },
    })
  }
  return refuse('card-restored-from-old-copy', { shown, recorded })
}
