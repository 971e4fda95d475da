import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '#kernel/bytes.ts'
import { issuedRigCard, RigCard, SELECT, verifyHex } from '../../test/support/card-rig.ts'
import { CARD_PROFILES } from './contract.ts'
import { decodeMemory, encodeMemory } from './memory-codec.ts'

const rig = await issuedRigCard()
const ISSUED = rig.card.memory
const plain = (value: unknown): unknown => JSON.parse(fromUtf8(encodeMemory(value as never)) ?? '')

test('a memory is read back whole, blocked PINs and waiting keys too', async () => {
  const used = new RigCard(ISSUED)
  await used.sendAll(SELECT.jpki)
  for (let miss = 0; miss < 3; miss++) await used.send(verifyHex('0000', '98'))
  const decoded = decodeMemory(encodeMemory(used.card.memory))
  assert.ok(decoded.ok)
  assert.deepEqual(plain(decoded.value), plain(used.card.memory))
  const again = new RigCard(decoded.value)
  await again.sendAll(SELECT.jpki)
  assert.equal(await again.send('00200098'), '63c0')
})

for (const profile of Object.values(CARD_PROFILES))
  test(`the profile of ${profile.tokenLabel} is read back`, () => {
    const decoded = decodeMemory(encodeMemory({ ...ISSUED, profile }))
    assert.deepEqual(decoded.ok && plain(decoded.value.profile), plain(profile))
  })

for (const [name, from, to] of [
  ['a life counter below zero', /"lifeCounter":\d+/, '"lifeCounter":-1'],
  ['a life counter that is text', /"lifeCounter":(\d+)/, '"lifeCounter":"$1"'],
  ['an issuer key cut short', /"issuerKey":"..../, '"issuerKey":"'],
  ['a serial of letters', /"cardSerial":"\d/, '"cardSerial":"x'],
  ['a file of another application', '"jpki/0001"', '"juki/0001"'],
  ['no files', /"contents":\{[^}]*\}/, '"contents":[]'],
  ['a PIN without tries that is not blocked', /"triesLeft":\d+/, '"triesLeft":0'],
  ['an unknown PIN state', '"at":"ready"', '"at":"open"'],
  ['an unknown certificate kind', '"signature"', '"encryption"'],
  ['an unknown status word', '"blockedWord":27012', '"blockedWord":36864'],
  ['a flag that is none', '"textApplication":true', '"textApplication":1'],
  ['an expiry that is no day', '"expiresOn":"2035-04-01"', '"expiresOn":"2035-04-31"'],
  ['no JSON', '{', ''],
] as const)
  test(`refused: ${name}`, () => {
    const text = fromUtf8(encodeMemory(ISSUED)) ?? ''
    const changed = text.replace(from, to)
    assert.notEqual(changed, text)
    const decoded = decodeMemory(utf8(changed))
    assert.equal(!decoded.ok && decoded.refusal, 'card-memory-malformed')
  })

test('octets that are no text are refused', () => {
  assert.equal(decodeMemory(Uint8Array.of(0xff, 0xfe)).ok, false)
})
