import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issuedRigCard, RIG, type RigCard, SELECT, verifyHex } from '../../test/support/card-rig.ts'
import { CARD_PROFILES } from './contract.ts'

const plastic = await issuedRigCard()
const android = await issuedRigCard(CARD_PROFILES.android)

async function fresh(rig: RigCard, ...before: readonly string[]): Promise<RigCard> {
  await rig.card.powerOff()
  await rig.sendAll(...before)
  return rig
}

for (const [name, command, answer] of [
  ['JPKI AP', SELECT.jpki, '9000'],
  ['JPKI AP with Le', `${SELECT.jpki}00`, '9000'],
  ['text AP', SELECT.text, '9000'],
  ['card manager', SELECT.cardManager, '9000'],
  ['an unknown name', '00a4040c05a000000003', '6a82'],
  ['the old wrong JPKI name', '00a4040c08a000000277010101', '6a82'],
  ['a prefix of our own', '00a4040c05d392f00026', '9000'],
  ['the shortest prefix', '00a4040c01d3', '9000'],
  ['our name and an octet more', `00a4040c0b${SELECT.jpki.slice(10)}00`, '6a82'],
  ['a name of 17 octets', `00a4040c11${'d3'.repeat(17)}`, '6700'],
  ['no name: the card manager', '00a40400', '9000'],
  ['with FCI', `00a404000a${SELECT.jpki.slice(10)}00`, '6f0c840ad392f0002601000000019000'],
  ['with FCI but no Le', `00a404000a${SELECT.jpki.slice(10)}`, '9000'],
  ['with FCI and too small an Le', `00a404000a${SELECT.jpki.slice(10)}04`, '6700'],
  ['the full name answers a prefix', '00a4040002d39200', '6f0c840ad392f0002601000000019000'],
  ['next occurrence', `00a404020a${SELECT.jpki.slice(10)}`, '6a86'],
  ['P1 09', '00a4090c020018', '6a86'],
  ['P1 01', '00a4010c020018', '6a86'],
  ['MF right after power-on', '00a40000', '6a86'],
  ['3F00', '00a40000023f00', '6a82'],
  ['EF without an application', '00a4020c020018', '6a82'],
] as const)
  test(`SELECT ${name}`, async () => {
    const rig = await fresh(plastic)
    assert.equal(await rig.send(command), answer)
  })

for (const [name, command, answer] of [
  ['every file of the JPKI AP: 0001', '00a4020c020001', '9000'],
  ['0002', '00a4020c020002', '9000'],
  ['0005', '00a4020c020005', '9000'],
  ['0006', '00a4020c020006', '9000'],
  ['0008', '00a4020c020008', '9000'],
  ['0009', '00a4020c020009', '9000'],
  ['000A', '00a4020c02000a', '9000'],
  ['000B', '00a4020c02000b', '9000'],
  ['0010', '00a4020c020010', '9000'],
  ['0016', '00a4020c020016', '9000'],
  ['0017', '00a4020c020017', '9000'],
  ['0018', '00a4020c020018', '9000'],
  ['0019', '00a4020c020019', '9000'],
  ['001A', '00a4020c02001a', '9000'],
  ['001B', '00a4020c02001b', '9000'],
  ['001C', '00a4020c02001c', '9000'],
  ['001E', '00a4020c02001e', '9000'],
  ['an absent one', '00a4020c020003', '6a82'],
  ['an absent one whose low bits exist', '00a4020c022018', '6a82'],
  ['with FCI', '00a40200020018', '6a86'],
  ['one octet', '00a4020c0100', '6700'],
  ['three octets', '00a4020c03000018', '6700'],
  ['no identifier', '00a4020c', '6700'],
  ['MF: nothing happens', '00a40000', '9000'],
  ['3F00', '00a40000023f00', '6a82'],
] as const)
  test(`in the JPKI AP, SELECT ${name}`, async () => {
    const rig = await fresh(plastic, SELECT.jpki)
    assert.equal(await rig.send(command), answer)
  })

test('SELECT MF leaves application and current file as they were', async () => {
  const rig = await fresh(plastic, SELECT.jpki, SELECT.authPin, '00a40000')
  assert.equal(await rig.send('00200080'), '63c3')
})

test('a failed SELECT keeps the current file', async () => {
  const rig = await fresh(plastic, SELECT.jpki, SELECT.signPin)
  assert.equal(await rig.send('00a4020c020003'), '6a82')
  assert.equal(await rig.send('00a4040c05a000000003'), '6a82')
  assert.equal(await rig.send('00200080'), '63c5')
})

const SIGN = '802a009702303100'
const VERIFIED = [SELECT.jpki, verifyHex(RIG.authPin, '98')]

for (const [name, commands, signs] of [
  ['nothing in between', [], true],
  ['the same application again', [SELECT.jpki], true],
  ['the same application by prefix', ['00a4040c04d392f000'], true],
  ['SELECT of an unknown name', [], true],
  ['SELECT of files', [SELECT.authPin, SELECT.signKey], true],
  ['the text AP and back', [SELECT.text, SELECT.jpki], false],
  ['the card manager and back', [SELECT.cardManager, SELECT.jpki], false],
] as const)
  test(`a verified PIN and ${name}: ${signs ? 'kept' : 'cleared'}`, async () => {
    const rig = await fresh(plastic, ...VERIFIED, ...commands)
    assert.equal((await rig.send(SIGN)).slice(-4), signs ? '9000' : '6982')
  })

test('power-off and reset clear what was verified; a card may be told to keep it over a reset', async () => {
  const rig = await fresh(plastic, ...VERIFIED)
  await rig.card.reset()
  await rig.sendAll(SELECT.jpki)
  assert.equal(await rig.send(SIGN), '6982')
  const keeping = await issuedRigCard({ ...CARD_PROFILES.plastic, resetKeepsSecurity: true })
  await keeping.sendAll(...VERIFIED)
  await keeping.card.reset()
  assert.equal((await keeping.send(SIGN)).slice(-4), '9000')
  await keeping.card.powerOff()
  await keeping.sendAll(SELECT.jpki)
  assert.equal(await keeping.send(SIGN), '6982')
})

test('a phone has no text AP, not even by prefix', async () => {
  const rig = await fresh(android)
  assert.equal(await rig.send(SELECT.text), '6a82')
  assert.equal(await rig.send('00a4040c03d39210'), '6a82')
})
