import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { fromHex } from '#kernel/bytes.ts'
import { readKeyParameters } from './key-parameters.ts'
import { OID } from './oids.ts'

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const spkiOf = ({ publicKey }: { readonly publicKey: KeyObject }) =>
  new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
const NULL = der.nullValue()

const spki = (oid: string, parameters: der.DerPart, key: Uint8Array | der.DerNode) =>
  der.encode(
    der.sequence(
      der.sequence(der.oid(oid), parameters),
      key instanceof Uint8Array ? der.bitString(key) : der.bitStringOf(key),
    ),
  )
const rsaKey = (modulus: bigint, exponent: bigint) =>
  der.sequence(der.integer(modulus), der.integer(exponent))
const point = (form: number, octets: number) => new Uint8Array(octets).with(0, form)

const RSA_1023 = rsaKey((1n << 1023n) - 1n, 3n)
const BRAINPOOL_256 = '1.3.36.3.3.2.8.1.1.7'

const EXPONENT = { exponent: 65_537n }
const PSS_PARAMETERS = der.sequence(
  der.explicit(0, der.sequence(der.oid(OID.sha256), NULL)),
  der.explicit(1, der.sequence(der.oid(OID.mgf1), der.sequence(der.oid(OID.sha256), NULL))),
  der.explicit(2, der.integer(32)),
)
const PSS = { digest: 'sha256', maskDigest: 'sha256', saltOctets: 32 }

for (const [name, spkiDer, expected] of [
  [
    'RSA 2048',
    spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 })),
    { kind: 'rsa', sizeBits: 2048, ...EXPONENT },
  ],
  [
    'RSA with 1023 bits and exponent 3',
    spki(OID.rsaEncryption, NULL, RSA_1023),
    { kind: 'rsa', sizeBits: 1023, exponent: 3n },
  ],
  [
    'RSASSA-PSS, no limits',
    spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 1024 })),
    { kind: 'rsa-pss', sizeBits: 1024, ...EXPONENT },
  ],
  [
    'RSASSA-PSS with parameters',
    spki(OID.rsassaPss, PSS_PARAMETERS, RSA_1023),
    { kind: 'rsa-pss', sizeBits: 1023, exponent: 3n, pss: PSS },
  ],
  ...(
    [
      ['P-256', 'P-256', 256],
      ['P-384', 'P-384', 384],
      ['P-521', 'P-521', 521],
      ['secp224r1', 'P-224', 224],
      ['prime192v1', 'P-192', 192],
      ['secp256k1', 'secp256k1', 256],
      ['brainpoolP256r1', 'brainpoolP256r1', 256],
      ['brainpoolP384t1', 'brainpoolP384t1', 384],
      ['brainpoolP512r1', 'brainpoolP512r1', 512],
    ] as const
  ).map(
    ([namedCurve, curve, sizeBits]) =>
      [
        curve,
        spkiOf(generateKeyPairSync('ec', { namedCurve })),
        { kind: 'ec', curve, sizeBits },
      ] as const,
  ),
  [
    'a compressed point',
    spki(OID.ecPublicKey, der.oid(OID.p256), point(3, 33)),
    { kind: 'ec', curve: 'P-256', sizeBits: 256 },
  ],
  [
    'a curve without a name here',
    spkiOf(generateKeyPairSync('ec', { namedCurve: 'sect283k1' })),
    { kind: 'ec', curve: '1.3.132.0.16', sizeBits: 0 },
  ],
  [
    'DSA 1024',
    spkiOf(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })),
    { kind: 'dsa', sizeBits: 1024 },
  ],
  [
    'DSA that inherits its parameters',
    spki(OID.dsa, undefined, der.integer(5)),
    { kind: 'dsa', sizeBits: 0, inherits: true },
  ],
  ['Ed25519', spkiOf(generateKeyPairSync('ed25519')), { kind: 'ed25519', sizeBits: 256 }],
  ['Ed448', spkiOf(generateKeyPairSync('ed448')), { kind: 'ed448', sizeBits: 456 }],
  ['ML-DSA-44', spkiOf(generateKeyPairSync('ml-dsa-44')), { kind: 'ml-dsa-44', sizeBits: 10_496 }],
  ['ML-DSA-65', spkiOf(generateKeyPairSync('ml-dsa-65')), { kind: 'ml-dsa-65', sizeBits: 15_616 }],
  ['ML-DSA-87', spkiOf(generateKeyPairSync('ml-dsa-87')), { kind: 'ml-dsa-87', sizeBits: 20_736 }],
] as const)
  test(`key parameters: ${name}`, () => {
    assert.deepEqual(readKeyParameters(spkiDer), { ok: true, value: expected })
  })

const explicitCurve = der.sequence(der.integer(1), der.sequence())

for (const [name, spkiDer, refusal] of [
  ['RSA without parameters', spki(OID.rsaEncryption, undefined, RSA_1023), 'key-malformed'],
  ['RSA with other parameters', spki(OID.rsaEncryption, der.integer(0), RSA_1023), 'key-malformed'],
  ['RSA modulus 0', spki(OID.rsaEncryption, NULL, rsaKey(0n, 3n)), 'key-malformed'],
  ['RSA modulus negative', spki(OID.rsaEncryption, NULL, rsaKey(-9n, 3n)), 'key-malformed'],
  ['RSA exponent negative', spki(OID.rsaEncryption, NULL, rsaKey(9n, -3n)), 'key-malformed'],
  ['RSA key cut off', spki(OID.rsaEncryption, NULL, bytesOf('3003020109')), 'key-malformed'],
  ['PSS parameters that are NULL', spki(OID.rsassaPss, NULL, RSA_1023), 'key-malformed'],
  ['EC without parameters', spki(OID.ecPublicKey, undefined, point(4, 65)), 'key-malformed'],
  ['EC with implicitCurve', spki(OID.ecPublicKey, NULL, point(4, 65)), 'key-malformed'],
  ['EC with specifiedCurve', spki(OID.ecPublicKey, explicitCurve, point(4, 65)), 'key-malformed'],
  ['a hybrid point', spki(OID.ecPublicKey, der.oid(OID.p256), point(6, 65)), 'key-malformed'],
  ['a short point', spki(OID.ecPublicKey, der.oid(OID.p256), point(4, 64)), 'key-malformed'],
  ['the point at infinity', spki(OID.ecPublicKey, der.oid(OID.p256), point(0, 1)), 'key-malformed'],
  ['a point of no octets', spki(OID.ecPublicKey, der.oid(OID.p256), bytesOf('')), 'key-malformed'],
  [
    'a point of another length on a Brainpool curve',
    spki(OID.ecPublicKey, der.oid(BRAINPOOL_256), point(4, 97)),
    'key-malformed',
  ],
  ['Ed25519 with NULL', spki(OID.ed25519, NULL, new Uint8Array(32)), 'key-malformed'],
  ['Ed25519 of 33 octets', spki(OID.ed25519, undefined, new Uint8Array(33)), 'key-malformed'],
  ['Ed448 of 32 octets', spki(OID.ed448, undefined, new Uint8Array(32)), 'key-malformed'],
  [
    'ML-DSA-44 of 1,313 octets',
    spki(OID.mlDsa44, undefined, new Uint8Array(1313)),
    'key-malformed',
  ],
  ['DSA without y', spki(OID.dsa, undefined, bytesOf('00')), 'key-malformed'],
  ['an X25519 key', spkiOf(generateKeyPairSync('x25519')), 'algorithm-unknown'],
  ['an unknown algorithm', spki('1.2.3.4', der.sequence(), bytesOf('01')), 'algorithm-unknown'],
  ['trailing octets', new Uint8Array([...spki('1.2.3', NULL, bytesOf('01')), 0]), 'key-malformed'],
  ['no encoding at all', bytesOf('ff'), 'key-malformed'],
] as const)
  test(`key parameters: ${name} → ${refusal}`, () => {
    const read = readKeyParameters(spkiDer)
    assert.equal(read.ok ? 'read' : read.refusal, refusal)
  })
