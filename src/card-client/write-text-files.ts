import { TEXT_EF } from '#codec/jpki-card/files.ts'
import type { SyntheticIndividualNumber } from '#codec/jpki-card/individual-number.ts'
import {
  activateFiles,
  generateKeyPair,
  setPin,
  stageFile,
} from '#codec/jpki-card/issuer-commands.ts'
import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import { parsePublicKeyTemplate } from '#codec/jpki-card/rsa-key.ts'
import {
  basicInformationFile,
  basicItemsFile,
  individualNumberFile,
  integrityFile,
  integrityToBeSigned,
  signedKeyFile,
  signedKeyToBeSigned,
  type TextBasicItems,
} from '#codec/jpki-card/text-files.ts'
import { utf8 } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'
import type { CardBasicItems } from './contract.ts'
import type { IssuerSession } from './open-issuer-session.ts'
import type { TextIssuer } from './ports.ts'

/** What 券面事項入力補助AP is to hold about the holder. Personal data. */
export interface TextContent {
  readonly individualNumber: SyntheticIndividualNumber
  readonly items: CardBasicItems
  /** 照合番号B, 14 digits, by `verificationCodeB`. 照合番号A is the individual number itself. */
  readonly verificationCodeB: string
}

/** Why the text files were not written. */
export type WriteTextRefusal =
  | 'text-item-too-long'
  | 'text-item-missing'
  | 'public-key-template-malformed'
  | IssuerDialogueRefusal

const SEX: Readonly<Record<CardBasicItems['sex'], TextBasicItems['sex']>> = {
  male: '1',
  female: '2',
  'not-applicable': '9',
}

/**
 * Fills 券面事項入力補助AP: the card makes its own key, `issuer` signs that key and the digests of number
 * and items, and all files take effect together. Sets both 照合番号; the PIN is set by `resetPin`.
 */
export async function writeTextFiles(
  session: IssuerSession<'text'>,
  issuer: TextIssuer,
  content: TextContent,
): Promise<Result<void, WriteTextRefusal>> {
  const { individualNumber, items, verificationCodeB } = content
  const number = individualNumberFile(individualNumber)
  const basicItems = basicItemsFile({ ...items, sex: SEX[items.sex] })
  if (!basicItems.ok) return basicItems
  const made = await session.perform(generateKeyPair(TEXT_EF.key))
  if (!made.ok) return made
  const modulus = parsePublicKeyTemplate(made.value.payload)
  if (!modulus.ok) return modulus
  const integrity = integrityToBeSigned(number, basicItems.value)
  const signedKey = signedKeyToBeSigned(modulus.value)
  return session.performAll([
    ...stageFile(TEXT_EF.individualNumber, number),
    ...stageFile(TEXT_EF.basicItems, basicItems.value),
    ...stageFile(TEXT_EF.integrity, integrityFile(integrity, await issuer.sign(integrity))),
    ...stageFile(TEXT_EF.certificate, await issuer.certificate()),
    ...stageFile(TEXT_EF.basicInformation, basicInformationFile(await issuer.keyId())),
    ...stageFile(TEXT_EF.signedPublicKey, signedKeyFile(signedKey, await issuer.sign(signedKey))),
    activateFiles(),
    setPin(TEXT_EF.codeA, utf8(individualNumber)),
    setPin(TEXT_EF.codeB, utf8(verificationCodeB)),
  ])
}

/** Sets 照合番号B anew: its digits hold the year in which the card ends. */
export function resetVerificationCode(
  session: IssuerSession<'text'>,
  verificationCodeB: string,
): Promise<Result<void, IssuerDialogueRefusal>> {
  return session.performAll([setPin(TEXT_EF.codeB, utf8(verificationCodeB))])
}
