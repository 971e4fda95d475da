import type { SignerInfo } from '#codec/cms/signed-data.ts'
import type { Instant } from '#kernel/instant.ts'
import type { SignatureProfile } from './contract.ts'

/** A signed document to verify. */
export interface SignedDocument {
  readonly cmsDer: Uint8Array
  /** The document beside a detached signature; `undefined` for an attached one. */
  readonly detachedContent: Uint8Array | undefined
  /**
   * Certificates to look for the signers' among, besides those in the signature. None of them is
   * trusted for it.
   */
  readonly furtherCertificatesDer?: readonly Uint8Array[] | undefined
  /** The moment for which validity is asked: the present, or one that is proven. */
  readonly at: Instant
  readonly profile: SignatureProfile
}

/** One signer with what it is verified against. */
export interface OpenedSigner {
  readonly info: SignerInfo
  readonly content: Uint8Array
  readonly contentType: string
  readonly certificatesDer: readonly Uint8Array[]
}
