import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { CARD_PROFILES } from '#card/contract.ts'
import { AID, JPKI_EF } from '#codec/jpki-card/files.ts'
import { setPin } from '#codec/jpki-card/issuer-commands.ts'
import { openIssuerDialogue } from '#codec/jpki-card/issuer-dialogue.ts'
import { fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { performAll, SELECT, verifyHex } from '../../../test/support/card-rig.ts'
import { localIssuer } from '../../../test/support/local-issuer.ts'
import { type CardFile, createCardFile, openCardFile } from './card-file.ts'
import { NODE_DISK } from './disk.ts'

const folder = await mkdtemp(join(tmpdir(), 'card-file-'))
after(() => rm(folder, { recursive: true, force: true }))

const SEAL_KEY = new Uint8Array(32).fill(3)
const ISSUER_KEY = new Uint8Array(32).fill(4)
const IDENTITY = {
  cardSerial: '2026000000000099',
  municipalityCode: '13221',
  expiresOn: civilDate(2035, 4, 1),
}
const OPTIONS = {
  sealKey: SEAL_KEY,
  issuerKey: ISSUER_KEY,
  identity: IDENTITY,
  profile: CARD_PROFILES.plastic,
}

let cards = 0
async function newCard(): Promise<string> {
  const path = join(folder, `card-${cards++}`)
  assert.deepEqual(await createCardFile(path, OPTIONS), { ok: true, value: undefined })
  return path
}

async function opened(path: string): Promise<CardFile> {
  const card = await openCardFile(path, SEAL_KEY)
  assert.ok(card.ok, JSON.stringify(card))
  return card.value
}

async function send(card: CardFile, ...commands: readonly string[]): Promise<string> {
  let answer = ''
  for (const command of commands)
    answer = toHex(await card.transmit(fromHex(command) ?? new Uint8Array(0)))
  return answer
}

async function withPin(path: string): Promise<void> {
  const card = await opened(path)
  const dialogue = await openIssuerDialogue((command) => card.transmit(command), {
    cardSerial: card.cardSerial,
    applicationAid: AID.jpki,
    issuer: localIssuer(ISSUER_KEY, new Uint8Array(16)),
  })
  assert.ok(dialogue.ok)
  await performAll(dialogue.value, setPin(JPKI_EF.authPin, utf8('1234')))
  await card.close()
}

test('a card file is readable by its owner alone, and shows nothing', async () => {
  const path = await newCard()
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal((await readFile(path)).includes('JPKIAPICC'), false)
})

test('what was done is there when the card is opened again; the session is not', async () => {
  const path = await newCard()
  await withPin(path)
  const first = await opened(path)
  assert.equal(await send(first, SELECT.jpki, verifyHex('0000', '98')), '63c2')
  assert.equal(first.cardSerial, IDENTITY.cardSerial)
  await first.close()
  const second = await opened(path)
  assert.equal(await send(second, '00200098'), '6a82')
  assert.equal(await send(second, SELECT.jpki, '00200098'), '63c2')
  await second.powerOff()
  assert.equal(await send(second, '00200098'), '6a82')
  await send(second, SELECT.jpki)
  await second.reset()
  assert.equal(await send(second, '00200098'), '6a82')
  assert.equal(toHex(second.atr()), '3be000ff8131fe4514')
  await second.close()
})

test('a closed card is a removed card', async () => {
  const card = await opened(await newCard())
  await card.close()
  await card.close()
  await assert.rejects(send(card, SELECT.jpki), { code: 'card-removed' })
})

test('a card in use is not opened a second time, nor made anew', async () => {
  const path = await newCard()
  const card = await opened(path)
  const again = await openCardFile(path, SEAL_KEY)
  assert.deepEqual(!again.ok && [again.refusal, again.detail], [
    'card-file-in-use',
    { path, pid: process.pid },
  ])
  const made = await createCardFile(path, OPTIONS)
  assert.equal(!made.ok && made.refusal, 'card-file-in-use')
  await card.close()
  await (await opened(path)).close()
})

test('an existing card is not overwritten', async () => {
  const path = await newCard()
  const before = await readFile(path)
  const made = await createCardFile(path, OPTIONS)
  assert.deepEqual(!made.ok && [made.refusal, made.detail], ['card-file-exists', { path }])
  assert.deepEqual(await readFile(path), before)
})

for (const [name, damage, refusal] of [
  ['removed', (path: string) => rm(path), 'card-file-missing'],
  ['emptied', (path: string) => truncate(path, 0), 'card-file-not-a-card'],
  ['cut in half', (path: string) => truncate(path, 400), 'card-file-truncated'],
  ['overwritten', (path: string) => writeFile(path, 'something else'), 'card-file-not-a-card'],
  [
    'changed in one bit',
    async (path: string) => {
      const file = new Uint8Array(await readFile(path))
      await writeFile(path, file.with(500, (file[500] ?? 0) ^ 1))
    },
    'card-file-damaged',
  ],
  [
    'of a newer version',
    async (path: string) => writeFile(path, new Uint8Array(await readFile(path)).with(11, 9)),
    'card-file-newer-version',
  ],
] as const)
  test(`a file ${name}: ${refusal}, and the lock is free afterwards`, async () => {
    const path = await newCard()
    await damage(path)
    for (let turn = 0; turn < 2; turn++) {
      const card = await openCardFile(path, SEAL_KEY)
      assert.equal(!card.ok && card.refusal, refusal)
      assert.equal(!card.ok && card.detail['path'], path)
    }
  })

test('another seal key', async () => {
  const card = await openCardFile(await newCard(), new Uint8Array(32))
  assert.equal(!card.ok && card.refusal, 'card-file-wrong-key')
})

test('a folder that is not there, and one that may not be written', async () => {
  const missing = await createCardFile(join(folder, 'nowhere', 'card'), OPTIONS)
  assert.equal(!missing.ok && missing.refusal, 'card-file-missing')
  const denied = Object.assign(new Error('denied'), { code: 'EACCES' })
  const path = await newCard()
  const disk = { ...NODE_DISK, read: () => Promise.reject(denied) }
  const refused = await openCardFile(path, SEAL_KEY, disk)
  assert.equal(!refused.ok && refused.refusal, 'card-file-not-permitted')
  await chmod(path, 0o600)
})

test('a folder in the place of the lock file', async () => {
  const path = join(folder, 'unlockable')
  await mkdir(`${path}.lock`)
  const refused = await createCardFile(path, OPTIONS)
  assert.deepEqual(!refused.ok && [refused.refusal, refused.detail], [
    'card-file-not-permitted',
    { path },
  ])
})

test('a medium that fails is a fault, not a refusal', async () => {
  const failed = Object.assign(new Error('medium failed'), { code: 'EIO' })
  const disk = { ...NODE_DISK, read: () => Promise.reject(failed) }
  const path = await newCard()
  await assert.rejects(openCardFile(path, SEAL_KEY, disk), { code: 'EIO' })
  await (await opened(path)).close()
})
