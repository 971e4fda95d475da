import { fromBase64 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** An object as it is handed over: its DER octets, or text that holds PEM or base64 of the DER. */
export type Encoded = Uint8Array | string

/** Why text holds no octets of the kind that was asked for. */
export type EncodingRefusal = 'encoding-malformed' | 'encoding-label-absent' | 'encoding-too-large'

/**
 * What a text may hold, each with the PEM labels that name it (RFC 7468 §5 to §13, OpenSSL's, and
 * those of certificates in test suites: `CA CERTIFICATE`, `CERTIFICATE 2`).
 */
const PEM_LABELS = {
  certificate: /^(?:[A-Z0-9]+ )?CERTIFICATE(?: \d+)?$/,
  crl: /^(?:X509 )?CRL$/,
  'ocsp-request': /^OCSP REQUEST$/,
  'ocsp-response': /^OCSP RESPONSE$/,
  pkcs10: /^(?:NEW )?CERTIFICATE REQUEST$/,
  cms: /^(?:CMS|PKCS7)$/,
  tsp: /^(?:TIMESTAMP (?:RE(?:SPONSE|QUEST)|TOKEN)|CMS|PKCS7)$/,
} as const satisfies Readonly<Record<string, RegExp>>

/** The kinds of objects. */
export type EncodedKind = keyof typeof PEM_LABELS

/** Characters of one text: base64 of the largest CRL that is read, and line ends. */
export const ENCODED_CHARACTERS_MAX = 100_000_000

/** Objects in one text. */
export const ENCODED_BLOCKS_MAX = 10_000

/** Longer labels name nothing here. */
const LABEL_CHARACTERS_MAX = 64

const [BEGIN, END, DASHES] = ['-----BEGIN ', '-----END ', '-----']

/**
 * The octets of every object in `encoded`. Octets are one object as they stand. Text without
 * `-----BEGIN` is base64 of one object, white space ignored. In PEM text every block of a fitting
 * label counts; what stands between the blocks, and blocks of other labels, are passed over, lines
 * may be of any length and `Name: value` headers may stand before the base64 (RFC 1421): nothing of
 * this is signed. Linear in the length.
 */
export function octetsOf(
  kind: EncodedKind,
  encoded: Encoded,
): Result<readonly Uint8Array[], EncodingRefusal> {
  if (typeof encoded !== 'string') return ok([encoded])
  if (encoded.length > ENCODED_CHARACTERS_MAX) return refuse('encoding-too-large')
  if (encoded.includes(BEGIN)) return blocksOf(kind, encoded)
  const octets = fromBase64(encoded)
  return octets === undefined ? refuse('encoding-malformed') : ok([octets])
}

/**
 * The octets of the first object in `encoded`, as in a chain file whose first certificate is meant.
 */
export function firstOctetsOf(
  kind: EncodedKind,
  encoded: Encoded,
): Result<Uint8Array, EncodingRefusal> {
  const all = octetsOf(kind, encoded)
  if (!all.ok) return all
  const [first] = all.value
  return first === undefined ? refuse('encoding-malformed') : ok(first)
}

/** The octets of the one object in `encoded`; several are refused as none is. */
export function onlyOctetsOf(
  kind: EncodedKind,
  encoded: Encoded,
): Result<Uint8Array, EncodingRefusal> {
  const all = octetsOf(kind, encoded)
  if (!all.ok) return all
  const [only, ...more] = all.value
  return only === undefined || more.length > 0 ? refuse('encoding-malformed') : ok(only)
}

function blocksOf(kind: EncodedKind, text: string): Result<readonly Uint8Array[], EncodingRefusal> {
  const found: Uint8Array[] = []
  for (let at = text.indexOf(BEGIN); at >= 0;) {
    const labelEnd = text.indexOf(DASHES, at + BEGIN.length)
    const bodyEnd = labelEnd < 0 ? -1 : text.indexOf(END, labelEnd)
    if (bodyEnd < 0) return refuse('encoding-malformed')
    const label = text.slice(at + BEGIN.length, labelEnd)
    if (!text.startsWith(`${label}${DASHES}`, bodyEnd + END.length))
      return refuse('encoding-malformed')
    if (label.length <= LABEL_CHARACTERS_MAX && PEM_LABELS[kind].test(label)) {
      const octets = fromBase64(withoutHeaders(text.slice(labelEnd + DASHES.length, bodyEnd)))
      if (octets === undefined) return refuse('encoding-malformed')
      if (found.length === ENCODED_BLOCKS_MAX) return refuse('encoding-too-large')
      found.push(octets)
    }
    at = text.indexOf(BEGIN, bodyEnd)
  }
  return found.length === 0 ? refuse('encoding-label-absent') : ok(found)
}

/** RFC 1421 §4.4: headers end with an empty line; base64 holds no colon. */
function withoutHeaders(body: string): string {
  const colon = body.lastIndexOf(':')
  if (colon < 0) return body
  const blank = /\r?\n[ \t]*\r?\n/g
  blank.lastIndex = colon
  return blank.exec(body) === null ? body : body.slice(blank.lastIndex)
}
