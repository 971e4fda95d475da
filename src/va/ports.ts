import type {
  AuthorityGeneration,
  AuthorityId,
  CertificateStatus,
  CrlRef,
  KeyName,
  ResponderCredential,
  SerialHex,
  StoredCrl,
} from '#ca/contract.ts'

/**
 * The states of certificates, committed ones only. A revocation that was acknowledged is never
 * again told as good; a serial that the authority never completed is `unknown`. A rejection means
 * that nothing is known.
 */
export interface StatusSource {
  /** The state of one serial. */
  certificateStatus(authority: AuthorityId, serialHex: SerialHex): Promise<CertificateStatus>
  /**
   * The state of each serial, in the order asked; with `generation`, one that another key
   * generation of the authority issued is `unknown`.
   */
  certificateStatuses(
    authority: AuthorityId,
    serials: readonly SerialHex[],
    generation?: number,
  ): Promise<readonly CertificateStatus[]>
}

/** The key generations of both authorities and who may answer for them. */
export interface AuthorityDirectory {
  /** Every key generation of both authorities, oldest first, expired ones included. */
  authorityGenerations(): Promise<readonly AuthorityGeneration[]>
  /** The newest responder of every generation that has one. */
  responderCredentials(): Promise<readonly ResponderCredential[]>
}

/** The lists as the authorities signed them. */
export interface CrlSource {
  /** The newest list of a partition, of the named generation or of the newest that signed one. */
  currentCrl(ref: CrlRef, generation?: number): Promise<StoredCrl | undefined>
}

/** All that the status service reads; it has no way to write. */
export type StatusReading = StatusSource & AuthorityDirectory & CrlSource

/** The responders' keys: used by name, never seen. */
export interface OcspSigner {
  /**
   * The signature over a ResponseData under the responder's key: ECDSA as DER (RFC 3279 §2.2.3) for
   * an EC key, RSASSA-PKCS1-v1_5 for RSA, with the digest that `responderAlgorithm` names for the
   * key.
   */
  sign(
    keyName: KeyName,
    input: { readonly what: 'ocsp-response'; readonly tbsDer: Uint8Array },
  ): Promise<Uint8Array>
}
