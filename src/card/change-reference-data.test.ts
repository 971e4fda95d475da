import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issuedRigCard, RIG, RigCard, SELECT, verifyHex } from '../../test/support/card-rig.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { CARD_PROFILES } from './contract.ts'

const { memory: ISSUED } = (await issuedRigCard()).card

function changeHex(value: string, reference = '80'): string {
  return `002401${reference}${value.length.toString(16).padStart(2, '0')}${toHex(utf8(value))}`
}

async function verified(file: string, value: string, memory = ISSUED): Promise<RigCard> {
  const rig = new RigCard(memory)
  await rig.sendAll(SELECT.jpki, file, verifyHex(value))
  return rig
}

for (const [name, command, answer] of [
  ['four digits', changeHex('9876'), '9000'],
  ['the same value again', changeHex('1234'), '9000'],
  ['by SFI', changeHex('9876', '98'), '9000'],
  ['three digits', changeHex('987'), '6a80'],
  ['five digits', changeHex('98765'), '6a80'],
  ['a letter', changeHex('987A'), '6a80'],
  ['seventeen octets', changeHex('9'.repeat(17)), '6700'],
  ['no value', '00240180', '6700'],
  ['with Le', `${changeHex('9876')}00`, '6700'],
  ['P1 00, old and new', `0024008008${toHex(utf8('12349876'))}`, '6a86'],
  ['P2 00', changeHex('9876', '00'), '6a86'],
  ['a PIN that was not verified', changeHex('ABC123', '9b'), '6982'],
  ['a key file', changeHex('9876', '97'), '6981'],
  ['EF 0010', changeHex('9876', '90'), '6982'],
] as const)
  test(`CHANGE: ${name}`, async () => {
    const rig = await verified(SELECT.authPin, RIG.authPin)
    const before = rig.card.memory
    assert.equal(await rig.send(command), answer)
    assert.equal(rig.card.memory === before, answer !== '9000')
  })

for (const [value, answer] of [
  ['ABCDE', '6a80'],
  ['ABCDEF', '9000'],
  ['ABCDEFGH12345678', '9000'],
  ['abcdef', '6a80'],
  ['ABC-123', '6a80'],
] as const)
  test(`the signing password may be ${value}: ${answer}`, async () => {
    const rig = await verified(SELECT.signPin, RIG.signPin)
    assert.equal(await rig.send(changeHex(value)), answer)
  })

test('the flow of spec/card.md §2.5: afterwards the old value misses and the new one hits', async () => {
  const rig = await verified(SELECT.authPin, RIG.authPin)
  assert.equal(await rig.send(changeHex('9876')), '9000')
  assert.equal(rig.saves.length, 3)
  assert.equal(await rig.send(verifyHex('1234')), '63c2')
  assert.equal(await rig.send(changeHex('5555')), '6982')
  assert.equal(await rig.send(verifyHex('9876')), '9000')
})

test('without VERIFY', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki, SELECT.authPin)
  assert.equal(await rig.send(changeHex('9876')), '6982')
})

test('the word for a bad form is an option', async () => {
  const profile = { ...CARD_PROFILES.plastic, badNewPinWord: 0x6700 } as const
  const rig = await verified(SELECT.authPin, RIG.authPin, { ...ISSUED, profile })
  assert.equal(await rig.send(changeHex('987')), '6700')
})

test('text AP: the PIN is changed by its holder, the 照合番号 are not', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.text, verifyHex(RIG.textPin, '91'), verifyHex(RIG.codeA, '94'))
  assert.equal(await rig.send(changeHex('2468', '91')), '9000')
  assert.equal(await rig.send(changeHex('999000000000', '94')), '6982')
})
