import { parseCertificate } from '#codec/x509/certificate.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CaConfiguration } from '../configuration.ts'
import type { PartitionRef } from '../contract.ts'
import type { Generation } from '../model.ts'
import type { IssuerFacts } from '../profile.ts'

/** The authority under which a certificate is to stand, as the lint knows it from its record. */
export interface WantedIssuer extends IssuerFacts {
  /** The subject of the authority's own certificate, octet for octet. */
  readonly nameDer: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/** What the lint knows of a certificate before it looks at it. */
export interface WantedCertificate {
  readonly configuration: CaConfiguration
  readonly issuer: WantedIssuer
  readonly serial: number
  /** SHA-256 of the SubjectPublicKeyInfo that was asked for. */
  readonly keyDigest: Uint8Array
}

/** A holder's certificate, with the municipality it belongs to. */
export interface WantedHolder extends WantedCertificate {
  readonly partition: PartitionRef
}

/** What the lint wants of an issuer that is on record. */
export function wantedIssuer(generation: Generation): WantedIssuer {
  const { authority, suite, serial, keyId, notBefore, notAfter, certificateDer } = generation
  const certificate = parseCertificate(certificateDer)
  assert(certificate.ok, 'a recorded certificate can be read')
  const nameDer = certificate.value.subject.der
  return { authority, suite, serial, keyId, notBefore, notAfter, nameDer }
}
