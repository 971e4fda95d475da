import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyParameters } from '#codec/x509/key-parameters.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'
import {
  type AlgorithmPolicy,
  type AlgorithmRefusal,
  DEFAULT_ALGORITHMS,
  judgeAlgorithm,
  LEGACY_ALGORITHMS,
  parseAlgorithmPolicy,
} from './algorithm-policy.ts'

const RSA: KeyParameters = { kind: 'rsa', sizeBits: 2048, exponent: 65_537n }
const P256: KeyParameters = { kind: 'ec', sizeBits: 256, curve: 'P-256' }
const PKCS1: SignatureScheme = { scheme: 'rsa-pkcs1', digest: 'sha256' }
const ECDSA: SignatureScheme = { scheme: 'ecdsa', digest: 'sha256' }
const DSA: SignatureScheme = { scheme: 'dsa', digest: 'sha256' }

/** A scheme and a key: what today's policy says, and what the one for old suites does. */
const CASES: readonly (readonly [
  string,
  SignatureScheme,
  KeyParameters,
  AlgorithmRefusal | undefined,
  AlgorithmRefusal | undefined,
])[] = [
  ['RSA 2048, SHA-256', PKCS1, RSA, undefined, undefined],
  ['RSA 2047', PKCS1, { ...RSA, sizeBits: 2047 }, 'rsa-key-too-small', undefined],
  ['RSA 1023', PKCS1, { ...RSA, sizeBits: 1023 }, 'rsa-key-too-small', 'rsa-key-too-small'],
  ['RSA 8192', PKCS1, { ...RSA, sizeBits: 8192 }, undefined, undefined],
  ['RSA 8193', PKCS1, { ...RSA, sizeBits: 8193 }, 'rsa-key-too-large', 'rsa-key-too-large'],
  ['e = 65535', PKCS1, { ...RSA, exponent: 65_535n }, 'rsa-exponent-not-allowed', undefined],
  ['e = 65538', PKCS1, { ...RSA, exponent: 65_538n }, ...twice('rsa-exponent-not-allowed')],
  ['e = 3', PKCS1, { ...RSA, exponent: 3n }, 'rsa-exponent-not-allowed', undefined],
  ['e = 1', PKCS1, { ...RSA, exponent: 1n }, ...twice('rsa-exponent-not-allowed')],
  ['e of 64 bits', PKCS1, { ...RSA, exponent: 2n ** 64n - 1n }, undefined, undefined],
  [
    'e of 65 bits',
    PKCS1,
    { ...RSA, exponent: 2n ** 64n + 1n },
    ...twice('rsa-exponent-not-allowed'),
  ],
  ['MD5', { ...PKCS1, digest: 'md5' }, RSA, ...twice('digest-md5-not-allowed')],
  ['SHA-1', { ...PKCS1, digest: 'sha1' }, RSA, 'digest-sha1-not-allowed', undefined],
  ['SHA-224', { ...PKCS1, digest: 'sha224' }, RSA, 'digest-not-allowed', undefined],
  ['PSS', { scheme: 'rsa-pss', digest: 'sha256', saltOctets: 20 }, RSA, undefined, undefined],
  [
    'PSS with SHA-1 in the mask',
    { scheme: 'rsa-pss', digest: 'sha256', maskDigest: 'sha1' },
    RSA,
    'digest-sha1-not-allowed',
    undefined,
  ],
  ['P-256', ECDSA, P256, undefined, undefined],
  ['P-224', ECDSA, { kind: 'ec', sizeBits: 224, curve: 'P-224' }, ...twice('curve-not-allowed')],
  ['Ed25519', { scheme: 'ed25519' }, { kind: 'ed25519', sizeBits: 256 }, undefined, undefined],
  [
    'ML-DSA-65',
    { scheme: 'ml-dsa-65' },
    { kind: 'ml-dsa-65', sizeBits: 15_616 },
    undefined,
    undefined,
  ],
  ['DSA', DSA, { kind: 'dsa', sizeBits: 2048 }, 'algorithm-dsa-not-allowed', undefined],
  [
    'DSA 1023',
    DSA,
    { kind: 'dsa', sizeBits: 1023 },
    'algorithm-dsa-not-allowed',
    'algorithm-not-allowed',
  ],
  [
    'P1363 in a certificate',
    { ...ECDSA, scheme: 'ecdsa-p1363' },
    P256,
    ...twice('algorithm-not-allowed'),
  ],
]

for (const [name, scheme, key, today, legacy] of CASES)
  test(`${name}: ${today ?? 'allowed'}, for old suites ${legacy ?? 'allowed'}`, () => {
    assert.equal(judgeAlgorithm(DEFAULT_ALGORITHMS, scheme, key), today)
    assert.equal(judgeAlgorithm(LEGACY_ALGORITHMS, scheme, key), legacy)
  })

test('a caller’s words widen the policy by what they say and no more', () => {
  const sha1 = policy('sha1')
  assert.equal(judgeAlgorithm(sha1, { ...PKCS1, digest: 'sha1' }, RSA), undefined)
  assert.equal(judgeAlgorithm(sha1, { ...PKCS1, digest: 'md5' }, RSA), 'digest-md5-not-allowed')
  const small = policy('rsa-1024', 'rsa-exponent-3')
  assert.equal(judgeAlgorithm(small, PKCS1, { ...RSA, sizeBits: 1024, exponent: 3n }), undefined)
  assert.equal(judgeAlgorithm(policy('dsa'), DSA, { kind: 'dsa', sizeBits: 2048 }), undefined)
  assert.deepEqual(policy().schemes, DEFAULT_ALGORITHMS.schemes)
  for (const word of ['sha-1', 'constructor', '']) {
    const refused = parseAlgorithmPolicy([word])
    assert.equal(refused.ok ? 'ok' : refused.refusal, 'algorithm-allowance-unknown')
  }
})

function policy(...words: readonly string[]): AlgorithmPolicy {
  const parsed = parseAlgorithmPolicy(words)
  assert.ok(parsed.ok)
  return parsed.value
}

function twice(value: AlgorithmRefusal): readonly [AlgorithmRefusal, AlgorithmRefusal] {
  return [value, value]
}
