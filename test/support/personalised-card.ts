import { join } from 'node:path'
import { createCardFile, openCardFile } from '#adapters/card-file/card-file.ts'
import { CARD_PROFILES, type CardProfile } from '#card/contract.ts'
import { CardPin } from '#card-client/card-pin.ts'
import type { CardTransport, PinName } from '#card-client/contract.ts'
import { makeKeyPair } from '#card-client/make-key-pair.ts'
import { IssuerSession } from '#card-client/open-issuer-session.ts'
import { resetPin } from '#card-client/reset-pin.ts'
import { type CertificateToWrite, writeCertificates } from '#card-client/write-certificates.ts'
import { deriveCardIssuerKey } from '#codec/jpki-card/issuer-channel.ts'
import type { IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import { digest } from '#crypto/digest.ts'
import { concatBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { parseCivilDate } from '#kernel/civil-date.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { localIssuer } from './local-issuer.ts'

/** The secrets of every test card. */
export const TEST_PINS = {
  signature: 'ABC123',
  'user-authentication': '1234',
  text: '5678',
} as const satisfies Readonly<Record<PinName, string>>

/** The issuer's master key in tests. */
const MASTER_KEY = digest('sha256', utf8('throwaway issuer master key'))

/**
 * The issuer of every test card, with a nonce that counts instead of chance. It holds the key of
 * the card that says it is `cardSerial`, or of whichever asks.
 */
export function testCardIssuer(cardSerial?: string): IssuerSide<'card-proof-wrong'> {
  let sessions = 0
  let side: IssuerSide<'card-proof-wrong'> | undefined
  return {
    prove(challenge) {
      sessions += 1
      const issuerNonce = digest('sha256', utf8(`nonce ${sessions}`)).slice(0, 16)
      const serial = cardSerial ?? challenge.cardSerial
      side = localIssuer(deriveCardIssuerKey(MASTER_KEY, serial), issuerNonce)
      return side.prove(challenge)
    },
    accept(answer) {
      if (side === undefined) throw new Error('no card has been challenged')
      return side.accept(answer)
    },
  }
}

/** Where a test card lies and how to open it. */
export interface TestCard {
  readonly path: string
  readonly sealKey: Uint8Array
  readonly sealKeyHex: string
  readonly cardSerial: string
}

/** A blank card file in `folder`, as it comes from the maker. */
export async function makeBlankCard(
  folder: string,
  cardSerial: string,
  profile: CardProfile = CARD_PROFILES.plastic,
): Promise<TestCard> {
  const path = join(folder, `${cardSerial}.card`)
  const sealKey = digest('sha256', utf8(`seal ${cardSerial}`))
  const expiresOn = parseCivilDate('2034-05-05')
  if (expiresOn === undefined) throw new Error('the expiry day exists')
  const identity = { cardSerial, municipalityCode: '13101', expiresOn }
  const issuerKey = deriveCardIssuerKey(MASTER_KEY, cardSerial)
  must(await createCardFile(path, { sealKey, issuerKey, identity, profile }))
  return { path, sealKey, sealKeyHex: toHex(sealKey), cardSerial }
}

/** Lets `use` have the card in this process, and puts it away again. */
export async function withCard<T>(
  { path, sealKey }: TestCard,
  use: (card: CardTransport) => Promise<T>,
): Promise<T> {
  const card = must(await openCardFile(path, sealKey))
  try {
    return await use(card)
  } finally {
    await card.close()
  }
}

/** Who certifies the keys that the card made. */
export type Certify = (
  kind: CertificateKind,
  subjectPublicKeyDer: Uint8Array,
) => Promise<readonly CertificateToWrite[]>

/** Issues both certificates to a blank card and sets its PINs; gives what was written. */
export async function personalise(
  card: CardTransport,
  certify: Certify,
  kinds: readonly CertificateKind[] = ['user-authentication', 'signature'],
): Promise<readonly CertificateToWrite[]> {
  const session = must(await IssuerSession.open(testCardIssuer(), card, 'jpki'))
  const written: CertificateToWrite[] = []
  for (const kind of kinds) {
    const { subjectPublicKeyDer } = must(await makeKeyPair(session, kind))
    const certificates = await certify(kind, subjectPublicKeyDer)
    must(await writeCertificates(session, certificates))
    must(await resetPin(session, pinOf(kind)))
    written.push(...certificates)
  }
  return written
}

/**
 * Stands for a certificate where nobody looks inside: a SEQUENCE that holds the public key and 512
 * octets of a letter that tells one from another.
 */
export function sequenceAround(letter: string, subjectPublicKeyDer: Uint8Array): Uint8Array {
  const body = concatBytes(utf8(letter.repeat(512)), subjectPublicKeyDer)
  return concatBytes(Uint8Array.of(0x30, 0x82, body.length >> 8, body.length & 0xff), body)
}

/** Certifies with `sequenceAround`; the authority's certificate holds no key. */
export const certifyQuickly: Certify = async (kind, subjectPublicKeyDer) => [
  { certificate: kind, der: sequenceAround(kind.slice(0, 1), subjectPublicKeyDer) },
  { certificate: `${kind}-ca`, der: sequenceAround('c', new Uint8Array(0)) },
]

/** A PIN of the right form. */
export function pinOf<Name extends PinName>(
  name: Name,
  text: string = TEST_PINS[name],
): CardPin<Name> {
  return must(CardPin.parse(name, text))
}

/** The value of an act that the test takes for granted. */
export function must<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`${result.refusal} ${JSON.stringify(result.detail)}`)
  return result.value
}
