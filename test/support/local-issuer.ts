import {
  acceptCardProof,
  issuerCryptogram,
  type IssuerHandshake,
} from '#codec/jpki-card/issuer-channel.ts'
import type { IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import { ok } from '#kernel/result.ts'

/**
 * An issuer in this process that holds the key of one card and records no life counters. Every
 * session opens with the same nonce.
 */
export function localIssuer(
  cardIssuerKey: Uint8Array,
  issuerNonce: Uint8Array,
): IssuerSide<'card-proof-wrong'> {
  let handshake: IssuerHandshake | undefined
  return {
    async prove(challenge) {
      handshake = { ...challenge, issuerNonce }
      return ok({ issuerNonce, cryptogram: issuerCryptogram(cardIssuerKey, handshake) })
    },
    async accept(answer) {
      if (handshake === undefined) throw new Error('no card has been challenged')
      return acceptCardProof(cardIssuerKey, handshake, answer)
    },
  }
}
