import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { readKeyParameters } from './key-parameters.ts'
import { OID } from './oids.ts'
import { usualRsaKey } from './usual-rsa-key.ts'

function keyOf(modulus: Uint8Array, exponent: bigint): Uint8Array {
  const key = der.encode(der.sequence(der.unsignedInteger(modulus), der.integer(exponent)))
  const algorithm = der.sequence(der.oid(OID.rsaEncryption), der.nullValue())
  return der.encode(der.sequence(algorithm, der.bitString(key)))
}

const modulus = (octets: number, first: number) =>
  Uint8Array.from({ length: octets }, (_, i) => (i === 0 ? first : (i * 7) & 0xff))

for (const [what, octets, first, exponent, isUsual] of [
  ['2,048 bits', 256, 0x80, 65_537n, true],
  ['3,072 bits', 384, 0xff, 65_537n, true],
  ['4,096 bits', 512, 0xc3, 65_537n, true],
  ['2,047 bits', 256, 0x7f, 65_537n, false],
  ['2,056 bits', 257, 0x80, 65_537n, false],
  ['another exponent of as many octets', 256, 0x80, 65_539n, false],
  ['a short exponent', 256, 0x80, 3n, false],
] as const)
  test(`RSA key, ${what}: ${isUsual ? 'known by its frame' : 'read value by value'}`, () => {
    const spkiDer = keyOf(modulus(octets, first), exponent)
    assert.equal(usualRsaKey(spkiDer) !== undefined, isUsual)
    const sizeBits = 8 * (octets - 1) + (32 - Math.clz32(first))
    assert.deepEqual(readKeyParameters(spkiDer), {
      ok: true,
      value: { kind: 'rsa', sizeBits, exponent },
    })
  })

test('RSA key: an octet changed in the frame is never taken for the frame', () => {
  const good = keyOf(modulus(256, 0xa5), 65_537n)
  const modulusStart = good.length - 5 - 256
  for (let at = 0; at < good.length; at++) {
    const changed = Uint8Array.from(good)
    changed[at] = (changed[at] ?? 0) ^ 0x80
    const isInside = at > modulusStart && at < modulusStart + 256
    assert.equal(usualRsaKey(changed) !== undefined, isInside, `octet ${at}`)
  }
})
