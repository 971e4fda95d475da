import type { CommandHeader } from '#codec/apdu/command.ts'
import { JPKI_EF } from '#codec/jpki-card/files.ts'
import { generateKeyPair, readPublicKey } from '#codec/jpki-card/issuer-commands.ts'
import { parsePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Application, KeyEvidence } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'

/** The key file of each kind on the card. */
const KEY_FILE: Readonly<Record<CertificateKind, number>> = {
  'user-authentication': JPKI_EF.authKey,
  signature: JPKI_EF.signKey,
}

/**
 * The public key that the evidence carries, DER SubjectPublicKeyInfo: the card of this application
 * answered, in an open session of this application, to the command for this kind's key. Raises the
 * card's life counter.
 */
export async function checkKeyEvidence(
  ports: Pick<CounterPorts, 'clock' | 'cards' | 'sessions' | 'issuerKeys'>,
  { receiptNumber, cardSerial }: Application,
  kind: CertificateKind,
  evidence: KeyEvidence,
): Promise<Result<Uint8Array, 'card-proof-wrong' | 'issuer-session-unknown'>> {
  const session = await ports.sessions.find(evidence.sessionId)
  const current =
    session?.state === 'open' &&
    session.receiptNumber === receiptNumber &&
    ports.clock.now() < session.expiresAt
  if (!current) return refuse('issuer-session-unknown')
  const { handshake } = session
  if (handshake.cardSerial !== cardSerial) return refuse('card-proof-wrong')
  const answer = await ports.issuerKeys.openAnswer(
    handshake,
    evidence.commandNumber,
    headerFor(kind, evidence.how),
    evidence.sealedAnswer,
  )
  if (!answer.ok) return answer
  const modulus = parsePublicKeyTemplate(answer.value.payload)
  if (!modulus.ok) return refuse('card-proof-wrong')
  // Key reading changes nothing on the card, so a counter that stands already is no sign of an old
  // copy here.
  await ports.cards.raiseLifeCounter(cardSerial, answer.value.lifeCounter)
  return ok(subjectPublicKeyInfo(modulus.value))
}

function headerFor(kind: CertificateKind, how: KeyEvidence['how']): CommandHeader {
  const keyFile = KEY_FILE[kind]
  const command = how === 'generated' ? generateKeyPair(keyFile) : readPublicKey(keyFile)
  return { cla: 0x80, ins: command.ins, p1: command.p1, p2: command.p2 }
}
