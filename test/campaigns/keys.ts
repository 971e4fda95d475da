import { createPrivateKey, constants, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

/** Kinds of key in the campaigns, and how OpenSSL makes them. */
export const KEY_KINDS = {
  'rsa-2048': words`genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048`,
  'rsa-1024': words`genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:1024`,
  'p-256': words`genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256`,
  'p-384': words`genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-384`,
  'p-521': words`genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-521`,
  ed25519: words`genpkey -algorithm ed25519`,
} as const

/** A kind of key. */
export type KeyKind = keyof typeof KEY_KINDS

/** A private key made by OpenSSL. */
export interface CampaignKey {
  readonly name: string
  readonly kind: KeyKind
  readonly path: string
  readonly requestPath: string
  readonly privateKey: KeyObject
  readonly spkiDer: Uint8Array
}

/** A way to sign: the AlgorithmIdentifier and what `crypto.sign` must do for it. */
export interface Scheme {
  readonly name: string
  readonly identifierDer: Uint8Array
  readonly digest: string | null
  readonly pssSaltOctets?: number
}

/** Makes a key and a certification request for it in `folder`. */
export async function makeKey(folder: string, name: string, kind: KeyKind): Promise<CampaignKey> {
  const path = join(folder, `${name}.key`)
  const requestPath = join(folder, `${name}.csr`)
  await runToolWell('openssl', [...KEY_KINDS[kind], '-out', path])
  await runToolWell('openssl', words`req -new -key ${path} -subj /CN=request -out ${requestPath}`)
  const spki = await runToolWell('openssl', words`pkey -in ${path} -pubout -outform DER`)
  const privateKey = createPrivateKey(readFileSync(path))
  return { name, kind, path, requestPath, privateKey, spkiDer: new Uint8Array(spki.stdout) }
}

const NULL = der.nullValue()

/** Every scheme of the campaigns by name; the second group is weak or oddly written. */
export const SCHEMES = {
  'rsa-sha256': pkcs1('rsa-sha256', OID.sha256WithRSAEncryption, 'sha256'),
  'rsa-sha384': pkcs1('rsa-sha384', OID.sha384WithRSAEncryption, 'sha384'),
  'rsa-sha512': pkcs1('rsa-sha512', OID.sha512WithRSAEncryption, 'sha512'),
  'pss-sha256': pss('pss-sha256', OID.sha256, 'sha256', 32),
  'pss-sha512': pss('pss-sha512', OID.sha512, 'sha512', 64),
  'ecdsa-sha256': ecdsa('ecdsa-sha256', OID.ecdsaWithSHA256, 'sha256'),
  'ecdsa-sha384': ecdsa('ecdsa-sha384', OID.ecdsaWithSHA384, 'sha384'),
  'ecdsa-sha512': ecdsa('ecdsa-sha512', OID.ecdsaWithSHA512, 'sha512'),
  ed25519: { name: 'ed25519', identifierDer: identifier('1.3.101.112'), digest: null },
  'rsa-sha1': pkcs1('rsa-sha1', '1.2.840.113549.1.1.5', 'sha1'),
  'rsa-md5': pkcs1('rsa-md5', '1.2.840.113549.1.1.4', 'md5'),
  'ecdsa-sha1': ecdsa('ecdsa-sha1', '1.2.840.10045.4.1', 'sha1'),
  'rsa-sha256-absent': {
    name: 'rsa-sha256-absent',
    identifierDer: identifier(OID.sha256WithRSAEncryption),
    digest: 'sha256',
  },
  'ecdsa-sha256-null': {
    name: 'ecdsa-sha256-null',
    identifierDer: identifier(OID.ecdsaWithSHA256, NULL),
    digest: 'sha256',
  },
  'pss-short-salt': pss('pss-short-salt', OID.sha256, 'sha256', 20),
} as const satisfies Record<string, Scheme>

/** A scheme's name. */
export type SchemeName = keyof typeof SCHEMES

/** The schemes a kind of key signs with in well-made certificates. */
export function soundSchemes(kind: KeyKind): readonly SchemeName[] {
  if (kind === 'ed25519') return ['ed25519']
  if (kind.startsWith('rsa'))
    return ['rsa-sha256', 'rsa-sha384', 'rsa-sha512', 'pss-sha256', 'pss-sha512']
  return ['ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512']
}

/** Weak or oddly written schemes of a kind of key. */
export function oddSchemes(kind: KeyKind): readonly SchemeName[] {
  if (kind === 'ed25519') return []
  if (kind.startsWith('rsa')) return ['rsa-sha1', 'rsa-md5', 'rsa-sha256-absent', 'pss-short-salt']
  return ['ecdsa-sha1', 'ecdsa-sha256-null']
}

/** A signature over `message`. */
export function signWithScheme(key: KeyObject, scheme: Scheme, message: Uint8Array): Uint8Array {
  const { digest, pssSaltOctets } = scheme
  if (pssSaltOctets === undefined) return new Uint8Array(sign(digest, message, key))
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return new Uint8Array(sign(digest, message, { key, padding, saltLength: pssSaltOctets }))
}

function identifier(oid: string, parameters?: der.DerValue): Uint8Array {
  return der.encode(der.sequence(der.oid(oid), parameters))
}

function pkcs1(name: string, oid: string, digest: string): Scheme {
  return { name, identifierDer: identifier(oid, NULL), digest }
}

function ecdsa(name: string, oid: string, digest: string): Scheme {
  return { name, identifierDer: identifier(oid), digest }
}

/** RSASSA-PSS-params (RFC 4055 §3.1). */
function pss(name: string, hashOid: string, digest: string, saltOctets: number): Scheme {
  const parameters = der.sequence(
    der.explicit(0, identifier(hashOid, NULL)),
    der.explicit(1, der.sequence(der.oid(OID.mgf1), identifier(hashOid, NULL))),
    // DER: the default of saltLength, 20, is not encoded (X.690 §11.5).
    saltOctets === 20 ? undefined : der.explicit(2, der.integer(saltOctets)),
  )
  return {
    name,
    identifierDer: identifier(OID.rsassaPss, parameters),
    digest,
    pssSaltOctets: saltOctets,
  }
}
