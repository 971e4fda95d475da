import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { acquireCardLock } from './card-lock.ts'

const folder = await mkdtemp(join(tmpdir(), 'card-lock-'))
after(() => rm(folder, { recursive: true, force: true }))

let cards = 0
const newPath = (): string => join(folder, `card-${cards++}`)

async function leftovers(path: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  return names.filter((name) => join(folder, name).startsWith(path))
}

test('one holder at a time, also within a process; released it is free again', async () => {
  const path = newPath()
  const first = await acquireCardLock(path)
  assert.ok(first.ok)
  const second = await acquireCardLock(path)
  assert.deepEqual(!second.ok && second.detail, { path, pid: process.pid })
  await first.value.release()
  assert.deepEqual(await leftovers(path), [])
  const third = await acquireCardLock(path)
  assert.ok(third.ok)
  await third.value.release()
})

test('of many who try at once, one gets it', async () => {
  const path = newPath()
  const tries = await Promise.all(Array.from({ length: 8 }, () => acquireCardLock(path)))
  const held = tries.filter((one) => one.ok)
  assert.equal(held.length, 1)
  for (const lock of held) await lock.value.release()
  assert.deepEqual(await leftovers(path), [])
})

const deadPid = spawnSync(process.execPath, ['-e', '']).pid

for (const [name, content] of [
  ['a process that has ended', `${deadPid} 12345 00\n`],
  ['our own number, started at another time', `${process.pid} 1 00\n`],
  ['nobody', ''],
  ['noise', 'not a lock\n'],
  ['a process group', '0 1 00\n'],
] as const)
  test(`a lock of ${name} is cleared away`, async () => {
    const path = newPath()
    await writeFile(`${path}.lock`, content)
    const tries = await Promise.all(Array.from({ length: 4 }, () => acquireCardLock(path)))
    const held = tries.filter((one) => one.ok)
    assert.equal(held.length, 1)
    for (const lock of held) await lock.value.release()
    assert.deepEqual(await leftovers(path), [])
  })

test('a lock that is not ours any more is not taken from its new holder', async () => {
  const path = newPath()
  const lock = await acquireCardLock(path)
  assert.ok(lock.ok)
  await writeFile(`${path}.lock`, 'somebody else\n')
  await lock.value.release()
  assert.deepEqual(
    await leftovers(path),
    [`${path}.lock`].map((one) => one.slice(folder.length + 1)),
  )
})
