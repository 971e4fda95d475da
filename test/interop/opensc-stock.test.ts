import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { CARD_PROFILES } from '#card/contract.ts'
import { fromHex } from '#kernel/bytes.ts'
import { runTool } from '../support/run-tool.ts'
import { issueCard, type IssuedCard } from './issued-card.ts'
import { startVirtualReader, type VirtualReader } from './pcscd.ts'

/**
 * Row 3 of spec/card.md §4.4: with the packages' own configuration every other driver of OpenSC
 * asks first, and none of them may take the card; it is recognised by its application, not by its
 * ATR.
 */
suite('OpenSC as installed, not told what the card is', { timeout: 120_000 }, () => {
  const ATRS = ['3b80800101', '3bda13ff8131fb468012392f31c173c601c03b'] as const
  let cards: readonly [IssuedCard, IssuedCard]
  let reader: VirtualReader

  before(async () => {
    cards = [
      await cardWithAtr('0000000000000003', ATRS[0]),
      await cardWithAtr('0000000000000004', ATRS[1]),
    ]
    reader = await startVirtualReader(cards)
  })

  after(async () => {
    await reader.stop()
    for (const card of cards) card.remove()
  })

  for (const slot of [0, 1] as const) {
    test(`row 3: the card in slot ${slot} has an ATR of its own and is a JPKI card`, async () => {
      const choice = ['--reader', reader.slotName(slot)]
      const shown = await runTool('opensc-tool', [...choice, '--atr'], { env: reader.stockEnv })
      assert.equal(shown.text.replace(/[:\s]/g, '').slice(0, ATRS[slot].length), ATRS[slot])
      const named = await runTool('opensc-tool', [...choice, '-n'], { env: reader.stockEnv })
      assert.match(named.stdout.toString('utf8'), /^JPKI$|^jpki$/im)
    })

    test(`two cards, each its own certificate: slot ${slot}`, async () => {
      const read = ['--reader', reader.slotName(slot), '--read-certificate', '01']
      const pem = await runTool('pkcs15-tool', read, { env: reader.stockEnv })
      const der = await runTool('openssl', ['x509', '-outform', 'DER'], { input: pem.stdout })
      const issued = cards[slot].issuedDer['user-authentication']
      assert.deepEqual(new Uint8Array(der.stdout), issued)
    })
  }
})

function cardWithAtr(cardSerial: string, atrHex: string): Promise<IssuedCard> {
  const atr = fromHex(atrHex)
  assert(atr !== undefined)
  return issueCard(cardSerial, { ...CARD_PROFILES.plastic, atr })
}
