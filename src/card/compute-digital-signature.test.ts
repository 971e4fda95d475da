import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, createPublicKey, publicDecrypt, verify } from 'node:crypto'
import { fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { sha256DigestInfo } from '#codec/jpki-card/signature-padding.ts'
import { digest } from '#crypto/digest.ts'
import {
  blankRigMemory,
  issuedRigCard,
  RIG,
  RigCard,
  SELECT,
  verifyHex,
} from '../../test/support/card-rig.ts'
import type { FilePath } from './model.ts'

const { memory: ISSUED } = (await issuedRigCard()).card
const MESSAGE = utf8('a message')
const SHA256 = digest('sha256', MESSAGE)
/** As one client sends it: a DigestInfo of 49 octets. */
const WITHOUT_NULL = fromHex(`302f300b06096086480165030402010420${toHex(SHA256)}`) ?? SHA256

function key(path: FilePath): ReturnType<typeof createPublicKey> {
  const modulus = ISSUED.keys[path]?.active?.modulus
  assert.ok(modulus !== undefined)
  const der = Buffer.from(subjectPublicKeyInfo(modulus))
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

function signHex(p1: number, reference: string, input: Uint8Array): string {
  const [scheme, length] = [p1, input.length].map((octet) => octet.toString(16).padStart(2, '0'))
  return `802a${scheme}${reference}${length}${toHex(input)}00`
}

async function verified(): Promise<RigCard> {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki, verifyHex(RIG.authPin, '98'), SELECT.authKey)
  return rig
}

async function signature(command: string): Promise<Buffer> {
  const answer = await (await verified()).send(command)
  assert.equal(answer.slice(-4), '9000')
  return Buffer.from(fromHex(answer.slice(0, -4)) ?? [])
}

for (const [name, p1, input, payload] of [
  ['DigestInfo with NULL', 0, sha256DigestInfo(SHA256), sha256DigestInfo(SHA256)],
  ['DigestInfo without NULL, verbatim', 0, WITHOUT_NULL, WITHOUT_NULL],
  ['one octet', 0, utf8('x'), utf8('x')],
  ['245 octets', 0, new Uint8Array(245).fill(7), new Uint8Array(245).fill(7)],
  ['SHA-512 DigestInfo of 83 octets', 0, new Uint8Array(83).fill(3), new Uint8Array(83).fill(3)],
  ['P1 01, bare digest', 1, MESSAGE, SHA256],
  ['P1 02, digest given', 2, SHA256, sha256DigestInfo(SHA256)],
  ['P1 03, message given', 3, MESSAGE, sha256DigestInfo(SHA256)],
] as const)
  test(`PKCS#1 v1.5: ${name}`, async () => {
    const made = await signature(signHex(p1, '80', input))
    const padded = { key: key('jpki/0017'), padding: constants.RSA_PKCS1_PADDING }
    assert.equal(toHex(publicDecrypt(padded, made)), toHex(payload))
  })

for (const [p1, input] of [
  [4, SHA256],
  [5, MESSAGE],
] as const)
  test(`P1 0${p1} is RSASSA-PSS with SHA-256 and a fresh salt`, async () => {
    const rig = await verified()
    const answers = [
      await rig.send(signHex(p1, '80', input)),
      await rig.send(signHex(p1, '80', input)),
    ]
    assert.notEqual(answers[0], answers[1])
    const pss = {
      key: key('jpki/0017'),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    }
    for (const answer of answers)
      assert.ok(verify('sha256', MESSAGE, pss, fromHex(answer.slice(0, -4)) ?? new Uint8Array(0)))
  })

const octets = (length: number): Uint8Array => new Uint8Array(length).fill(1)

for (const [name, command, answer] of [
  ['P1 06', signHex(6, '80', octets(32)), '6a86'],
  ['P1 ff', signHex(255, '80', octets(32)), '6a86'],
  ['no data', '802a008000', '6700'],
  ['no Le', '802a00800130', '6700'],
  ['Le below 256', '802a00800130ff', '6700'],
  ['246 octets verbatim', signHex(0, '80', octets(246)), '6985'],
  ['255 octets verbatim', signHex(0, '80', octets(255)), '6985'],
  ['31 octets as digest', signHex(2, '80', octets(31)), '6985'],
  ['33 octets as digest', signHex(2, '80', octets(33)), '6985'],
  ['31 octets as PSS digest', signHex(4, '80', octets(31)), '6985'],
  ['256 octets of message', `802a0380000100${toHex(octets(256))}0000`, '6985'],
  ['P2 00: no default key here', signHex(0, '00', octets(32)), '6a88'],
  ['P2 20', signHex(0, '20', octets(32)), '6a86'],
  ['an absent file', signHex(0, '83', octets(32)), '6a82'],
  ['a PIN file', signHex(0, '98', octets(32)), '6981'],
  ['a certificate', signHex(0, '8a', octets(32)), '6981'],
  ['the other key', signHex(0, '9a', octets(32)), '6982'],
  ['the other key, input too long', signHex(0, '9a', octets(246)), '6982'],
] as const)
  test(`refused: ${name}`, async () => assert.equal(await (await verified()).send(command), answer))

test('by SFI and by current file the signature is the same', async () => {
  const bySfi = await signature(signHex(0, '97', octets(51)))
  assert.equal(toHex(bySfi), toHex(await signature(signHex(0, '80', octets(51)))))
})

test('an extended Le is served', async () => {
  assert.equal((await signature('802a0080000001300000')).length, 256)
})

test('no current file', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki)
  assert.equal(await rig.send(signHex(0, '80', octets(1))), '6986')
})

test('one unlock signs more than once, each key after its own PIN', async () => {
  const rig = await verified()
  await rig.sendAll(verifyHex(RIG.signPin, '9b'))
  for (const reference of ['97', '9a', '97', '9a'])
    await rig.sendAll(signHex(0, reference, octets(51)))
  assert.equal(rig.saves.length, 4)
})

test('a key file without a key', async () => {
  const { pins } = ISSUED
  const rig = new RigCard({ ...blankRigMemory(), pins })
  await rig.sendAll(SELECT.jpki, verifyHex(RIG.authPin, '98'))
  assert.equal(await rig.send(signHex(0, '97', octets(1))), '6a88')
})

test('text AP: key 0013 is the default key and needs no credential', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.text)
  const answer = await rig.send(signHex(0, '00', sha256DigestInfo(SHA256)))
  const made = fromHex(answer.slice(0, -4)) ?? new Uint8Array(0)
  assert.ok(verify('sha256', MESSAGE, key('text/0013'), made))
})
