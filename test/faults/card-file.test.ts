import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { type CardFile, createCardFile, openCardFile } from '#adapters/card-file/card-file.ts'
import { type CardDisk, NODE_DISK } from '#adapters/card-file/disk.ts'
import { CARD_PROFILES } from '#card/contract.ts'
import { AID, JPKI_EF } from '#codec/jpki-card/files.ts'
import {
  activateFiles,
  generateKeyPair,
  setPin,
  stageFile,
} from '#codec/jpki-card/issuer-commands.ts'
import { type IssuerDialogue, openIssuerDialogue } from '#codec/jpki-card/issuer-dialogue.ts'
import { parsePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { certificateAround, performAll, RIG, SELECT, verifyHex } from '../support/card-rig.ts'
import { localIssuer } from '../support/local-issuer.ts'

const folder = await mkdtemp(join(tmpdir(), 'card-faults-'))
after(() => rm(folder, { recursive: true, force: true }))

const SEAL_KEY = new Uint8Array(32).fill(8)
const VICTIM = join(import.meta.dirname, 'card-file-victim.ts')
const QUERY = '00200098'
const SIGN = '802a009702303100'

let cards = 0
/** A card with the PIN 1234, three tries and no certificate. */
async function newCard(): Promise<string> {
  const path = join(folder, `card-${cards++}`)
  const { cardSerial, municipalityCode, expiresOn, issuerKey } = RIG
  const identity = { cardSerial, municipalityCode, expiresOn }
  const profile = CARD_PROFILES.plastic
  const made = await createCardFile(path, { sealKey: SEAL_KEY, issuerKey, identity, profile })
  assert.ok(made.ok)
  const card = await opened(path)
  await performAll(await issuer(card), setPin(JPKI_EF.authPin, utf8('1234')))
  await card.close()
  return path
}

async function opened(path: string, disk: CardDisk = NODE_DISK): Promise<CardFile> {
  const card = await openCardFile(path, SEAL_KEY, disk)
  assert.ok(card.ok, JSON.stringify(card))
  return card.value
}

async function issuer(card: CardFile): Promise<IssuerDialogue> {
  const dialogue = await openIssuerDialogue((command) => card.transmit(command), {
    cardSerial: RIG.cardSerial,
    applicationAid: AID.jpki,
    issuer: localIssuer(RIG.issuerKey, new Uint8Array(16).fill(1)),
  })
  assert.ok(dialogue.ok)
  return dialogue.value
}

async function send(card: CardFile, ...commands: readonly string[]): Promise<string> {
  let answer = ''
  for (const command of commands)
    answer = toHex(await card.transmit(fromHex(command) ?? new Uint8Array(0)))
  return answer
}

async function triesLeft(path: string): Promise<string> {
  const card = await opened(path)
  const answer = await send(card, SELECT.jpki, QUERY)
  await card.close()
  return answer
}

function victim(
  path: string,
  command: string,
  step: number,
  moment: string,
): Promise<{ signal: NodeJS.Signals | null; answer: string }> {
  const child = spawn(
    process.execPath,
    [VICTIM, path, toHex(SEAL_KEY), command, String(step), moment],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let answer = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text))
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve({ signal, answer })))
}

const RIGHT = verifyHex('1234', '98')
const WRONG = verifyHex('0000', '98')

// Three steps make a memory durable: write and flush beside, replace, flush the folder. A hit makes
// two memories durable (0 to 2: the try counted; 3 to 5: all tries restored), a miss one.
for (const [command, step, moment, left] of [
  [WRONG, 0, 'before', '63c3'],
  [WRONG, 0, 'within', '63c3'],
  [WRONG, 0, 'after', '63c3'],
  [WRONG, 1, 'after', '63c2'],
  [WRONG, 2, 'after', '63c2'],
  [RIGHT, 0, 'within', '63c3'],
  [RIGHT, 2, 'after', '63c2'],
  [RIGHT, 3, 'before', '63c2'],
  [RIGHT, 3, 'within', '63c2'],
  [RIGHT, 4, 'before', '63c2'],
  [RIGHT, 4, 'after', '63c3'],
  [RIGHT, 5, 'after', '63c3'],
] as const)
  test(`${command === WRONG ? 'a miss' : 'a hit'} killed ${moment} step ${step}: no answer, ${left}`, async () => {
    const path = await newCard()
    assert.deepEqual(await victim(path, command, step, moment), { signal: 'SIGKILL', answer: '' })
    assert.equal(await triesLeft(path), left)
    assert.equal((await stat(`${path}.lock`)).size, 0)
    const names = (await readdir(folder)).filter(
      (name) => name === basename(path) || name.startsWith(`${basename(path)}.`),
    )
    assert.deepEqual(names.toSorted(), [basename(path), `${basename(path)}.lock`])
  })

test('whoever is killed before every comparison runs out of tries', async () => {
  const path = await newCard()
  const left: string[] = []
  for (let attempt = 0; attempt < 3; attempt++) {
    await victim(path, WRONG, 2, 'after')
    left.push(await triesLeft(path))
  }
  assert.deepEqual(left, ['63c2', '63c1', '63c0'])
  assert.deepEqual(await victim(path, RIGHT, 99, 'after'), { signal: null, answer: '6984' })
})

/** A disk on which operation `failing` (from 0) fails, before or after its work. */
function failingDisk(failing: number, moment: 'before' | 'after'): CardDisk {
  let operations = 0
  const step = async (act: () => Promise<void>): Promise<void> => {
    const fails = operations++ === failing
    if (!fails || moment === 'after') await act()
    if (fails) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
  return {
    ...NODE_DISK,
    writeFlushed: (to, content) => step(() => NODE_DISK.writeFlushed(to, content)),
    replace: (from, to) => step(() => NODE_DISK.replace(from, to)),
    flushFolder: (path) => step(() => NODE_DISK.flushFolder(path)),
  }
}

for (const [operation, moment, left] of [
  [0, 'before', '63c3'],
  [0, 'after', '63c3'],
  [1, 'before', '63c3'],
  [1, 'after', '63c2'],
  [2, 'before', '63c2'],
  [2, 'after', '63c2'],
] as const)
  test(`a disk that fails ${moment} operation ${operation}: no answer, and the card is dead until opened again`, async () => {
    const path = await newCard()
    const card = await opened(path, failingDisk(operation, moment))
    await send(card, SELECT.jpki)
    await assert.rejects(send(card, RIGHT), { code: 'reader-failed' })
    await assert.rejects(send(card, QUERY), { code: 'reader-failed' })
    await card.close()
    assert.equal(await triesLeft(path), left)
  })

/**
 * Puts a certificate for a fresh key on the card, over a disk that fails the activation at one
 * operation.
 */
async function renewOver(path: string, disk: CardDisk | undefined): Promise<Uint8Array> {
  const first = await opened(path)
  const made = await performAll(await issuer(first), generateKeyPair(JPKI_EF.authKey))
  await first.close()
  const modulus = parsePublicKeyTemplate(made)
  assert.ok(modulus.ok)
  const certificate = certificateAround(subjectPublicKeyInfo(modulus.value))
  const card = await opened(path, disk)
  const dialogue = await issuer(card)
  await performAll(dialogue, ...stageFile(JPKI_EF.authCertificate, certificate))
  if (disk === undefined) await performAll(dialogue, activateFiles())
  else await assert.rejects(dialogue.perform(activateFiles()), { code: 'reader-failed' })
  await card.close()
  return certificate
}

async function certificateAndSignature(path: string): Promise<readonly [string, string]> {
  const card = await opened(path)
  await send(card, SELECT.jpki, RIGHT)
  const answers = [await send(card, '00b08a00000000'), await send(card, SIGN)] as const
  await card.close()
  return answers
}

// Opening the issuer session makes two memories durable: operations 0 to 5. Activation is 6 to 8.
for (const [operation, moment, renewed] of [
  [6, 'before', false],
  [6, 'after', false],
  [7, 'before', false],
  [7, 'after', true],
  [8, 'after', true],
] as const)
  test(`a card pulled ${moment} operation ${operation} of the activation has the ${renewed ? 'new' : 'old'} certificate and its key`, async () => {
    const path = await newCard()
    const old = await renewOver(path, undefined)
    const [, oldSignature] = await certificateAndSignature(path)
    const fresh = await renewOver(path, failingDisk(operation, moment))
    const [certificate, signature] = await certificateAndSignature(path)
    assert.equal(certificate, `${toHex(renewed ? fresh : old)}9000`)
    assert.equal(signature !== oldSignature, renewed)
    assert.equal(signature.slice(-4), '9000')
  })

test('a card restored from an old copy of its file shows a life counter the issuer has seen', async () => {
  const path = await newCard()
  const copy = await NODE_DISK.read(path)
  const card = await opened(path)
  const seen = (await issuer(card)).lifeCounter
  await card.close()
  await NODE_DISK.writeFlushed(path, copy)
  const restored = await opened(path)
  await send(restored, SELECT.jpki, RIGHT, RIGHT)
  assert.ok((await issuer(restored)).lifeCounter <= seen)
  await restored.close()
})
