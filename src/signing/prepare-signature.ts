import { CMS_OID } from '#codec/cms/oids.ts'
import { SIGNING_ALGORITHM, type SigningAlgorithm } from '#codec/cms/signing-algorithm.ts'
import { encodeSignedAttributes } from '#codec/cms/signed-attributes.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { SignatureForm, SignRefusal } from './contract.ts'

/** A document to sign. */
export interface DocumentToSign {
  readonly content: Uint8Array
  readonly form: SignatureForm
  /** The time to claim in the signature; `undefined` claims none. */
  readonly signingTime: Instant | undefined
}

/**
 * A signature ready to be made: `toBeSignedDer` goes to the card, the rest waits for its answer.
 */
export interface PreparedSignature {
  readonly document: DocumentToSign
  readonly certificate: Certificate
  readonly publicKey: PublicKey
  readonly algorithm: SigningAlgorithm
  /**
   * The DER of the signed attributes: content type, digest of the content, signing certificate,
   * claimed time.
   */
  readonly toBeSignedDer: Uint8Array
}

/**
 * Prepares a CAdES-BES signature (ETSI EN 319 122-1 §5) of `document` under the holder's
 * certificate. The certificate must allow non-repudiation: the key for logging in signs no
 * documents.
 */
export function prepareSignature(
  document: DocumentToSign,
  certificateDer: Uint8Array,
): Result<PreparedSignature, Exclude<SignRefusal, 'signature-wrong'>> {
  const parsed = parseCertificate(certificateDer)
  if (!parsed.ok) return refuse('certificate-malformed', parsed.detail)
  const certificate = parsed.value
  const usages = certificate.extensions.keyUsage ?? []
  if (!usages.includes('nonRepudiation'))
    return refuse('key-usage-wrong', { seen: usages.join(' '), wanted: 'nonRepudiation' })
  const key = importPublicKey(certificate.spkiDer)
  if (!key.ok) return refuse('algorithm-not-allowed')
  const algorithm = SIGNING_ALGORITHM[key.value.curve ?? 'rsa']
  const toBeSignedDer = encodeSignedAttributes({
    contentType: CMS_OID.data,
    messageDigest: digest(algorithm.digest, document.content),
    signingTime: document.signingTime,
    certificate,
    certificateDigest: algorithm.digest,
  })
  return ok({ document, certificate, publicKey: key.value, algorithm, toBeSignedDer })
}
