import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { AID, JPKI_EF } from '#codec/jpki-card/files.ts'
import { issuerCryptogram, type IssuerHandshake } from '#codec/jpki-card/issuer-channel.ts'
import { generateKeyPair, readPublicKey } from '#codec/jpki-card/issuer-commands.ts'
import { openIssuerDialogue } from '#codec/jpki-card/issuer-dialogue.ts'
import {
  blankRigMemory,
  issuedRigCard,
  RIG,
  RigCard,
  SELECT,
  verifyHex,
} from '../../test/support/card-rig.ts'
import { localIssuer } from '../../test/support/local-issuer.ts'
import { ISSUER_TRIES_MAX, LIFE_COUNTER_SESSION_STEP } from './model.ts'

const NONCE = new Uint8Array(16).fill(0x77)

async function authenticateHex(
  rig: RigCard,
  change: Partial<IssuerHandshake> = {},
  key: Uint8Array = RIG.issuerKey,
): Promise<string> {
  const challenge = fromHex((await rig.send('0084000010')).slice(0, -4)) ?? new Uint8Array(0)
  const handshake = {
    cardSerial: RIG.cardSerial,
    applicationAid: AID.jpki,
    cardChallenge: challenge,
    issuerNonce: NONCE,
    ...change,
  }
  const data = concatBytes(handshake.issuerNonce, issuerCryptogram(key, handshake))
  return `8082000030${toHex(data)}00`
}

async function inJpki(): Promise<RigCard> {
  const rig = new RigCard(blankRigMemory())
  await rig.sendAll(SELECT.jpki)
  return rig
}

test('the right cryptogram opens the session, and the answer is the card’s proof', async () => {
  const rig = await inJpki()
  const answer = await rig.send(await authenticateHex(rig))
  assert.equal(answer.length / 2, 8 + 32 + 2)
  assert.equal(rig.card.memory.lifeCounter, LIFE_COUNTER_SESSION_STEP)
  assert.deepEqual(
    rig.saves.map(({ issuerTriesLeft }) => issuerTriesLeft),
    [ISSUER_TRIES_MAX - 1, ISSUER_TRIES_MAX],
  )
})

for (const [name, change, key] of [
  ['another key', {}, new Uint8Array(32)],
  ['another card', { cardSerial: '2026000000000018' }, RIG.issuerKey],
  ['the other application', { applicationAid: AID.text }, RIG.issuerKey],
  ['another challenge', { cardChallenge: new Uint8Array(16) }, RIG.issuerKey],
] as const)
  test(`a cryptogram for ${name} costs a try, durable before the comparison`, async () => {
    const rig = await inJpki()
    assert.equal(await rig.send(await authenticateHex(rig, change, key)), '63ce')
    assert.equal(rig.saves.length, 1)
    assert.equal(await rig.send('8047009000'), '6982')
  })

test('fifteen wrong cryptograms lock the issuer out for good; a right one before that gives them back', async () => {
  const rig = await inJpki()
  const wrong = new Uint8Array(32)
  for (let left = ISSUER_TRIES_MAX - 1; left > 0; left--)
    assert.equal((await rig.send(await authenticateHex(rig, {}, wrong))).slice(0, 3), '63c')
  await rig.sendAll(await authenticateHex(rig))
  for (let left = ISSUER_TRIES_MAX - 1; left >= 0; left--)
    assert.equal(await rig.send(await authenticateHex(rig, {}, wrong)), `63c${left.toString(16)}`)
  assert.equal(await rig.send(await authenticateHex(rig)), '6984')
})

test('a challenge serves once, and only one of sixteen octets', async () => {
  const rig = await inJpki()
  const command = await authenticateHex(rig)
  await rig.sendAll(command)
  assert.equal(await rig.send(command), '6985')
  const stale = await authenticateHex(rig)
  await rig.sendAll('0084000008')
  assert.equal(await rig.send(stale), '6985')
  assert.equal(rig.saves.length, 2)
})

for (const [name, command, answer] of [
  ['without a challenge', `8082000030${'00'.repeat(48)}00`, '6985'],
  ['47 octets', `808200002f${'00'.repeat(47)}00`, '6700'],
  ['no Le', `8082000030${'00'.repeat(48)}`, '6700'],
  ['Le too small', `8082000030${'00'.repeat(48)}27`, '6700'],
  ['P1 not zero', `8082010030${'00'.repeat(48)}00`, '6a86'],
] as const)
  test(`refused: ${name}`, async () => {
    const rig = await inJpki()
    assert.equal(await rig.send(command), answer)
    assert.equal(rig.saves.length, 0)
  })

test('the card manager opens no issuer session', async () => {
  const rig = new RigCard(blankRigMemory())
  assert.equal(await rig.send(await authenticateHex(rig)), '6985')
})

const READ = readPublicKey(JPKI_EF.authKey)
for (const [name, commands, open] of [
  ['SELECT of files', [SELECT.authPin], true],
  ['the same application again', [SELECT.jpki], true],
  ['VERIFY', [verifyHex(RIG.authPin, '98')], true],
  ['another application and back', [SELECT.text, SELECT.jpki], false],
  ['a new challenge alone', ['0084000010'], true],
] as const)
  test(`after ${name} the session is ${open ? 'still open' : 'gone'}`, async () => {
    const rig = await issuedRigCard()
    const dialogue = await rig.issuer()
    await rig.sendAll(...commands)
    const answered = await dialogue.perform(READ)
    assert.deepEqual(answered.ok ? '9000' : answered.detail['statusWord'], open ? '9000' : '6982')
  })

test('power-off ends the session', async () => {
  const rig = await issuedRigCard()
  const dialogue = await rig.issuer()
  await rig.card.powerOff()
  await rig.sendAll(SELECT.jpki)
  const answered = await dialogue.perform(READ)
  assert.deepEqual(!answered.ok && answered.detail, { statusWord: '6982' })
})

test('a command for another place breaks the session', async () => {
  const rig = await issuedRigCard()
  const dialogue = await rig.issuer()
  assert.equal(await rig.send(`8047819710${'00'.repeat(16)}0000`), '6700')
  assert.equal(await rig.send(`80478197000010${'00'.repeat(16)}0000`), '6988')
  const answered = await dialogue.perform(READ)
  assert.deepEqual(!answered.ok && answered.detail, { statusWord: '6982' })
})

test('a command cannot be sent twice', async () => {
  const rig = await issuedRigCard()
  const sent: Uint8Array[] = []
  const transmit = (command: Uint8Array): Promise<Uint8Array> => {
    sent.push(command)
    return rig.card.transmit(command)
  }
  const opened = await openIssuerDialogue(transmit, {
    cardSerial: RIG.cardSerial,
    applicationAid: AID.jpki,
    issuer: localIssuer(RIG.issuerKey, NONCE),
  })
  assert.ok(opened.ok)
  assert.ok((await opened.value.perform(generateKeyPair(JPKI_EF.authKey))).ok)
  const answer = toHex(await rig.card.transmit(sent.at(-1) ?? new Uint8Array(0)))
  assert.equal(answer, '6988')
})

test('the issuer sees through another card, another key, and an answer that was changed', async () => {
  const rig = await issuedRigCard()
  const options = {
    cardSerial: RIG.cardSerial,
    applicationAid: AID.jpki,
    issuer: localIssuer(RIG.issuerKey, NONCE),
  }
  const wrongKey = { ...options, issuer: localIssuer(new Uint8Array(32), NONCE) }
  const refused = await openIssuerDialogue((command) => rig.card.transmit(command), wrongKey)
  assert.deepEqual(!refused.ok && refused.detail, { statusWord: '63ce' })
  const forged = await openIssuerDialogue(async (command) => {
    const response = await rig.card.transmit(command)
    return response.length === 42 ? response.with(7, (response[7] ?? 0) ^ 1) : response
  }, options)
  assert.equal(!forged.ok && forged.refusal, 'card-proof-wrong')
  const mute = await openIssuerDialogue(() => Promise.resolve(new Uint8Array(0)), options)
  assert.deepEqual(!mute.ok && mute.detail, { statusWord: 'none' })
})

test('a card restored from an old copy shows a life counter that was seen before, however many PINs it tried', async () => {
  const rig = await issuedRigCard()
  const copy = rig.card.memory
  const seen = (await rig.issuer()).lifeCounter
  const restored = new RigCard(copy)
  await restored.sendAll(SELECT.jpki)
  for (let turn = 0; turn < 20; turn++) await restored.sendAll(verifyHex(RIG.authPin, '98'))
  assert.ok((await restored.issuer()).lifeCounter <= seen)
  assert.ok((await rig.issuer()).lifeCounter > seen)
})
