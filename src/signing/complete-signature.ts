import { encodeSignedData } from '#codec/cms/encode-signed-data.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { PreparedSignature } from './prepare-signature.ts'

/**
 * The CMS of a prepared signature and the card's answer. The signature is verified first: one that
 * another key or a faulty card made never leaves.
 */
export function completeSignature(
  prepared: PreparedSignature,
  signature: Uint8Array,
): Result<Uint8Array, 'signature-wrong'> {
  const { document, certificate, publicKey, algorithm, toBeSignedDer } = prepared
  if (!verifySignature(algorithm, publicKey, toBeSignedDer, signature))
    return refuse('signature-wrong')
  const { issuer, serialHex } = certificate
  return ok(
    encodeSignedData({
      content: document.form === 'attached' ? document.content : undefined,
      certificatesDer: [certificate.der],
      signers: [
        {
          sid: { by: 'issuer-and-serial', issuer, serialHex },
          algorithm,
          signedAttributesDer: toBeSignedDer,
          signature,
        },
      ],
    }),
  )
}
