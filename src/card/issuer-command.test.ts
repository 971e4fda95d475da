import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { AID, JPKI_EF, TEXT_EF } from '#codec/jpki-card/files.ts'
import {
  activateFiles,
  eraseFile,
  generateKeyPair,
  type IssuerCommand,
  putExpiry,
  readPublicKey,
  setPin,
  stageFile,
  unlockPin,
} from '#codec/jpki-card/issuer-commands.ts'
import { subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import {
  blankRigMemory,
  certificateAround,
  issuedRigCard,
  makeKey,
  performAll,
  RIG,
  rigChip,
  RigCard,
  SELECT,
  verifyHex,
} from '../../test/support/card-rig.ts'
import { FILE_OCTETS_MAX } from './model.ts'

const { memory: ISSUED } = (await issuedRigCard()).card
const NOTHING: Uint8Array = new Uint8Array(0)
const SIGN = '802a009702303100'

async function answerTo(command: IssuerCommand, memory = ISSUED): Promise<string> {
  const rig = new RigCard(memory)
  const dialogue = await rig.issuer()
  const performed = await dialogue.perform(command)
  return performed.ok ? '9000' : String(performed.detail['statusWord'])
}

for (const [name, command] of [
  ['GENERATE ASYMMETRIC KEY PAIR', '8047809700001000'],
  ['UPDATE BINARY', '80d6008a01ff'],
  ['ACTIVATE FILE', '8044000000'],
  ['UNLOCK KEY', '8054009800'],
  ['CHANGE KEY', '803200980431323334'],
  ['DELETE FILE', '80e4008a00'],
  ['PUT DATA', '80da00f2083230333831323331'],
] as const)
  test(`${name} without an issuer session, even after both PINs`, async () => {
    const rig = new RigCard(ISSUED)
    await rig.sendAll(SELECT.jpki)
    await rig.sendAll(verifyHex(RIG.authPin, '98'), verifyHex(RIG.signPin, '9b'))
    const before = rig.card.memory
    assert.equal((await rig.send(command)).replace('6700', '6982'), '6982')
    assert.equal(rig.card.memory, before)
  })

const onFile = (
  ins: number,
  p1: number,
  p2: number,
  plaintext: Uint8Array = NOTHING,
): IssuerCommand => ({
  ins,
  p1,
  p2,
  plaintext,
  le: 65_536,
})

for (const [name, command, answer] of [
  ['read the public key', readPublicKey(JPKI_EF.authKey), '9000'],
  ['generate in a PIN file', generateKeyPair(JPKI_EF.authPin), '6981'],
  ['generate in an absent file', generateKeyPair(0x0003), '6a82'],
  ['generate with a template', onFile(0x47, 0x80, 0x97, utf8('x')), '6700'],
  ['generate with another P1', onFile(0x47, 0x82, 0x97), '6a86'],
  ['generate, Le too small', { ...generateKeyPair(JPKI_EF.authKey), le: 256 }, '6700'],
  ['stage a key file', onFile(0xd6, 0, 0x97, new Uint8Array(3)), '6981'],
  ['stage the token information', onFile(0xd6, 0, 0x86, new Uint8Array(3)), '6981'],
  ['stage an absent file', onFile(0xd6, 0, 0x83, new Uint8Array(3)), '6a82'],
  ['stage nothing', onFile(0xd6, 0, 0x8a, new Uint8Array(2)), '6700'],
  ['stage with a gap', onFile(0xd6, 0, 0x8a, Uint8Array.of(0, 5, 1)), '6b00'],
  ['stage with P1', onFile(0xd6, 1, 0x8a, new Uint8Array(3)), '6a86'],
  ['activate nothing', activateFiles(), '6985'],
  ['activate with data', { ...activateFiles(), plaintext: utf8('x') }, '6700'],
  ['activate with P2', onFile(0x44, 0, 0x8a), '6a86'],
  ['set a PIN of another form', setPin(JPKI_EF.authPin, utf8('12345')), '6a80'],
  ['set an empty PIN', setPin(JPKI_EF.authPin, NOTHING), '6a80'],
  ['set a lower-case password', setPin(JPKI_EF.signPin, utf8('abc123')), '6a80'],
  ['set EF 0010', setPin(JPKI_EF.reference0010, utf8('1234')), '6985'],
  ['set a key file', setPin(JPKI_EF.authKey, utf8('1234')), '6981'],
  ['set an absent file', setPin(0x0003, utf8('1234')), '6a82'],
  ['set with P1', onFile(0x32, 1, 0x98, utf8('1234')), '6a86'],
  ['unlock a key file', unlockPin(JPKI_EF.authKey), '6981'],
  ['unlock an absent file', unlockPin(0x0003), '6a82'],
  ['unlock what has no value', unlockPin(JPKI_EF.reference0010), '6a88'],
  ['unlock with data', onFile(0x54, 0, 0x98, utf8('x')), '6700'],
  ['unlock with P1', onFile(0x54, 1, 0x98), '6a86'],
  ['erase a PIN file', eraseFile(JPKI_EF.authPin), '6981'],
  ['erase an absent file', eraseFile(0x0003), '6a82'],
  ['erase with data', onFile(0xe4, 0, 0x8a, utf8('x')), '6700'],
  ['erase with P1', onFile(0xe4, 1, 0x8a), '6a86'],
  ['a reference that is none', onFile(0xe4, 0, 0x0a), '6a82'],
] as const)
  test(`${name}: ${answer}`, async () => assert.equal(await answerTo(command), answer))

test('what a blank card has no key for', async () => {
  assert.equal(await answerTo(readPublicKey(JPKI_EF.authKey), blankRigMemory()), '6a88')
})

async function certificateFor(rig: RigCard): Promise<Uint8Array> {
  const dialogue = await rig.issuer()
  return certificateAround(subjectPublicKeyInfo(await makeKey(dialogue, JPKI_EF.authKey)), 1280)
}

async function authContent(rig: RigCard): Promise<string> {
  await rig.sendAll(SELECT.jpki)
  return (await rig.send('00b08a00000000')).slice(0, -4)
}

test('a renewal takes effect with ACTIVATE, not before: certificate and key together', async () => {
  const rig = new RigCard(ISSUED, rigChip(1))
  const old = await authContent(rig)
  await rig.sendAll(verifyHex(RIG.authPin, '98'))
  const oldSignature = await rig.send(SIGN)
  const certificate = await certificateFor(rig)
  const dialogue = await rig.issuer()
  await performAll(dialogue, ...stageFile(JPKI_EF.authCertificate, certificate))
  assert.equal(await authContent(rig), old)
  await rig.sendAll(verifyHex(RIG.authPin, '98'))
  assert.equal(await rig.send(SIGN), oldSignature)
  await performAll(dialogue, activateFiles())
  assert.equal(await authContent(rig), toHex(certificate))
  assert.notEqual(await rig.send(SIGN), oldSignature)
})

test('a card pulled before ACTIVATE keeps the old certificate and key, and the waiting key for another day', async () => {
  const rig = new RigCard(ISSUED)
  const old = await authContent(rig)
  const certificate = await certificateFor(rig)
  const first = await rig.issuer()
  await performAll(first, ...stageFile(JPKI_EF.authCertificate, certificate))
  await rig.card.powerOff()
  assert.equal(await authContent(rig), old)
  const second = await rig.issuer()
  const nothing = await second.perform(activateFiles())
  assert.deepEqual(!nothing.ok && nothing.detail, { statusWord: '6985' })
  const third = await rig.issuer()
  const waiting = await performAll(third, readPublicKey(JPKI_EF.authKey))
  assert.ok(toHex(certificate).includes(toHex(waiting.slice(9, 265))))
  await performAll(third, ...stageFile(JPKI_EF.authCertificate, certificate), activateFiles())
  assert.equal(await authContent(rig), toHex(certificate))
})

for (const [name, content, answer] of [
  ['of another key', certificateAround(utf8('another key')), '6a80'],
  ['that is no certificate', new Uint8Array(300).fill(0x41), '6a80'],
  ['below 256 octets', Uint8Array.of(0x30, 0x81, 0x01, 0x00), '6a80'],
  ['cut short', certificateAround(utf8('x')).subarray(0, 1000), '6a80'],
] as const)
  test(`a certificate ${name} is not activated, and nothing else with it`, async () => {
    const rig = new RigCard(ISSUED)
    const before = await authContent(rig)
    const dialogue = await rig.issuer()
    const ca = stageFile(JPKI_EF.authCaCertificate, certificateAround(utf8('new CA')))
    await performAll(dialogue, ...ca, ...stageFile(JPKI_EF.authCertificate, content))
    const { contents } = rig.card.memory
    const refused = await dialogue.perform(activateFiles())
    assert.deepEqual(!refused.ok && refused.detail, { statusWord: answer })
    assert.equal(rig.card.memory.contents, contents)
    assert.equal(await authContent(rig), before)
  })

test('a certificate without any key', async () => {
  const rig = new RigCard(blankRigMemory())
  const dialogue = await rig.issuer()
  const certificate = certificateAround(utf8('x'))
  await performAll(dialogue, ...stageFile(JPKI_EF.authCertificate, certificate))
  const refused = await dialogue.perform(activateFiles())
  assert.deepEqual(!refused.ok && refused.detail, { statusWord: '6a88' })
})

test('a file has a largest size', async () => {
  const rig = new RigCard(ISSUED)
  const dialogue = await rig.issuer()
  const staged = stageFile(JPKI_EF.authCaCertificate, new Uint8Array(FILE_OCTETS_MAX + 1))
  await performAll(dialogue, ...staged.slice(0, -1))
  const [last] = staged.slice(-1)
  assert.ok(last !== undefined)
  const refused = await dialogue.perform(last)
  assert.deepEqual(!refused.ok && refused.detail, { statusWord: '6a84' })
})

test('staging a file again starts anew', async () => {
  const rig = new RigCard(ISSUED)
  const dialogue = await rig.issuer()
  const certificate = certificateAround(utf8('second'), 400)
  await performAll(
    dialogue,
    ...stageFile(JPKI_EF.authCaCertificate, certificateAround(utf8('first'))),
    ...stageFile(JPKI_EF.authCaCertificate, certificate),
    activateFiles(),
  )
  assert.equal(toHex(rig.card.memory.contents['jpki/000b'] ?? NOTHING), toHex(certificate))
})

test('the issuer sets a PIN with all its tries, and what was verified is not any more', async () => {
  const rig = new RigCard(ISSUED)
  const dialogue = await rig.issuer()
  await rig.sendAll(verifyHex(RIG.authPin, '98'), SIGN)
  await performAll(dialogue, setPin(JPKI_EF.authPin, utf8('8642')))
  assert.equal(await rig.send(SIGN), '6982')
  assert.equal(await rig.send(verifyHex(RIG.authPin, '98')), '63c2')
  assert.equal(await rig.send(verifyHex('8642', '98')), '9000')
})

test('the issuer unlocks a blocked PIN; its value is the same', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki)
  for (let miss = 0; miss < 3; miss++) await rig.send(verifyHex('0000', '98'))
  assert.equal(await rig.send(verifyHex(RIG.authPin, '98')), '6984')
  await performAll(await rig.issuer(), unlockPin(JPKI_EF.authPin))
  assert.equal(await rig.send('00200098'), '63c3')
  assert.equal(await rig.send(verifyHex(RIG.authPin, '98')), '9000')
})

test('erasing a certificate takes its key away, and the availability octet', async () => {
  const rig = new RigCard(ISSUED)
  await performAll(await rig.issuer(), eraseFile(JPKI_EF.signCertificate))
  await rig.sendAll(verifyHex(RIG.signPin, '9b'))
  assert.equal(await rig.send('802a009a02303100'), '6a88')
  assert.equal(await rig.send('00a4020c020001'), '6a82')
  assert.equal(await rig.send('00b0880000'), '008f009000')
})

test('the issuer gives the card another last day; applications, PINs and keys stay', async () => {
  const rig = new RigCard(ISSUED)
  const read = async () => [await rig.send(SELECT.cardManager), await rig.send('00ca00f200')].at(-1)
  assert.equal(await read(), `${toHex(utf8('20350401'))}9000`)
  const before = rig.card.memory
  await performAll(await rig.issuer(), putExpiry(civilDate(2038, 12, 31)))
  assert.equal(await read(), `${toHex(utf8('20381231'))}9000`)
  const { identity, contents, pins, keys } = rig.card.memory
  assert.deepEqual(identity, { ...before.identity, expiresOn: '2038-12-31' })
  assert.deepEqual(
    { contents, pins, keys },
    {
      contents: before.contents,
      pins: before.pins,
      keys: before.keys,
    },
  )
  assert.equal(rig.saves.at(-1)?.identity.expiresOn, '2038-12-31', 'durable before the answer')
})

for (const [name, p2, value, word] of [
  ['no day of the calendar', 0xf2, '20380230', '6a80'],
  ['nine digits', 0xf2, '203802011', '6a80'],
  ['nothing', 0xf2, '', '6a80'],
  ['another data object', 0xf0, '13221', '6a88'],
] as const)
  test(`PUT DATA with ${name} changes nothing: ${word}`, async () => {
    const command = { ...putExpiry(RIG.expiresOn), p2, plaintext: utf8(value) }
    assert.equal(await answerTo(command), word)
  })

test('every answer carries the life counter, which grows with every durable step', async () => {
  const rig = new RigCard(ISSUED)
  const dialogue = await rig.issuer()
  let last = dialogue.lifeCounter
  for (const command of [
    generateKeyPair(JPKI_EF.signKey),
    setPin(JPKI_EF.signPin, utf8('NEW123')),
    unlockPin(JPKI_EF.signPin),
  ]) {
    const performed = await dialogue.perform(command)
    assert.ok(performed.ok)
    assert.equal(performed.value.lifeCounter, last + 1)
    assert.equal(rig.card.memory.lifeCounter, last + 1)
    last += 1
  }
})

test('text AP: its files and PINs in its own session', async () => {
  const rig = new RigCard(ISSUED)
  const dialogue = await rig.issuer(AID.text)
  await performAll(dialogue, setPin(TEXT_EF.pin, utf8('1111')), eraseFile(TEXT_EF.basicItems))
  assert.equal(await rig.send(verifyHex('1111', '91')), '9000')
  assert.equal(await rig.send('00b0820001'), '6a82')
  const again = await rig.issuer(AID.text)
  const refused = await again.perform(setPin(TEXT_EF.blocked0012, utf8('1111')))
  assert.deepEqual(!refused.ok && refused.detail, { statusWord: '6985' })
})
