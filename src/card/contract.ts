import { assert } from '#kernel/assert.ts'
import { fromHex } from '#kernel/bytes.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { TOKEN_LABEL } from '#codec/jpki-card/token-info.ts'

/**
 * What no public source settles, or differs between cards: every such choice is a named option
 * here.
 */
export interface CardProfile {
  /** EF 0006, at most 32 ASCII characters (spec/card.md §1.3). */
  readonly tokenLabel: string
  /** Contact ATR, 2 to 33 octets beginning with TS. */
  readonly atr: Uint8Array
  /** 利用者証明用電子証明書 is readable only after its PIN: phones (spec/card.md §1.6). */
  readonly authCertNeedsPin: boolean
  /**
   * Who may use the 利用者証明用 key: the holder by PIN, or an authorised terminal alone. The latter
   * is the card without PINs (spec/jpki.md §1.9); the issuer session stands for the unpublished
   * `80 A2`.
   */
  readonly authKeyNeeds: 'pin' | 'terminal'
  /** Certificate files are followed by sixteen octets of `FF`. */
  readonly sixteenByteFiller: boolean
  /** Certificates the card has room for; a kind left out has neither certificate nor key file. */
  readonly certSlotsPresent: readonly CertificateKind[]
  /** Whether 券面事項入力補助AP is on the card. */
  readonly textApplication: boolean
  /** Whether `80 FC 00 00` is known (iPhone). */
  readonly lastCommandIndicator: boolean
  /** The answer to VERIFY once no tries are left (spec/card.md §2.6). */
  readonly blockedWord: typeof SW.referencedFileLocked | typeof SW.authenticationBlocked
  /** The answer to CHANGE REFERENCE DATA with a value outside the PIN's form (spec/card.md §3). */
  readonly badNewPinWord: typeof SW.wrongData | typeof SW.wrongLength
  /**
   * Whether a warm reset leaves the PINs verified (spec/card.md §2.2 rule 2); clearing is the safe
   * side.
   */
  readonly resetKeepsSecurity: boolean
}

/** The carriers of the applet (spec/card.md §1.6) and the PIN-less card (spec/jpki.md §1.9). */
export type CardVariant = 'plastic' | 'android' | 'iphone' | 'pinless'

const PLASTIC: CardProfile = {
  tokenLabel: TOKEN_LABEL.plastic,
  atr: atrOctets('3BE000FF8131FE4514'),
  authCertNeedsPin: false,
  authKeyNeeds: 'pin',
  sixteenByteFiller: false,
  certSlotsPresent: ['user-authentication', 'signature'],
  textApplication: true,
  lastCommandIndicator: false,
  blockedWord: SW.referencedFileLocked,
  badNewPinWord: SW.wrongData,
  resetKeepsSecurity: false,
}

/**
 * Ready-made option sets (spec/card.md §1.6, spec/jpki.md §1.9); spread one to change an option.
 */
export const CARD_PROFILES: Readonly<Record<CardVariant, CardProfile>> = {
  plastic: PLASTIC,
  android: {
    ...PLASTIC,
    tokenLabel: TOKEN_LABEL.android,
    authCertNeedsPin: true,
    textApplication: false,
  },
  iphone: {
    ...PLASTIC,
    tokenLabel: TOKEN_LABEL.iphone,
    textApplication: false,
    lastCommandIndicator: true,
  },
  pinless: { ...PLASTIC, authKeyNeeds: 'terminal', certSlotsPresent: ['user-authentication'] },
}

/** Whom the card belongs to in the issuer's books. None of the basic items. */
export interface CardIdentity {
  /** 16 digits. */
  readonly cardSerial: string
  /** 全国地方公共団体コード of the issuing municipality, five digits. */
  readonly municipalityCode: string
  /** The card's last day. */
  readonly expiresOn: CivilDate
}

/** Why a card file cannot be made or opened. */
export type CardFileRefusal =
  | 'card-file-missing'
  | 'card-file-exists'
  | 'card-file-not-permitted'
  | 'card-file-not-a-card'
  | 'card-file-truncated'
  | 'card-file-damaged'
  | 'card-file-wrong-key'
  | 'card-file-newer-version'
  | 'card-file-in-use'

function atrOctets(hex: string): Uint8Array {
  const octets = fromHex(hex)
  assert(octets !== undefined && octets.length >= 2, 'an ATR is hexadecimal')
  return octets
}
