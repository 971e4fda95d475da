import { type KeyObject, sign } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { assert } from '#kernel/assert.ts'
import { type PackedOctets, packOctets, unpackOctets } from './packed-octets.ts'

/** What a worker is told: a key once, then messages to sign with it. */
export type WorkerTask =
  | {
      readonly task: 'know-key'
      /** How later tasks of this thread call the key. */
      readonly key: number
      readonly suite: SuiteId
      readonly privateKey: KeyObject
    }
  | { readonly task: 'sign'; readonly key: number; readonly messages: PackedOctets }

/** What a worker answers to `sign`: the signatures in order, or the fault's message. */
export type WorkerAnswer = { readonly signatures: PackedOctets } | { readonly fault: string }

const keys = new Map<number, { readonly suite: SuiteId; readonly privateKey: KeyObject }>()

parentPort?.on('message', (task: WorkerTask) => {
  switch (task.task) {
    case 'know-key':
      keys.set(task.key, task)
      return
    case 'sign':
      tell(answer(task.key, task.messages))
  }
})

function tell(message: WorkerAnswer): void {
  const moved = 'fault' in message ? [] : [message.signatures.octets.buffer]
  parentPort?.postMessage(message, moved)
}

function answer(keyNumber: number, messages: PackedOctets): WorkerAnswer {
  try {
    const key = keys.get(keyNumber)
    assert(key !== undefined, 'the thread was told the key before')
    const { digest } = SUITES[key.suite].signature
    const signatures = unpackOctets(messages).map((message) =>
      sign(digest, message, key.privateKey),
    )
    return { signatures: packOctets(signatures) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'unknown' }
  }
}
