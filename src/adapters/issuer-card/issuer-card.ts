import { CardPin } from '#card-client/card-pin.ts'
import { readCardTerm } from '#card-client/card-term.ts'
import type { CardRefusal, CardTransport } from '#card-client/contract.ts'
import {
  type CardPublicKey,
  type KeyPairRefusal,
  makeKeyPair,
  readWaitingKey,
} from '#card-client/make-key-pair.ts'
import { IssuerSession } from '#card-client/open-issuer-session.ts'
import { readCertificate } from '#card-client/read-certificate.ts'
import { readTokenInfo } from '#card-client/read-token-info.ts'
import { resetPin, unblockPin } from '#card-client/reset-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { writeCertificates } from '#card-client/write-certificates.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CardKey, IssuerCard, IssuerCardSession, TermCard } from '#ra/at-terminal/ports.ts'
import { writeTermToCard } from './card-term.ts'

/** The counter's view of `card`. Throws `CardTransportError` when the card is pulled. */
export function issuerCard(card: CardTransport): IssuerCard<CardRefusal> & TermCard<CardRefusal> {
  return {
    async cardSerial() {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      const token = await readTokenInfo(jpki.value)
      return token.ok ? ok(token.value.serialNumber) : token
    },
    async openIssuerSession(issuer) {
      const opened = await IssuerSession.open(issuer, card, 'jpki')
      return opened.ok ? ok(sessionOver(opened.value)) : opened
    },
    readCertificate: (kind, pin) => readCertificateWith(card, kind, pin),
    writeTerm: (issuer, term) => writeTermToCard(card, issuer, term),
    readTerm: async () => ok(await readCardTerm(card)),
  }
}

function sessionOver(session: IssuerSession<'jpki'>): IssuerCardSession<CardRefusal> {
  return {
    generateKeyPair: async (kind) => cardKey('generated', await makeKeyPair(session, kind)),
    readPublicKey: async (kind) => cardKey('read', await readWaitingKey(session, kind)),
    writeCertificates: async (certificates) =>
      writeCertificates(
        session,
        certificates.flatMap(({ kind, certificateDer, authorityCertificateDer }) => [
          { certificate: kind, der: certificateDer },
          { certificate: `${kind}-ca` as const, der: authorityCertificateDer },
        ]),
      ),
    async setPin(kind, value) {
      const pin = CardPin.parse(kind, value)
      return pin.ok ? resetPin(session, pin.value) : pin
    },
    unlockPin: (kind) => unblockPin(session, kind),
  }
}

function cardKey(
  how: CardKey['how'],
  answered: Result<CardPublicKey, KeyPairRefusal>,
): Result<CardKey, KeyPairRefusal> {
  if (!answered.ok) return answered
  const { commandNumber, sealedAnswer } = answered.value
  return ok({ how, commandNumber, sealedAnswer })
}

/** Shows the PIN only where the card asks for it, so that a free certificate costs no try. */
async function readCertificateWith(
  card: CardTransport,
  kind: CertificateKind,
  typed: string | undefined,
): Promise<Result<Uint8Array, CardRefusal>> {
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  const free = await readCertificate(jpki.value, kind)
  const closed = !free.ok && free.refusal === 'security-status-not-satisfied'
  if (!closed || typed === undefined) return free
  const pin = CardPin.parse(kind, typed)
  if (!pin.ok) return pin
  const verified = await verifyPin(jpki.value, pin.value)
  return verified.ok ? readCertificate(jpki.value, kind) : verified
}
