import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyName } from '#ca/contract.ts'
import type { KeyPurpose, Signable, Signer } from '#ca/ports.ts'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { KeystoreFault } from './keystore-fault.ts'
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
    const message = signable.what === 'certificate' ? signable.linted.redeem() : signable.tbsDer
    return await this.#pool.sign(key, message)
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
  }
}
