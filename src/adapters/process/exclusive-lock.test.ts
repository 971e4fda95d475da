import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { type ExclusiveLock, lockHolder, takeExclusiveLock } from './exclusive-lock.ts'

const folder = await mkdtemp(join(tmpdir(), 'exclusive-lock-'))
after(() => rm(folder, { recursive: true, force: true }))

const TAKER = join(import.meta.dirname, '..', '..', '..', 'test', 'support', 'lock-taker.ts')

let files = 0
const newPath = (): string => join(folder, `file-${files++}.lock`)

function taken(path: string): ExclusiveLock {
  const lock = takeExclusiveLock(path)
  assert.ok(lock !== undefined, 'the lock is free')
  return lock
}

/** Another program that wants the lock. */
interface Taker {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  /** Lets it try. */
  readonly attempt: () => Promise<string | undefined>
  /** Lets it end, by its own decision or by kill -9. */
  readonly end: (how: 'stop' | 'kill') => Promise<void>
}

async function newTaker(path: string): Promise<Taker> {
  const child = spawn(process.execPath, [TAKER, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string | undefined> => {
    const next = await lines.next()
    return next.done === true ? undefined : next.value
  }
  assert.equal(await line(), 'ready')
  return {
    child,
    attempt: () => {
      child.stdin.write('now\n')
      return line()
    },
    end: async (how) => {
      const ended = once(child, 'close')
      if (how === 'kill') child.kill('SIGKILL')
      else child.stdin.end()
      await ended
    },
  }
}

test('one holder at a time, also within a process; given up it is free again', () => {
  const path = newPath()
  const first = taken(path)
  assert.equal(takeExclusiveLock(path), undefined)
  assert.equal(takeExclusiveLock(path), undefined)
  first.release()
  first.release()
  const second = taken(path)
  first.release()
  assert.equal(takeExclusiveLock(path), undefined)
  second.release()
})

test('the holder is named as long as there is one', () => {
  const path = newPath()
  assert.equal(lockHolder(path), undefined)
  const lock = taken(path)
  assert.equal(lockHolder(path), process.pid)
  lock.release()
  assert.equal(lockHolder(path), undefined)
})

test('locks on two files have nothing to do with each other', () => {
  const [one, other] = [newPath(), newPath()]
  const locks = [taken(one), taken(other)]
  locks[0]?.release()
  taken(one).release()
  assert.equal(takeExclusiveLock(other), undefined)
  locks[1]?.release()
})

test('an empty file is all that stays, closed to others, and is used again', async () => {
  const path = newPath()
  for (let turn = 0; turn < 3; turn++) {
    const lock = taken(path)
    const { size, mode } = await stat(path)
    assert.deepEqual([size, mode & 0o777], [0, 0o600])
    lock.release()
    assert.equal((await stat(path)).size, 0)
  }
  const beside = (await readdir(folder)).filter((name) => name.startsWith(basename(path)))
  assert.deepEqual(beside, [basename(path)])
})

for (const how of ['kill', 'stop'] as const)
  test(`another program holds it until it ends by ${how}`, async () => {
    const path = newPath()
    const taker = await newTaker(path)
    assert.equal(await taker.attempt(), 'taken')
    assert.equal(takeExclusiveLock(path), undefined)
    assert.equal(lockHolder(path), taker.child.pid)
    await taker.end(how)
    taken(path).release()
  })

test('of programs that come at once exactly one is let in, however often', async () => {
  const path = newPath()
  for (let round = 0; round < 3; round++) {
    const takers = await Promise.all(Array.from({ length: 6 }, () => newTaker(path)))
    const answers = await Promise.all(takers.map((taker) => taker.attempt()))
    assert.equal(answers.filter((answer) => answer === 'taken').length, 1)
    assert.equal(answers.filter((answer) => answer === 'held').length, 5)
    await Promise.all(takers.map((taker) => taker.end(round === 1 ? 'kill' : 'stop')))
  }
  taken(path).release()
})

for (const [name, spoil, code] of [
  ['a folder', (path: string) => mkdir(path), 'lock-file-unusable'],
  ['a file of something else', (path: string) => writeFile(path, 'mine'), 'lock-file-unusable'],
] as const)
  test(`${name} in its place is a fault, and is left as it is`, async () => {
    const path = newPath()
    await spoil(path)
    const before = await stat(path)
    assert.throws(() => takeExclusiveLock(path), { code })
    const { size, mode, mtimeMs } = await stat(path)
    assert.deepEqual([size, mode, mtimeMs], [before.size, before.mode, before.mtimeMs])
  })

test('a missing folder is reported as the system reports it', () => {
  assert.throws(() => takeExclusiveLock(join(folder, 'nowhere', 'lock')), { code: 'ENOENT' })
})

test('a path with signs of its own in an address', () => {
  const path = join(folder, 'カード #1 100%?vfs=x.lock')
  const lock = taken(path)
  assert.equal(takeExclusiveLock(path), undefined)
  assert.equal(lockHolder(path), process.pid)
  lock.release()
})
