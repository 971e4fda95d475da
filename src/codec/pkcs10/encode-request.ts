import * as der from '#codec/der/encode.ts'
import type { AlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Extension, extensionsNode } from '#codec/x509/extension.ts'
import type { Name } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import type { RequestAttribute } from './certification-request.ts'

/** What a CertificationRequestInfo says (RFC 2986 §4.1). */
export interface RequestFields {
  readonly subject: Name
  readonly spkiDer: Uint8Array
  readonly attributes: readonly RequestAttribute[]
}

/** extensionRequest (RFC 2985 §5.4.2) with the given extensions, at least one. */
export function extensionRequest(extensions: readonly Extension[]): RequestAttribute {
  const value = extensionsNode(extensions)
  return {
    oid: OID.extensionRequest,
    valuesDer: value === undefined ? [] : [der.encode(value)],
  }
}

/** The DER of a CertificationRequestInfo, to be signed; the attributes in DER's order. */
export function encodeRequestInfo({ subject, spkiDer, attributes }: RequestFields): Uint8Array {
  const set = der.setOf(
    attributes.map(({ oid, valuesDer }) => der.sequence(der.oid(oid), der.setOf(valuesDer))),
  )
  return der.encode(der.sequence(der.integer(0), subject.der, spkiDer, der.implicit(0, set)))
}

/** The request: the info exactly as it was signed, the algorithm, and the signature. */
export function assembleRequest(
  infoDer: Uint8Array,
  signatureAlgorithm: Pick<AlgorithmIdentifier, 'der'>,
  signature: Uint8Array,
): Uint8Array {
  return der.encode(der.sequence(infoDer, signatureAlgorithm.der, der.bitString(signature)))
}
