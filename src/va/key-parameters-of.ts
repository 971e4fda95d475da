import type { Certificate } from '#codec/x509/certificate.ts'
import {
  type KeyParameters,
  type KeyParametersRefusal,
  readKeyParameters,
} from '#codec/x509/key-parameters.ts'
import type { Result } from '#kernel/result.ts'

/** Read once a certificate; held weakly, so that what was read lives no longer than it. */
const known = new WeakMap<Certificate, Result<KeyParameters, KeyParametersRefusal>>()

/** The kind and strength of a certificate's key. */
export function keyParametersOf(
  certificate: Certificate,
): Result<KeyParameters, KeyParametersRefusal> {
  const remembered = known.get(certificate)
  if (remembered !== undefined) return remembered
  const read = readKeyParameters(certificate.spkiDer)
  known.set(certificate, read)
  return read
}
