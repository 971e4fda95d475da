import { type CertId, issuerHashes, type IssuerHashes } from '#codec/ocsp/cert-id.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { Name } from '#codec/x509/name.ts'
import type { HashAlgorithm } from '#crypto/digest.ts'
import { equalBytes } from '#kernel/bytes.ts'

/** A certificate as OCSP names it: by its serial number, and its issuer's name as it writes it. */
export interface OcspSubject {
  readonly serialHex: string
  /** The issuer field; `undefined` where only the serial number is known. */
  readonly issuer?: Name | undefined
}

/** The hashes below, by certificate and hash function; held weakly. */
const known = new WeakMap<Certificate, Map<HashAlgorithm, IssuerHashes>>()

/**
 * Whether a CertID names `certificate`, issued by `issuer` (RFC 6960 §4.1.1, §3.2(1)), under
 * whichever hash function it was written. The name hashed is "the issuer's name field in the
 * certificate being checked", which may be encoded otherwise than the issuer's own subject; either
 * will do, as the key is hashed as well.
 */
export function isAbout(certId: CertId, certificate: OcspSubject, issuer: Certificate): boolean {
  const { digest, serialHex, issuerNameHash, issuerKeyHash } = certId
  if (digest === undefined || serialHex !== certificate.serialHex) return false
  const { nameHash, keyHash } = hashesUnder(digest, issuer)
  if (!equalBytes(issuerKeyHash, keyHash)) return false
  if (equalBytes(issuerNameHash, nameHash)) return true
  const { issuer: name } = certificate
  if (name === undefined || equalBytes(name.der, issuer.subject.der)) return false
  return equalBytes(issuerNameHash, issuerHashes(digest, name, issuer.spkiDer).nameHash)
}

/** The hashes of a certificate's subject and key, computed once. */
export function hashesUnder(digest: HashAlgorithm, issuer: Certificate): IssuerHashes {
  const byDigest = known.get(issuer) ?? new Map<HashAlgorithm, IssuerHashes>()
  const before = byDigest.get(digest)
  if (before !== undefined) return before
  const hashes = issuerHashes(digest, issuer.subject, issuer.spkiDer)
  known.set(issuer, byDigest.set(digest, hashes))
  return hashes
}
