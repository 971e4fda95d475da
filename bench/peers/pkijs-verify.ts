/** pkijs as a peer of `bench/verify.ts`: its chain validation engine with a CRL. */
import { webcrypto } from 'node:crypto'
import { Certificate, CertificateChainValidationEngine, CertificateRevocationList } from 'pkijs'
import { CryptoEngine, setEngine } from 'pkijs'

/** Parses and validates one certificate; a chain that pkijs refuses is a fault of the bench. */
export type PkijsVerify = (certificateDer: Uint8Array) => Promise<void>

/** A verifier under one authority and its list. */
export function pkijsVerifier(
  authorityDer: Uint8Array,
  crlDer: Uint8Array,
  now: Date,
): PkijsVerify {
  setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto }))
  const authority = Certificate.fromBER(ownBuffer(authorityDer))
  const crl = CertificateRevocationList.fromBER(ownBuffer(crlDer))
  return async (certificateDer) => {
    const certificate = Certificate.fromBER(ownBuffer(certificateDer))
    const engine = new CertificateChainValidationEngine({
      trustedCerts: [authority],
      certs: [certificate],
      crls: [crl],
      checkDate: now,
    })
    const { result, resultMessage } = await engine.verify()
    if (!result) throw new Error(resultMessage)
  }
}

function ownBuffer(octets: Uint8Array): ArrayBuffer {
  return new Uint8Array(octets).buffer
}
