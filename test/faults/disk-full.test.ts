import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { isRefusalCode } from '#catalogue/refusals.ts'
import { ROOT } from './postgres-child.ts'

// A disk of its own, that may be filled: a tmpfs in a mount namespace, which is gone with the program. Root may
// mount; anybody else may in a user namespace, and is then mapped back to himself, as the server asks.

const DISK_SIZE = '640m'
const MOUNT = `mount -t tmpfs -o size=${DISK_SIZE},mode=0755 none "$0" && exec "$@"`

async function runOnDiskOfItsOwn(disk: string): Promise<readonly Record<string, unknown>[]> {
  const program = [process.execPath, join(ROOT, 'test', 'faults', 'disk-full-program.ts')]
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const isRoot = uid === 0
  const [namespace, self] = isRoot
    ? [['-m'], []]
    : [
        ['-r', '-m'],
        ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`],
      ]
  const args = [...namespace, 'sh', '-c', MOUNT, disk, ...self, ...program, join(disk, 'data')]
  const { stdout } = await promisify(execFile)('unshare', args, { cwd: ROOT })
  return stdout
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
}

test('a disk that runs full refuses clearly, loses nothing acknowledged, and serves again with space', async () => {
  const disk = await mkdtemp(join(tmpdir(), 'shomei-disk-'))
  after(() => rm(disk, { recursive: true, force: true }))
  const lines = await runOnDiskOfItsOwn(disk)
  const [opened, table, stands, serves, log, whileFull, reopened, all, end] = lines
  assert.deepEqual(opened, { step: 'open', opened: true })
  // The table cannot grow: the transaction is refused, the server stays.
  assert.equal(table?.['fault'], 'database-disk-full')
  assert.ok(Number(table?.['acknowledged']) > 0)
  assert.equal(stands?.['rows'], table?.['acknowledged'])
  assert.equal(serves?.['rows'], Number(stands?.['rows']) + 1)
  // The log cannot grow: the server refuses, or gives up, rather than say yes to what it cannot keep.
  assert.match(String(log?.['fault']), /^database-(?:disk-full|unavailable)$/)
  assert.ok(Number(log?.['acknowledged']) > 0)
  assert.equal(whileFull?.['refusal'], 'data-folder-disk-full')
  assert.deepEqual(reopened, { step: 'open', opened: true })
  assert.equal(all?.['standing'], all?.['written'], 'every acknowledged row is there')
  assert.ok(Number(all?.['rows']) - Number(all?.['written']) <= 1, 'and one in doubt at most')
  assert.deepEqual(end, { step: 'end' })
  for (const code of ['database-disk-full', 'data-folder-disk-full'])
    assert.ok(isRefusalCode(code), code)
})
