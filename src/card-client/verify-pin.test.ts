import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import {
  certifyQuickly,
  makeBlankCard,
  must,
  personalise,
  pinOf,
  type TestCard,
  testCardIssuer,
  withCard,
} from '../../test/support/personalised-card.ts'
import { scriptedCard, selectionOf } from '../../test/support/scripted-card.ts'
import { changePin } from './change-pin.ts'
import { IssuerSession } from './open-issuer-session.ts'
import { pinTriesLeft } from './pin-tries-left.ts'
import { resetPin, unblockPin } from './reset-pin.ts'
import { SelectedApplication } from './select-application.ts'
import { verifyPin } from './verify-pin.ts'

suite('the PINs of a card', () => {
  let folder: string
  let card: TestCard

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'card-client-'))
    card = await makeBlankCard(folder, '0000000000000021')
    await withCard(card, (transport) =>
      personalise(transport, certifyQuickly, ['user-authentication']),
    )
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  test('a miss tells the tries left, a success gives them back', async () => {
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      assert.equal(must(await pinTriesLeft(jpki, 'user-authentication')), 3)
      const missed = await verifyPin(jpki, pinOf('user-authentication', '9999'))
      const detail = { pin: 'user-authentication', triesLeft: 2 }
      assert.deepEqual(missed, { ok: false, refusal: 'pin-wrong', detail })
      assert.equal(must(await pinTriesLeft(jpki, 'user-authentication')), 2)
      must(await verifyPin(jpki, pinOf('user-authentication')))
      assert.equal(must(await pinTriesLeft(jpki, 'user-authentication')), 3)
    })
  })

  test('the third miss in a row blocks, and then the right PIN is refused too', async () => {
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      const refusals: string[] = []
      for (const text of ['0000', '0001', '0002', '1234']) {
        const shown = await verifyPin(jpki, pinOf('user-authentication', text))
        refusals.push(shown.ok ? 'accepted' : shown.refusal)
      }
      assert.deepEqual(refusals, ['pin-wrong', 'pin-wrong', 'pin-blocked', 'pin-blocked'])
      assert.equal(must(await pinTriesLeft(jpki, 'user-authentication')), 0)
    })
  })

  test('the issuer unblocks with the value kept, or sets a new one', async () => {
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      for (const text of ['0000', '0001', '0002'])
        await verifyPin(jpki, pinOf('user-authentication', text))
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      must(await unblockPin(session, 'user-authentication'))
      must(await verifyPin(jpki, pinOf('user-authentication')))
    })
    await withCard(card, async (transport) => {
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      must(await resetPin(session, pinOf('user-authentication', '2468')))
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await verifyPin(jpki, pinOf('user-authentication', '2468')))
    })
  })

  test('the holder changes a PIN with the current one', async () => {
    const replacement = pinOf('user-authentication', '8642')
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await changePin(jpki, pinOf('user-authentication'), replacement))
    })
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      const old = await verifyPin(jpki, pinOf('user-authentication'))
      assert.equal(!old.ok && old.refusal, 'pin-wrong')
      must(await verifyPin(jpki, replacement))
    })
  })

  test('a wrong current PIN costs a try and changes nothing', async () => {
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      const wrong = pinOf('user-authentication', '9999')
      const changed = await changePin(jpki, wrong, pinOf('user-authentication', '8642'))
      assert.equal(!changed.ok && changed.refusal, 'pin-wrong')
      must(await verifyPin(jpki, pinOf('user-authentication')))
    })
  })
})

const VERIFY_1234 = '002000800431323334'

for (const [name, statusWord, refusal] of [
  ['6984, the real card', '6984', 'pin-blocked'],
  ['6983, other carriers', '6983', 'pin-blocked'],
  ['63C0, the try that used up the last', '63c0', 'pin-blocked'],
  ['63C1', '63c1', 'pin-wrong'],
  ['6982', '6982', 'security-status-not-satisfied'],
  ['6A86', '6a86', 'card-answer-unexpected'],
] as const) {
  test(`VERIFY answered by ${name}`, async () => {
    const transport = scriptedCard({ ...selectionOf('0018'), [VERIFY_1234]: statusWord })
    const jpki = must(await SelectedApplication.jpki(transport))
    const shown = await verifyPin(jpki, pinOf('user-authentication'))
    assert.equal(!shown.ok && shown.refusal, refusal)
    if (!shown.ok) assert.doesNotMatch(JSON.stringify(shown), /1234/)
  })
}

test('the number of tries is asked for with exactly four octets; 6984 means none', async () => {
  const transport = scriptedCard({ ...selectionOf('001b'), '00200080': '6984' })
  const jpki = must(await SelectedApplication.jpki(transport))
  assert.equal(must(await pinTriesLeft(jpki, 'signature')), 0)
})
