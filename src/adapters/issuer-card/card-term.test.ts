import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readCardTerm } from '#card-client/card-term.ts'
import { type CardTransport, CardTransportError } from '#card-client/contract.ts'
import { exchange } from '#card-client/exchange.ts'
import { IssuerSession } from '#card-client/open-issuer-session.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { resetVerificationCode } from '#card-client/write-text-files.ts'
import { TEXT_EF } from '#codec/jpki-card/files.ts'
import { utf8 } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import {
  makeBlankCard,
  must,
  type TestCard,
  testCardIssuer,
  withCard,
} from '../../../test/support/personalised-card.ts'
import { writeTermToCard } from './card-term.ts'
import { verificationCodeOf } from './verification-code.ts'

const folder = mkdtempSync(join(tmpdir(), 'card-term-'))
after(() => rmSync(folder, { recursive: true }))

const BORN = civilDate(1990, 4, 1)
const LATER = civilDate(2041, 3, 31)
const SECURITY_CODE = '4321'

/** A card whose 照合番号B says the year in which it was to end. */
async function newCard(number: number): Promise<TestCard> {
  const card = await makeBlankCard(folder, String(number).padStart(12, '0') + SECURITY_CODE)
  await withCard(card, async (transport) => {
    const session = must(await IssuerSession.open(testCardIssuer(), transport, 'text'))
    must(await resetVerificationCode(session, codeAt(2036)))
  })
  return card
}

function codeAt(year: number): string {
  return verificationCodeOf({ cardSerial: SECURITY_CODE, expiresOn: civilDate(year, 1, 1) }, BORN)
}

function termOf({ cardSerial }: TestCard) {
  return { cardSerial, expiresOn: LATER, birthDate: BORN }
}

async function verifies(card: CardTransport, code: string): Promise<boolean> {
  must(await SelectedApplication.text(card))
  const command = { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x80 | TEXT_EF.codeB, data: utf8(code) }
  return (await exchange(card, command)).statusWord === 0x9000
}

test('day and 照合番号B change together, for good', async () => {
  const card = await newCard(0)
  await withCard(card, async (transport) => {
    must(await writeTermToCard(transport, testCardIssuer(), termOf(card)))
  })
  await withCard(card, async (transport) => {
    assert.equal(await readCardTerm(transport), LATER)
    assert.ok(await verifies(transport, codeAt(2041)))
    assert.equal(await verifies(transport, codeAt(2036)), false)
  })
})

test('pulled after any command, the card takes it on another day', async () => {
  for (let commands = 0; ; commands++) {
    const card = await newCard(commands + 1)
    const pulled = await withCard(card, async (transport) => {
      let left = commands
      const reader: CardTransport = {
        transmit: async (apdu) => {
          if (left-- === 0) throw new CardTransportError('card-removed')
          return await transport.transmit(apdu)
        },
      }
      return await writeTermToCard(reader, testCardIssuer(), termOf(card)).then(
        () => false,
        (fault: unknown) => fault instanceof CardTransportError,
      )
    })
    await withCard(card, async (transport) => {
      // The day is written last: a card that says it has the code too.
      if ((await readCardTerm(transport)) === LATER) {
        assert.ok(await verifies(transport, codeAt(2041)))
      }
      must(await writeTermToCard(transport, testCardIssuer(), termOf(card)))
      assert.equal(await readCardTerm(transport), LATER)
      assert.ok(await verifies(transport, codeAt(2041)))
    })
    if (!pulled) break
  }
})
