import assert from 'node:assert/strict'
import { constants, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { decodeDer } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { HASH_OCTETS, type HashAlgorithm } from '#crypto/digest.ts'
import { importVerificationKey, KEYS_KEPT_MAX, publicKeyOf } from '#crypto/verification-key.ts'
import { type SignatureScheme, verifySignature } from '#crypto/verify-signature.ts'
import { utf8 } from '#kernel/bytes.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm.ts'
import { OID } from './oids.ts'
import { parseSubjectPublicKeyInfo } from './public-key-info.ts'
import { parsePssParameters, readSignatureScheme } from './signature-algorithm.ts'

const MESSAGE = utf8('署名する文書')
const NULL = der.nullValue()
const sequence = (...parts: readonly der.DerPart[]) => der.sequence(...parts)

function identifier(oid: string, parameters?: der.DerValue): AlgorithmIdentifier {
  const octets = der.encode(sequence(der.oid(oid), parameters))
  const read = decodeDer(octets, (reader) => readAlgorithmIdentifier(reader, 'algorithm'))
  assert.ok(read.ok)
  return read.value
}

function schemeOf(oid: string, parameters?: der.DerValue): SignatureScheme {
  const scheme = readSignatureScheme(identifier(oid, parameters))
  assert.ok(scheme.ok, `${oid}: ${scheme.ok ? '' : scheme.refusal}`)
  return scheme.value
}

const spkiOf = (key: KeyObject) => new Uint8Array(key.export({ format: 'der', type: 'spki' }))

function verifies(scheme: SignatureScheme, key: KeyObject, signature: Uint8Array): boolean {
  const imported = publicKeyOf({ spkiDer: spkiOf(key) })
  assert.ok(imported)
  const [right, wrong] = [MESSAGE, utf8('別の文書')].map((message) =>
    verifySignature(scheme, imported, message, signature),
  )
  assert.equal(wrong, false)
  return right === true
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })

const SHA3 = ['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'] as const
const NIST = '2.16.840.1.101.3.4.3'

const RSA_SCHEMES: readonly (readonly [string, HashAlgorithm])[] = [
  ['1.2.840.113549.1.1.4', 'md5'],
  ['1.2.840.113549.1.1.5', 'sha1'],
  ['1.3.14.3.2.29', 'sha1'],
  ['1.2.840.113549.1.1.14', 'sha224'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.113549.1.1.15', 'sha512-224'],
  ['1.2.840.113549.1.1.16', 'sha512-256'],
  ...SHA3.map((hash, i) => [`${NIST}.${13 + i}`, hash] as const),
]

for (const [oid, hash] of RSA_SCHEMES)
  test(`RSASSA-PKCS1-v1_5 with ${hash} (${oid}): NULL or absent parameters, verified`, () => {
    const scheme = schemeOf(oid, NULL)
    assert.deepEqual(scheme, { scheme: 'rsa-pkcs1', digest: hash })
    assert.deepEqual(schemeOf(oid), scheme)
    assert.ok(verifies(scheme, rsa.publicKey, sign(hash, MESSAGE, rsa.privateKey)))
    const other = readSignatureScheme(identifier(oid, der.integer(1)))
    assert.equal(other.ok ? '' : other.refusal, 'algorithm-parameters-wrong')
  })

const VALUE_SCHEMES: readonly (readonly [string, 'ecdsa' | 'dsa', HashAlgorithm])[] = [
  ['1.2.840.10045.4.1', 'ecdsa', 'sha1'],
  ['1.2.840.10045.4.3.1', 'ecdsa', 'sha224'],
  ['1.2.840.10045.4.3.2', 'ecdsa', 'sha256'],
  ['1.2.840.10045.4.3.3', 'ecdsa', 'sha384'],
  ['1.2.840.10045.4.3.4', 'ecdsa', 'sha512'],
  ...SHA3.map((hash, i) => [`${NIST}.${9 + i}`, 'ecdsa', hash] as const),
  ['1.2.840.10040.4.3', 'dsa', 'sha1'],
  ['1.3.14.3.2.27', 'dsa', 'sha1'],
  [`${NIST}.1`, 'dsa', 'sha224'],
  [`${NIST}.2`, 'dsa', 'sha256'],
  [`${NIST}.3`, 'dsa', 'sha384'],
  [`${NIST}.4`, 'dsa', 'sha512'],
  ...SHA3.map((hash, i) => [`${NIST}.${5 + i}`, 'dsa', hash] as const),
]

for (const [oid, kind, hash] of VALUE_SCHEMES)
  test(`${kind} with ${hash} (${oid}): absent parameters only, DER values only`, () => {
    const scheme = schemeOf(oid)
    assert.deepEqual(scheme, { scheme: kind, digest: hash })
    const { publicKey, privateKey: key } = kind === 'ecdsa' ? ec : dsa
    const signature = sign(hash, MESSAGE, { key, dsaEncoding: 'der' })
    assert.ok(verifies(scheme, publicKey, signature))
    // The same values with a length octet more than DER has.
    const ber = Buffer.concat([Buffer.of(0x30, 0x81), signature.subarray(1)])
    assert.equal(verifies(scheme, publicKey, ber), false)
    assert.equal(verifies(scheme, publicKey, Buffer.concat([signature, Buffer.of(0)])), false)
    const withNull = readSignatureScheme(identifier(oid, NULL))
    assert.equal(withNull.ok ? '' : withNull.refusal, 'algorithm-parameters-wrong')
  })

test('ECDSA, r and s side by side: exactly twice the length of the order', () => {
  const scheme = { scheme: 'ecdsa-p1363', digest: 'sha256' } as const
  const signature = sign('sha256', MESSAGE, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })
  assert.equal(signature.length, 64)
  assert.ok(verifies(scheme, ec.publicKey, signature))
  const padded = Buffer.concat([
    Buffer.of(0),
    signature.subarray(0, 32),
    Buffer.of(0),
    signature.subarray(32),
  ])
  for (const wrong of [padded, signature.subarray(1), Buffer.alloc(64), Buffer.alloc(0)])
    assert.equal(verifies(scheme, ec.publicKey, wrong), false)
})

const PURE = [
  ['ed25519', OID.ed25519, () => generateKeyPairSync('ed25519')],
  ['ed448', OID.ed448, () => generateKeyPairSync('ed448')],
  ['ml-dsa-44', OID.mlDsa44, () => generateKeyPairSync('ml-dsa-44')],
  ['ml-dsa-65', OID.mlDsa65, () => generateKeyPairSync('ml-dsa-65')],
  ['ml-dsa-87', OID.mlDsa87, () => generateKeyPairSync('ml-dsa-87')],
] as const

for (const [kind, oid, generate] of PURE)
  test(`${kind}: absent parameters, verified, and under no other key`, () => {
    const scheme = schemeOf(oid)
    assert.deepEqual(scheme, { scheme: kind })
    const { publicKey, privateKey } = generate()
    const signature = sign(null, MESSAGE, privateKey)
    assert.ok(verifies(scheme, publicKey, signature))
    assert.equal(verifies(scheme, ec.publicKey, signature), false)
    const withNull = readSignatureScheme(identifier(oid, NULL))
    assert.equal(withNull.ok ? '' : withNull.refusal, 'algorithm-parameters-wrong')
  })

test('an unknown algorithm is named by its identifier', () => {
  for (const oid of ['1.2.3.4', '1.2.840.113549.1.1.2', OID.rsaEncryption, `${NIST}.32`]) {
    const read = readSignatureScheme(identifier(oid))
    assert.deepEqual(read, { ok: false, refusal: 'algorithm-unknown', detail: { oid } })
  }
})

// --- RSASSA-PSS ---

const HASH_OID: Readonly<Partial<Record<HashAlgorithm, string>>> = {
  sha1: OID.sha1,
  sha256: OID.sha256,
  sha512: OID.sha512,
  'sha3-256': OID.sha3With256,
}
const hashNode = (hash: HashAlgorithm, parameters: der.DerPart = NULL) =>
  sequence(der.oid(HASH_OID[hash] ?? ''), parameters)
const mgf1 = (hash: HashAlgorithm) => sequence(der.oid(OID.mgf1), hashNode(hash))

test('RSASSA-PSS parameters: defaults, explicit defaults, and what is refused', () => {
  const sha1Defaults = { digest: 'sha1', maskDigest: 'sha1', saltOctets: 20 }
  const explicitDefaults = sequence(
    der.explicit(0, hashNode('sha1')),
    der.explicit(1, mgf1('sha1')),
    der.explicit(2, der.integer(20)),
    der.explicit(3, der.integer(1)),
  )
  const absentHashParameters = sequence(der.explicit(0, sequence(der.oid(OID.sha256))))
  for (const [parameters, expected] of [
    [sequence(), sha1Defaults],
    // RFC 4055 §3.1: a verifier recognizes the encoded defaults as well as the absent ones.
    [explicitDefaults, sha1Defaults],
    [absentHashParameters, { ...sha1Defaults, digest: 'sha256' }],
    [sequence(der.explicit(2, der.integer(0))), { ...sha1Defaults, saltOctets: 0 }],
    [sequence(der.explicit(3, der.integer(2))), undefined],
    [sequence(der.explicit(2, der.integer(-1))), undefined],
    [sequence(der.explicit(0, sequence(der.oid('1.2.3')))), undefined],
    [sequence(der.explicit(0, hashNode('sha256', der.integer(0)))), undefined],
    [sequence(der.explicit(1, sequence(der.oid('1.2.3'), hashNode('sha1')))), undefined],
    [sequence(der.explicit(1, sequence(der.oid(OID.mgf1)))), undefined],
    [sequence(der.explicit(2, der.integer(1)), der.explicit(0, hashNode('sha1'))), undefined],
    [NULL, undefined],
  ] as const)
    assert.deepEqual(parsePssParameters(der.encode(parameters)), expected)
  const absent = readSignatureScheme(identifier(OID.rsassaPss))
  assert.equal(absent.ok ? '' : absent.refusal, 'algorithm-parameters-wrong')
})

/** A key pair whose parameters make Node mask with another hash than it digests with. */
function pssPair(hashAlgorithm: HashAlgorithm, mgf1HashAlgorithm: HashAlgorithm, salt: number) {
  const options = { modulusLength: 1024, hashAlgorithm, mgf1HashAlgorithm }
  // Node takes a number, its types ask for text.
  return generateKeyPairSync('rsa-pss', Object.assign(options, { saltLength: salt as never }))
}

/** The same modulus under rsaEncryption, which limits nothing. */
function unrestricted(key: KeyObject): Uint8Array {
  const parsed = parseSubjectPublicKeyInfo(spkiOf(key))
  assert.ok(parsed.ok)
  const { publicKey } = parsed.value
  return der.encode(sequence(sequence(der.oid(OID.rsaEncryption), NULL), der.bitString(publicKey)))
}

for (const [hash, mask, saltOctets] of [
  ['sha256', 'sha256', 32],
  ['sha256', 'sha1', 20],
  ['sha1', 'sha512', 0],
  ['sha512', 'sha256', 7],
] as const)
  test(`RSASSA-PSS with ${hash}, mask ${mask}, salt ${saltOctets}: these exactly`, () => {
    const { publicKey, privateKey: key } = pssPair(hash, mask, saltOctets)
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const signature = sign(hash, MESSAGE, { key, padding, saltLength: saltOctets })
    const parameters = sequence(
      der.explicit(0, hashNode(hash)),
      der.explicit(1, mgf1(mask)),
      der.explicit(2, der.integer(saltOctets)),
    )
    const scheme = schemeOf(OID.rsassaPss, parameters)
    assert.deepEqual(scheme, { scheme: 'rsa-pss', digest: hash, maskDigest: mask, saltOctets })
    const plain = importVerificationKey(unrestricted(publicKey))
    const restricted = importVerificationKey(spkiOf(publicKey))
    assert.ok(plain.ok && restricted.ok)
    const other = 'sha384'
    for (const imported of [plain.value, restricted.value]) {
      const check = (one: SignatureScheme) => verifySignature(one, imported, MESSAGE, signature)
      assert.equal(check(scheme), true)
      assert.equal(check({ scheme: 'rsa-pss', digest: hash, maskDigest: other, saltOctets }), false)
      assert.equal(check({ ...scheme, scheme: 'rsa-pss', digest: other }), false)
      const salts = { scheme: 'rsa-pss', digest: hash, maskDigest: mask } as const
      assert.equal(check({ ...salts, saltOctets: saltOctets + 1 }), false)
      assert.equal(check(salts), saltOctets === HASH_OCTETS[hash])
    }
    // RFC 4055 §1.2: a key of id-RSASSA-PSS serves no other scheme.
    const pkcs1 = { scheme: 'rsa-pkcs1', digest: hash } as const
    assert.equal(verifySignature(pkcs1, restricted.value, MESSAGE, signature), false)
  })

test('RSASSA-PSS with SHA-3: under its own mask only', () => {
  const parameters = (mask: HashAlgorithm) =>
    sequence(der.explicit(0, hashNode('sha3-256')), der.explicit(1, mgf1(mask)))
  const scheme = schemeOf(OID.rsassaPss, parameters('sha3-256'))
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const key = rsa.privateKey
  const signature = sign('sha3-256', MESSAGE, { key, padding, saltLength: 20 })
  assert.ok(verifies(scheme, rsa.publicKey, signature))
  const mixed = readSignatureScheme(identifier(OID.rsassaPss, parameters('sha256')))
  assert.equal(mixed.ok ? '' : mixed.refusal, 'algorithm-unknown')
})

test('RFC 4055 §3.3: a salt shorter than the key demands is no signature of it', () => {
  const long = pssPair('sha256', 'sha256', 32)
  const { publicKey } = long
  const plain = importVerificationKey(unrestricted(publicKey))
  const restricted = importVerificationKey(spkiOf(publicKey))
  assert.ok(plain.ok && restricted.ok)
  const key = unrestrictedPrivate(long.privateKey)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const signature = sign('sha256', MESSAGE, { key, padding, saltLength: 8 })
  const scheme = { scheme: 'rsa-pss', digest: 'sha256', saltOctets: 8 } as const
  assert.equal(verifySignature(scheme, plain.value, MESSAGE, signature), true)
  assert.equal(verifySignature(scheme, restricted.value, MESSAGE, signature), false)
})

/** The RSA private key of a PKCS #8 under id-RSASSA-PSS, named rsaEncryption instead. */
function unrestrictedPrivate(key: KeyObject): KeyObject {
  const pkcs8 = new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }))
  const read = decodeDer(pkcs8, (reader) =>
    reader.sequence('', () => {
      reader.integer('version')
      reader.any('algorithm')
      return reader.octetString('privateKey')
    }),
  )
  assert.ok(read.ok)
  const algorithm = sequence(der.oid(OID.rsaEncryption), NULL)
  const renamed = sequence(der.integer(0), algorithm, der.octetString(read.value))
  return createPrivateKey({ key: Buffer.from(der.encode(renamed)), format: 'der', type: 'pkcs8' })
}

test('imported keys are kept up to their bound, and junk is no key', () => {
  const spkiDer = spkiOf(ec.publicKey)
  const first = publicKeyOf({ spkiDer })
  assert.ok(first)
  assert.equal(publicKeyOf({ spkiDer: spkiDer.slice() }), first)
  for (let i = 0; i <= KEYS_KEPT_MAX; i++)
    publicKeyOf({ spkiDer: spkiOf(generateKeyPairSync('ed25519').publicKey) })
  const again = publicKeyOf({ spkiDer })
  assert.ok(again !== undefined && again !== first)
  assert.equal(publicKeyOf({ spkiDer: utf8('junk') }), undefined)
  const dh = importVerificationKey(spkiOf(generateKeyPairSync('x25519').publicKey))
  assert.equal(dh.ok ? '' : dh.refusal, 'public-key-unsupported')
})
