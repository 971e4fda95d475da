import { sign } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { SUITES } from '#ca/suites.ts'
import { assert } from '#kernel/assert.ts'
import type { RingKey } from './key-ring.ts'
import { packOctets, unpackOctets } from './packed-octets.ts'
import type { WorkerAnswer, WorkerTask } from './signing-worker.ts'

/**
 * Signatures asked for in one turn from which threads of our own are worth it: below, the thread
 * pool signs.
 */
export const BATCH_MIN = 16
/**
 * Signatures of one message to a thread: the hop is paid once for all, and no thread waits long for
 * another.
 */
const BATCH_MAX = 16
const THREADS_MAX = 16

interface Pending {
  readonly key: RingKey
  readonly message: Uint8Array
  readonly resolve: (signature: Uint8Array) => void
  readonly reject: (fault: Error) => void
}

/** A signing thread died or could not sign: a fault. */
export class SigningThreadFault extends Error {
  override readonly name = 'SigningThreadFault'
  readonly code = 'signing-thread-failed'
}

/**
 * Signs what is asked for in one turn together. A few signatures go to libuv's thread pool; many go
 * in batches to threads that sign without a hop for each, which on RSA-2048 is a tenth of the cost.
 */
export class SigningPool {
  readonly #pending: Pending[] = []
  readonly #threads: SigningThread[] = []
  #flushing = false

  /** The signature by the key's suite. */
  async sign(key: RingKey, message: Uint8Array): Promise<Uint8Array> {
    return await new Promise((resolve, reject) => {
      this.#pending.push({ key, message, resolve, reject })
      if (this.#flushing) return
      this.#flushing = true
      setImmediate(() => this.#flush())
    })
  }

  /** Ends the threads; signatures still asked for are rejected. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.end()))
  }

  #flush(): void {
    this.#flushing = false
    const pending = this.#pending.splice(0)
    if (pending.length < BATCH_MIN && this.#threads.every((thread) => thread.isIdle)) {
      for (const one of pending) signOnThreadPool(one)
      return
    }
    for (const [, ofKey] of Map.groupBy(pending, ({ key }) => key))
      for (let i = 0; i < ofKey.length; i += BATCH_MAX)
        this.#leastBusy().sign(ofKey.slice(i, i + BATCH_MAX))
  }

  #leastBusy(): SigningThread {
    const threadsMax = Math.min(availableParallelism(), THREADS_MAX)
    const idle = this.#threads.find((thread) => thread.isIdle)
    if (idle !== undefined) return idle
    if (this.#threads.length < threadsMax) {
      const made = new SigningThread(() => this.#threads.splice(this.#threads.indexOf(made), 1))
      this.#threads.push(made)
      return made
    }
    const [first, ...others] = this.#threads
    assert(first !== undefined, 'a pool has at least one thread')
    return others.reduce((least, one) => (one.load < least.load ? one : least), first)
  }
}

/** One worker thread and the batches it has not answered yet, in order. */
class SigningThread {
  readonly #worker = new Worker(new URL('./signing-worker.ts', import.meta.url))
  readonly #known = new Map<RingKey, number>()
  readonly #batches: (readonly Pending[])[] = []
  #load = 0

  constructor(onEnd: () => void) {
    this.#worker.unref()
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer))
    this.#worker.on('error', (cause) =>
      this.#fail(new SigningThreadFault(cause.message, { cause })),
    )
    this.#worker.on('exit', () => {
      this.#fail(new SigningThreadFault('the signing thread ended'))
      onEnd()
    })
  }

  get isIdle(): boolean {
    return this.#load === 0
  }

  get load(): number {
    return this.#load
  }

  sign(batch: readonly Pending[]): void {
    const [first] = batch
    assert(first !== undefined, 'a batch has at least one message')
    const key = this.#numberOf(first.key)
    // The process lives on while a signature is due, and not for the sake of idle threads.
    if (this.#load === 0) this.#worker.ref()
    this.#load += batch.length
    this.#batches.push(batch)
    const messages = packOctets(batch.map(({ message }) => message))
    this.#tell({ task: 'sign', key, messages }, [messages.octets.buffer])
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #numberOf(ringKey: RingKey): number {
    const known = this.#known.get(ringKey)
    if (known !== undefined) return known
    const key = this.#known.size
    const { suite, privateKey } = ringKey
    this.#tell({ task: 'know-key', key, suite, privateKey })
    this.#known.set(ringKey, key)
    return key
  }

  #tell(task: WorkerTask, moved: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(task, moved)
  }

  #settle(answer: WorkerAnswer): void {
    const batch = this.#batches.shift() ?? []
    this.#load -= batch.length
    if (this.#load === 0) this.#worker.unref()
    if ('fault' in answer) {
      for (const { reject } of batch) reject(new SigningThreadFault(answer.fault))
      return
    }
    const signatures = unpackOctets(answer.signatures)
    for (const [i, { resolve, reject }] of batch.entries()) {
      const signature = signatures[i]
      if (signature === undefined) reject(new SigningThreadFault('a signature is missing'))
      else resolve(signature)
    }
  }

  #fail(fault: SigningThreadFault): void {
    for (const { reject } of this.#batches.splice(0).flat()) reject(fault)
    this.#load = 0
  }
}

function signOnThreadPool({ key, message, resolve, reject }: Pending): void {
  // A KeyObject signs ECDSA in DER form unless told otherwise, and RSA with PKCS #1 v1.5.
  sign(SUITES[key.suite].signature.digest, message, key.privateKey, (error, signature) => {
    if (error === null) resolve(signature)
    else reject(error)
  })
}
