import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AID } from '#codec/jpki-card/files.ts'
import {
  deriveCardIssuerKey,
  encodeCardProof,
  isIssuerCryptogram,
  openChannel,
  sealAnswer,
} from '#codec/jpki-card/issuer-channel.ts'
import { openCardIssuerKeys, softwareCardIssuerKeys } from './card-issuer-keys.ts'
import { SCRYPT_LOG_N_MIN } from './sealed-file.ts'

const SERIAL = '1234567890123456'
const MASTER_KEY = new Uint8Array(32).fill(7)
const HANDSHAKE = {
  cardSerial: SERIAL,
  applicationAid: AID.jpki,
  cardChallenge: new Uint8Array(16).fill(1),
  issuerNonce: new Uint8Array(16).fill(2),
}
const HEADER = { cla: 0x80, ins: 0x47, p1: 0x80, p2: 0x97 }

const folder = await mkdtemp(join(tmpdir(), 'shomei-issuer-key-'))
after(() => rm(folder, { recursive: true, force: true }))

function open(file: string, passphrase = 'correct horse') {
  return openCardIssuerKeys(join(folder, file), passphrase, SCRYPT_LOG_N_MIN)
}

test('the keys prove the issuer, accept the card, and open its answers', async () => {
  const keys = softwareCardIssuerKeys(MASTER_KEY)
  const cardKey = deriveCardIssuerKey(MASTER_KEY, SERIAL)
  assert.deepEqual(keys.personalisationKey(SERIAL), cardKey)
  assert.ok(isIssuerCryptogram(cardKey, HANDSHAKE, await keys.prove(HANDSHAKE)))
  const accepted = await keys.acceptProof(HANDSHAKE, encodeCardProof(cardKey, HANDSHAKE, 12))
  assert.ok(accepted.ok && accepted.value.lifeCounter === 12)
  const channel = { ...openChannel(cardKey, HANDSHAKE), counter: 3 }
  const sealed = sealAnswer(channel, HEADER, 13, Uint8Array.of(1, 2))
  const answer = await keys.openAnswer(HANDSHAKE, 3, HEADER, sealed)
  assert.ok(answer.ok && answer.value.lifeCounter === 13)
  assert.equal((await keys.openAnswer(HANDSHAKE, 4, HEADER, sealed)).ok, false)
  const other = softwareCardIssuerKeys(new Uint8Array(32).fill(8))
  assert.equal(
    (await other.acceptProof(HANDSHAKE, encodeCardProof(cardKey, HANDSHAKE, 12))).ok,
    false,
  )
})

test('the file keeps the key, sealed, for its owner alone, and leaves nothing beside it', async () => {
  const [first, rival] = await Promise.all([open('kept'), open('kept')])
  const again = await open('kept')
  assert.ok(first.ok && rival.ok && again.ok)
  const key = first.value.personalisationKey(SERIAL)
  assert.deepEqual(rival.value.personalisationKey(SERIAL), key)
  assert.deepEqual(again.value.personalisationKey(SERIAL), key)
  assert.deepEqual(await readdir(folder), ['kept'])
  const another = await open('other')
  assert.ok(another.ok)
  assert.notDeepEqual(another.value.personalisationKey(SERIAL), key)
})

test('a wrong passphrase, an exposed, damaged or foreign file: each has its refusal', async () => {
  assert.ok((await open('spoilt')).ok)
  const wrong = await open('spoilt', 'incorrect')
  assert.ok(!wrong.ok && wrong.refusal === 'keystore-passphrase-wrong')
  const path = join(folder, 'spoilt')
  await chmod(path, 0o640)
  const exposed = await open('spoilt')
  assert.ok(!exposed.ok && exposed.refusal === 'keystore-exposed')
  await chmod(path, 0o600)
  const text = await readFile(path, 'utf8')
  for (const [changed, refusal] of [
    [text.slice(0, 40), 'keystore-damaged'],
    ['[]', 'keystore-damaged'],
    ['null', 'keystore-damaged'],
    [text.replace(/"logN":\d+/, '"logN":40'), 'keystore-damaged'],
    [text.replace(/"salt":"..../, '"salt":"'), 'keystore-damaged'],
    [text.replace('key/1', 'key/2'), 'keystore-newer'],
    [
      text.replace(/"sealed":"(.)/, (_, first) => `"sealed":"${first === 'A' ? 'B' : 'A'}`),
      'keystore-passphrase-wrong',
    ],
    ['x'.repeat(5000), 'keystore-damaged'],
  ] as const) {
    await writeFile(path, changed)
    const refused = await open('spoilt')
    assert.ok(!refused.ok && refused.refusal === refusal, changed.slice(0, 60))
  }
})
