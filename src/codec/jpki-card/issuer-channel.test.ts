import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { AID } from './files.ts'
import {
  acceptCardProof,
  deriveCardIssuerKey,
  encodeCardProof,
  isIssuerCryptogram,
  issuerCryptogram,
  type IssuerHandshake,
  nextChannel,
  openAnswer,
  openChannel,
  openCommandData,
  sealAnswer,
  sealCommandData,
} from './issuer-channel.ts'

const KEY = new Uint8Array(32).fill(1)
const HANDSHAKE: IssuerHandshake = {
  cardSerial: '0123456789012345',
  applicationAid: AID.jpki,
  cardChallenge: new Uint8Array(16).fill(2),
  issuerNonce: new Uint8Array(16).fill(3),
}
const HEADER = { cla: 0x80, ins: 0xd6, p1: 0x00, p2: 0x8a }

test('every card has its own issuer key', () => {
  const first = deriveCardIssuerKey(KEY, '0000000000000001')
  const second = deriveCardIssuerKey(KEY, '0000000000000002')
  assert.equal(first.length, 32)
  assert.notEqual(toHex(first), toHex(second))
  assert.throws(() => deriveCardIssuerKey(new Uint8Array(16), '0000000000000001'))
})

for (const [name, key, handshake] of [
  ['another key', KEY.with(0, 9), HANDSHAKE],
  ['another card', KEY, { ...HANDSHAKE, cardSerial: '0123456789012346' }],
  ['another application', KEY, { ...HANDSHAKE, applicationAid: AID.text }],
  ['another challenge', KEY, { ...HANDSHAKE, cardChallenge: new Uint8Array(16) }],
  ['another nonce', KEY, { ...HANDSHAKE, issuerNonce: new Uint8Array(16) }],
] as const)
  test(`proofs and keys of one session are worth nothing with ${name}`, () => {
    assert.ok(!isIssuerCryptogram(key, handshake, issuerCryptogram(KEY, HANDSHAKE)))
    assert.ok(!acceptCardProof(key, handshake, encodeCardProof(KEY, HANDSHAKE, 5)).ok)
    const mine = toHex(openChannel(KEY, HANDSHAKE).sessionKey)
    assert.notEqual(toHex(openChannel(key, handshake).sessionKey), mine)
  })

test('the card’s proof carries its life counter, and no other can be put in its place', () => {
  const proof = encodeCardProof(KEY, HANDSHAKE, 2 ** 40 + 7)
  const accepted = acceptCardProof(KEY, HANDSHAKE, proof)
  assert.ok(accepted.ok)
  assert.equal(accepted.value.lifeCounter, 2 ** 40 + 7)
  assert.deepEqual(accepted.value.channel, openChannel(KEY, HANDSHAKE))
  for (let index = 0; index < proof.length; index++) {
    const changed = proof.with(index, (proof[index] ?? 0) ^ 1)
    assert.ok(!acceptCardProof(KEY, HANDSHAKE, changed).ok, `octet ${index}`)
  }
  assert.ok(!acceptCardProof(KEY, HANDSHAKE, proof.subarray(0, 4)).ok)
})

test('the issuer’s proof is not the card’s', () => {
  const forCard = encodeCardProof(KEY, HANDSHAKE, 0).subarray(8)
  assert.ok(isIssuerCryptogram(KEY, HANDSHAKE, issuerCryptogram(KEY, HANDSHAKE)))
  assert.ok(!isIssuerCryptogram(KEY, HANDSHAKE, forCard))
})

test('a sealed command opens at its place alone', () => {
  const channel = openChannel(KEY, HANDSHAKE)
  const sealed = sealCommandData(channel, HEADER, utf8('1234'))
  const opened = openCommandData(channel, HEADER, sealed)
  assert.deepEqual(opened.ok && toHex(opened.value), toHex(utf8('1234')))
  assert.ok(!openCommandData(nextChannel(channel), HEADER, sealed).ok)
  assert.ok(!openCommandData(channel, { ...HEADER, p2: 0x8b }, sealed).ok)
  assert.ok(!openCommandData(channel, HEADER, sealed.with(0, (sealed[0] ?? 0) ^ 1)).ok)
  assert.ok(!openCommandData(channel, HEADER, new Uint8Array(3)).ok)
})

test('an answer is no command, and opens at its place alone', () => {
  const channel = openChannel(KEY, HANDSHAKE)
  const sealed = sealAnswer(channel, HEADER, 12, utf8('key'))
  const opened = openAnswer(channel, HEADER, sealed)
  assert.deepEqual(opened.ok && opened.value.lifeCounter, 12)
  assert.deepEqual(opened.ok && toHex(opened.value.payload), toHex(utf8('key')))
  assert.ok(!openCommandData(channel, HEADER, sealed).ok)
  assert.ok(!openAnswer(nextChannel(channel), HEADER, sealed).ok)
  const short = sealCommandData(channel, HEADER, utf8('123'))
  assert.ok(!openAnswer(channel, HEADER, short).ok)
})
