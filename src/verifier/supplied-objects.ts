import { parseCrl, type Crl } from '#codec/crl/crl.ts'
import { type OcspResponse, parseOcspResponse } from '#codec/ocsp/response.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import type { Result } from '#kernel/result.ts'
import { type Encoded, type EncodedKind, octetsOf, firstOctetsOf } from './encoded.ts'
import type { PassedOver } from './path-verdict.ts'

/** What was handed over, taken apart; `passedOver` grows by everything that could not be read. */
export interface Supplied {
  certificates(field: string, encoded: readonly Encoded[] | undefined): readonly Certificate[]
  crls(field: string, encoded: readonly Encoded[] | undefined): readonly Crl[]
  ocspResponses(field: string, encoded: readonly Encoded[] | undefined): readonly OcspResponse[]
  readonly passedOver: readonly PassedOver[]
}

/**
 * Reads objects that help and are not trusted: one that cannot be read counts for nothing, as if it
 * had not been given, and is listed.
 */
export function suppliedObjects(): Supplied {
  const passedOver: PassedOver[] = []
  const readAll = <T>(
    kind: EncodedKind,
    field: string,
    encoded: readonly Encoded[] | undefined,
    parse: (octets: Uint8Array) => Result<T, string>,
  ): readonly T[] =>
    (encoded ?? []).flatMap((one, index) => {
      const place = `${field}[${index}]`
      const octets = octetsOf(kind, one)
      if (!octets.ok) {
        passedOver.push({ field: place, code: octets.refusal })
        return []
      }
      return octets.value.flatMap((object) => {
        const parsed = parse(object)
        if (parsed.ok) return [parsed.value]
        passedOver.push({ field: place, code: parsed.refusal })
        return []
      })
    })
  return {
    passedOver,
    certificates: (field, encoded) => readAll('certificate', field, encoded, parseCertificate),
    crls: (field, encoded) => readAll('crl', field, encoded, parseCrl),
    ocspResponses: (field, encoded) => readAll('ocsp-response', field, encoded, parseOcspResponse),
  }
}

/** The certificate in `encoded`, the first of several, or why there is none. */
export function readCertificate(encoded: Encoded): Result<Certificate, string> {
  const octets = firstOctetsOf('certificate', encoded)
  return octets.ok ? parseCertificate(octets.value) : octets
}
