import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { TEST_PINS } from '../support/personalised-card.ts'
import type { ToolEnd } from '../support/run-tool.ts'
import { issueCard, type IssuedCard } from './issued-card.ts'
import { startVirtualReader, type VirtualReader } from './pcscd.ts'

/**
 * Rows 15 and 16 of spec/card.md §4.4: what OpenSC sees of PINs that are missed, locked and
 * changed.
 */

const MODULE = ['--module', 'opensc-pkcs11.so']
const WRONG_PIN = '9999'

const SELECT_JPKI = '00A4040C0AD392F000260100000001'
const SELECT_TEXT = '00A4040C0AD3921000310001010408'
const SELECT_AUTH_PIN = '00A4020C020018'
const TRIES_LEFT = '00200080'
const VERIFY_1234 = '002000800431323334'
const CHANGE_TO_8642 = '002401800438363432'
const VERIFY_8642 = '002000800438363432'

suite('unmodified OpenSC and the PINs of the virtual card', { timeout: 120_000 }, () => {
  let cards: readonly [IssuedCard, IssuedCard]
  let reader: VirtualReader

  before(async () => {
    cards = [await issueCard('0000000000000015'), await issueCard('0000000000000016')]
    reader = await startVirtualReader(cards)
  })

  after(async () => {
    await reader.stop()
    for (const card of cards) card.remove()
  })

  function login(pin: string): Promise<ToolEnd> {
    const args = ['--slot-index', '0', '--login', '--pin', pin, '-O']
    return reader.run('pkcs11-tool', [...MODULE, ...args])
  }

  async function triesLeft(): Promise<string> {
    const { text } = await reader.run('pkcs15-tool', ['--reader', reader.slotName(0), '-D'])
    const found = /PIN \[User Authentication PIN\][\s\S]*?Tries left +: (\d+)/.exec(text)
    return found?.[1] ?? text
  }

  /** The status words of raw commands, sent in one session to the second card. */
  async function statusWords(...commands: readonly string[]): Promise<readonly string[]> {
    const sent = commands.flatMap((command) => ['-s', command])
    const { text } = await reader.run('opensc-tool', ['--reader', reader.slotName(1), ...sent])
    const received = text.matchAll(/Received \(SW1=0x(..), SW2=0x(..)\)/g)
    return Array.from(received, ([, sw1, sw2]) => `${sw1}${sw2}`.toLowerCase())
  }

  test('row 15: three misses lock the PIN, and the right one no longer helps', async () => {
    for (const left of ['2', '1', '0']) {
      const end = await login(WRONG_PIN)
      assert.notEqual(end.status, 0)
      assert.match(end.text, /CKR_PIN_INCORRECT/)
      assert.equal(await triesLeft(), left)
    }
    const end = await login(TEST_PINS['user-authentication'])
    assert.notEqual(end.status, 0)
    // 6984 is "Reference data not usable" to OpenSC (spec/card.md §2.6).
    assert.match(end.text, /CKR_GENERAL_ERROR/)
    const { text } = await reader.run('pkcs11-tool', [...MODULE, '-L'])
    assert.match(text, /JPKI \(User Authentication PIN\)[\s\S]*?user PIN locked/)
  })

  test('row 16: a PIN changed by raw commands is the one that counts', async () => {
    const changed = await statusWords(SELECT_JPKI, SELECT_AUTH_PIN, VERIFY_1234, CHANGE_TO_8642)
    assert.deepEqual(changed, ['9000', '9000', '9000', '9000'])
    const [, , oldPin, left, newPin] = await statusWords(
      SELECT_JPKI,
      SELECT_AUTH_PIN,
      VERIFY_1234,
      TRIES_LEFT,
      VERIFY_8642,
    )
    assert.deepEqual([oldPin, left, newPin], ['63c2', '63c2', '9000'])
  })

  test('row 16: without the old PIN no change', async () => {
    // pcscd keeps the card powered for a moment between two clients; another application clears the
    // PIN for certain.
    const [, , , changed] = await statusWords(
      SELECT_TEXT,
      SELECT_JPKI,
      SELECT_AUTH_PIN,
      CHANGE_TO_8642,
    )
    assert.equal(changed, '6982')
  })
})
