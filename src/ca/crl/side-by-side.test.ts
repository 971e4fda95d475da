import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sideBySide } from './side-by-side.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('results come in the order of the tasks, and no more run at a time than said', async () => {
  let [running, most] = [0, 0]
  const tasks = Array.from({ length: 20 }, (_, i) => async () => {
    most = Math.max(most, ++running)
    for (let turns = 20 - i; turns > 0; turns--) await turn()
    running--
    return i
  })
  assert.deepEqual(
    await sideBySide(tasks, 3),
    tasks.map((_, i) => i),
  )
  assert.equal(most, 3)
  assert.deepEqual(await sideBySide([], 3), [])
})

test('a failure ends it: what is under way ends, and nothing more is begun', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const tasks = Array.from({ length: 10 }, (_, i) => async () => {
    begun.push(i)
    await turn()
    if (i === 1) throw new Error('the second')
    await turn()
    ended.push(i)
  })
  await assert.rejects(sideBySide(tasks, 3), { message: 'the second' })
  assert.deepEqual(begun, [0, 1, 2])
  assert.deepEqual(ended, [0, 2])
})
