import { importPublicKey } from '#crypto/public-key.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { AuthoritySuiteId } from './suites.ts'

/** SubjectPublicKeyInfo of RSA-2048 with e = 65537, whole but for the 256 octets of the modulus. */
const RSA_PREFIX = bytesOf('30820122300d06092a864886f70d01010105000382010f003082010a0282010100')
const RSA_SUFFIX = bytesOf('0203010001')
const RSA_MODULUS_OCTETS = 256
const RSA_SPKI_OCTETS = RSA_PREFIX.length + RSA_MODULUS_OCTETS + RSA_SUFFIX.length

/** Uncompressed P-384 point: the only form RFC 5480 §2.2 demands of everyone. */
const P384_PREFIX = bytesOf('3076301006072a8648ce3d020106052b8104002203620004')
const P384_SPKI_OCTETS = P384_PREFIX.length + 96

/**
 * A generator that is broken enough shows small factors; OpenSSL and Boulder look this far or
 * further.
 */
const SMALL_PRIMES = primesBelow(752)
const SMALL_PRODUCT = product(SMALL_PRIMES)
const SMALL_GROUPS = grouped(SMALL_PRIMES)

/**
 * Moduli of the card chips of CVE-2017-15361 (ROCA) are, modulo each of these primes, a power of
 * 65537. A sound key passes for one with a chance of about 2^-27.
 */
const ROCA_RESIDUES: ReadonlyMap<number, ReadonlySet<number>> = new Map(
  [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157].map((prime) => [
    prime,
    powersOf65537(prime),
  ]),
)

/**
 * Which suite a subject key belongs to, and that it is fit to be certified under it (施行規則 arts. 2,
 * 3).
 */
export function checkSubjectKey(
  subjectPublicKeyDer: Uint8Array,
): Result<AuthoritySuiteId, 'key-rejected'> {
  if (isRsa2048(subjectPublicKeyDer)) {
    const flaw = modulusFlaw(subjectPublicKeyDer)
    return flaw === undefined ? ok('rsa-2048-sha256') : refuse('key-rejected', { because: flaw })
  }
  if (!isP384(subjectPublicKeyDer))
    return refuse('key-rejected', { because: 'neither RSA-2048 with e = 65537 nor P-384' })
  // OpenSSL checks on import that the point lies on the curve (SEC 1 §3.2.2).
  return importPublicKey(subjectPublicKeyDer).ok
    ? ok('ecdsa-p384-sha384')
    : refuse('key-rejected', { because: 'not a point of P-384' })
}

/** Whether a key has the exact form that `suite` certifies. */
export function isCertifiableKey(suite: AuthoritySuiteId, spkiDer: Uint8Array): boolean {
  return suite === 'rsa-2048-sha256' ? isRsa2048(spkiDer) : isP384(spkiDer)
}

function isRsa2048(spkiDer: Uint8Array): boolean {
  if (spkiDer.length !== RSA_SPKI_OCTETS) return false
  const topBit = (spkiDer[RSA_PREFIX.length] ?? 0) >= 0x80
  return (
    topBit &&
    has(spkiDer, RSA_PREFIX, 0) &&
    has(spkiDer, RSA_SUFFIX, RSA_SPKI_OCTETS - RSA_SUFFIX.length)
  )
}

function isP384(spkiDer: Uint8Array): boolean {
  return spkiDer.length === P384_SPKI_OCTETS && has(spkiDer, P384_PREFIX, 0)
}

function modulusFlaw(spkiDer: Uint8Array): string | undefined {
  const modulusOctets = spkiDer.subarray(RSA_PREFIX.length, RSA_PREFIX.length + RSA_MODULUS_OCTETS)
  // One long division, a short one for each group, and the rest in plain numbers.
  const reduced = BigInt(`0x${toHex(modulusOctets)}`) % SMALL_PRODUCT
  let isRoca = true
  for (const { primes, product: groupProduct } of SMALL_GROUPS) {
    const remainder = Number(reduced % groupProduct)
    for (const prime of primes) {
      const residue = remainder % prime
      if (residue === 0) return 'a modulus with a small factor'
      if (ROCA_RESIDUES.get(prime)?.has(residue) === false) isRoca = false
    }
  }
  return isRoca ? 'a modulus of the ROCA form (CVE-2017-15361)' : undefined
}

function has(octets: Uint8Array, part: Uint8Array, at: number): boolean {
  for (let i = 0; i < part.length; i++) if (octets[at + i] !== part[i]) return false
  return true
}

function primesBelow(limit: number): readonly number[] {
  const primes: number[] = []
  for (let candidate = 2; candidate < limit; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}

function product(factors: readonly number[]): bigint {
  return factors.reduce((all, factor) => all * BigInt(factor), 1n)
}

/** Primes in groups of five: the product of five below 752 is a safe integer. */
function grouped(
  primes: readonly number[],
): readonly { readonly primes: readonly number[]; readonly product: bigint }[] {
  const groups = []
  for (let i = 0; i < primes.length; i += 5) {
    const group = primes.slice(i, i + 5)
    groups.push({ primes: group, product: product(group) })
  }
  return groups
}

function powersOf65537(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power)
  return powers
}

function bytesOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array()
}
