import { randomBytes } from 'node:crypto'
import {
  acceptCardProof,
  deriveCardIssuerKey,
  ISSUER_KEY_OCTETS,
  issuerCryptogram,
  openAnswer,
  openChannel,
} from '#codec/jpki-card/issuer-channel.ts'
import { assert } from '#kernel/assert.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CardIssuerKeys } from '#ra/ports.ts'
import type { KeystoreRefusal } from './messages.ts'
import { openSealedSecret } from './sealed-secret.ts'

const FAMILY = 'shomei-card-issuer-key'

/** The issuer's keys of every card, derived from one master key (docs/decisions/0005). */
export interface SoftwareCardIssuerKeys extends CardIssuerKeys {
  /**
   * The issuer key of one card, 32 octets: goes into the card when it is made, and nowhere else.
   */
  personalisationKey(cardSerial: string): Uint8Array
}

/** The keys under a master key of 32 octets that is in memory. */
export function softwareCardIssuerKeys(masterKey: Uint8Array): SoftwareCardIssuerKeys {
  assert(masterKey.length === ISSUER_KEY_OCTETS, 'the issuer master key has 32 octets')
  const keyOf = (cardSerial: string): Uint8Array => deriveCardIssuerKey(masterKey, cardSerial)
  return {
    personalisationKey: keyOf,
    prove: async (handshake) =>
      await Promise.resolve(issuerCryptogram(keyOf(handshake.cardSerial), handshake)),
    acceptProof: async (handshake, answer) =>
      await Promise.resolve(acceptCardProof(keyOf(handshake.cardSerial), handshake, answer)),
    openAnswer: async (handshake, commandNumber, header, sealedAnswer) => {
      const opened = openChannel(keyOf(handshake.cardSerial), handshake)
      const channel = { ...opened, counter: commandNumber }
      return await Promise.resolve(openAnswer(channel, header, sealedAnswer))
    },
  }
}

/**
 * Opens the master key in `file`, sealed with a key derived from the passphrase, or makes one
 * there, whole or not at all. `scryptLogN` counts for a new file only.
 */
export async function openCardIssuerKeys(
  file: string,
  passphrase: string,
  scryptLogN?: number,
): Promise<Result<SoftwareCardIssuerKeys, KeystoreRefusal>> {
  const masterKey = await openSealedSecret(file, passphrase, {
    family: FAMILY,
    make: async () => await Promise.resolve(new Uint8Array(randomBytes(ISSUER_KEY_OCTETS))),
    ...(scryptLogN === undefined ? {} : { scryptLogN }),
  })
  return masterKey.ok ? ok(softwareCardIssuerKeys(masterKey.value)) : masterKey
}
