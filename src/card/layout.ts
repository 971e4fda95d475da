import { concatBytes } from '#kernel/bytes.ts'
import { JPKI_EF, PIN_FORMS, type PinForm, TEXT_EF } from '#codec/jpki-card/files.ts'
import { encodeTokenInfo } from '#codec/jpki-card/token-info.ts'
import type { CardProfile } from './contract.ts'
import { type Application, type CardMemory, type CardSession, filePath } from './model.ts'

/** Who may read a file or use a key; `pins` lists PIN files of which one must be verified. */
export type Access =
  | { readonly by: 'anyone' }
  | { readonly by: 'nobody' }
  | { readonly by: 'issuer' }
  | { readonly by: 'pins'; readonly pins: readonly number[] }

/** What an elementary file is (spec/card.md §1.2, §1.4). */
export type FileLayout =
  | {
      readonly kind: 'transparent'
      readonly read: Access
      /**
       * A certificate in DER: checked when activated, and followed by filler where the profile has
       * it.
       */
      readonly certificate: boolean
      /** The key whose public half the content carries; both take effect together. */
      readonly keyEf: number | undefined
    }
  | {
      readonly kind: 'fixed'
      readonly read: Access
      readonly content: (memory: CardMemory) => Uint8Array
    }
  | {
      readonly kind: 'pin'
      /** `undefined`: never has a value, blocked as issued. */
      readonly form: PinForm | undefined
      readonly holderChanges: boolean
    }
  | { readonly kind: 'key'; readonly use: Access }
  /** An internal file of unknown purpose: it can be selected, nothing more. */
  | { readonly kind: 'internal' }

const ANYONE: Access = { by: 'anyone' }
const NOBODY: Access = { by: 'nobody' }
const ANY_TEXT_CREDENTIAL = byPin(TEXT_EF.pin, TEXT_EF.codeA, TEXT_EF.codeB)

const JPKI_FILES: Readonly<Record<number, FileLayout>> = {
  [JPKI_EF.signCertificate]: certificate(byPin(JPKI_EF.signPin), JPKI_EF.signKey),
  [JPKI_EF.signCaCertificate]: certificate(ANYONE, undefined),
  [JPKI_EF.unknown0005]: { kind: 'internal' },
  [JPKI_EF.tokenInfo]: { kind: 'fixed', read: ANYONE, content: tokenInfo },
  [JPKI_EF.availability]: { kind: 'fixed', read: ANYONE, content: availability },
  [JPKI_EF.unknown0009]: { kind: 'fixed', read: NOBODY, content: sixteenFiller },
  [JPKI_EF.authCertificate]: certificate(ANYONE, JPKI_EF.authKey),
  [JPKI_EF.authCaCertificate]: certificate(ANYONE, undefined),
  [JPKI_EF.reference0010]: { kind: 'pin', form: undefined, holderChanges: false },
  [JPKI_EF.terminalCa]: { kind: 'internal' },
  [JPKI_EF.authKey]: { kind: 'key', use: byPin(JPKI_EF.authPin) },
  [JPKI_EF.authPin]: { kind: 'pin', form: PIN_FORMS.authPin, holderChanges: true },
  [JPKI_EF.unknown0019]: { kind: 'internal' },
  [JPKI_EF.signKey]: { kind: 'key', use: byPin(JPKI_EF.signPin) },
  [JPKI_EF.signPin]: { kind: 'pin', form: PIN_FORMS.signPin, holderChanges: true },
  [JPKI_EF.unknown001C]: { kind: 'internal' },
  [JPKI_EF.unknown001E]: { kind: 'internal' },
}

const TEXT_FILES: Readonly<Record<number, FileLayout>> = {
  [TEXT_EF.individualNumber]: data(byPin(TEXT_EF.pin, TEXT_EF.codeA)),
  [TEXT_EF.basicItems]: data(byPin(TEXT_EF.pin, TEXT_EF.codeB)),
  [TEXT_EF.integrity]: data(ANY_TEXT_CREDENTIAL),
  [TEXT_EF.certificate]: data(ANYONE),
  [TEXT_EF.basicInformation]: data(ANYONE),
  [TEXT_EF.signedPublicKey]: data(ANY_TEXT_CREDENTIAL, TEXT_EF.key),
  [TEXT_EF.unknown0008]: { kind: 'fixed', read: ANYONE, content: sixteenFiller },
  [TEXT_EF.pin]: { kind: 'pin', form: PIN_FORMS.textPin, holderChanges: true },
  [TEXT_EF.blocked0012]: { kind: 'pin', form: undefined, holderChanges: false },
  [TEXT_EF.key]: { kind: 'key', use: ANYONE },
  [TEXT_EF.codeA]: { kind: 'pin', form: PIN_FORMS.codeA, holderChanges: false },
  [TEXT_EF.codeB]: { kind: 'pin', form: PIN_FORMS.codeB, holderChanges: false },
}

/** The manufacturer field of EF 0006: a surveyed card has 32 digits there. */
const MANUFACTURER_ID = '00000000000000000000000000000001'
/**
 * The model field of EF 0006: nobody else's, so that a virtual card can be told from a real one.
 */
const MODEL = 'SHOMEI VIRTUAL'
/** EF 0008: the octet of a certificate that is there (spec/card.md §1.2). */
const PRESENT = 0x8f
const FILLER_OCTETS = 16

/** The layout of `ef`, or `undefined` where this card has no such file. */
export function fileLayout(
  application: Application,
  ef: number,
  profile: CardProfile,
): FileLayout | undefined {
  if (application === 'card-manager') return undefined
  if (application === 'text') return TEXT_FILES[ef]
  const signs = profile.certSlotsPresent.includes('signature')
  if (!signs && (ef === JPKI_EF.signCertificate || ef === JPKI_EF.signKey)) return undefined
  const authenticates = profile.certSlotsPresent.includes('user-authentication')
  if (!authenticates && (ef === JPKI_EF.authCertificate || ef === JPKI_EF.authKey)) return undefined
  if (ef === JPKI_EF.authCertificate && profile.authCertNeedsPin)
    return certificate(byPin(JPKI_EF.authPin), JPKI_EF.authKey)
  if (ef === JPKI_EF.authKey && profile.authKeyNeeds === 'terminal')
    return { kind: 'key', use: { by: 'issuer' } }
  return JPKI_FILES[ef]
}

/** The readable octets of `ef`; `undefined` where the file is not readable or nothing is stored. */
export function fileContent(
  application: Application,
  ef: number,
  memory: CardMemory,
): Uint8Array | undefined {
  const layout = fileLayout(application, ef, memory.profile)
  if (layout?.kind === 'fixed') return layout.content(memory)
  if (layout?.kind !== 'transparent') return undefined
  const stored = memory.contents[filePath(application, ef)]
  if (stored === undefined || !layout.certificate || !memory.profile.sixteenByteFiller)
    return stored
  return concatBytes(stored, sixteenFiller())
}

/** Whether `session` satisfies `access`. */
export function mayAccess(access: Access, session: CardSession): boolean {
  switch (access.by) {
    case 'anyone':
      return true
    case 'nobody':
      return false
    case 'issuer':
      return session.issuer !== undefined
    case 'pins':
      return access.pins.some((pin) => session.verifiedPins.includes(pin))
  }
}

function byPin(...pins: readonly number[]): Access {
  return { by: 'pins', pins }
}

function certificate(read: Access, keyEf: number | undefined): FileLayout {
  return { kind: 'transparent', read, certificate: true, keyEf }
}

function data(read: Access, keyEf?: number): FileLayout {
  return { kind: 'transparent', read, certificate: false, keyEf }
}

function tokenInfo({ profile, identity }: CardMemory): Uint8Array {
  return encodeTokenInfo({
    label: profile.tokenLabel,
    manufacturerId: MANUFACTURER_ID,
    model: MODEL,
    serialNumber: identity.cardSerial,
  })
}

function availability({ contents }: CardMemory): Uint8Array {
  const octet = (ef: number): number => (contents[filePath('jpki', ef)] === undefined ? 0 : PRESENT)
  return Uint8Array.of(octet(JPKI_EF.signCertificate), octet(JPKI_EF.authCertificate), 0)
}

function sixteenFiller(): Uint8Array {
  return new Uint8Array(FILLER_OCTETS).fill(0xff)
}
