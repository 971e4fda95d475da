import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { issuedRigCard, RIG, RIG_ITEMS, SELECT, verifyHex } from '../../test/support/card-rig.ts'
import { basicItemsFile, parseBasicItems } from '#codec/jpki-card/text-files.ts'
import { parseTokenInfo } from '#codec/jpki-card/token-info.ts'
import { CARD_PROFILES } from './contract.ts'

const rig = await issuedRigCard()
const AUTH_CERTIFICATE = toHex(rig.card.memory.contents['jpki/000a'] ?? new Uint8Array(0))
const SIZE = AUTH_CERTIFICATE.length / 2

async function inJpki(...commands: readonly string[]): Promise<string> {
  await rig.card.powerOff()
  await rig.sendAll(SELECT.jpki, ...commands.slice(0, -1))
  return rig.send(commands.at(-1) ?? '')
}

test('the certificate of the tests is as long as a real one', () => assert.equal(SIZE, 1300))

for (const [name, commands, answer] of [
  ['header', ['00a4020c02000a', '00b0000004'], `${AUTH_CERTIFICATE.slice(0, 8)}9000`],
  ['seven octets', ['00a4020c02000a', '00b0000007'], `${AUTH_CERTIFICATE.slice(0, 14)}9000`],
  ['offset 7', ['00a4020c02000a', '00b0000703'], `${AUTH_CERTIFICATE.slice(14, 20)}9000`],
  ['Le 00', ['00a4020c02000a', '00b0000000'], `${AUTH_CERTIFICATE.slice(0, 512)}9000`],
  [
    'the last step of 0100h',
    ['00a4020c02000a', '00b0050000'],
    `${AUTH_CERTIFICATE.slice(2560)}9000`,
  ],
  ['the last octet', ['00a4020c02000a', '00b0051301'], `${AUTH_CERTIFICATE.slice(-2)}9000`],
  ['offset at the end', ['00a4020c02000a', '00b0051401'], '6b00'],
  ['offset beyond', ['00a4020c02000a', '00b07fff01'], '6b00'],
  ['all of it, extended', ['00a4020c02000a', '00b00000000000'], `${AUTH_CERTIFICATE}9000`],
  ['by SFI, extended', ['00b08a00000000'], `${AUTH_CERTIFICATE}9000`],
  ['by SFI with an offset', ['00b08a0a02'], `${AUTH_CERTIFICATE.slice(20, 24)}9000`],
  [
    'the SFI’s file is now current',
    ['00b08a0002', '00b0000202'],
    `${AUTH_CERTIFICATE.slice(4, 8)}9000`,
  ],
  [
    'SFI 0 is the current file',
    ['00a4020c02000a', '00b0800002'],
    `${AUTH_CERTIFICATE.slice(0, 4)}9000`,
  ],
  ['an absent SFI', ['00b0830004'], '6a82'],
  ['SFI 31', ['00b09f0004'], '6a82'],
  ['P1 with bits 7 and 6', ['00b0ca0004'], '6a86'],
  ['no current file', ['00b0000004'], '6986'],
  ['a PIN file', [SELECT.authPin, '00b0000004'], '6981'],
  ['a key file', [SELECT.authKey, '00b0000004'], '6981'],
  ['an internal file', ['00a4020c020005', '00b0000004'], '6981'],
  ['EF 0009', ['00a4020c020009', '00b0000010'], '6982'],
  ['the signing certificate before its password', ['00a4020c020001', '00b0000004'], '6982'],
  ['… whatever the offset', ['00a4020c020001', '00b07fff04'], '6982'],
  ['… by SFI', ['00b0810004'], '6982'],
  ['… after the other PIN', [verifyHex(RIG.authPin, '98'), '00b0810004'], '6982'],
  ['… after its own', [verifyHex(RIG.signPin, '9b'), '00b0810004'], '308205109000'],
  ['no Le', ['00a4020c02000a', '00b00000'], '6700'],
  ['with data', ['00a4020c02000a', '00b000000100'], '6700'],
  ['availability', ['00b0880000'], '8f8f009000'],
] as const)
  test(`READ BINARY: ${name}`, async () => assert.equal(await inJpki(...commands), answer))

test('the token information names plastic card, serial number and this program', async () => {
  const answer = fromHex(await inJpki('00b0860000')) ?? new Uint8Array(0)
  const parsed = parseTokenInfo(answer.slice(0, -2))
  assert.ok(parsed.ok)
  assert.equal(parsed.value.label, 'JPKIAPICCTOKEN2')
  assert.equal(parsed.value.serialNumber, RIG.cardSerial)
  assert.equal(parsed.value.model, 'SHOMEI VIRTUAL')
})

test('steps of FF until 6B00 give the whole file', async () => {
  await inJpki('00a4020c02000a')
  let read = ''
  for (;;) {
    const offset = (read.length / 2).toString(16).padStart(4, '0')
    const answer = await rig.send(`00b0${offset}ff`)
    if (answer === '6b00') break
    assert.equal(answer.slice(-4), '9000')
    read += answer.slice(0, -4)
  }
  assert.equal(read, AUTH_CERTIFICATE)
})

test('the filler of sixteen octets follows the certificate, and only certificates', async () => {
  const filled = await issuedRigCard({ ...CARD_PROFILES.plastic, sixteenByteFiller: true })
  await filled.sendAll(SELECT.jpki)
  const answer = await filled.send('00b08a00000000')
  assert.equal(answer.slice(-36), `${'ff'.repeat(16)}9000`)
  assert.equal(answer.length / 2, 1300 + 16 + 2)
  assert.equal((await filled.send('00b0860000')).length / 2, 160 + 2)
})

const TEXT_READS = ['01', '02', '03', '04', '05', '07', '08']
for (const [name, verify, readable] of [
  ['nothing', undefined, ['04', '05', '08']],
  ['the PIN', verifyHex(RIG.textPin, '91'), TEXT_READS],
  ['照合番号A', verifyHex(RIG.codeA, '94'), ['01', '03', '04', '05', '07', '08']],
  ['照合番号B', verifyHex(RIG.codeB, '95'), ['02', '03', '04', '05', '07', '08']],
] as const)
  test(`text AP: after ${name} these files are readable: ${readable.join(' ')}`, async () => {
    await rig.card.powerOff()
    await rig.sendAll(SELECT.text, ...(verify === undefined ? [] : [verify]))
    const answers: string[] = []
    for (const file of TEXT_READS)
      if ((await rig.send(`00b08${file.slice(1)}0001`)).slice(-4) === '9000') answers.push(file)
    assert.deepEqual(answers, readable)
  })

test('text AP: contents', async () => {
  await rig.card.powerOff()
  await rig.sendAll(SELECT.text, verifyHex(RIG.textPin, '91'))
  assert.equal(await rig.send('00b0810000'), `ff100c${toHex(utf8(RIG.codeA))}ffff9000`)
  const items = fromHex((await rig.send('00b0820000')).slice(0, -4)) ?? new Uint8Array(0)
  assert.deepEqual(parseBasicItems(items), { ok: true, value: RIG_ITEMS })
  const built = basicItemsFile(RIG_ITEMS)
  assert.deepEqual(built.ok && toHex(built.value), toHex(items))
  assert.equal((await rig.send('00b08400000000')).length / 2, 568 + 2)
  assert.equal(await rig.send('00b0860000'), '6a82')
  assert.equal(await rig.send('00b0880000'), `${'ff'.repeat(16)}9000`)
})
