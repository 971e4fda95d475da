import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concatBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { refuse } from '#kernel/result.ts'
import { localIssuer } from '../../../test/support/local-issuer.ts'
import { scriptedCard } from '../../../test/support/scripted-card.ts'
import { parseCommand } from '../apdu/command.ts'
import { encodeResponse } from '../apdu/response.ts'
import { AID, JPKI_EF } from './files.ts'
import {
  encodeCardProof,
  type IssuerHandshake,
  nextChannel,
  openAnswer,
  openChannel,
  openCommandData,
  sealAnswer,
} from './issuer-channel.ts'
import { activateFiles, ISSUER_INS, setPin } from './issuer-commands.ts'
import {
  type IssuerSide,
  openIssuerDialogue,
  type PerformedCommand,
  type Transmit,
} from './issuer-dialogue.ts'
import { SW } from './status-words.ts'

const KEY = new Uint8Array(32).fill(1)
const HANDSHAKE: IssuerHandshake = {
  cardSerial: '0123456789012345',
  applicationAid: AID.jpki,
  cardChallenge: new Uint8Array(16).fill(2),
  issuerNonce: new Uint8Array(16).fill(3),
}
const { cardSerial, applicationAid, cardChallenge, issuerNonce } = HANDSHAKE
const ISSUER = localIssuer(KEY, issuerNonce)

/**
 * The card's side of the channel and nothing behind it: every command answers with what it carried,
 * the life counter with its number.
 */
function echoingCard(): Transmit {
  let channel = openChannel(KEY, HANDSHAKE)
  return async (commandApdu) => {
    const command = parseCommand(commandApdu)
    assert.ok(command.ok)
    const { ins, data } = command.value
    if (ins === 0xa4) return encodeResponse({ data: new Uint8Array(0), statusWord: SW.done })
    if (ins === 0x84) return encodeResponse({ data: cardChallenge, statusWord: SW.done })
    if (ins === ISSUER_INS.authenticate)
      return encodeResponse({ data: encodeCardProof(KEY, HANDSHAKE, 7), statusWord: SW.done })
    const plaintext = openCommandData(channel, command.value, data)
    assert.ok(plaintext.ok)
    const answer = sealAnswer(channel, command.value, 7 + channel.counter, plaintext.value)
    channel = nextChannel(channel)
    return encodeResponse({ data: answer, statusWord: SW.done })
  }
}

test('every command tells its number, the life counter after it, and the answer as it was sealed', async () => {
  const options = { cardSerial, applicationAid, issuer: ISSUER }
  const opened = await openIssuerDialogue(echoingCard(), options)
  assert.ok(opened.ok)
  assert.equal(opened.value.lifeCounter, 7)
  const command = setPin(JPKI_EF.authPin, utf8('1234'))
  for (const commandNumber of [1, 2, 3]) {
    const performed = await opened.value.perform(command)
    assert.ok(performed.ok)
    const { sealedAnswer, payload, ...rest }: PerformedCommand = performed.value
    assert.deepEqual(rest, { commandNumber, lifeCounter: 7 + commandNumber })
    const channel = { ...openChannel(KEY, HANDSHAKE), counter: commandNumber }
    const header = { cla: 0x80, ins: command.ins, p1: command.p1, p2: command.p2 }
    const answer = openAnswer(channel, header, sealedAnswer)
    assert.deepEqual(answer.ok && toHex(answer.value.payload), toHex(payload))
    assert.equal(toHex(payload), toHex(utf8('1234')))
  }
})

test('an answer that does not open ends the dialogue', async () => {
  const card = echoingCard()
  const changing: Transmit = async (commandApdu) => {
    const response = await card(commandApdu)
    const isActivate = commandApdu[1] === ISSUER_INS.activate
    return isActivate ? response.with(0, (response[0] ?? 0) ^ 1) : response
  }
  const opened = await openIssuerDialogue(changing, { cardSerial, applicationAid, issuer: ISSUER })
  assert.ok(opened.ok)
  const performed = await opened.value.perform(activateFiles())
  assert.deepEqual(performed, { ok: false, refusal: 'card-proof-wrong', detail: {} })
  await assert.rejects(opened.value.perform(activateFiles()), { code: 'invariant-broken' })
})

test('what the issuer refuses, before the card’s proof or after, is the answer', async () => {
  const before: IssuerSide<'not-today'> = {
    prove: async () => refuse('not-today', { on: 'prove' }),
    accept: () => assert.fail('nothing was proved'),
  }
  const after: IssuerSide<'not-today' | 'card-proof-wrong'> = {
    prove: (challenge) => ISSUER.prove(challenge),
    accept: async () => refuse('not-today', { on: 'accept' }),
  }
  for (const [on, issuer] of [
    ['prove', before],
    ['accept', after],
  ] as const) {
    const options = { cardSerial, applicationAid, issuer }
    const opened = await openIssuerDialogue(echoingCard(), options)
    assert.deepEqual(opened, { ok: false, refusal: 'not-today', detail: { on } })
  }
})

for (const [name, challenge, refusal, detail] of [
  ['a challenge of eight octets', `${'00'.repeat(8)}9000`, 'card-proof-wrong', {}],
  ['no challenge', '6d00', 'card-refused', { statusWord: '6d00' }],
] as const)
  test(`the issuer proves itself to no card that gives ${name}`, async () => {
    const issuer: IssuerSide<never> = {
      prove: () => assert.fail('the challenge is not a card’s'),
      accept: () => assert.fail('nothing was proved'),
    }
    const select = toHex(concatBytes(Uint8Array.of(0, 0xa4, 4, 0x0c, 10), applicationAid))
    const card = scriptedCard({ [select]: '9000', '0084000010': challenge })
    const opened = await openIssuerDialogue((commandApdu) => card.transmit(commandApdu), {
      cardSerial,
      applicationAid,
      issuer,
    })
    assert.deepEqual(opened, { ok: false, refusal, detail })
  })
