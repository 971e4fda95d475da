import { type Instant, formatInJapan } from '#kernel/instant.ts'
import type { Random } from '#kernel/ports.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'

const ALPHANUMERICS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'

/** Shape of the names made here, for the lint: 23 characters, or 28 digits. */
export const COMMON_NAME_FORM: Readonly<Record<CertificateKind, RegExp>> = {
  'user-authentication': /^[0-9A-Z]{14}[0-9]{5}[0-9]{3}[A-Z]$/,
  signature: /^[0-9]{28}$/,
}

/**
 * The opaque common name of a certificate (spec/jpki.md §10, default): for user authentication 14
 * random characters, the municipality's code, three digits of the serial and a letter; for
 * signature the second of issue in Japan time and 14 digits, six of them random and eight of the
 * serial. Verifiers read nothing from it.
 */
export function subjectCommonName(
  kind: CertificateKind,
  facts: { readonly municipalityCode: string; readonly serial: number; readonly at: Instant },
  random: Random,
): string {
  const { municipalityCode, serial, at } = facts
  switch (kind) {
    case 'user-authentication':
      return `${pick(ALPHANUMERICS, 14, random)}${municipalityCode}${lastDigits(serial, 3)}A`
    case 'signature':
      return formatInJapan(at).replace(/\D/g, '') + pick(DIGITS, 6, random) + lastDigits(serial, 8)
  }
}

/**
 * `length` characters of the alphabet. Two octets a character keep the bias of the remainder below
 * 0.06 %.
 */
function pick(alphabet: string, length: number, random: Random): string {
  const octets = random.bytes(2 * length)
  let text = ''
  for (let i = 0; i < length; i++) {
    const drawn = ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0)
    text += alphabet.charAt(drawn % alphabet.length)
  }
  return text
}

function lastDigits(serial: number, count: number): string {
  return String(serial % 10 ** count).padStart(count, '0')
}
