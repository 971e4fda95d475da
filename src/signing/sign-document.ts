import type { CardRefusal } from '#card-client/contract.ts'
import type { Result } from '#kernel/result.ts'
import { completeSignature } from './complete-signature.ts'
import type { SignRefusal } from './contract.ts'
import type { DocumentSigner } from './ports.ts'
import { type DocumentToSign, prepareSignature } from './prepare-signature.ts'

/**
 * Signs a document: reads the certificate, prepares, lets the card sign, completes. Gives the CMS,
 * DER.
 */
export async function signDocument(
  signer: DocumentSigner,
  document: DocumentToSign,
): Promise<Result<Uint8Array, SignRefusal | CardRefusal>> {
  const certificateDer = await signer.certificate()
  if (!certificateDer.ok) return certificateDer
  const prepared = prepareSignature(document, certificateDer.value)
  if (!prepared.ok) return prepared
  const { toBeSignedDer, algorithm } = prepared.value
  const signature = await signer.sign(toBeSignedDer, algorithm.digest)
  return signature.ok ? completeSignature(prepared.value, signature.value) : signature
}
