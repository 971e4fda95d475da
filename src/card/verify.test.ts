import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  issuedRigCard,
  RIG,
  rigChip,
  RigCard,
  SELECT,
  verifyHex,
  blankRigMemory,
} from '../../test/support/card-rig.ts'
import { CARD_PROFILES } from './contract.ts'
import { execute } from './execute.ts'
import { freshSession } from './model.ts'
import { fromHex } from '#kernel/bytes.ts'

const { memory: ISSUED } = (await issuedRigCard()).card

async function selected(file: string = SELECT.authPin): Promise<RigCard> {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki, file)
  return rig
}

for (const [name, command, answer] of [
  ['query', '00200080', '63c3'],
  ['query of the password by SFI', '0020009b', '63c5'],
  ['query with Le', '0020008000', '6700'],
  ['query with extended Le', '00200080000000', '6700'],
  ['right', verifyHex('1234'), '9000'],
  ['right, by SFI', verifyHex('1234', '98'), '9000'],
  ['right, extended Lc', '0020008000000431323334', '9000'],
  ['wrong', verifyHex('4321'), '63c2'],
  ['too short: a try is spent', verifyHex('123'), '63c2'],
  ['too long', verifyHex('12345'), '63c2'],
  ['sixteen octets', verifyHex('1'.repeat(16)), '63c2'],
  ['seventeen octets', verifyHex('1'.repeat(17)), '6700'],
  ['with Le', `${verifyHex('1234')}00`, '6700'],
  ['P1 not zero', `002001800431323334`, '6a86'],
  ['P2 zero', verifyHex('1234', '00'), '6a86'],
  ['P2 with bit 7', verifyHex('1234', 'd8'), '6a86'],
  ['an absent file', verifyHex('1234', '83'), '6a82'],
  ['a key file', verifyHex('1234', '97'), '6981'],
  ['a certificate', verifyHex('1234', '8a'), '6981'],
  ['EF 0010 is a reference without value', '00200090', '63c0'],
] as const)
  test(`VERIFY: ${name}`, async () => assert.equal(await (await selected()).send(command), answer))

test('without a current file', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki)
  assert.equal(await rig.send('00200080'), '6986')
})

for (const [file, value, tries] of [
  [SELECT.authPin, RIG.authPin, 3],
  [SELECT.signPin, RIG.signPin, 5],
] as const)
  test(`${tries} misses block, and nothing opens it again`, async () => {
    const rig = await selected(file)
    for (let left = tries - 1; left >= 0; left--)
      assert.equal(await rig.send(verifyHex('000000')), `63c${left}`)
    assert.equal(await rig.send(verifyHex(value)), '6984')
    assert.equal(await rig.send(verifyHex('000000')), '6984')
    assert.equal(await rig.send('00200080'), '63c0')
    await rig.card.powerOff()
    await rig.sendAll(SELECT.jpki, file)
    assert.equal(await rig.send(verifyHex(value)), '6984')
  })

test('the word after the lock is an option', async () => {
  const profile = { ...CARD_PROFILES.plastic, blockedWord: 0x6983 } as const
  const rig = new RigCard({ ...ISSUED, profile })
  await rig.sendAll(SELECT.jpki, SELECT.authPin)
  for (let miss = 0; miss < 3; miss++) await rig.send(verifyHex('0000'))
  assert.equal(await rig.send(verifyHex('1234')), '6983')
})

test('a hit gives all tries back, and the query never says 9000', async () => {
  const rig = await selected()
  assert.equal(await rig.send(verifyHex('0000')), '63c2')
  assert.equal(await rig.send(verifyHex('0000')), '63c1')
  assert.equal(await rig.send(verifyHex('1234')), '9000')
  assert.equal(await rig.send('00200080'), '63c3')
})

test('a miss takes an earlier hit away', async () => {
  const rig = await selected()
  await rig.sendAll(verifyHex('1234'), '802a009702303100')
  assert.equal(await rig.send(verifyHex('0000', '98')), '63c2')
  assert.equal(await rig.send('802a009702303100'), '6982')
})

test('the counters of the two PINs are apart', async () => {
  const rig = await selected()
  await rig.send(verifyHex('0000'))
  assert.equal(await rig.send('0020009b'), '63c5')
})

test('the try is durable before the value is looked at', async () => {
  const chip = rigChip()
  const session = { ...freshSession('jpki' as const), currentEf: 0x0018 }
  for (const [value, saves] of [
    ['1234', 2],
    ['0000', 1],
  ] as const) {
    const command = fromHex(verifyHex(value)) ?? new Uint8Array(0)
    const steps = execute({ memory: ISSUED, session }, command, chip)
    const first = await steps.next()
    assert.ok(first.done !== true, 'nothing is answered before the count')
    const pin = first.value.pins['jpki/0018']
    assert.equal(pin?.at === 'ready' && pin.triesLeft, 2)
    let count = 1
    while ((await steps.next()).done !== true) count++
    assert.equal(count, saves)
  }
})

test('when the count cannot be made durable there is no answer, now or later', async () => {
  const { PoweredCard } = await import('./powered-card.ts')
  const card = new PoweredCard(ISSUED, rigChip(), {
    save: () => Promise.reject(new Error('medium failed')),
  })
  const send = (hex: string): Promise<Uint8Array> =>
    card.transmit(fromHex(hex) ?? new Uint8Array(0))
  await send(SELECT.jpki)
  await assert.rejects(send(verifyHex('1234', '98')), { code: 'card-fault' })
  await assert.rejects(send('00200098'), { code: 'card-fault' })
  assert.deepEqual(card.memory, ISSUED)
})

test('the PIN is nowhere in the memory', async () => {
  const rig = await selected(SELECT.signPin)
  await rig.sendAll(verifyHex(RIG.signPin))
  const text = JSON.stringify(rig.card.memory, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
  assert.ok(!text.includes(RIG.signPin))
})

test('a PIN without a value counts as blocked', async () => {
  const rig = new RigCard(blankRigMemory())
  await rig.sendAll(SELECT.jpki, SELECT.authPin)
  assert.equal(await rig.send('00200080'), '63c0')
  assert.equal(await rig.send(verifyHex('1234')), '6984')
  assert.equal(rig.saves.length, 0)
})

for (const [name, reference, query, answer] of [
  ['PIN', '91', '63c3', '63c2'],
  ['0012, blocked as issued', '92', '63c0', '6984'],
  ['照合番号A', '94', '63ca', '63c9'],
  ['照合番号B', '95', '63ca', '63c9'],
] as const)
  test(`text AP: ${name}`, async () => {
    const rig = new RigCard(ISSUED)
    await rig.sendAll(SELECT.text)
    assert.equal(await rig.send(`002000${reference}`), query)
    assert.equal(await rig.send(verifyHex('0000', reference)), answer)
  })
