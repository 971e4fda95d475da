import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { concatBytes, toHex } from '#kernel/bytes.ts'
import { fabricatedRsaKey, hex } from '../../test/support/ca-rig.ts'
import { checkSubjectKey, isCertifiableKey } from './subject-key.ts'

function spki({ publicKey }: { readonly publicKey: KeyObject }): Uint8Array {
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
}

/** RSA-2048 SubjectPublicKeyInfo of any 256 octets as modulus. */
function rsaOf(modulusHex: string): Uint8Array {
  const [head, tail] = [fabricatedRsaKey(0).subarray(0, 33), hex('0203010001')]
  return concatBytes(head, hex(modulusHex), tail)
}

const RSA = spki(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const P384 = spki(generateKeyPairSync('ec', { namedCurve: 'P-384' }))

test('RSA-2048 with e = 65537 and P-384 are certified, each under its suite', () => {
  assert.deepEqual(checkSubjectKey(RSA), { ok: true, value: 'rsa-2048-sha256' })
  assert.deepEqual(checkSubjectKey(P384), { ok: true, value: 'ecdsa-p384-sha384' })
  assert.ok(isCertifiableKey('rsa-2048-sha256', RSA))
  assert.ok(!isCertifiableKey('ecdsa-p384-sha384', RSA))
})

const odd = 'ff'.repeat(255)
const offCurve = P384.slice()
offCurve[offCurve.length - 1] = (offCurve.at(-1) ?? 0) ^ 1

for (const [name, key] of [
  ['nothing', new Uint8Array()],
  ['RSA-1024', spki(generateKeyPairSync('rsa', { modulusLength: 1024 }))],
  ['RSA-3072', spki(generateKeyPairSync('rsa', { modulusLength: 3072 }))],
  ['e = 3', spki(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }))],
  ['P-256', spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }))],
  ['Ed25519', spki(generateKeyPairSync('ed25519'))],
  ['a modulus of 2047 bits', rsaOf(`7f${odd}`)],
  ['an even modulus', rsaOf(`${odd}fe`)],
  ['a modulus with the factor 751', rsaOf(multipleOf(751n))],
  ['a modulus of the ROCA form', rsaOf(rocaModulus())],
  ['an octet after the key', concatBytes(RSA, Uint8Array.of(0))],
  ['a point off the curve', offCurve],
] as const)
  test(`${name} is rejected`, () => {
    const checked = checkSubjectKey(key)
    assert.equal(checked.ok ? undefined : checked.refusal, 'key-rejected')
  })

/** A 2048-bit multiple of a prime that no smaller prime divides. */
function multipleOf(prime: bigint): string {
  const sound = BigInt(`0x${toHex(fabricatedRsaKey(3).subarray(33, 289))}`)
  const multiple = (sound >> 10n) * prime
  for (let candidate = multiple; ; candidate += 2n * prime) {
    const digits = (candidate | 1n).toString(16)
    if ((candidate | 1n) % prime === 0n && digits.length === 512 && digits >= '8') return digits
  }
}

/** N ≡ 65537 modulo the product of the primes below 752: a power of 65537 modulo each. */
function rocaModulus(): string {
  const sound = BigInt(`0x${toHex(fabricatedRsaKey(4).subarray(33, 289))}`)
  return (sound - 757n + 65_537n).toString(16)
}
