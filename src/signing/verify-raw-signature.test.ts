import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { encodePem } from '#codec/pem.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { hmacSha256 } from '#crypto/digest.ts'
import { toBase64, utf8 } from '#kernel/bytes.ts'
import { rawAlgorithmNames, readRawAlgorithm } from './raw-algorithm.ts'
import { type RawSignature, verifyRawSignature } from './verify-raw-signature.ts'

const MESSAGE = utf8('署名されるもの')
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 })
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const ED25519 = generateKeyPairSync('ed25519')
const ED448 = generateKeyPairSync('ed448')
const ML_DSA = generateKeyPairSync('ml-dsa-65')

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

function spki({ publicKey }: Pair): Uint8Array {
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
}

function jwk({ publicKey }: Pair): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }) }
}

function octets(made: Buffer): Uint8Array {
  return new Uint8Array(made)
}

function pss(digest: string, saltLength: number): Uint8Array {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return octets(sign(digest, MESSAGE, { key: RSA.privateKey, padding, saltLength }))
}

function ecdsa(pair: Pair, digest: string, dsaEncoding: 'der' | 'ieee-p1363'): Uint8Array {
  return octets(sign(digest, MESSAGE, { key: pair.privateKey, dsaEncoding }))
}

const rsa256 = octets(sign('sha256', MESSAGE, RSA.privateKey))
const es256 = ecdsa(P256, 'sha256', 'ieee-p1363')

const GOOD: readonly (readonly [algorithm: string, pair: Pair, signature: Uint8Array])[] = [
  ['sha256WithRSAEncryption', RSA, rsa256],
  ['RS256', RSA, rsa256],
  ['sha3-256WithRSAEncryption', RSA, octets(sign('sha3-256', MESSAGE, RSA.privateKey))],
  ['rsassaPss-sha256-mgf1sha256-32', RSA, pss('sha256', 32)],
  ['rsassaPss-sha512-mgf1sha512-20', RSA, pss('sha512', 20)],
  ['PS384', RSA, pss('sha384', 48)],
  ['SHA256withRSA', RSA, rsa256],
  ['RSA-SHA256', RSA, rsa256],
  ['SHA384withRSAandMGF1', RSA, pss('sha384', 48)],
  ['SHA256withECDSA', P256, ecdsa(P256, 'sha256', 'der')],
  ['SHA256withECDSAinP1363Format', P256, es256],
  ['ED448', ED448, octets(sign(null, MESSAGE, ED448.privateKey))],
  ['ecdsa-with-SHA256', P256, ecdsa(P256, 'sha256', 'der')],
  ['ecdsa-with-SHA256-p1363', P256, es256],
  ['ES256', P256, es256],
  ['ecdsa-with-SHA384', P384, ecdsa(P384, 'sha384', 'der')],
  ['ES384', P384, ecdsa(P384, 'sha384', 'ieee-p1363')],
  ['ed25519', ED25519, octets(sign(null, MESSAGE, ED25519.privateKey))],
  ['EdDSA', ED25519, octets(sign(null, MESSAGE, ED25519.privateKey))],
  ['EdDSA', ED448, octets(sign(null, MESSAGE, ED448.privateKey))],
  ['Ed448', ED448, octets(sign(null, MESSAGE, ED448.privateKey))],
  ['ml-dsa-65', ML_DSA, octets(sign(null, MESSAGE, ML_DSA.privateKey))],
  [toBase64(SIGNATURE_ALGORITHMS.sha256WithRSAEncryption.der), RSA, rsa256],
  [toBase64(SIGNATURE_ALGORITHMS.rsassaPssWithSHA256.der), RSA, pss('sha256', 32)],
]

for (const [algorithm, pair, signature] of GOOD) {
  test(`${algorithm}: good under every form of the key, and no octet may differ`, () => {
    const pem = encodePem('PUBLIC KEY', spki(pair))
    const forms: RawSignature['publicKey'][] = [spki(pair), toBase64(spki(pair)), pem, utf8(pem)]
    if (pair !== ML_DSA) forms.push(jwk(pair), JSON.stringify(jwk(pair)))
    const raw = { algorithm, message: MESSAGE, signature }
    for (const publicKey of forms)
      assert.deepEqual(verifyRawSignature({ ...raw, publicKey }).ok, true)
    const turned = signature.slice()
    turned[turned.length - 1] = (turned.at(-1) ?? 0) ^ 1
    for (const wrong of [
      { ...raw, signature: turned },
      { ...raw, message: utf8('別のもの') },
    ])
      assert.equal(codeOf({ ...wrong, publicKey: spki(pair) }), 'signature-wrong')
  })
}

function codeOf(raw: RawSignature): string {
  const verified = verifyRawSignature(raw)
  return verified.ok ? 'valid' : verified.refusal
}

const good = { algorithm: 'ES256', publicKey: spki(P256), message: MESSAGE, signature: es256 }
const goodRsa = { ...good, algorithm: 'RS256', publicKey: spki(RSA), signature: rsa256 }
const ofRsa = jwk(RSA)

const REFUSED: readonly (readonly [name: string, raw: RawSignature, code: string])[] = [
  ['an unknown name', { ...good, algorithm: 'es256' }, 'algorithm-unknown'],
  ['none', { ...good, algorithm: 'none' }, 'algorithm-unknown'],
  ['Java’s name in another case', { ...good, algorithm: 'SHA256WithECDSA' }, 'algorithm-unknown'],
  ['a name without its parameters', { ...goodRsa, algorithm: 'RSASSA-PSS' }, 'algorithm-unknown'],
  ['no name', { ...good, algorithm: '' }, 'algorithm-unknown'],
  [
    'a hash that PSS does not know',
    { ...goodRsa, algorithm: 'rsassaPss-sha1024-mgf1sha256-32' },
    'algorithm-unknown',
  ],
  [
    'an identifier with wrong parameters',
    // ecdsa-with-SHA256 with NULL (RFC 5758 §3.2: absent).
    {
      ...good,
      algorithm: toBase64(Uint8Array.from(Buffer.from('300c06082a8648ce3d0403020500', 'hex'))),
    },
    'algorithm-parameters-wrong',
  ],
  ['an RSA key for ECDSA', { ...good, publicKey: spki(RSA) }, 'key-algorithm-mismatch'],
  ['another curve', { ...good, publicKey: spki(P384) }, 'key-algorithm-mismatch'],
  [
    'a public key as the secret of a MAC',
    { ...good, algorithm: 'HS256' },
    'key-algorithm-mismatch',
  ],
  [
    'a secret for a signature',
    { ...good, publicKey: { kty: 'oct', k: 'AAAA' } },
    'key-algorithm-mismatch',
  ],
  ['r and s in DER', { ...good, signature: ecdsa(P256, 'sha256', 'der') }, 'signature-malformed'],
  ['r‖s where DER is asked', { ...good, algorithm: 'ecdsa-with-SHA256' }, 'signature-malformed'],
  ['a signature cut short', { ...goodRsa, signature: rsa256.subarray(1) }, 'signature-malformed'],
  ['no signature', { ...goodRsa, signature: new Uint8Array() }, 'signature-malformed'],
  ['another hash', { ...goodRsa, algorithm: 'RS512' }, 'signature-wrong'],
  ['no key', { ...good, publicKey: '' }, 'key-malformed'],
  ['no JSON', { ...good, publicKey: '{' }, 'key-malformed'],
  [
    'a certificate’s PEM',
    { ...good, publicKey: encodePem('CERTIFICATE', spki(P256)) },
    'key-malformed',
  ],
  ['a key cut short', { ...good, publicKey: spki(P256).subarray(0, 80) }, 'key-malformed'],
  [
    'a point that is not on its curve',
    { ...good, publicKey: spki(P256).map((octet, i) => (i === 90 ? octet ^ 1 : octet)) },
    'key-malformed',
  ],
  ['a key for encryption', { ...goodRsa, publicKey: { ...ofRsa, use: 'enc' } }, 'key-use-wrong'],
  [
    'a key for other operations',
    { ...goodRsa, publicKey: { ...ofRsa, key_ops: ['encrypt'] } },
    'key-use-wrong',
  ],
  [
    'a key for another algorithm',
    { ...goodRsa, publicKey: { ...ofRsa, alg: 'PS256' } },
    'key-algorithm-mismatch',
  ],
  [
    'a private key',
    { ...goodRsa, publicKey: { ...RSA.privateKey.export({ format: 'jwk' }) } },
    'key-private',
  ],
  [
    'a modulus with a leading zero',
    { ...goodRsa, publicKey: { ...ofRsa, n: `AAAA${String(ofRsa['n'])}` } },
    'key-malformed',
  ],
  ['a kind of key that is not known', { ...good, publicKey: { kty: 'X' } }, 'key-malformed'],
]

for (const [name, raw, code] of REFUSED)
  test(`refused: ${name} is ${code}`, () => assert.equal(codeOf(raw), code))

test('the key’s own algorithm may stand in it', () => {
  for (const publicKey of [
    { ...ofRsa, alg: 'RS256', use: 'sig', key_ops: ['verify'] },
    { ...ofRsa, alg: 'RS256' },
  ])
    assert.equal(codeOf({ ...goodRsa, publicKey }), 'valid')
})

test('HMAC with SHA-256, whole and its left half', () => {
  const secret = utf8('a secret of some thirty-two octets')
  const publicKey = { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
  const tag = octets(Buffer.from(hmacSha256(secret, MESSAGE)))
  const mac = { publicKey, message: MESSAGE, signature: tag, algorithm: 'HS256' }
  assert.equal(codeOf(mac), 'valid')
  const half = tag.subarray(0, 16)
  assert.equal(codeOf({ ...mac, signature: half }), 'signature-malformed')
  assert.equal(codeOf({ ...mac, signature: half, algorithm: 'hmacWithSHA256-128' }), 'valid')
  assert.equal(codeOf({ ...mac, message: utf8('別のもの') }), 'signature-wrong')
})

test('a policy may refuse what would verify', () => {
  const refused = verifyRawSignature(goodRsa, ({ scheme }, { kind, sizeBits }) => {
    assert.deepEqual([scheme, kind, sizeBits], ['rsa-pkcs1', 'rsa', 2048])
    return 'too-old' as const
  })
  assert.equal(refused.ok ? 'valid' : refused.refusal, 'too-old')
})

test('every name that is listed is read', () => {
  for (const name of rawAlgorithmNames()) {
    const known = name.replaceAll('HASH', 'sha384').replace('SALTOCTETS', '48')
    if (known !== 'EdDSA') assert.ok(readRawAlgorithm(known).ok, name)
  }
})
