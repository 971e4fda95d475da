/** A small builder of certificates, however unreasonable, for `bench/hostile.ts`. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'

/** A key pair and its subjectPublicKeyInfo. */
export interface HostileKey {
  readonly privateKey: KeyObject
  readonly spkiDer: Uint8Array
}

/** What a certificate says; whatever is left out is sound. */
export interface HostileFields {
  readonly subject: der.DerValue
  readonly issuer: der.DerValue
  readonly signer: HostileKey
  readonly spkiDer: Uint8Array
  readonly serial?: number
  readonly extensions?: readonly der.DerValue[]
  /** In place of the signer's own. */
  readonly signature?: Uint8Array
}

/** A new RSA-2048 key, as every authority of the service has. */
export function hostileKey(): HostileKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { privateKey, spkiDer: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })) }
}

/** A version 3 certificate, valid from 2020 to 2049, soundly signed. */
export function hostileCertificate(fields: HostileFields): Uint8Array {
  const algorithm = der.sequence(der.oid(OID.sha256WithRSAEncryption), der.nullValue())
  const { extensions = [] } = fields
  const tbs = der.encode(
    der.sequence(
      der.explicit(0, der.integer(2)),
      der.integer(fields.serial ?? 1),
      algorithm,
      fields.issuer,
      der.sequence(new der.DerNode(0x17, '200101000000Z'), new der.DerNode(0x17, '491231235959Z')),
      fields.subject,
      fields.spkiDer,
      extensions.length === 0 ? undefined : der.explicit(3, der.sequence(...extensions)),
    ),
  )
  const signature =
    fields.signature ?? new Uint8Array(sign('sha256', tbs, fields.signer.privateKey))
  return der.encode(der.sequence(tbs, algorithm, der.bitString(signature)))
}

/** A name of one attribute. */
export function commonName(text: string): Uint8Array {
  const attribute = der.sequence(der.oid('2.5.4.3'), der.utf8String(text))
  return der.encode(der.sequence(der.setOf([attribute])))
}

/** An extension. */
export function extensionOf(oid: string, critical: boolean, value: der.DerValue): der.DerNode {
  return der.sequence(
    der.oid(oid),
    critical ? der.boolean(true) : undefined,
    der.octetString(der.encode(value)),
  )
}

/** basicConstraints and keyUsage of an authority. */
export function authorityExtensions(): readonly der.DerNode[] {
  return [
    extensionOf(OID.basicConstraints, true, der.sequence(der.boolean(true))),
    extensionOf(OID.keyUsage, true, der.namedBits([5, 6])),
  ]
}
