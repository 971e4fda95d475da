import * as der from '#codec/der/encode.ts'
import { TAG } from '#codec/der/tag.ts'
import { digestIdentifierDer, type SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { assert } from '#kernel/assert.ts'
import { CMS_OID } from './oids.ts'
import { type SignerIdentifier, signerIdentifierNode } from './signer-identifier.ts'

/** A SignedData to encode (RFC 5652 §5.1), with X.509 certificates only. */
export interface SignedDataFields {
  /** eContentType; id-data where it is left out. */
  readonly contentType?: string
  /** The content to carry; `undefined` for a detached signature (RFC 5652 §5.2). */
  readonly content: Uint8Array | undefined
  readonly certificatesDer: readonly Uint8Array[]
  readonly signers: readonly SignerFields[]
}

/** One signer to encode (RFC 5652 §5.3). */
export interface SignerFields {
  readonly sid: SignerIdentifier
  readonly algorithm: SignatureAlgorithm
  /** The DER SET OF that was signed, as `encodeSignedAttributes` made it. */
  readonly signedAttributesDer: Uint8Array
  readonly signature: Uint8Array
}

/** The DER of the ContentInfo around a SignedData. A SignedData without signers is a bug. */
export function encodeSignedData(fields: SignedDataFields): Uint8Array {
  assert(fields.signers.length > 0, 'a signed document has a signer')
  const digests = [...new Set(fields.signers.map(({ algorithm }) => algorithm.digest))]
  const content =
    fields.content === undefined ? undefined : der.explicit(0, der.octetString(fields.content))
  const certificates =
    fields.certificatesDer.length === 0
      ? undefined
      : der.implicit(0, der.setOf(fields.certificatesDer))
  const signedData = der.sequence(
    der.integer(versionOf(fields)),
    der.setOf(digests.map((digest) => digestIdentifierDer(digest, 'absent'))),
    der.sequence(der.oid(fields.contentType ?? CMS_OID.data), content),
    certificates,
    der.setOf(fields.signers.map(signerNode)),
  )
  return der.encode(der.sequence(der.oid(CMS_OID.signedData), der.explicit(0, signedData)))
}

/**
 * RFC 5652 §5.1: 3 where a signer is named by key identifier or the content is not id-data, else 1.
 */
function versionOf({ signers, contentType = CMS_OID.data }: SignedDataFields): 1 | 3 {
  const byKey = signers.some(({ sid }) => sid.by === 'key-identifier')
  return byKey || contentType !== CMS_OID.data ? 3 : 1
}

function signerNode(signer: SignerFields): der.DerNode {
  const { sid, algorithm, signedAttributesDer, signature } = signer
  assert(signedAttributesDer[0] === TAG.set, 'signed attributes are a SET OF')
  return der.sequence(
    der.integer(sid.by === 'issuer-and-serial' ? 1 : 3),
    signerIdentifierNode(sid),
    digestIdentifierDer(algorithm.digest, 'absent'),
    der.implicit(0, signedAttributesDer),
    algorithm.der,
    der.octetString(signature),
  )
}
