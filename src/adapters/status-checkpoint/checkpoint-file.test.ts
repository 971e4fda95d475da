import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AuthorityId } from '#ca/contract.ts'
import { instant } from '#kernel/instant.ts'
import { NO_MARKS } from '#va/follow/status-follower.ts'
import type { StatusMemory } from '#va/ports.ts'
import { StatusIndex } from '#va/status-index/status-index.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts'

const folder = await mkdtemp(join(tmpdir(), 'shomei-checkpoint-'))
after(() => rm(folder, { recursive: true, force: true }))

function sample(): StatusMemory {
  const signature = new StatusIndex()
  for (let serial = 1; serial < 140_000; serial++) signature.issued(serial, serial < 70_000 ? 1 : 2)
  for (let serial = 3; serial < 20_000; serial += 7)
    signature.revoked(serial, instant(1_767_225_600_000 + serial * 1000), 'superseded')
  const indexes = new Map<AuthorityId, StatusIndex>([
    ['signature', signature],
    ['user-authentication', new StatusIndex()],
  ])
  const until = NO_MARKS.map((mark, lane) => ({ ...mark, position: lane }))
  return { identity: 'the database', marks: NO_MARKS, until, indexes }
}

test('what was written is read again, all of it', async () => {
  const path = join(folder, 'whole')
  const memory = sample()
  assert.equal(await writeCheckpoint(path, () => memory), true)
  const read = await readCheckpoint(path)
  assert.ok(typeof read === 'object')
  const { indexes, ...rest } = read
  const { indexes: written, ...restWritten } = memory
  assert.deepEqual(rest, restWritten)
  const [was, is] = [written.get('signature'), indexes.get('signature')]
  assert.equal(is?.size, was?.size)
  for (let serial = 0; serial < 150_000; serial += 1 + (serial % 5))
    assert.deepEqual(is?.statusOf(serial, 1), was?.statusOf(serial, 1))
  // The columns are the index's own again: it can go on.
  is?.revoked(139_999, instant(1_767_225_600_000), 'keyCompromise')
  assert.deepEqual(await readdir(folder), ['whole'])
})

test('none is absent; a changed, cut or foreign file is damaged', async () => {
  const path = join(folder, 'damaged')
  assert.equal(await readCheckpoint(path), 'absent')
  const memory = sample()
  await writeCheckpoint(path, () => memory)
  const octets = await readFile(path)
  for (const at of [0, 15, 16, 70_000, octets.length - 100, octets.length - 1]) {
    const changed = Buffer.from(octets)
    changed[at] = (changed[at] ?? 0) ^ 1
    await writeFile(path, changed)
    assert.equal(await readCheckpoint(path), 'damaged', `octet ${at}`)
  }
  for (const length of [0, 10, 16, 60, octets.length - 1]) {
    await writeFile(path, octets.subarray(0, length))
    assert.equal(await readCheckpoint(path), 'damaged', `${length} octets`)
  }
})

test('nothing in memory, or memory thrown away meanwhile, writes nothing', async () => {
  const path = join(folder, 'nothing')
  assert.equal(await writeCheckpoint(path, () => undefined), false)
  const memories = [sample(), sample()]
  assert.equal(await writeCheckpoint(path, () => memories.shift()), false)
  assert.equal(await readCheckpoint(path), 'absent')
})
