import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { AuthorityGeneration, KeyName, ResponderCredential } from '#ca/contract.ts'
import { parseKeyName } from '#ca/contract.ts'
import {
  assembleCrl,
  cRLNumber,
  type CrlListing,
  encodeTbsCrl,
  issuingDistributionPoint,
} from '#codec/crl/encode-crl.ts'
import { encodeCertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import {
  assembleOcspResponse,
  encodeResponseData,
  type ResponseFields,
} from '#codec/ocsp/encode-response.ts'
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, type Extension } from '#codec/x509/extension.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  cRLDistributionPoints,
  extKeyUsage,
  keyUsage,
  ocspNoCheck,
  subjectKeyIdentifierExtension,
} from '#codec/x509/extension-values.ts'
import { directoryName } from '#codec/x509/general-name.ts'
import { type Name, nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { type PinnedAuthority, pinAuthority } from '#va/pinned-authority.ts'

/** A small authority made with the codecs alone, for tests of the status and verification side. */
export interface LittleAuthority {
  readonly kind: CertificateKind
  readonly generation: AuthorityGeneration
  readonly certificate: Certificate
  readonly pinned: PinnedAuthority
  readonly keys: TestKeys
}

/** A key pair, and the algorithm it signs with. */
export interface TestKeys {
  readonly privateKey: KeyObject
  readonly spkiDer: Uint8Array
  readonly algorithm: SignatureAlgorithm
}

/** A moment written as ISO 8601. */
export function at(text: string): Instant {
  const moment = parseInstant(text)
  assert.ok(moment !== undefined, text)
  return moment
}

/** The policies of the tests, under the example arc 2.999 (ITU-T X.660). */
export const POLICY_OIDS: Readonly<Record<CertificateKind, string>> = {
  signature: '2.999.1.1.20',
  'user-authentication': '2.999.1.3.30',
}

/** The municipality of the tests, as it stands in distribution points. */
export const PARTITION = partitionName('Shibuya-ku')

/** The distribution point of a municipality. */
export function partitionName(city: string): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', 'Shomei Test'],
    ['OU', 'CRL Distribution Points'],
    ['OU', 'Tokyo-to'],
    ['CN', `${city} CRLDP`],
  ])
}

const kept = new Map<string, TestKeys>()

/**
 * Keys by name: one name is one key pair for the whole test process. RSA-2048 unless `curve` is
 * given.
 */
export function keysOf(name: string, curve?: 'P-256' | 'P-384'): TestKeys {
  const known = kept.get(name)
  if (known !== undefined) return known
  const { publicKey, privateKey } =
    curve === undefined
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: curve })
  const made = testKeys(publicKey, privateKey, curve)
  kept.set(name, made)
  return made
}

/** Keys of a size nobody should accept. */
export function weakKeys(modulusLength: number): TestKeys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  return testKeys(publicKey, privateKey, undefined)
}

function testKeys(
  publicKey: KeyObject,
  privateKey: KeyObject,
  curve: 'P-256' | 'P-384' | undefined,
): TestKeys {
  const spkiDer = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  const name =
    curve === undefined
      ? 'sha256WithRSAEncryption'
      : curve === 'P-256'
        ? 'ecdsaWithSHA256'
        : 'ecdsaWithSHA384'
  return { privateKey, spkiDer, algorithm: SIGNATURE_ALGORITHMS[name] }
}

/** A signature with the keys' own algorithm. */
export function signWith(keys: TestKeys, message: Uint8Array): Uint8Array {
  const key = { key: keys.privateKey, dsaEncoding: 'der' } as const
  return new Uint8Array(sign(keys.algorithm.digest, message, key))
}

/** What may differ from a good authority. */
export interface AuthorityOptions {
  readonly keys?: TestKeys
  readonly number?: number
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly edit?: (extensions: readonly Extension[]) => readonly Extension[]
}

/** A self-signed authority of a kind, 2024 to 2034; generations share their name. */
export function littleAuthority(
  kind: CertificateKind,
  options: AuthorityOptions = {},
): LittleAuthority {
  const number = options.number ?? 1
  const keys = options.keys ?? keysOf(`${kind}-${number}`)
  const subject = nameOf([
    ['C', 'JP'],
    ['O', 'Shomei Test'],
    ['OU', `Test authority for ${kind}`],
  ])
  const extensions = [
    critical(keyUsage(['keyCertSign', 'cRLSign'])),
    critical(basicConstraints({ ca: true })),
    subjectKeyIdentifierExtension(subjectKeyIdentifier(keys.spkiDer)),
  ]
  const certificateDer = certificateOf(keys, {
    serialHex: toHex(Uint8Array.of(number)),
    issuer: subject,
    notBefore: options.notBefore ?? at('2024-01-01T00:00:00Z'),
    notAfter: options.notAfter ?? at('2033-12-31T14:59:59Z'),
    subject,
    spkiDer: keys.spkiDer,
    extensions: options.edit?.(extensions) ?? extensions,
  })
  const pinned = pinAuthority(kind, certificateDer)
  assert.ok(pinned.ok)
  const keyIdHex = toHex(pinned.value.keyId)
  const generation = { authority: kind, generation: number, certificateDer, keyIdHex }
  return { kind, generation, certificate: pinned.value.certificate, pinned: pinned.value, keys }
}

/** What may differ from a good holder's certificate. */
export interface HolderOptions {
  readonly serialHex?: string
  readonly keys?: TestKeys
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly issuer?: Name
  readonly signedBy?: TestKeys
  readonly authorityKeyId?: Uint8Array
  readonly edit?: (extensions: readonly Extension[]) => readonly Extension[]
}

/** A holder's certificate of the authority's kind, March 2026 to December 2030. */
export function issueTo(authority: LittleAuthority, options: HolderOptions = {}): Uint8Array {
  const keys = options.keys ?? keysOf('holder')
  const isSignature = authority.kind === 'signature'
  const extensions = [
    critical(keyUsage(isSignature ? ['digitalSignature', 'nonRepudiation'] : ['digitalSignature'])),
    ...(isSignature ? [] : [extKeyUsage([OID.clientAuth])]),
    critical(certificatePolicies([{ policyOid: POLICY_OIDS[authority.kind], qualifiers: [] }])),
    cRLDistributionPoints([{ name: { kind: 'fullName', names: [directoryName(PARTITION)] } }]),
    authorityKeyIdentifier({ keyIdentifier: options.authorityKeyId ?? authority.pinned.keyId }),
    subjectKeyIdentifierExtension(subjectKeyIdentifier(keys.spkiDer)),
  ]
  return certificateOf(options.signedBy ?? authority.keys, {
    serialHex: options.serialHex ?? '00c0ffee',
    issuer: options.issuer ?? authority.certificate.subject,
    notBefore: options.notBefore ?? at('2026-03-01T03:00:00Z'),
    notAfter: options.notAfter ?? at('2030-12-10T14:59:59Z'),
    subject: nameOf([
      ['C', 'JP'],
      ['CN', '20260301030000TEST0000000001'],
    ]),
    spkiDer: keys.spkiDer,
    extensions: options.edit?.(extensions) ?? extensions,
  })
}

/**
 * A delegated responder of an authority, and the credential by which the status service knows it.
 */
export interface LittleResponder {
  readonly credential: ResponderCredential
  readonly keys: TestKeys
}

/** What may differ from a good responder. */
export interface ResponderOptions {
  readonly keys?: TestKeys
  readonly signedBy?: TestKeys
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly edit?: (extensions: readonly Extension[]) => readonly Extension[]
}

/** A delegated responder with a P-256 key (RFC 6960 §4.2.2.2). */
export function littleResponder(
  authority: LittleAuthority,
  options: ResponderOptions = {},
): LittleResponder {
  const { authority: kind, generation } = authority.generation
  const name = parseKeyName(`${kind}-${generation}-ocsp`)
  assert.ok(name !== undefined)
  const keys = options.keys ?? keysOf(name, 'P-256')
  const notBefore = options.notBefore ?? at('2026-02-01T00:00:00Z')
  const notAfter = options.notAfter ?? at('2026-12-31T14:59:59Z')
  const extensions = [
    critical(keyUsage(['digitalSignature'])),
    extKeyUsage([OID.ocspSigning]),
    ocspNoCheck(),
    authorityKeyIdentifier({ keyIdentifier: authority.pinned.keyId }),
    subjectKeyIdentifierExtension(subjectKeyIdentifier(keys.spkiDer)),
  ]
  const certificateDer = certificateOf(options.signedBy ?? authority.keys, {
    serialHex: '0a',
    issuer: authority.certificate.subject,
    notBefore,
    notAfter,
    subject: nameOf([
      ['C', 'JP'],
      ['O', 'Shomei Test'],
      ['CN', `OCSP responder ${kind} ${generation}`],
    ]),
    spkiDer: keys.spkiDer,
    extensions: options.edit?.(extensions) ?? extensions,
  })
  const credential: ResponderCredential = {
    authority: kind,
    generation,
    certificateDer,
    keyName: name satisfies KeyName,
    notBefore,
    notAfter,
  }
  return { credential, keys }
}

/** What may differ from a good CRL. */
export interface CrlOptions {
  readonly entries?: readonly CrlListing[]
  readonly thisUpdate?: Instant
  readonly nextUpdate?: Instant
  readonly issuer?: Name
  readonly signedBy?: TestKeys
  readonly authorityKeyId?: Uint8Array
  readonly edit?: (extensions: readonly Extension[]) => readonly Extension[]
}

/** The list of `PARTITION` of 1 April 2026, good for 25 hours. */
export function crlOf(authority: LittleAuthority, options: CrlOptions = {}): Uint8Array {
  const keys = options.signedBy ?? authority.keys
  const point = { kind: 'fullName', names: [directoryName(PARTITION)] } as const
  const extensions = [
    authorityKeyIdentifier({ keyIdentifier: options.authorityKeyId ?? authority.pinned.keyId }),
    cRLNumber(7n),
    issuingDistributionPoint({ name: point, onlyContains: 'user' }),
  ]
  const tbsDer = encodeTbsCrl({
    signatureAlgorithm: keys.algorithm,
    issuer: options.issuer ?? authority.certificate.subject,
    thisUpdate: options.thisUpdate ?? at('2026-04-01T00:00:00Z'),
    nextUpdate: options.nextUpdate ?? at('2026-04-02T01:00:00Z'),
    entries: options.entries ?? [],
    extensions: options.edit?.(extensions) ?? extensions,
  })
  return assembleCrl(tbsDer, keys.algorithm, signWith(keys, tbsDer))
}

/** The encoded CertID of a serial number under an authority. */
export function certIdOf(
  authority: LittleAuthority,
  serialHex: string,
  digest: DigestAlgorithm = 'sha1',
): Uint8Array {
  const { subject, spkiDer } = authority.certificate
  return encodeCertId(digest, issuerHashes(digest, subject, spkiDer), serialHex)
}

/** An OCSP response of the given statements, signed by the responder. */
export function ocspOf(
  { credential, keys }: LittleResponder,
  responses: readonly ResponseFields[],
  options: {
    readonly nonce?: Uint8Array
    readonly producedAt?: Instant
    readonly signedBy?: TestKeys
  } = {},
): Uint8Array {
  const signer = options.signedBy ?? keys
  const tbsDer = encodeResponseData({
    responderId: { by: 'key', keyHash: subjectKeyIdentifier(keys.spkiDer) },
    producedAt: options.producedAt ?? at('2026-04-01T00:00:00Z'),
    responses,
    nonce: options.nonce,
  })
  const signature = signWith(signer, tbsDer)
  return assembleOcspResponse(tbsDer, signer.algorithm, signature, credential.certificateDer)
}

/** The certificate, taken apart. */
export function certificateIn(certificateDer: Uint8Array): Certificate {
  const parsed = parseCertificate(certificateDer)
  assert.ok(parsed.ok)
  return parsed.value
}

function certificateOf(
  keys: TestKeys,
  fields: Omit<Parameters<typeof encodeTbsCertificate>[0], 'signatureAlgorithm'>,
): Uint8Array {
  const tbsDer = encodeTbsCertificate({ ...fields, signatureAlgorithm: keys.algorithm })
  return assembleCertificate(tbsDer, keys.algorithm, signWith(keys, tbsDer))
}
