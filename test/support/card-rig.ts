import assert from 'node:assert/strict'
import { createCardChip } from '#adapters/keys/card-crypto.ts'
import { CARD_PROFILES, type CardProfile } from '#card/contract.ts'
import { blankMemory, type CardMemory } from '#card/model.ts'
import type { ChipPorts } from '#card/ports.ts'
import { PoweredCard } from '#card/powered-card.ts'
import { AID, JPKI_EF, TEXT_EF } from '#codec/jpki-card/files.ts'
import { syntheticIndividualNumber } from '#codec/jpki-card/individual-number.ts'
import {
  activateFiles,
  generateKeyPair,
  type IssuerCommand,
  setPin,
  stageFile,
} from '#codec/jpki-card/issuer-commands.ts'
import { type IssuerDialogue, openIssuerDialogue } from '#codec/jpki-card/issuer-dialogue.ts'
import { parsePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import {
  basicInformationFile,
  basicItemsFile,
  cardKeyId,
  cardVerifiableBody,
  cardVerifiableCertificate,
  individualNumberFile,
  integrityFile,
  integrityToBeSigned,
  signedKeyFile,
  signedKeyToBeSigned,
} from '#codec/jpki-card/text-files.ts'
import { hmacSha256 } from '#crypto/digest.ts'
import { concatBytes, fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { localIssuer } from './local-issuer.ts'

/** The card every applet test starts from: its keys, PINs and identity. */
export const RIG = {
  cardSerial: '2026000000000017',
  municipalityCode: '13221',
  expiresOn: civilDate(2035, 4, 1),
  issuerKey: new Uint8Array(32).fill(0x5a),
  authPin: '1234',
  signPin: 'ABC123',
  textPin: '5678',
  codeA: syntheticIndividualNumber(17),
  codeB: '02040120351234',
} as const

/** The holder in the text AP. */
export const RIG_ITEMS = {
  name: '証明　太郎',
  address: '東京都清瀬市架空町一丁目２番３号',
  birthDate: civilDate(1990, 4, 1),
  sex: '1',
} as const

/** SELECT of each application, and of files, as hexadecimal. */
export const SELECT = {
  jpki: `00a4040c0a${toHex(AID.jpki)}`,
  text: `00a4040c0a${toHex(AID.text)}`,
  cardManager: `00a4040c07${toHex(AID.cardManager)}`,
  authPin: '00a4020c020018',
  authKey: '00a4020c020017',
  signPin: '00a4020c02001b',
  signKey: '00a4020c02001a',
} as const

/** VERIFY of the current file, by ASCII value. */
export function verifyHex(value: string, reference = '80'): string {
  return `002000${reference}${hexByte(value.length)}${toHex(utf8(value))}`
}

const realChip = createCardChip(new Uint8Array(32).fill(0x11))
const KEY_POOL_SIZE = 3
const keyPool: ReturnType<ChipPorts['generateKeyPair']>[] = []

/**
 * A chip with the real RSA operations, seeded randomness, and a few key pairs used in turn from
 * `firstKey` on: making one takes time.
 */
export function rigChip(firstKey = 0): ChipPorts {
  let draws = 0
  let keysMade = firstKey
  return {
    randomBytes(length) {
      const parts: Uint8Array[] = []
      for (let made = 0; made < length; made += 32)
        parts.push(hmacSha256(utf8('rig'), utf8(`${draws++}`)))
      return concatBytes(...parts).slice(0, length)
    },
    generateKeyPair() {
      const index = keysMade++ % KEY_POOL_SIZE
      keyPool[index] ??= realChip.generateKeyPair()
      return keyPool[index]
    },
    privateOperation: (sealedKey, block) => realChip.privateOperation(sealedKey, block),
  }
}

/** A card in this process, its memory kept by a list of saves. */
export class RigCard {
  readonly card: PoweredCard
  /** Every memory that was made durable, in order. */
  readonly saves: CardMemory[] = []

  constructor(memory: CardMemory, chip: ChipPorts = rigChip()) {
    this.card = new PoweredCard(memory, chip, {
      save: (next) => {
        this.saves.push(next)
        return Promise.resolve()
      },
    })
  }

  /** One command and its response, in hexadecimal. */
  async send(commandHex: string): Promise<string> {
    const command = fromHex(commandHex)
    assert.ok(command !== undefined, `not hexadecimal: ${commandHex}`)
    return toHex(await this.card.transmit(command))
  }

  /** Sends commands in order, each of which must answer `9000`. */
  async sendAll(...commandsHex: readonly string[]): Promise<void> {
    for (const commandHex of commandsHex) {
      const response = await this.send(commandHex)
      assert.equal(response.slice(-4), '9000', commandHex)
    }
  }

  /** The issuer's side of a session in an application. */
  async issuer(applicationAid: Uint8Array = AID.jpki): Promise<IssuerDialogue> {
    const opened = await openIssuerDialogue((command) => this.card.transmit(command), {
      cardSerial: RIG.cardSerial,
      applicationAid,
      issuer: localIssuer(RIG.issuerKey, new Uint8Array(16).fill(0x77)),
    })
    assert.ok(opened.ok, 'the issuer session opens')
    return opened.value
  }
}

/** Carries commands out, each of which must be done; gives the last payload. */
export async function performAll(
  dialogue: IssuerDialogue,
  ...commands: readonly IssuerCommand[]
): Promise<Uint8Array> {
  let payload: Uint8Array = new Uint8Array(0)
  for (const command of commands) {
    const performed = await dialogue.perform(command)
    assert.ok(performed.ok, JSON.stringify(performed))
    payload = performed.value.payload
  }
  return payload
}

/** A card with nothing on it. */
export function blankRigMemory(profile: CardProfile = CARD_PROFILES.plastic): CardMemory {
  const { cardSerial, municipalityCode, expiresOn, issuerKey } = RIG
  return blankMemory(profile, { cardSerial, municipalityCode, expiresOn }, issuerKey)
}

/** DER of certificate size around `content`: what a card checks of a certificate, and no more. */
export function certificateAround(content: Uint8Array, octets = 1300): Uint8Array {
  const body = concatBytes(content, new Uint8Array(octets - 4 - content.length).fill(0x5c))
  return concatBytes(Uint8Array.of(0x30, 0x82, body.length >> 8, body.length & 0xff), body)
}

/** The modulus of the key pair made in key file `keyEf`. */
export async function makeKey(dialogue: IssuerDialogue, keyEf: number): Promise<Uint8Array> {
  const template = parsePublicKeyTemplate(await performAll(dialogue, generateKeyPair(keyEf)))
  assert.ok(template.ok)
  return template.value
}

/**
 * A card as it leaves the counter: both keys, four certificates, all PINs, and the text AP filled.
 */
export async function issuedRigCard(
  profile: CardProfile = CARD_PROFILES.plastic,
): Promise<RigCard> {
  const rig = new RigCard(blankRigMemory(profile))
  const jpki = await rig.issuer()
  await issueKind(jpki, JPKI_EF.authKey, JPKI_EF.authCertificate, JPKI_EF.authCaCertificate)
  if (profile.certSlotsPresent.includes('signature'))
    await issueKind(jpki, JPKI_EF.signKey, JPKI_EF.signCertificate, JPKI_EF.signCaCertificate)
  if (profile.authKeyNeeds === 'pin')
    await performAll(jpki, setPin(JPKI_EF.authPin, utf8(RIG.authPin)))
  if (profile.certSlotsPresent.includes('signature'))
    await performAll(jpki, setPin(JPKI_EF.signPin, utf8(RIG.signPin)))
  if (profile.textApplication) await fillTextApplication(rig)
  await rig.card.powerOff()
  rig.saves.length = 0
  return rig
}

async function issueKind(
  dialogue: IssuerDialogue,
  keyEf: number,
  certificateEf: number,
  caEf: number,
): Promise<void> {
  const modulus = await makeKey(dialogue, keyEf)
  const certificate = certificateAround(subjectPublicKeyInfo(modulus))
  const ca = certificateAround(utf8(`CA ${caEf}`), 1301)
  const staged = [...stageFile(certificateEf, certificate), ...stageFile(caEf, ca)]
  await performAll(dialogue, ...staged, activateFiles())
}

async function fillTextApplication(rig: RigCard): Promise<void> {
  const dialogue = await rig.issuer(AID.text)
  const modulus = await makeKey(dialogue, TEXT_EF.key)
  const issuerPair = await rigChip().generateKeyPair()
  const number = individualNumberFile(RIG.codeA)
  const items = basicItemsFile(RIG_ITEMS)
  assert.ok(items.ok)
  const signature = new Uint8Array(256).fill(0x33)
  const body = cardVerifiableBody(cardKeyId(33), cardKeyId(13_221), issuerPair.modulus)
  await performAll(
    dialogue,
    ...stageFile(TEXT_EF.individualNumber, number),
    ...stageFile(TEXT_EF.basicItems, items.value),
    ...stageFile(
      TEXT_EF.integrity,
      integrityFile(integrityToBeSigned(number, items.value), signature),
    ),
    ...stageFile(TEXT_EF.certificate, cardVerifiableCertificate(body, signature)),
    ...stageFile(TEXT_EF.basicInformation, basicInformationFile(cardKeyId(34))),
    ...stageFile(TEXT_EF.signedPublicKey, signedKeyFile(signedKeyToBeSigned(modulus), signature)),
    activateFiles(),
    setPin(TEXT_EF.pin, utf8(RIG.textPin)),
    setPin(TEXT_EF.codeA, utf8(RIG.codeA)),
    setPin(TEXT_EF.codeB, utf8(RIG.codeB)),
  )
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0')
}
