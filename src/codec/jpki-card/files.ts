import { fromHex } from '#kernel/bytes.ts'
import { assert } from '#kernel/assert.ts'

/** Application identifiers (spec/card.md §1.1) of the applications this card has. */
export const AID = {
  /** 公的個人認証AP */
  jpki: bytes('D392F000260100000001'),
  /** 券面事項入力補助AP */
  text: bytes('D3921000310001010408'),
  /** The power-on state: GlobalPlatform's default issuer security domain. */
  cardManager: bytes('A0000001510000'),
} as const

/**
 * Elementary files of the JPKI AP (spec/card.md §1.2). The low five bits are the short identifier.
 */
export const JPKI_EF = {
  /** 署名用電子証明書: read after VERIFY of `signPin`. */
  signCertificate: 0x0001,
  signCaCertificate: 0x0002,
  unknown0005: 0x0005,
  tokenInfo: 0x0006,
  availability: 0x0008,
  unknown0009: 0x0009,
  /** 利用者証明用電子証明書 */
  authCertificate: 0x000a,
  authCaCertificate: 0x000b,
  reference0010: 0x0010,
  terminalCa: 0x0016,
  /** 利用者証明用 private key */
  authKey: 0x0017,
  /** 利用者証明用 PIN: 4 digits, 3 tries. */
  authPin: 0x0018,
  unknown0019: 0x0019,
  /** 署名用 private key */
  signKey: 0x001a,
  /** 署名用 password: 6 to 16 of A–Z and 0–9, 5 tries. */
  signPin: 0x001b,
  unknown001C: 0x001c,
  unknown001E: 0x001e,
} as const

/** Elementary files of the text AP (spec/card.md §1.4). */
export const TEXT_EF = {
  /** 個人番号 */
  individualNumber: 0x0001,
  /** 基本4情報 */
  basicItems: 0x0002,
  integrity: 0x0003,
  certificate: 0x0004,
  basicInformation: 0x0005,
  sessionKeyPublicKey: 0x0006,
  signedPublicKey: 0x0007,
  unknown0008: 0x0008,
  /** 4 digits, 3 tries. */
  pin: 0x0011,
  /** Blocked as issued. */
  blocked0012: 0x0012,
  /** The application's default signing key; needs no credential. */
  key: 0x0013,
  /** 照合番号A: the 12 digits of the 個人番号. */
  codeA: 0x0014,
  /** 照合番号B: 14 digits, see `verificationCodeB`. */
  codeB: 0x0015,
} as const

/** The form a PIN value must have: `pattern` over its ASCII octets, and the tries it has. */
export interface PinForm {
  readonly pattern: RegExp
  readonly triesMax: number
}

/**
 * Forms and tries of spec/card.md §3; the tries of 照合番号A and B by spec/jpki.md §5 (10, published
 * for B only).
 */
export const PIN_FORMS = {
  authPin: { pattern: /^[0-9]{4}$/, triesMax: 3 },
  signPin: { pattern: /^[0-9A-Z]{6,16}$/, triesMax: 5 },
  textPin: { pattern: /^[0-9]{4}$/, triesMax: 3 },
  codeA: { pattern: /^[0-9]{12}$/, triesMax: 10 },
  codeB: { pattern: /^[0-9]{14}$/, triesMax: 10 },
} as const satisfies Record<string, PinForm>

/** The longest VERIFY data field (JICSAP 6.4.9 (3)). */
export const PIN_OCTETS_MAX = 16

/**
 * The short identifier of `ef`: P1 or P2 carries `0x80 | sfi`. Identifiers outside 0001–001E have
 * none.
 */
export function shortIdentifier(ef: number): number {
  assert(ef >= 0x0001 && ef <= 0x001e, 'only 0001 to 001E have a short identifier')
  return ef
}

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex)
  assert(read !== undefined, 'AID constants are hexadecimal')
  return read
}
