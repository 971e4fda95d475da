import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, instant, plusMs } from '#kernel/instant.ts'
import {
  afterWrongGuess,
  drawPairingCode,
  drawScreenToken,
  isPairedWith,
  type Pairing,
  pairedWith,
  PAIRING_CODE_MS_MAX,
  pairingAt,
  SCREEN_PAIRED_MS_MAX,
  screenTokenSha256Hex,
  showsCode,
  UNPAIRED,
  withCode,
  WRONG_GUESSES_MAX,
} from './pairing.ts'

const NOW = instant(1_800_000_000_000)
const CODE = '004711'
const SHOWN = withCode(CODE, NOW)
const HASH = screenTokenSha256Hex('00'.repeat(32))
const PAIRED = pairedWith(HASH, NOW)

const CODES: readonly (readonly [string, Pairing, string, Instant, boolean])[] = [
  ['the shown code', SHOWN, CODE, NOW, true],
  ['another code', SHOWN, '004712', NOW, false],
  ['the same number without its zeros', SHOWN, '4711', NOW, false],
  ['nothing', SHOWN, '', NOW, false],
  ['in its last millisecond', SHOWN, CODE, plusMs(NOW, PAIRING_CODE_MS_MAX - 1), true],
  ['after its minutes', SHOWN, CODE, plusMs(NOW, PAIRING_CODE_MS_MAX), false],
  ['once it has served', PAIRED, CODE, NOW, false],
  ['where none is shown', UNPAIRED, CODE, NOW, false],
]
for (const [name, pairing, typed, at, expected] of CODES) {
  test(`a pairing code: ${name}`, () => assert.equal(showsCode(pairing, typed, at), expected))
}

const TOKENS: readonly (readonly [string, Pairing, string, Instant, boolean])[] = [
  ['of the screen', PAIRED, HASH, NOW, true],
  ['of another screen', PAIRED, screenTokenSha256Hex('01'.repeat(32)), NOW, false],
  ['in the last millisecond', PAIRED, HASH, plusMs(NOW, SCREEN_PAIRED_MS_MAX - 1), true],
  ['the next day', PAIRED, HASH, plusMs(NOW, SCREEN_PAIRED_MS_MAX), false],
  ['once a new code is shown', SHOWN, HASH, NOW, false],
]
for (const [name, pairing, hash, at, expected] of TOKENS) {
  test(`a screen’s token: ${name}`, () => assert.equal(isPairedWith(pairing, hash, at), expected))
}

test('a shown code outlives one guess fewer than the bound, and not the last', () => {
  let pairing: Pairing = SHOWN
  for (let guess = 1; guess < WRONG_GUESSES_MAX; guess++) pairing = afterWrongGuess(pairing)
  assert.equal(showsCode(pairing, CODE, NOW), true)
  assert.deepEqual(afterWrongGuess(pairing), UNPAIRED)
})

test('wrong guesses let no screen go', () => {
  assert.deepEqual(afterWrongGuess(PAIRED), PAIRED)
  assert.deepEqual(afterWrongGuess(UNPAIRED), UNPAIRED)
})

test('what has run out is gone', () => {
  assert.deepEqual(pairingAt(SHOWN, plusMs(NOW, PAIRING_CODE_MS_MAX)), UNPAIRED)
  assert.deepEqual(pairingAt(PAIRED, plusMs(NOW, SCREEN_PAIRED_MS_MAX)), UNPAIRED)
})

test('a code is six digits, and a draw that would favour some codes is drawn again', () => {
  const draws = [
    [0xff, 0xff, 0xff, 0xff],
    [0x00, 0x00, 0x00, 0x07],
  ]
  const random = { bytes: () => Uint8Array.from(draws.shift() ?? []) }
  assert.equal(drawPairingCode(random), '000007')
  assert.deepEqual(draws, [])
})

test('a token has 32 octets, and nothing of it is in what is kept', () => {
  const token = drawScreenToken({ bytes: (length) => new Uint8Array(length).fill(0xab) })
  assert.equal(token, 'ab'.repeat(32))
  assert.equal(JSON.stringify(pairedWith(screenTokenSha256Hex(token), NOW)).includes('abab'), false)
})
