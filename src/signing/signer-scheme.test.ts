import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { decodeDer } from '#codec/der/decode.ts'
import {
  type AlgorithmIdentifier,
  readAlgorithmIdentifier,
  SIGNATURE_ALGORITHMS,
} from '#codec/x509/algorithm.ts'
import { OID } from '#codec/x509/oids.ts'
import { readSignerScheme } from './signer-scheme.ts'

function identifier(node: der.DerValue): AlgorithmIdentifier {
  const read = decodeDer(der.encode(node), (reader) => readAlgorithmIdentifier(reader, ''))
  assert.ok(read.ok)
  return read.value
}

function named(oid: string, ...parameters: readonly der.DerPart[]): der.DerNode {
  return der.sequence(der.oid(oid), ...parameters)
}

const SOME_ATTRIBUTES = {
  all: [],
  contentType: undefined,
  messageDigest: new Uint8Array(),
  signingTime: undefined,
  signingCertificates: [],
  algorithmProtection: undefined,
  toBeSignedDer: new Uint8Array(),
  isDer: true,
}

const NULL = der.nullValue()
const SHA1 = named(OID.sha1)
const SHA256 = named(OID.sha256)
const SHA384 = named(OID.sha384)
const SHA512 = named(OID.sha512, NULL)
const SHAKE256 = named(OID.shake256Len, der.integer(512))
const RSA = named(OID.rsaEncryption, NULL)
const { sha256WithRSAEncryption, ecdsaWithSHA384, rsassaPssWithSHA256 } = SIGNATURE_ALGORITHMS

for (const [name, digest, signature, expected] of [
  ['rsaEncryption takes the digest beside it', SHA512, RSA, 'rsa-pkcs1 sha512'],
  ['rsaEncryption without parameters', SHA256, named(OID.rsaEncryption), 'rsa-pkcs1 sha256'],
  ['its own digest', SHA256, sha256WithRSAEncryption.der, 'rsa-pkcs1 sha256'],
  ['ECDSA', SHA384, ecdsaWithSHA384.der, 'ecdsa sha384'],
  ['RSASSA-PSS', SHA256, rsassaPssWithSHA256.der, 'rsa-pss sha256'],
  ['SHA-1, for the policy to refuse by name', SHA1, RSA, 'rsa-pkcs1 sha1'],
  ['Ed25519 beside SHA-512 (RFC 8419 §3.1)', SHA512, named(OID.ed25519), 'ed25519 sha512'],
  ['two digests that differ', SHA384, sha256WithRSAEncryption.der, 'digests-differ'],
  ['RSASSA-PSS of another digest', SHA512, rsassaPssWithSHA256.der, 'digests-differ'],
  ['Ed448 beside SHAKE256 of 512 bits', SHAKE256, named(OID.ed448), 'ed448 shake256-512'],
  [
    'ML-DSA beside SHAKE256 (RFC 9882 §3.3)',
    SHAKE256,
    named(OID.mlDsa87),
    'ml-dsa-87 shake256-512',
  ],
  ['Ed448 beside SHA-512', SHA512, named(OID.ed448), 'digests-differ'],
  ['SHAKE256 beside rsaEncryption', SHAKE256, RSA, 'algorithm-unknown'],
  ['SHAKE256 beside Ed25519', SHAKE256, named(OID.ed25519), 'digests-differ'],
  ['Ed25519 beside SHA-256', SHA256, named(OID.ed25519), 'digests-differ'],
  ['a digest nobody knows', named('2.999.9'), RSA, 'algorithm-unknown'],
  ['an algorithm nobody knows', SHA256, named('2.999.9'), 'algorithm-unknown'],
  ['PSS without parameters', SHA256, named(OID.rsassaPss), 'algorithm-parameters-wrong'],
] as const)
  test(`a signer's algorithms: ${name} is ${expected}`, () => {
    const read = readSignerScheme({
      digestAlgorithm: identifier(digest),
      signatureAlgorithm: identifier(signature),
      signedAttributes: SOME_ATTRIBUTES,
    })
    const found = read.ok ? `${read.value.scheme.scheme} ${read.value.contentDigest}` : read.refusal
    assert.equal(found, expected)
  })

test('over the content itself a pure scheme uses no digest', () => {
  const read = readSignerScheme({
    digestAlgorithm: identifier(SHA256),
    signatureAlgorithm: identifier(named(OID.ed25519)),
    signedAttributes: undefined,
  })
  assert.deepEqual(read, {
    ok: true,
    value: { scheme: { scheme: 'ed25519' }, contentDigest: undefined },
  })
})
