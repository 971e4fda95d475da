import * as der from '#codec/der/encode.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import type { SignatureAlgorithm } from './algorithm.ts'
import { SERIAL_OCTETS_MAX } from './bounds.ts'
import { type Extension, extensionsNode } from './extension.ts'
import type { Name } from './name.ts'
import { serialNode } from './serial-number.ts'

/** What a version 3 TBSCertificate says (RFC 5280 §4.1.2). */
export interface TbsCertificateFields {
  /** Lower-case hexadecimal magnitude, whole octets. */
  readonly serialHex: string
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly issuer: Name
  /** Whole seconds; a fraction is cut off. */
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly subject: Name
  readonly spkiDer: Uint8Array
  /** In the order in which they are to stand. */
  readonly extensions: readonly Extension[]
}

/**
 * The DER of a TBSCertificate, to be signed. A serial that is not 1 to 20 positive octets is a bug.
 */
export function encodeTbsCertificate(fields: TbsCertificateFields): Uint8Array {
  assert(isCertificateSerial(fields.serialHex), 'a serial is positive and at most 20 octets')
  const extensions = extensionsNode(fields.extensions)
  return der.encode(
    der.sequence(
      VERSION_3,
      serialNode(fields.serialHex),
      fields.signatureAlgorithm.der,
      fields.issuer.der,
      der.sequence(der.time(fields.notBefore), der.time(fields.notAfter)),
      fields.subject.der,
      fields.spkiDer,
      extensions === undefined ? undefined : der.explicit(3, extensions),
    ),
  )
}

/**
 * The certificate: the TBSCertificate exactly as it was signed, the algorithm, and the signature.
 */
export function assembleCertificate(
  tbsDer: Uint8Array,
  signatureAlgorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Uint8Array {
  return der.encode(der.sequence(tbsDer, signatureAlgorithm.der, der.bitString(signature)))
}

const VERSION_3 = der.encode(der.explicit(0, der.integer(2)))

/**
 * Whether the magnitude is positive and, with the octet its sign may need, no longer than 20
 * octets.
 */
function isCertificateSerial(serialHex: string): boolean {
  const digits = serialHex.replace(/^(?:00)+/, '')
  const signOctets = /^[89a-f]/.test(digits) ? 1 : 0
  return digits.length > 0 && digits.length / 2 + signOctets <= SERIAL_OCTETS_MAX
}
