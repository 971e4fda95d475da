import type { SignerInfo } from '#codec/cms/signer-info.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { digest, type MessageDigest } from '#crypto/digest.ts'
import type { Instant } from '#kernel/instant.ts'
import type { SignatureProfile } from './contract.ts'

/** A signed document to verify. */
export interface SignedDocument {
  /** The ContentInfo, DER or BER. */
  readonly cmsDer: Uint8Array
  /** The document beside a detached signature; `undefined` for an attached one. */
  readonly detachedContent: Uint8Array | undefined
  /**
   * Certificates to look for the signers' among, besides those in the signature. None of them is
   * trusted for it.
   */
  readonly furtherCertificatesDer?: readonly Uint8Array[] | undefined
  /** The moment for which validity is asked, unless a time-stamp proves an earlier one. */
  readonly at: Instant
  /** The present; `at` where absent. An `at` that is not the present is the caller's own word. */
  readonly now?: Instant | undefined
  readonly profile: SignatureProfile
}

/** One signer with what it signed and whom it may be. */
export interface OpenedSigner {
  readonly info: SignerInfo
  /** What the signer's message digest is over: the content, or the signature it countersigns. */
  readonly content: Uint8Array
  /** Its digest, computed once however many signers there are. */
  readonly digestContent: (algorithm: MessageDigest) => Uint8Array
  /** `undefined` under a countersignature, which has none (RFC 5652 §11.4). */
  readonly contentType: string | undefined
  /**
   * The digest functions that the message names for one-pass readers; `undefined` under a
   * countersignature, which stands outside of that list.
   */
  readonly announcedDigests: readonly string[] | undefined
  /** Where the signer's certificate is looked for. */
  readonly candidates: readonly Certificate[]
}

/** The digest of `content` by each function, computed when it is first asked for. */
export function digestOnce(content: Uint8Array): OpenedSigner['digestContent'] {
  const known = new Map<MessageDigest, Uint8Array>()
  return (algorithm) => {
    const made = known.get(algorithm) ?? digest(algorithm, content)
    known.set(algorithm, made)
    return made
  }
}
