import { type KeyObject, sign } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { assert } from '#kernel/assert.ts'

/** What a worker is told: a key once, then messages to sign with it. */
export type WorkerTask =
  | {
      readonly task: 'know-key'
      /** How later tasks of this thread call the key. */
      readonly key: number
      readonly suite: SuiteId
      readonly privateKey: KeyObject
    }
  | { readonly task: 'sign'; readonly key: number; readonly messages: readonly Uint8Array[] }

/** What a worker answers to `sign`: the signatures in order, or the fault's message. */
export type WorkerAnswer =
  | { readonly signatures: readonly Uint8Array[] }
  | { readonly fault: string }

const keys = new Map<number, { readonly suite: SuiteId; readonly privateKey: KeyObject }>()

parentPort?.on('message', (task: WorkerTask) => {
  switch (task.task) {
    case 'know-key':
      keys.set(task.key, task)
      return
    case 'sign':
      parentPort?.postMessage(answer(task.key, task.messages))
  }
})

function answer(keyNumber: number, messages: readonly Uint8Array[]): WorkerAnswer {
  try {
    const key = keys.get(keyNumber)
    assert(key !== undefined, 'the thread was told the key before')
    const { digest } = SUITES[key.suite].signature
    return { signatures: messages.map((message) => sign(digest, message, key.privateKey)) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'unknown' }
  }
}
