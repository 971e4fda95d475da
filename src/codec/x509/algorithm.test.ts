import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { decodeDer } from '#codec/der/decode.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import {
  digestIdentifierDer,
  digestOctets,
  digestOf,
  readAlgorithmIdentifier,
  SIGNATURE_ALGORITHMS,
  signatureAlgorithmOf,
} from './algorithm.ts'
import { OID } from './oids.ts'

const identifierOf = (octets: Uint8Array) => {
  const read = decodeDer(octets, (reader) => readAlgorithmIdentifier(reader, 'algorithm'))
  assert.ok(read.ok)
  return read.value
}
const named = (octets: Uint8Array) => signatureAlgorithmOf(identifierOf(octets))?.name

for (const [name, hex] of [
  ['sha256WithRSAEncryption', '300d06092a864886f70d01010b0500'],
  ['sha384WithRSAEncryption', '300d06092a864886f70d01010c0500'],
  ['sha512WithRSAEncryption', '300d06092a864886f70d01010d0500'],
  ['ecdsaWithSHA256', '300a06082a8648ce3d040302'],
  ['ecdsaWithSHA384', '300a06082a8648ce3d040303'],
  ['ecdsaWithSHA512', '300a06082a8648ce3d040304'],
  [
    'rsassaPssWithSHA256',
    '304106092a864886f70d01010a3034a00f300d06096086480165030402010500' +
      'a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120',
  ],
] as const)
  test(`algorithm: ${name} has its golden octets and is recognised`, () => {
    assert.equal(toHex(SIGNATURE_ALGORITHMS[name].der), hex)
    assert.equal(named(fromHex(hex) ?? new Uint8Array()), name)
  })

test('algorithm: every one of the table is recognised as itself', () => {
  for (const algorithm of Object.values(SIGNATURE_ALGORITHMS))
    assert.equal(signatureAlgorithmOf(identifierOf(algorithm.der)), algorithm)
})

const hash = (oid: string, ...parameters: readonly der.DerPart[]) =>
  der.sequence(der.oid(oid), ...parameters)
const pss = (...parameters: readonly der.DerPart[]) =>
  der.encode(der.sequence(der.oid(OID.rsassaPss), der.sequence(...parameters)))
const plain = hash(OID.sha256)

for (const [what, octets, expected] of [
  ['RSA without its NULL', hash(OID.sha256WithRSAEncryption), 'sha256WithRSAEncryption'],
  ['RSA with other parameters', hash(OID.sha256WithRSAEncryption, der.integer(1)), undefined],
  ['ECDSA with NULL', hash(OID.ecdsaWithSHA256, der.nullValue()), undefined],
  ['SHA-1 with RSA', hash('1.2.840.113549.1.1.5', der.nullValue()), undefined],
  [
    'PSS, hashes without NULL',
    pss(
      der.explicit(0, plain),
      der.explicit(1, hash(OID.mgf1, plain)),
      der.explicit(2, der.integer(32)),
    ),
    'rsassaPssWithSHA256',
  ],
  [
    'PSS with another mask hash',
    pss(
      der.explicit(0, plain),
      der.explicit(1, hash(OID.mgf1, hash(OID.sha384))),
      der.explicit(2, der.integer(32)),
    ),
    undefined,
  ],
  [
    'PSS with another mask',
    pss(
      der.explicit(0, plain),
      der.explicit(1, hash(OID.sha256, plain)),
      der.explicit(2, der.integer(32)),
    ),
    undefined,
  ],
  [
    'PSS with a short salt',
    pss(
      der.explicit(0, plain),
      der.explicit(1, hash(OID.mgf1, plain)),
      der.explicit(2, der.integer(20)),
    ),
    undefined,
  ],
  ['PSS with its SHA-1 defaults', pss(), undefined],
  ['PSS without parameters', hash(OID.rsassaPss), undefined],
] as const)
  test(`algorithm: ${what} → ${expected ?? 'not ours'}`, () =>
    assert.equal(named(der.encode(octets)), expected))

for (const digest of ['sha1', 'sha256', 'sha384', 'sha512'] as const)
  test(`digest identifier: ${digest}, parameters absent or NULL`, () => {
    for (const parameters of ['absent', 'null'] as const)
      assert.equal(digestOf(identifierOf(digestIdentifierDer(digest, parameters))), digest)
    assert.equal(digestOctets(digest), { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }[digest])
  })

test('digest identifier: other parameters and other digests are not ours', () => {
  assert.equal(digestOf(identifierOf(der.encode(hash(OID.sha256, der.integer(0))))), undefined)
  assert.equal(digestOf(identifierOf(der.encode(hash('1.2.840.113549.2.5')))), undefined)
})
