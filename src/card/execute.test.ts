import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { issuedRigCard, RIG, RigCard, SELECT, verifyHex } from '../../test/support/card-rig.ts'
import { CARD_PROFILES } from './contract.ts'

const { memory: ISSUED } = (await issuedRigCard()).card

async function inJpki(): Promise<RigCard> {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki)
  return rig
}

for (const [name, command, answer] of [
  ['nothing', '', '6700'],
  ['three octets', '00a404', '6700'],
  ['Lc beyond the data', '00a4040c0ad392', '6700'],
  ['an octet too many', '00b00000040000', '6700'],
  ['channel 1', '01a4040c0ad392f000260100000001', '6881'],
  ['channel 3', '03200080', '6881'],
  ['channel 1 of the extended class', '812a008001300000', '6881'],
  ['secure messaging: SELECT', '08a4040c0ad392f000260100000001', '6882'],
  ['secure messaging with header: SELECT', '0ca4020c020018', '6882'],
  ['secure messaging: READ BINARY', '08b0000000', '69fc'],
  ['secure messaging: VERIFY', '0c200080', '69fc'],
  ['secure messaging: anything else', '0c84000008', '6882'],
  ['secure messaging on a channel', '09b0000000', '6881'],
  ['private secure messaging', '04b0000000', '6e00'],
  ['class 10', '10b0000000', '6e00'],
  ['class 90', '90b0000000', '6e00'],
  ['class a0', 'a0a40000023f00', '6e00'],
  ['class ff', 'ffb0000000', '6e00'],
  ['a class before its lengths', 'a0a4040cff', '6e00'],
  ['lengths before the instruction', '00cb3fff05', '6d00'],
  ['… which is malformed', '00cb3fff0500', '6700'],
  ['READ RECORD', '00b2010400', '6d00'],
  ['GET RESPONSE', '00c0000000', '6d00'],
  ['UPDATE BINARY of the user class', '00d6000001ff', '6d00'],
  ['SIGN of the user class', '002a00800130 00', '6d00'],
  ['SELECT of the extended class', '80a4040c0ad392f000260100000001', '6d00'],
  ['SET SESSION KEY', '80ae0000', '6982'],
  ['terminal certificate', '80a200c1', '6a86'],
  ['terminal certificate, 307 octets', `80a206c1000133${'aa'.repeat(307)}`, '6a86'],
  ['last command indicator', '80fc0000', '6700'],
  ['last command indicator with data', '80fc000001ff', '6700'],
] as const)
  test(`class, lengths and instruction: ${name}`, async () =>
    assert.equal(await (await inJpki()).send(command), answer))

test('at power-on the AP’s proprietary instructions are not there', async () => {
  const rig = new RigCard(ISSUED)
  assert.equal(await rig.send('80ae0000'), '6d00')
  assert.equal(await rig.send('80a200c1'), '6d00')
  assert.equal(await rig.send('80fc0000'), '6700')
})

test('the iPhone knows the last command indicator, in exactly one form', async () => {
  const rig = new RigCard({ ...ISSUED, profile: CARD_PROFILES.iphone })
  assert.equal(await rig.send('80fc0000'), '9000')
  assert.equal(await rig.send('80fc000000'), '6700')
  assert.equal(await rig.send('80fc0100'), '6700')
})

/**
 * What OpenSC's other drivers ask first (spec/card.md §4.2); one `9000` and the card is taken for
 * theirs.
 */
const PROBED_NAMES = [
  '627601ff000000',
  'a00000000101',
  'e82b0601040181c31f0201',
  'a000000077010800070000fe00000100',
  'a000000308000010000100',
  'a00000030800001000',
  'a000000116db00',
  'a0000000791000',
  ...Array.from({ length: 16 }, (_, index) => `a000000079010${index.toString(16)}`),
  'f276a288bcfba69d34f31001',
  'a000000397425446590201',
  'd27600012401',
]

test('the 29 probes of OpenSC’s drivers are all refused', async () => {
  const rig = new RigCard(ISSUED)
  assert.equal(PROBED_NAMES.length, 27)
  for (const name of PROBED_NAMES) {
    const length = (name.length / 2).toString(16).padStart(2, '0')
    assert.equal(await rig.send(`00a40400${length}${name}00`), '6a82')
    assert.equal(await rig.send(`00a4040c${length}${name}`), '6a82')
  }
  assert.equal(await rig.send('00cadf3005'), '6a88')
  assert.equal(await rig.send('00cb3fff055c035fc10200'), '6d00')
})

test('the transcript of pkcs15-tool -D (spec/card.md §4.3)', async () => {
  const rig = new RigCard(ISSUED)
  const head = (ef: number): string =>
    toHex((ISSUED.contents[`jpki/000${ef.toString(16)}`] ?? new Uint8Array(0)).slice(0, 4))
  for (const [command, answer] of [
    [SELECT.jpki, '9000'],
    [SELECT.authPin, '9000'],
    ['00200080', '63c3'],
    [SELECT.signPin, '9000'],
    ['00200080', '63c5'],
    ['00a4020c02000a', '9000'],
    ['00b0000004', `${head(0x0a)}9000`],
    ['00a4020c020001', '9000'],
    ['00b0000004', '6982'],
    ['00a4020c02000b', '9000'],
    ['00b0000004', `${head(0x0b)}9000`],
    ['00a4020c020002', '9000'],
    ['00b0000004', `${head(0x02)}9000`],
  ] as const)
    assert.equal(await rig.send(command), answer, command)
})

test('the transcript of a signature with the signing key: VERIFY twice, the counter in between', async () => {
  const rig = await inJpki()
  for (const [command, answer] of [
    [SELECT.signPin, '9000'],
    [verifyHex(RIG.signPin), '9000'],
    [SELECT.signPin, '9000'],
    ['00200080', '63c5'],
    [SELECT.signPin, '9000'],
    [verifyHex(RIG.signPin), '9000'],
    [SELECT.signKey, '9000'],
  ] as const)
    assert.equal(await rig.send(command), answer, command)
  const digestInfo = `3031300d060960864801650304020105000420${'ab'.repeat(32)}`
  const answer = await rig.send(`802a008033${digestInfo}00`)
  assert.equal(answer.length / 2, 258)
  assert.equal(answer.slice(-4), '9000')
})

for (const [name, command, answer] of [
  ['eight octets', '0084000008', 8],
  ['one', '0084000001', 1],
  ['256', '0084000000', 256],
  ['extended', '00840000000010', '6985'],
  ['P1 not zero', '0084010008', '6a86'],
  ['P2 not zero', '0084000108', '6a86'],
  ['no Le', '00840000', '6700'],
  ['with data', '008400000100', '6700'],
] as const)
  test(`GET CHALLENGE: ${name}`, async () => {
    for (const rig of [new RigCard(ISSUED), await inJpki()]) {
      const response = await rig.send(command)
      if (typeof answer === 'string') assert.equal(response, answer)
      else assert.equal(response.length, 2 * answer + 4)
    }
  })

test('two challenges differ', async () => {
  const rig = await inJpki()
  assert.notEqual(await rig.send('0084000010'), await rig.send('0084000010'))
})

for (const [name, command, atPowerOn, inApplication] of [
  ['card identification', '00ca004500', `${toHex(Buffer.from(RIG.cardSerial))}9000`, '6a88'],
  ['municipality', '00ca00f000', '31333232319000', '6a88'],
  ['expiry', '00ca00f200', '32303335303430319000', '6a88'],
  ['expiry with a short Le', '00ca00f204', '6700', '6a88'],
  ['contact ATR', '00ca5f5100', 'e000ff8131fe45149000', 'e000ff8131fe45149000'],
  ['contact ATR with a short Le', '00ca5f5104', '6700', '6700'],
  ['contact ATR, extended', '00ca5f51000000', 'e000ff8131fe45149000', 'e000ff8131fe45149000'],
  ['an unknown tag', '00ca9f7f00', '6a88', '6a88'],
  ['no Le', '00ca00f2', '6700', '6700'],
  ['with data', '00ca00f20100', '6700', '6700'],
] as const)
  test(`GET DATA: ${name}`, async () => {
    const rig = new RigCard(ISSUED)
    assert.equal(await rig.send(command), atPowerOn)
    await rig.sendAll(SELECT.jpki)
    assert.equal(await rig.send(command), inApplication)
    await rig.sendAll(SELECT.cardManager)
    assert.equal(await rig.send(command), atPowerOn)
  })
