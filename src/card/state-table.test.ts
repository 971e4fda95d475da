import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issuedRigCard, RIG, RigCard, SELECT, verifyHex } from '../../test/support/card-rig.ts'

const { memory: ISSUED } = (await issuedRigCard()).card

/** How each state is reached from power-on. */
const STATES = {
  on: async () => undefined,
  jpki: (rig: RigCard) => rig.sendAll(SELECT.jpki),
  auth: (rig: RigCard) => rig.sendAll(SELECT.jpki, verifyHex(RIG.authPin, '98')),
  sign: (rig: RigCard) => rig.sendAll(SELECT.jpki, verifyHex(RIG.signPin, '9b')),
  blocked: async (rig: RigCard) => {
    await rig.sendAll(SELECT.jpki)
    for (let miss = 0; miss < 3; miss++) await rig.send(verifyHex('0000', '98'))
  },
  issuer: async (rig: RigCard) => void (await rig.issuer()),
  text: (rig: RigCard) => rig.sendAll(SELECT.text),
  textPin: (rig: RigCard) => rig.sendAll(SELECT.text, verifyHex(RIG.textPin, '91')),
} as const satisfies Record<string, (rig: RigCard) => Promise<void>>

type StateName = keyof typeof STATES

/** The status word of every command in every state, in the order of `STATES`. */
const TABLE: readonly (readonly [string, string, readonly string[]])[] = [
  ['SELECT JPKI AP', SELECT.jpki, ['9000', '9000', '9000', '9000', '9000', '9000', '9000', '9000']],
  ['SELECT MF', '00a40000', ['6a86', '9000', '9000', '9000', '9000', '9000', '9000', '9000']],
  ['SELECT 0018', SELECT.authPin, ['6a82', '9000', '9000', '9000', '9000', '9000', '6a82', '6a82']],
  ['READ 000A', '00b08a0004', ['6a82', '9000', '9000', '9000', '9000', '9000', '6a82', '6a82']],
  ['READ 0001', '00b0810001', ['6a82', '6982', '6982', '9000', '6982', '6982', '6982', '9000']],
  ['READ 0002', '00b0820001', ['6a82', '9000', '9000', '9000', '9000', '9000', '6982', '9000']],
  ['READ current', '00b0000004', ['6986', '6986', '6981', '6981', '6981', '6986', '6986', '6981']],
  ['query 0018', '00200098', ['6a82', '63c3', '63c3', '63c3', '63c0', '63c3', '6a82', '6a82']],
  ['query 001B', '0020009b', ['6a82', '63c5', '63c5', '63c5', '63c5', '63c5', '6a82', '6a82']],
  [
    'VERIFY 0018, right',
    verifyHex(RIG.authPin, '98'),
    ['6a82', '9000', '9000', '9000', '6984', '9000', '6a82', '6a82'],
  ],
  [
    'VERIFY 0018, wrong',
    verifyHex('0000', '98'),
    ['6a82', '63c2', '63c2', '63c2', '6984', '63c2', '6a82', '6a82'],
  ],
  [
    'VERIFY current, wrong',
    verifyHex('000000'),
    ['6986', '6986', '63c2', '63c4', '6984', '6986', '6986', '63c2'],
  ],
  [
    'CHANGE 0018',
    '002401980439393939',
    ['6a82', '6982', '9000', '6982', '6982', '6982', '6a82', '6a82'],
  ],
  [
    'SIGN with 0017',
    '802a009702303100',
    ['6a82', '6982', '9000', '6982', '6982', '6982', '6a82', '6a82'],
  ],
  [
    'SIGN with 001A',
    '802a009a02303100',
    ['6a82', '6982', '6982', '9000', '6982', '6982', '6a82', '6a82'],
  ],
  [
    'SIGN with the default key',
    '802a000002303100',
    ['6a88', '6a88', '6a88', '6a88', '6a88', '6a88', '9000', '9000'],
  ],
  ['GET CHALLENGE', '0084000008', ['9000', '9000', '9000', '9000', '9000', '9000', '9000', '9000']],
  ['GET DATA F2', '00ca00f200', ['9000', '6a88', '6a88', '6a88', '6a88', '6a88', '6a88', '6a88']],
  [
    'EXTERNAL AUTHENTICATE without a challenge',
    `8082000030${'00'.repeat(48)}00`,
    ['6985', '6985', '6985', '6985', '6985', '6985', '6985', '6985'],
  ],
  ['SET SESSION KEY', '80ae0000', ['6d00', '6982', '6982', '6982', '6982', '6982', '6982', '6982']],
  ['terminal', '80a200c1', ['6d00', '6a86', '6a86', '6a86', '6a86', '6a86', '6a86', '6a86']],
  ['last command', '80fc0000', ['6700', '6700', '6700', '6700', '6700', '6700', '6700', '6700']],
  ...['47', 'd6', '44', '54', '32', 'e4', 'da'].map(
    (ins): readonly [string, string, readonly string[]] => [
      `issuer command ${ins}, not sealed`,
      `80${ins}8097000010${'00'.repeat(16)}0000`,
      ['6982', '6982', '6982', '6982', '6982', '6988', '6982', '6982'],
    ],
  ),
]

for (const [name, command, words] of TABLE)
  test(`${name} in every state`, async () => {
    const names = Object.keys(STATES) as readonly StateName[]
    const answers: string[] = []
    for (const state of names) {
      const rig = new RigCard(ISSUED)
      await STATES[state](rig)
      answers.push(`${state} ${(await rig.send(command)).slice(-4)}`)
    }
    assert.deepEqual(
      answers,
      names.map((state, index) => `${state} ${words[index]}`),
    )
  })
