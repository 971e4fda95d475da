import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createCardFile, openCardFile } from '#adapters/card-file/card-file.ts'
import { writeTextApplication } from '#adapters/issuer-card/text-application.ts'
import { verificationCodeOf } from '#adapters/issuer-card/verification-code.ts'
import type { SoftwareCardIssuerKeys } from '#adapters/keys/card-issuer-keys.ts'
import { CARD_PROFILES } from '#card/contract.ts'
import type { TextIssuer } from '#card-client/ports.ts'
import { syntheticIndividualNumber } from '#codec/jpki-card/individual-number.ts'
import type { IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import { assert } from '#kernel/assert.ts'
import type { Random } from '#kernel/ports.ts'
import type { Result } from '#kernel/result.ts'
import type { CounterRefusal, RegisteredCard } from '#ra/contract.ts'
import type { Municipality, Resident } from '#register/contract.ts'

/** Indices that `syntheticIndividualNumber` takes. */
const INDIVIDUAL_NUMBERS = 100_000_000

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

/**
 * Writes 券面事項入力補助AP of a new card: the resident's items, vouched for by the text issuer. Its PIN is
 * the resident's to set, at the terminal.
 */
export async function writeCardText(
  file: string,
  { cardSerial, expiresOn }: RegisteredCard,
  { id, items }: Resident,
  { sealKey, textIssuer }: { readonly sealKey: Uint8Array; readonly textIssuer: TextIssuer },
  issuer: IssuerSide<CounterRefusal>,
): Promise<Result<void, string>> {
  const opened = await openCardFile(file, sealKey)
  if (!opened.ok) return opened
  const { name, address, birthDate, sex } = items
  try {
    return await writeTextApplication(opened.value, issuer, textIssuer, {
      individualNumber: syntheticIndividualNumber(Number(id.slice(1)) % INDIVIDUAL_NUMBERS),
      items: { name, address, birthDate, sex: sex === 'unknown' ? 'not-applicable' : sex },
      verificationCodeB: verificationCodeOf({ cardSerial, expiresOn }, birthDate),
    })
  } finally {
    await opened.value.close()
  }
}
