import { assert } from '#kernel/assert.ts'
import { utf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** EF 0006 is a serialised CK_TOKEN_INFO of this many octets (spec/card.md §1.3). */
export const TOKEN_INFO_OCTETS = 160

/** The fields of EF 0006 that differ between cards. All are printable ASCII. */
export interface TokenInfo {
  /** At most 32 characters: `JPKIAPICCTOKEN2` on the plastic card. */
  readonly label: string
  /** At most 32 characters. */
  readonly manufacturerId: string
  /** At most 16 characters. */
  readonly model: string
  /** 16 digits. */
  readonly serialNumber: string
}

/** Labels by which clients tell what they talk to (spec/card.md §1.3). */
export const TOKEN_LABEL = {
  plastic: 'JPKIAPICCTOKEN2',
  android: 'JPKIAPGPSETOKEN',
  iphone: 'JPKIAPIOSTOKEN',
} as const

const FIELDS = {
  label: { offset: 0, length: 32 },
  manufacturerId: { offset: 32, length: 32 },
  model: { offset: 64, length: 16 },
  serialNumber: { offset: 80, length: 16 },
} as const

const SPACE = 0x20
/** CKF_RNG, CKF_LOGIN_REQUIRED, CKF_USER_PIN_INITIALIZED and CKF_TOKEN_INITIALIZED. */
const FLAGS = 0x0000_040d
const UNAVAILABLE = 0xffff_ffff
/** Session counts (maximum, open, maximum read-write, open), then longest and shortest PIN. */
const COUNTS = [1, 0, 1, 0, 16, 6] as const

/** The 160 octets of EF 0006; fields that are too long or not ASCII are a bug. */
export function encodeTokenInfo(info: TokenInfo): Uint8Array {
  const content = new Uint8Array(TOKEN_INFO_OCTETS).fill(SPACE)
  writeText(content, FIELDS.label, info.label)
  writeText(content, FIELDS.manufacturerId, info.manufacturerId)
  writeText(content, FIELDS.model, info.model)
  writeText(content, FIELDS.serialNumber, info.serialNumber)
  const view = new DataView(content.buffer)
  view.setUint32(96, FLAGS)
  for (const [index, count] of COUNTS.entries()) view.setUint32(100 + 4 * index, count)
  for (let offset = 124; offset < 140; offset += 4) view.setUint32(offset, UNAVAILABLE)
  content.set(utf8('0301'), 140)
  content.set(utf8('9999999999999999'), 144)
  return content
}

/** Reads the text fields of EF 0006. */
export function parseTokenInfo(content: Uint8Array): Result<TokenInfo, 'token-info-malformed'> {
  if (content.length !== TOKEN_INFO_OCTETS) return refuse('token-info-malformed')
  const text = (field: { offset: number; length: number }): string =>
    String.fromCharCode(...content.subarray(field.offset, field.offset + field.length)).replace(
      /[ \0]+$/,
      '',
    )
  const info = {
    label: text(FIELDS.label),
    manufacturerId: text(FIELDS.manufacturerId),
    model: text(FIELDS.model),
    serialNumber: text(FIELDS.serialNumber),
  }
  const printable = Object.values(info).every((value) => /^[ -~]*$/.test(value))
  return printable ? ok(info) : refuse('token-info-malformed')
}

function writeText(
  content: Uint8Array,
  { offset, length }: { offset: number; length: number },
  text: string,
): void {
  assert(text.length <= length && /^[ -~]*$/.test(text), 'token information is short ASCII')
  content.set(utf8(text), offset)
}
