import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { newDataFolder, startSandbox } from '../support/sandbox.ts'

const START = '2027-04-01T09:00:00+09:00'

const folder = await newDataFolder()
const pinFile = join(dirname(folder), 'pin.txt')
await writeFile(pinFile, '1234\n')
// The first start issues to the first resident, and its stop waits for that.
const firstEnd = await (await startSandbox({ folder, options: ['--clock', START] })).stop()

/** The hour of a moment, which passes less quickly than a test. */
function hour(at: unknown): string {
  return String(at).slice(0, 13)
}

test('one clock for the whole sandbox: set while it runs, it moves validity, lists and login', async () => {
  assert.equal(firstEnd.code, 0, firstEnd.stderr)
  const sandbox = await startSandbox({ folder })
  assert.equal(hour(sandbox.now), '2027-04-01T00')
  const [card = ''] = await readdir(join(folder, 'cards'))
  const login = ['login', '--card', join(folder, 'cards', card), '--pin-file', pinFile]
  const before = await sandbox.shomei(...login)
  assert.equal(before.code, 0, JSON.stringify(before))

  // Issued within the year before the 36th birthday: valid to the fifth birthday after it.
  const lastMoment = '2031-12-10T23:59:00+09:00'
  const set = await sandbox.shomei('clock', 'set', lastMoment)
  assert.equal(set.code, 0, JSON.stringify(set))
  assert.equal(hour(set.json['now']), '2031-12-10T14')
  const onLastDay = await sandbox.shomei(...login)
  assert.equal(onLastDay.code, 0, JSON.stringify(onLastDay))

  const set2 = await sandbox.shomei('clock', 'set', '2031-12-11T00:00:00+09:00')
  assert.equal(set2.code, 0, JSON.stringify(set2))
  const dayAfter = await sandbox.shomei(...login)
  assert.deepEqual([dayAfter.code, dayAfter.json['refusal']], [1, 'expired'])
  assert.match(await (await fetch(sandbox.webUrl)).text(), /2031-12-11 00:0/)
  assert.equal((await sandbox.stop()).code, 0)
})

test('the time set survives a restart, also a sudden one, and goes back where one sets it back', async () => {
  const sandbox = await startSandbox({ folder })
  assert.equal(hour(sandbox.now), '2031-12-10T15')
  await sandbox.kill9()
  const next = await startSandbox({ folder })
  assert.equal(hour(next.now), '2031-12-10T15')
  const back = await next.shomei('clock', 'set', START)
  assert.equal(hour(back.json['now']), '2027-04-01T00')
  assert.equal((await next.stop()).code, 0)
  const last = await startSandbox({ folder })
  assert.equal(hour(last.now), '2027-04-01T00')
  assert.equal((await last.stop()).code, 0)
})

test('what is no moment is a wrong command line, and sets nothing', async () => {
  const sandbox = await startSandbox({ folder })
  for (const wrong of ['tomorrow', '2027-04-01T09:00:00', '2027-13-01', '']) {
    assert.equal((await sandbox.shomei('clock', 'set', wrong)).code, 2, wrong)
  }
  assert.equal(hour((await sandbox.shomei('clock', 'show')).json['now']), '2027-04-01T00')
  assert.equal((await sandbox.stop()).code, 0)
})
