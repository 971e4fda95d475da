import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import type { TokenInfo } from '#codec/jpki-card/token-info.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'

/**
 * One card, powered and exclusively ours: a virtual card in this process, a vpcd slot or a PC/SC
 * reader.
 *
 * `transmit` takes one command APDU (ISO 7816-3 §12, 4 to 65,544 bytes) and gives the response APDU
 * (data and SW1-SW2, 2 to 65,538 bytes). It throws `CardTransportError` when the card was pulled or
 * the reader failed; a status word, whatever it says, is an answer. Calls are answered in order.
 */
export interface CardTransport {
  transmit(commandApdu: Uint8Array): Promise<Uint8Array>
}

/** The card is gone or its reader failed: nothing is known of the last command's effect. */
export class CardTransportError extends Error {
  override readonly name = 'CardTransportError'
  readonly code: 'card-removed' | 'reader-failed'

  constructor(code: 'card-removed' | 'reader-failed', cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/** A certificate on the card: the holder's own two, and that of the authority above each. */
export type CardCertificate = CertificateKind | `${CertificateKind}-ca`

/** A secret of the holder: of each certificate kind (暗証番号), and of 券面事項入力補助AP. */
export type PinName = CertificateKind | 'text'

/**
 * How the card signs: RSASSA-PKCS1-v1_5 over any of three digests, or RSASSA-PSS over SHA-256 (RFC
 * 8017 §8).
 */
export type CardSignatureScheme =
  | { readonly scheme: 'rsa-pkcs1'; readonly digest: 'sha256' | 'sha384' | 'sha512' }
  | { readonly scheme: 'rsa-pss'; readonly digest: 'sha256' }

/** What carries the applet, by the label of its token information. */
export type TokenCarrier = 'card' | 'android' | 'iphone' | 'juki-card' | 'unknown'

/** Token information, EF 0006 of the JPKI AP; its serial number is the card's. */
export interface CardTokenInfo extends TokenInfo {
  readonly carrier: TokenCarrier
}

/** The basic four items (基本4情報) as 券面事項入力補助AP holds them. Personal data: never logged. */
export interface CardBasicItems {
  readonly name: string
  readonly address: string
  readonly birthDate: CivilDate
  readonly sex: 'male' | 'female' | 'not-applicable'
}

/** What a card, or its reader, may refuse. */
export type CardRefusal =
  | 'card-not-jpki'
  | 'text-application-absent'
  | 'certificate-absent'
  | 'certificate-not-der'
  | 'token-info-malformed'
  | 'text-file-malformed'
  | 'text-item-too-long'
  | 'text-item-missing'
  | 'public-key-template-malformed'
  | 'security-status-not-satisfied'
  | 'card-answer-unexpected'
  | PinRefusal
  | IssuerDialogueRefusal
  | ReaderRefusal

/** Why a PIN was not accepted. `pin-wrong` carries `triesLeft`. */
export type PinRefusal =
  | 'pin-wrong'
  | 'pin-blocked'
  | 'pin-form-signature'
  | 'pin-form-user-authentication'
  | 'pin-form-text'

/** Why no card can be had from this machine's readers. */
export type ReaderRefusal =
  | 'pcsc-binding-absent'
  | 'pcsc-library-absent'
  | 'pcsc-service-down'
  | 'reader-unknown'
  | 'reader-empty'
  | 'reader-busy'
  | 'card-unresponsive'
