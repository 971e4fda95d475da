import { createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import type { KeyName } from '#ca/contract.ts'
import type { KeyPurpose, Signable, Signer } from '#ca/ports.ts'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { KeystoreFault } from './keystore-fault.ts'
import { signParts } from './sign-parts.ts'
import { SigningPool } from './signing-pool.ts'

/** A private key in memory, with what it may do. Never leaves this folder. */
export interface RingKey {
  readonly name: KeyName
  readonly purpose: KeyPurpose
  readonly suite: SuiteId
  readonly privateKey: KeyObject
  readonly publicKeyDer: Uint8Array
}

const generate = promisify(generateKeyPair)

/** Makes a key of a suite. */
export async function makeRingKey(
  name: KeyName,
  purpose: KeyPurpose,
  suite: SuiteId,
): Promise<RingKey> {
  const { key } = SUITES[suite]
  const { privateKey } =
    key.algorithm === 'rsa'
      ? await generate('rsa', { modulusLength: key.sizeBits, publicExponent: 65_537 })
      : await generate('ec', { namedCurve: key.curve })
  return { name, purpose, suite, privateKey, publicKeyDer: publicKeyOf(privateKey) }
}

/** DER SubjectPublicKeyInfo of a private key. */
export function publicKeyOf(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }))
}

/**
 * P-256 signs in 30 µs, about what the way to another thread and back takes; RSA-2048 and P-384
 * take a millisecond. On a single core there is no other thread to leave it to.
 */
const SIGNS_FAST: ReadonlySet<SuiteId> = new Set(['ecdsa-p256-sha256'])
const IS_SINGLE_CORE = availableParallelism() === 1

/** Keys by name, and what they sign. */
export class KeyRing implements Signer {
  readonly #keys = new Map<KeyName, RingKey>()
  readonly #pool = new SigningPool()

  add(key: RingKey): void {
    if (this.#keys.has(key.name)) throw new KeystoreFault('key-name-taken', key.name)
    this.#keys.set(key.name, key)
  }

  remove(name: KeyName): void {
    this.#keys.delete(name)
  }

  has(name: KeyName): boolean {
    return this.#keys.has(name)
  }

  async publicKeyDer(name: KeyName): Promise<Uint8Array | undefined> {
    return await Promise.resolve(this.#keys.get(name)?.publicKeyDer)
  }

  async sign(name: KeyName, signable: Signable): Promise<Uint8Array> {
    const key = this.#keys.get(name)
    if (key === undefined) throw new KeystoreFault('key-unknown', name)
    if (key.purpose !== purposeOf(signable)) throw new KeystoreFault('key-purpose-other', name)
    if (signable.what === 'crl') return await signParts(key, this.#pool, signable.tbs)
    const message = signable.what === 'certificate' ? signable.linted.redeem() : signable.tbsDer
    return await this.#pool.sign(key, message)
  }

  /**
   * The signature over a status answer, made here and now; `undefined` where the key is not here,
   * or signs so slowly that threads of the pool had better do it.
   */
  signAtOnce(
    name: KeyName,
    signable: Signable & { readonly what: 'ocsp-response' },
  ): Uint8Array | undefined {
    const key = this.#keys.get(name)
    if (key === undefined || !(SIGNS_FAST.has(key.suite) || IS_SINGLE_CORE)) return undefined
    if (key.purpose !== purposeOf(signable)) throw new KeystoreFault('key-purpose-other', name)
    return sign(SUITES[key.suite].signature.digest, signable.tbsDer, key.privateKey)
  }

  /** Ends the signing threads; the keys stay. */
  async close(): Promise<void> {
    await this.#pool.close()
  }
}

/**
 * An authority's key never answers for status, and a responder's never issues (RFC 6960 §4.2.2.2).
 */
function purposeOf(signable: Signable): KeyPurpose {
  switch (signable.what) {
    case 'certificate':
    case 'crl':
      return 'authority'
    case 'ocsp-response':
      return 'responder'
    case 'status-filter':
      return 'filter'
  }
}
