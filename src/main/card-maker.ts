import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createCardFile } from '#adapters/card-file/card-file.ts'
import type { SoftwareCardIssuerKeys } from '#adapters/keys/card-issuer-keys.ts'
import { CARD_PROFILES } from '#card/contract.ts'
import { assert } from '#kernel/assert.ts'
import type { Random } from '#kernel/ports.ts'
import type { RegisteredCard } from '#ra/contract.ts'
import type { Municipality } from '#register/contract.ts'

/** Where virtual cards lie in a data folder. */
export function cardFolderOf(dataFolder: string): string {
  return join(dataFolder, 'cards')
}

/** The file of one card. */
export function cardFileOf(dataFolder: string, cardSerial: string): string {
  return join(cardFolderOf(dataFolder), `${cardSerial}.card`)
}

/** The seal key's file: without it the card files are noise. */
export function sealKeyFileOf(dataFolder: string): string {
  return join(dataFolder, 'keys', 'card-seal.key')
}

/** Sixteen digits, drawn: as many as a card's serial has. */
export function drawCardSerial(random: Random): string {
  return Array.from(random.bytes(16), (octet) => String(octet % 10)).join('')
}

/** Makes a registered card's file: an empty chip that holds its issuer key and nothing else. */
export async function makeCardFile(
  { cardSerial, expiresOn, variant }: RegisteredCard,
  municipality: Municipality,
  place: {
    readonly dataFolder: string
    readonly sealKey: Uint8Array
    readonly issuerKeys: SoftwareCardIssuerKeys
  },
): Promise<string> {
  await mkdir(cardFolderOf(place.dataFolder), { recursive: true, mode: 0o700 })
  const file = cardFileOf(place.dataFolder, cardSerial)
  const made = await createCardFile(file, {
    sealKey: place.sealKey,
    issuerKey: place.issuerKeys.personalisationKey(cardSerial),
    identity: { cardSerial, municipalityCode: municipality.code, expiresOn },
    profile: variant === 'pinless' ? CARD_PROFILES.pinless : CARD_PROFILES.plastic,
  })
  assert(made.ok || made.refusal === 'card-file-exists', 'a fresh serial has no card file yet')
  return file
}
