import assert from 'node:assert/strict'
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TextIssuer } from '#card-client/ports.ts'
import { subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { parseTlv, parseTlvs } from '#codec/tlv/ber-tlv.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'
import { must } from '../../../test/support/personalised-card.ts'
import { openCardIssuerKeys } from './card-issuer-keys.ts'
import type { KeystoreRefusal } from './messages.ts'
import { SCRYPT_LOG_N_MIN } from './sealed-file.ts'
import { openTextIssuer } from './text-issuer.ts'

const PASSPHRASE = 'correct horse'

const folder = await mkdtemp(join(tmpdir(), 'shomei-text-issuer-'))
after(() => rm(folder, { recursive: true, force: true }))

function open(file: string, passphrase = PASSPHRASE): Promise<Result<TextIssuer, KeystoreRefusal>> {
  return openTextIssuer(join(folder, file), passphrase, SCRYPT_LOG_N_MIN)
}

/**
 * EF 0004 taken apart: both key identifiers, the certified key, and the signature over them all.
 */
async function certificateOf(issuer: TextIssuer): Promise<{
  readonly body: Uint8Array
  readonly keyIds: readonly Uint8Array[]
  readonly publicKey: KeyObject
  readonly signature: Uint8Array
}> {
  const file = await issuer.certificate()
  assert.equal(file.length, 568)
  const outer = must(parseTlv(file))
  const parts = must(parseTlvs(outer.value))
  assert.deepEqual([outer.tag, ...parts.map(({ tag }) => tag)], [0x7f21, 0x5f4e, 0x5f37])
  const [body, signature] = parts.map(({ value }) => value)
  assert.ok(body !== undefined && signature !== undefined)
  const [exponent, modulus] = must(parseTlvs(body.subarray(32)))
  assert.deepEqual(exponent?.value, Uint8Array.of(1, 0, 1))
  assert.ok(modulus !== undefined)
  const key = Buffer.from(subjectPublicKeyInfo(modulus.value))
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' })
  return { body, keyIds: [body.slice(0, 16), body.slice(16, 32)], publicKey, signature }
}

test('the certificate names the key twice, carries it, and is signed by it', async () => {
  const issuer = must(await open('certified'))
  const { body, keyIds, publicKey, signature } = await certificateOf(issuer)
  const keyId = await issuer.keyId()
  assert.deepEqual(keyIds, [keyId, keyId])
  assert.match(toHex(keyId), /^39(?:3\d){6}0805303031(?:00){4}$/)
  assert.ok(verify('sha256', body, publicKey, signature))
})

test('what it signs verifies under the certified key, and nothing else does', async () => {
  const issuer = must(await open('signing'))
  const { publicKey } = await certificateOf(issuer)
  const signature = await issuer.sign(utf8('number and items'))
  assert.equal(signature.length, 256)
  assert.ok(verify('sha256', utf8('number and items'), publicKey, signature))
  assert.equal(verify('sha256', utf8('number and item'), publicKey, signature), false)
})

test('the file keeps the key, sealed, for its owner alone, and leaves nothing beside it', async () => {
  const [first, rival] = await Promise.all([open('kept'), open('kept')])
  const again = await open('kept')
  const certificate = await must(first).certificate()
  assert.deepEqual(await must(rival).certificate(), certificate)
  assert.deepEqual(await must(again).certificate(), certificate)
  const names = await readdir(folder)
  assert.deepEqual(
    names.filter((name) => name.startsWith('kept')),
    ['kept'],
  )
  assert.equal((await stat(join(folder, 'kept'))).mode & 0o777, 0o600)
})

test('another file is another key, with another identifier', async () => {
  const [one, other] = [must(await open('one')), must(await open('other'))]
  assert.notDeepEqual(await one.certificate(), await other.certificate())
  assert.notDeepEqual(await one.keyId(), await other.keyId())
})

test('another passphrase opens nothing, and changes nothing', async () => {
  must(await open('passphrase'))
  const before = await readFile(join(folder, 'passphrase'))
  const wrong = await open('passphrase', 'wrong horse')
  assert.deepEqual(wrong, { ok: false, refusal: 'keystore-passphrase-wrong', detail: {} })
  assert.deepEqual(await readFile(join(folder, 'passphrase')), before)
})

const SEALED = must(await sealedText())

async function sealedText(): Promise<Result<string, KeystoreRefusal>> {
  const opened = await open('template')
  return opened.ok ? { ok: true, value: await readFile(join(folder, 'template'), 'utf8') } : opened
}

for (const [name, text, refusal] of [
  ['emptied', '', 'keystore-damaged'],
  ['cut in half', SEALED.slice(0, SEALED.length / 2), 'keystore-damaged'],
  ['no object', '[]', 'keystore-damaged'],
  ['overlong', SEALED.padEnd(5000), 'keystore-damaged'],
  ['without a member', SEALED.replace('"salt"', '"sugar"'), 'keystore-damaged'],
  [
    'of too weak a passphrase function',
    SEALED.replace(/"logN":\d+/, '"logN":13'),
    'keystore-damaged',
  ],
  ['of a ruinous one', SEALED.replace(/"logN":\d+/, '"logN":21'), 'keystore-damaged'],
  ['with a salt cut short', SEALED.replace(/"salt":"..../, '"salt":"'), 'keystore-damaged'],
  ['of a newer format', SEALED.replace('-key/1', '-key/2'), 'keystore-newer'],
  ['of another kind', SEALED.replace('text-issuer', 'card-issuer'), 'keystore-damaged'],
  [
    'sealed otherwise',
    SEALED.replace(/"sealed":"..../, '"sealed":"AAAA'),
    'keystore-passphrase-wrong',
  ],
] as const)
  test(`a file ${name}: ${refusal}`, async () => {
    assert.notEqual(text, SEALED)
    await writeFile(join(folder, 'spoilt'), text, { mode: 0o600 })
    const opened = await open('spoilt')
    assert.equal(!opened.ok && opened.refusal, refusal)
    assert.equal(await readFile(join(folder, 'spoilt'), 'utf8'), text)
  })

test('the file of the cards’ issuer keys is not taken for it', async () => {
  must(await openCardIssuerKeys(join(folder, 'cards'), PASSPHRASE, SCRYPT_LOG_N_MIN))
  assert.deepEqual(await open('cards'), {
    ok: false,
    refusal: 'keystore-damaged',
    detail: { file: 'cards' },
  })
})

test('a file that others can read is refused', async () => {
  must(await open('exposed'))
  await chmod(join(folder, 'exposed'), 0o640)
  assert.deepEqual(await open('exposed'), {
    ok: false,
    refusal: 'keystore-exposed',
    detail: { file: 'exposed' },
  })
})

test('a folder that is not there is a fault, and no key is made', async () => {
  await assert.rejects(open(join('nowhere', 'key')), { code: 'ENOENT' })
})
