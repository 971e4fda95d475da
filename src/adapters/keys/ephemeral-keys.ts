import type { KeyName } from '#ca/contract.ts'
import type { KeyMaker, KeyPurpose, Signable, Signer } from '#ca/ports.ts'
import type { SuiteId } from '#ca/suites.ts'
import { KeyRing, makeRingKey } from './key-ring.ts'

/** Keys that live as long as this object: for the rehearsal of a ceremony. */
export class EphemeralKeys implements Signer, KeyMaker {
  readonly #ring = new KeyRing()

  /** See `Signer.sign`. */
  async sign(key: KeyName, signable: Signable): Promise<Uint8Array> {
    return await this.#ring.sign(key, signable)
  }

  /** See `Signer.publicKeyDer`. */
  async publicKeyDer(key: KeyName): Promise<Uint8Array | undefined> {
    return await this.#ring.publicKeyDer(key)
  }

  /** Ends the signing threads. */
  async close(): Promise<void> {
    await this.#ring.close()
  }

  /** See `KeyMaker.generate`. */
  async generate(key: KeyName, purpose: KeyPurpose, suite: SuiteId): Promise<Uint8Array> {
    const made = await makeRingKey(key, purpose, suite)
    this.#ring.add(made)
    return made.publicKeyDer
  }

  /** See `KeyMaker.discard`. */
  async discard(key: KeyName): Promise<void> {
    this.#ring.remove(key)
    await Promise.resolve()
  }
}
