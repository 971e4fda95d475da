import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex } from '#kernel/bytes.ts'
import {
  blankRigMemory,
  issuedRigCard,
  RIG,
  rigChip,
  RigCard,
  SELECT,
  verifyHex,
} from '../../test/support/card-rig.ts'
import { PoweredCard } from './powered-card.ts'

const { memory: ISSUED } = (await issuedRigCard()).card
const octets = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0)

test('commands sent at once are answered in order', async () => {
  const rig = new RigCard(ISSUED)
  const answers = await Promise.all(
    [SELECT.jpki, SELECT.authPin, '00200080', verifyHex('0000'), '00200080'].map((command) =>
      rig.send(command),
    ),
  )
  assert.deepEqual(answers, ['9000', '9000', '63c3', '63c2', '63c2'])
})

test('power-off waits for the command before it, and the ATR for nothing', async () => {
  const medium = Promise.withResolvers<void>()
  const card = new PoweredCard(ISSUED, rigChip(), { save: () => medium.promise })
  await card.transmit(octets(SELECT.jpki))
  const running = card.transmit(octets(verifyHex('0000', '98')))
  const off = card.powerOff()
  const after = card.transmit(octets('00200098'))
  assert.equal(toHex(card.atr()), '3be000ff8131fe4514')
  await new Promise(setImmediate)
  medium.resolve()
  assert.equal(toHex(await running), '63c2')
  await off
  assert.equal(toHex(await after), '6a82')
})

test('a chip that fails stops the card for good', async () => {
  const chip = { ...rigChip(), privateOperation: () => Promise.reject(new Error('chip failed')) }
  const rig = new RigCard(ISSUED, chip)
  await rig.sendAll(SELECT.jpki, verifyHex(RIG.authPin, '98'))
  await assert.rejects(rig.send('802a009702303100'), { code: 'card-fault' })
  await assert.rejects(rig.send(SELECT.jpki), { code: 'card-fault' })
})

test('the ATR handed out is a copy', () => {
  const rig = new RigCard(blankRigMemory())
  rig.card.atr().fill(0)
  assert.equal(toHex(rig.card.atr()), '3be000ff8131fe4514')
})
