import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  CLOCK_SET_BACK_MS_MAX,
  type DataFolder,
  type DataFolderWish,
  openDataFolder,
} from '#adapters/data-folder/open-data-folder.ts'
import type { FolderPurpose } from '#adapters/data-folder/instance-record.ts'
import { DATA_FOLDER_REFUSAL_TEXTS } from '#adapters/data-folder/messages.ts'
import { instant, plusMs } from '#kernel/instant.ts'

const NOW = instant(1_767_225_600_000)

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-folder-'))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function wish(
  path: string,
  change: Partial<DataFolderWish<FolderPurpose>> = {},
): DataFolderWish<FolderPurpose> {
  return { path, purpose: 'sandbox', clock: { now: () => NOW }, ...change }
}

async function opened(
  path: string,
  change: Partial<DataFolderWish<FolderPurpose>> = {},
): Promise<DataFolder> {
  const folder = await openDataFolder(wish(path, change))
  assert.ok(folder.ok, JSON.stringify(folder))
  return folder.value
}

async function refusalOf(
  path: string,
  change: Partial<DataFolderWish<FolderPurpose>> = {},
): Promise<readonly [string, Readonly<Record<string, string | number>>]> {
  const folder = await openDataFolder(wish(path, change))
  assert.ok(!folder.ok, 'the folder is refused')
  return [folder.refusal, folder.detail]
}

test('a folder that does not exist is made, closed to others, with its parents', async () => {
  const path = join(await newFolder(), 'a', 'b')
  const folder = await opened(path)
  assert.equal((await stat(path)).mode & 0o777, 0o700)
  assert.equal(folder.recoveredFromPid, undefined)
  await folder.close()
})

test('a clean stop is remembered as one', async () => {
  const path = await newFolder()
  const first = await opened(path)
  await first.close()
  await first.close()
  const second = await opened(path)
  assert.equal(second.recoveredFromPid, undefined)
  await second.close()
})

test('an end without a stop is reported with its process at the next start, once', async () => {
  const path = await newFolder()
  await (await opened(path)).close()
  const record = await readFile(join(path, 'instance.json'), 'utf8')
  const crashed = record
    .replace(/"pid":\d+/, '"pid":4711')
    .replace('Cleanly":true', 'Cleanly":false')
  assert.notEqual(crashed, record)
  await writeFile(join(path, 'instance.json'), crashed)
  const next = await opened(path)
  assert.equal(next.recoveredFromPid, 4711)
  await next.close()
  const last = await opened(path)
  assert.equal(last.recoveredFromPid, undefined)
  await last.close()
})

test('a damaged record does not keep the folder shut: it counts as an end without a stop', async () => {
  const path = await newFolder()
  await (await opened(path)).close()
  for (const text of ['', '{"layout":1,', '[]', '{"layout":1,"purpose":"other"}']) {
    await writeFile(join(path, 'instance.json'), text)
    const folder = await opened(path)
    assert.equal(folder.recoveredFromPid, 0)
    await folder.close()
  }
})

test('while it is open it is refused to everybody, and the holder is named', async () => {
  const path = await newFolder()
  const folder = await opened(path)
  const inUse = ['data-folder-in-use', { folder: path, pid: process.pid }]
  assert.deepEqual(await refusalOf(path), inUse)
  await folder.close()
  await (await opened(path)).close()
})

test('a folder with somebody else’s files is refused and not touched', async () => {
  const path = await newFolder()
  await writeFile(join(path, 'letter.txt'), 'mine')
  const modeBefore = (await stat(path)).mode
  assert.deepEqual(await refusalOf(path), ['data-folder-foreign', { folder: path }])
  assert.deepEqual(await readdir(path), ['letter.txt'])
  assert.equal((await stat(path)).mode, modeBefore)
})

test('a file, or a place below one, is not a folder', async () => {
  const path = join(await newFolder(), 'file')
  await writeFile(path, '')
  assert.deepEqual(await refusalOf(path), ['data-folder-not-a-folder', { folder: path }])
  const below = join(path, 'below')
  assert.deepEqual(await refusalOf(below), ['data-folder-not-a-folder', { folder: below }])
})

test('a place where no folder can be made is refused with the reason', async () => {
  const path = join(await newFolder(), 'loop')
  await symlink(path, path)
  const below = join(path, 'below')
  assert.deepEqual(await refusalOf(below), [
    'data-folder-not-writable',
    { folder: below, reason: 'ELOOP' },
  ])
})

test('a lock file that is no file is refused with the reason', async () => {
  const path = await newFolder()
  await mkdir(join(path, 'lock'))
  const [refusal] = await refusalOf(path)
  assert.equal(refusal, 'data-folder-not-writable')
})

test('too little free space is refused in the units people read', async () => {
  const path = await newFolder()
  const [refusal, detail] = await refusalOf(path, { freeBytesMin: Number.MAX_SAFE_INTEGER })
  assert.equal(refusal, 'data-folder-disk-full')
  assert.equal(detail['neededMib'], 2 ** 33)
  assert.ok(Number(detail['freeMib']) >= 0)
  assert.deepEqual(await readdir(path), [])
})

test('trial and real data are never opened for one another', async () => {
  for (const [made, wanted] of [
    ['sandbox', 'production'],
    ['production', 'sandbox'],
  ] as const) {
    const path = await newFolder()
    await (await opened(path, { purpose: made })).close()
    assert.deepEqual(await refusalOf(path, { purpose: wanted }), [
      'data-folder-other-purpose',
      { folder: path, found: made, wanted },
    ])
    await (await opened(path, { purpose: made })).close()
  }
})

test('a newer layout is refused and left alone', async () => {
  const path = await newFolder()
  await (await opened(path)).close()
  const file = join(path, 'instance.json')
  const newer = (await readFile(file, 'utf8')).replace('"layout":1', '"layout":2')
  await writeFile(file, newer)
  assert.deepEqual(await refusalOf(path), [
    'data-folder-newer',
    { folder: path, found: 2, known: 1 },
  ])
  assert.equal(await readFile(file, 'utf8'), newer)
})

for (const [name, backMs, refused] of [
  ['by no more than a correction', CLOCK_SET_BACK_MS_MAX, false],
  ['by more', CLOCK_SET_BACK_MS_MAX + 1, true],
  ['by a year', 31_536_000_000, true],
  ['not at all, but forward', -31_536_000_000, false],
] as const) {
  test(`the computer's clock set back ${name} since the last run`, async () => {
    const path = await newFolder()
    await (await opened(path)).close()
    const clock = { now: () => plusMs(NOW, -backMs) }
    const folder = await openDataFolder(wish(path, { clock }))
    assert.equal(folder.ok ? undefined : folder.refusal, refused ? 'clock-set-back' : undefined)
    if (folder.ok) await folder.value.close()
    const accepted = await opened(path, { clock, acceptClock: true })
    await accepted.close()
  })
}

test('the clock refusal names both moments in Japan time', async () => {
  const path = await newFolder()
  await (await opened(path)).close()
  const clock = { now: () => plusMs(NOW, -3_600_000) }
  assert.deepEqual(await refusalOf(path, { clock }), [
    'clock-set-back',
    { now: '2026-01-01 08:00:00', lastSeen: '2026-01-01 09:00:00' },
  ])
})

test('every refusal says in two languages what happened and what to do', () => {
  for (const text of Object.values(DATA_FOLDER_REFUSAL_TEXTS))
    for (const words of [text.ja, text.en, text.nextJa, text.nextEn]) assert.ok(words.length > 10)
})
