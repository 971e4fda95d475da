import type { DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { context } from '#codec/der/tag.ts'
import { SERIAL_OCTETS_MAX } from '#codec/x509/bounds.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import { readSerialNumber, serialNode } from '#codec/x509/serial-number.ts'
import type { CmsRefusal } from './refusal.ts'

/**
 * SignerIdentifier (RFC 5652 §5.3): the signer's certificate by issuer and serial number, or by key
 * identifier.
 */
export type SignerIdentifier =
  | { readonly by: 'issuer-and-serial'; readonly issuer: Name; readonly serialHex: string }
  | { readonly by: 'key-identifier'; readonly keyId: Uint8Array }

/** A SignerIdentifier to encode. */
export function signerIdentifierNode(sid: SignerIdentifier): der.DerValue {
  return sid.by === 'issuer-and-serial'
    ? der.sequence(sid.issuer.der, serialNode(sid.serialHex))
    : der.implicit(0, der.octetString(sid.keyId))
}

/** Reads a SignerIdentifier. */
export function readSignerIdentifier(reader: DerReader<CmsRefusal>): SignerIdentifier {
  if (reader.nextTag === context(0))
    return { by: 'key-identifier', keyId: reader.octetString('subjectKeyIdentifier', context(0)) }
  return reader.sequence('issuerAndSerialNumber', () => ({
    by: 'issuer-and-serial',
    issuer: readName(reader, 'issuer'),
    serialHex: readSerialHex(reader),
  }))
}

/**
 * Reads a CertificateSerialNumber of at most 20 octets (RFC 5280 §4.1.2.2), as the text of
 * `readSerialNumber`: certificates with zero and negative numbers exist, and are signed with.
 */
export function readSerialHex(reader: DerReader<CmsRefusal>): string {
  const { serialHex, octets } = readSerialNumber(reader, 'serialNumber')
  if (octets > SERIAL_OCTETS_MAX) reader.refuse('cms-serial-malformed', 'serialNumber', { octets })
  return serialHex
}
