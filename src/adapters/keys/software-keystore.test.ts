import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type KeyName, parseKeyName } from '#ca/contract.ts'
import type { Signable } from '#ca/ports.ts'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { utf8 } from '#kernel/bytes.ts'
import { SCRYPT_LOG_N_MIN } from './sealed-file.ts'
import { SoftwareKeystore } from './software-keystore.ts'

const PASSPHRASE = '見本のパスフレーズ'
const root = await mkdtemp(join(tmpdir(), 'shomei-keystore-'))
after(() => rm(root, { recursive: true, force: true }))
let folders = 0

function newFolder(): string {
  return join(root, String(++folders))
}

async function opened(folder: string): Promise<SoftwareKeystore> {
  const keystore = await SoftwareKeystore.open(folder, PASSPHRASE, SCRYPT_LOG_N_MIN)
  assert.ok(keystore.ok, JSON.stringify(keystore))
  return keystore.value
}

function keyName(text: string): KeyName {
  const name = parseKeyName(text)
  assert.ok(name !== undefined)
  return name
}

/** A keystore with one key of an authority, closed. */
async function madeFolder(): Promise<string> {
  const folder = newFolder()
  const keystore = await opened(folder)
  await keystore.generate(keyName('signature-1'), 'authority', 'ecdsa-p384-sha384')
  return folder
}

for (const suite of ['rsa-2048-sha256', 'ecdsa-p384-sha384', 'ecdsa-p256-sha256'] as const)
  test(`a ${suite} key signs, and signs the same after the keystore was opened anew`, async () => {
    const folder = newFolder()
    const [key, tbsDer] = [keyName('responder-1'), utf8('to be signed')]
    const made = await (await opened(folder)).generate(key, 'responder', suite)
    const again = await opened(folder)
    assert.deepEqual(await again.publicKeyDer(key), made)
    const signature = await again.sign(key, { what: 'ocsp-response', tbsDer })
    assert.ok(verifies(suite, made, tbsDer, signature))
  })

test('many signatures at once come each to its own message', async () => {
  const keystore = await opened(newFolder())
  const key = keyName('signature-1')
  const publicKeyDer = await keystore.generate(key, 'authority', 'rsa-2048-sha256')
  const messages = Array.from({ length: 100 }, (_, i) => utf8(`list ${i}`))
  const signatures = await Promise.all(
    messages.map((tbsDer) => keystore.sign(key, { what: 'crl', tbs: parts(tbsDer) })),
  )
  for (const [i, signature] of signatures.entries())
    assert.ok(verifies('rsa-2048-sha256', publicKeyDer, messages[i] ?? new Uint8Array(), signature))
  await keystore.close()
})

for (const suite of ['rsa-2048-sha256', 'ecdsa-p384-sha384'] as const)
  for (const [what, octets] of [
    ['a list of no octets', 0],
    ['a list that is signed as a whole', 65_536],
    ['a list that is digested as it passes', 65_537],
    ['a list of many parts', 1_000_000],
  ] as const)
    test(`${suite}: ${what} has the signature of the whole`, async () => {
      const keystore = await opened(newFolder())
      const key = keyName('signature-1')
      const publicKeyDer = await keystore.generate(key, 'authority', suite)
      const message = Uint8Array.from({ length: octets }, (_, i) => i % 251)
      const signature = await keystore.sign(key, { what: 'crl', tbs: parts(message) })
      assert.ok(verifies(suite, publicKeyDer, message, signature))
      await keystore.close()
    })

test('no file shows a key, and nobody else can read one', async () => {
  const folder = await madeFolder()
  for (const file of await readdir(folder)) {
    const { mode } = await stat(join(folder, file))
    assert.equal(mode & 0o777, 0o600, file)
    const text = await readFile(join(folder, file), 'utf8')
    assert.ok(!/PRIVATE|MIG[2-9A-H]/.test(text.replace(/"publicKey".*/, '')), file)
  }
})

test('another passphrase does not open it', async () => {
  const outcome = await SoftwareKeystore.open(await madeFolder(), 'another')
  assert.deepEqual(outcome, { ok: false, refusal: 'keystore-passphrase-wrong', detail: {} })
})

test('a passphrase typed in decomposed letters is the same', async () => {
  const folder = await madeFolder()
  const outcome = await SoftwareKeystore.open(folder, PASSPHRASE.normalize('NFD'))
  assert.ok(outcome.ok)
})

type Damage = (folder: string) => Promise<void>

const edit =
  (file: string, from: string | RegExp, to: string): Damage =>
  async (folder) => {
    const path = join(folder, file)
    const text = await readFile(path, 'utf8')
    assert.notEqual(text.replace(from, to), text, 'the edit changes the file')
    await writeFile(path, text.replace(from, to))
  }

for (const [name, refusal, damage] of [
  [
    'a sealed octet changed',
    'keystore-damaged',
    edit('signature-1.key.json', /"sealed": "./, '"sealed": "_'),
  ],
  ['another purpose', 'keystore-damaged', edit('signature-1.key.json', 'authority', 'responder')],
  ['another suite', 'keystore-damaged', edit('signature-1.key.json', 'p384-sha384', 'p256-sha256')],
  ['half a file', 'keystore-damaged', edit('signature-1.key.json', /"suite"[\s\S]*/, '')],
  ['no format', 'keystore-damaged', edit('signature-1.key.json', 'shomei-key/1', 'pkcs8')],
  [
    'a newer format',
    'keystore-newer',
    edit('signature-1.key.json', 'shomei-key/1', 'shomei-key/2'),
  ],
  ['a newer keystore', 'keystore-newer', edit('keystore.json', 'keystore/1', 'keystore/2')],
  ['a weak factor', 'keystore-damaged', edit('keystore.json', /"logN": \d+/, '"logN": 4')],
  ['a monstrous factor', 'keystore-damaged', edit('keystore.json', /"logN": \d+/, '"logN": 30')],
  ['an empty header', 'keystore-damaged', (folder) => writeFile(join(folder, 'keystore.json'), '')],
  [
    'a file of another name',
    'keystore-damaged',
    (folder) => rename(join(folder, 'signature-1.key.json'), join(folder, 'signature-2.key.json')),
  ],
  [
    'a key open to others',
    'keystore-exposed',
    (folder) => chmod(join(folder, 'signature-1.key.json'), 0o640),
  ],
  [
    'a header open to others',
    'keystore-exposed',
    (folder) => chmod(join(folder, 'keystore.json'), 0o604),
  ],
] as const satisfies readonly (readonly [string, string, Damage])[])
  test(`${name}: ${refusal}`, async () => {
    const folder = await madeFolder()
    await damage(folder)
    const outcome = await SoftwareKeystore.open(folder, PASSPHRASE)
    assert.equal(outcome.ok ? 'opened' : outcome.refusal, refusal)
  })

test('what a killed write left behind is cleared away', async () => {
  const folder = await madeFolder()
  await writeFile(join(folder, 'signature-2.key.json.0011.tmp'), 'half', { mode: 0o600 })
  const keystore = await opened(folder)
  assert.deepEqual((await readdir(folder)).sort(), ['keystore.json', 'signature-1.key.json'])
  assert.equal(await keystore.publicKeyDer(keyName('signature-2')), undefined)
})

test('a key made by another process is found', async () => {
  const folder = newFolder()
  const [here, there] = [await opened(folder), await opened(folder)]
  const made = await there.generate(keyName('signature-1'), 'authority', 'ecdsa-p384-sha384')
  assert.deepEqual(await here.publicKeyDer(keyName('signature-1')), made)
})

test('a destroyed key is gone, for good', async () => {
  const folder = await madeFolder()
  const keystore = await opened(folder)
  await keystore.discard(keyName('signature-1'))
  await keystore.discard(keyName('signature-1'))
  assert.equal(await keystore.publicKeyDer(keyName('signature-1')), undefined)
  assert.equal(await (await opened(folder)).publicKeyDer(keyName('signature-1')), undefined)
})

for (const [name, code, act] of [
  ['an unknown key', 'key-unknown', (one) => one.sign(keyName('nobody'), crl())],
  [
    'an authority’s key for a status answer',
    'key-purpose-other',
    (one) =>
      one.sign(keyName('signature-1'), { what: 'ocsp-response', tbsDer: utf8('to be signed') }),
  ],
  [
    'a name in use',
    'key-name-taken',
    (one) => one.generate(keyName('signature-1'), 'authority', 'ecdsa-p384-sha384'),
  ],
] as const satisfies readonly (readonly [
  string,
  string,
  (one: SoftwareKeystore) => Promise<unknown>,
])[])
  test(`${name} is a fault: ${code}`, async () => {
    const keystore = await opened(await madeFolder())
    await assert.rejects(act(keystore), { code })
  })

test('a responder’s key signs no list', async () => {
  const keystore = await opened(newFolder())
  const key = keyName('signature-1-ocsp-first')
  await keystore.generate(key, 'responder', 'ecdsa-p256-sha256')
  await assert.rejects(keystore.sign(key, crl()), { code: 'key-purpose-other' })
})

/** A message in parts of one buffer, as a list comes. */
async function* parts(message: Uint8Array): AsyncGenerator<Uint8Array> {
  const room = new Uint8Array(10_000)
  for (let at = 0; at < message.length; at += room.length) {
    const part = message.subarray(at, at + room.length)
    room.set(part)
    yield room.subarray(0, part.length)
    await Promise.resolve()
  }
}

function crl(): Signable {
  return { what: 'crl', tbs: parts(utf8('to be signed')) }
}

function verifies(
  suite: SuiteId,
  publicKeyDer: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = importPublicKey(publicKeyDer)
  assert.ok(key.ok)
  return verifySignature(SUITES[suite].signature, key.value, message, signature)
}
