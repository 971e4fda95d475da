import { type KeyObject, sign } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { assert } from '#kernel/assert.ts'

/** What a worker is told: a key once, then messages to sign with it. */
export type WorkerTask =
  | {
      readonly task: 'know-key'
      readonly name: string
      readonly suite: SuiteId
      readonly privateKey: KeyObject
    }
  | { readonly task: 'sign'; readonly name: string; readonly messages: readonly Uint8Array[] }

/** What a worker answers to `sign`: the signatures in order, or the fault's message. */
export type WorkerAnswer =
  | { readonly signatures: readonly Uint8Array[] }
  | { readonly fault: string }

const keys = new Map<string, { readonly suite: SuiteId; readonly privateKey: KeyObject }>()

parentPort?.on('message', (task: WorkerTask) => {
  switch (task.task) {
    case 'know-key':
      keys.set(task.name, task)
      return
    case 'sign':
      parentPort?.postMessage(answer(task.name, task.messages))
  }
})

function answer(name: string, messages: readonly Uint8Array[]): WorkerAnswer {
  try {
    const key = keys.get(name)
    assert(key !== undefined, `the worker was told the key ${name}`)
    const { digest } = SUITES[key.suite].signature
    return { signatures: messages.map((message) => sign(digest, message, key.privateKey)) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'unknown' }
  }
}
