import {
  generateKeyPair,
  type IssuerCommand,
  readPublicKey,
} from '#codec/jpki-card/issuer-commands.ts'
import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import { parsePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { KEY_FILE } from './card-files.ts'
import type { IssuerSession } from './open-issuer-session.ts'

/** A public key of the card, with what proves to the issuer that its pair lies in this card. */
export interface CardPublicKey {
  /** DER SubjectPublicKeyInfo */
  readonly subjectPublicKeyDer: Uint8Array
  /** The number of the command in its session, from 1. */
  readonly commandNumber: number
  /** The data field of the card's answer. */
  readonly sealedAnswer: Uint8Array
}

/** Why no public key came back. */
export type KeyPairRefusal = 'public-key-template-malformed' | IssuerDialogueRefusal

/**
 * Has the card make a key pair for `kind`. The pair waits beside the one in use until its
 * certificate is written, also when the power goes.
 */
export function makeKeyPair(
  session: IssuerSession<'jpki'>,
  kind: CertificateKind,
): Promise<Result<CardPublicKey, KeyPairRefusal>> {
  return publicKeyBy(session, generateKeyPair(KEY_FILE[kind]))
}

/**
 * The waiting public key of `kind`, or the one in use where none waits: to resume an issue that was
 * cut short.
 */
export function readWaitingKey(
  session: IssuerSession<'jpki'>,
  kind: CertificateKind,
): Promise<Result<CardPublicKey, KeyPairRefusal>> {
  return publicKeyBy(session, readPublicKey(KEY_FILE[kind]))
}

async function publicKeyBy(
  session: IssuerSession<'jpki'>,
  command: IssuerCommand,
): Promise<Result<CardPublicKey, KeyPairRefusal>> {
  const performed = await session.perform(command)
  if (!performed.ok) return performed
  const { payload, commandNumber, sealedAnswer } = performed.value
  const modulus = parsePublicKeyTemplate(payload)
  if (!modulus.ok) return modulus
  const subjectPublicKeyDer = subjectPublicKeyInfo(modulus.value)
  return ok({ subjectPublicKeyDer, commandNumber, sealedAnswer })
}
