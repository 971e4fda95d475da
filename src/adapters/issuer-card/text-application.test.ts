import assert from 'node:assert/strict'
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, suite, test } from 'node:test'
import { CARD_PROFILES } from '#card/contract.ts'
import {
  type CardBasicItems,
  type CardTransport,
  CardTransportError,
} from '#card-client/contract.ts'
import { readFile, selectFile } from '#card-client/elementary-file.ts'
import { exchange } from '#card-client/exchange.ts'
import { readBasicItems } from '#card-client/read-basic-items.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { TEXT_EF } from '#codec/jpki-card/files.ts'
import { syntheticIndividualNumber } from '#codec/jpki-card/individual-number.ts'
import { ISSUER_INS } from '#codec/jpki-card/issuer-commands.ts'
import type { IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import { subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { individualNumberFile, verificationCodeB } from '#codec/jpki-card/text-files.ts'
import { parseTlv, parseTlvs } from '#codec/tlv/ber-tlv.ts'
import { digest } from '#crypto/digest.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { refuse } from '#kernel/result.ts'
import {
  makeBlankCard,
  must,
  pinOf,
  type TestCard,
  testCardIssuer,
  withCard,
} from '../../../test/support/personalised-card.ts'
import { SCRYPT_LOG_N_MIN } from '../keys/sealed-file.ts'
import { openTextIssuer } from '../keys/text-issuer.ts'
import { type TextPersonalisation, writeTextApplication } from './text-application.ts'

const ITEMS: CardBasicItems = {
  name: '見本　花子',
  address: '東京都千代田区霞が関二丁目1番2号',
  birthDate: civilDate(1990, 4, 1),
  sex: 'female',
}
const INDIVIDUAL_NUMBER = syntheticIndividualNumber(7)
const CODE_B = verificationCodeB(ITEMS.birthDate, 2034, '4321')
const CONTENT: TextPersonalisation = {
  individualNumber: INDIVIDUAL_NUMBER,
  items: ITEMS,
  verificationCodeB: CODE_B,
  textPin: '5678',
}

const folder = mkdtempSync(join(tmpdir(), 'text-application-'))
after(() => rmSync(folder, { recursive: true }))
const textIssuer = must(
  await openTextIssuer(join(folder, 'text-issuer.json'), 'correct horse', SCRYPT_LOG_N_MIN),
)

async function write(card: CardTransport, content: TextPersonalisation = CONTENT): Promise<void> {
  must(await writeTextApplication(card, testCardIssuer(), textIssuer, content))
}

/** VERIFY by short identifier; the status word in hexadecimal. */
async function verifyWord(card: CardTransport, file: number, value?: string): Promise<string> {
  const command = { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x80 | file }
  const data = value === undefined ? {} : { data: utf8(value) }
  return (await exchange(card, { ...command, ...data })).statusWord.toString(16)
}

async function fileOf(text: SelectedApplication<'text'>, file: number): Promise<Uint8Array> {
  must(await selectFile(text, file))
  return must(await readFile(text, 0, 1024))
}

/** The key that EF 0004 certifies, which anybody may read. */
async function certifiedKey(text: SelectedApplication<'text'>): Promise<KeyObject> {
  const certificate = must(parseTlv(await fileOf(text, TEXT_EF.certificate)))
  const [body] = must(parseTlvs(certificate.value))
  const [, modulus] = must(parseTlvs(body?.value.subarray(32) ?? new Uint8Array(0)))
  const key = Buffer.from(subjectPublicKeyInfo(modulus?.value ?? new Uint8Array(0)))
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

suite('personalising 券面事項入力補助AP', () => {
  let cards = 0
  let card: TestCard

  beforeEach(async () => {
    card = await makeBlankCard(folder, String(81 + cards++).padStart(16, '0'))
  })

  test('the basic four items are read after the PIN, on another day too', async () => {
    await withCard(card, (transport) => write(transport))
    await withCard(card, async (transport) => {
      const text = must(await SelectedApplication.text(transport))
      const closed = await readBasicItems(text)
      assert.equal(!closed.ok && closed.refusal, 'security-status-not-satisfied')
      must(await verifyPin(text, pinOf('text')))
      assert.deepEqual(must(await readBasicItems(text)), ITEMS)
    })
  })

  test('number and items are signed by the key of the certificate on the card', async () => {
    await withCard(card, async (transport) => {
      await write(transport)
      const text = must(await SelectedApplication.text(transport))
      const publicKey = await certifiedKey(text)
      must(await verifyPin(text, pinOf('text')))
      const integrity = must(parseTlv(await fileOf(text, TEXT_EF.integrity)))
      const [number, items, signature] = must(parseTlvs(integrity.value))
      assert.ok(number !== undefined && items !== undefined && signature !== undefined)
      const toBeSigned = Buffer.concat([number.encoded, items.encoded])
      assert.ok(verify('sha256', toBeSigned, publicKey, signature.value))
      const numberFile = individualNumberFile(INDIVIDUAL_NUMBER)
      assert.equal(toHex(number.value), toHex(digest('sha256', numberFile)))
      const basicItems = must(parseTlv(await fileOf(text, TEXT_EF.basicItems))).value
      assert.equal(toHex(items.value), toHex(digest('sha256', basicItems.subarray(11))))
    })
  })

  test('the card’s own key is vouched for, and EF 0005 names the issuer’s', async () => {
    await withCard(card, async (transport) => {
      await write(transport)
      const text = must(await SelectedApplication.text(transport))
      const publicKey = await certifiedKey(text)
      const information = must(parseTlv(await fileOf(text, TEXT_EF.basicInformation)))
      const [, keyId] = must(parseTlvs(information.value))
      assert.deepEqual(keyId?.value, await textIssuer.keyId())
      must(await verifyPin(text, pinOf('text')))
      const signedKey = must(parseTlv(await fileOf(text, TEXT_EF.signedPublicKey)))
      const [key, signature] = must(parseTlvs(signedKey.value))
      assert.ok(key !== undefined && signature !== undefined)
      assert.ok(verify('sha256', key.encoded, publicKey, signature.value))
    })
  })

  test('照合番号A opens the number, 照合番号B the items, and neither the other', async () => {
    for (const [file, value, opened, shut] of [
      [TEXT_EF.codeA, INDIVIDUAL_NUMBER, TEXT_EF.individualNumber, TEXT_EF.basicItems],
      [TEXT_EF.codeB, CODE_B, TEXT_EF.basicItems, TEXT_EF.individualNumber],
    ] as const) {
      await withCard(card, (transport) => write(transport))
      await withCard(card, async (transport) => {
        const text = must(await SelectedApplication.text(transport))
        assert.equal(await verifyWord(transport, file, '0'.repeat(value.length)), '63c9')
        assert.equal(await verifyWord(transport, file, value), '9000')
        assert.ok((await fileOf(text, opened)).length > 0)
        must(await selectFile(text, shut))
        const refused = await readFile(text, 0, 16)
        assert.equal(!refused.ok && refused.refusal, 'security-status-not-satisfied')
      })
    }
  })

  test('a wrong PIN costs a try; three block it, until the issuer sets another', async () => {
    await withCard(card, async (transport) => {
      await write(transport)
      const text = must(await SelectedApplication.text(transport))
      const answers = []
      for (const typed of ['0000', '0001', '0002', '5678']) {
        const verified = await verifyPin(text, pinOf('text', typed))
        answers.push(!verified.ok && [verified.refusal, verified.detail['triesLeft']])
      }
      const blocked = ['pin-blocked', undefined]
      assert.deepEqual(answers, [['pin-wrong', 2], ['pin-wrong', 1], blocked, blocked])
      const closed = await readBasicItems(text)
      assert.equal(!closed.ok && closed.refusal, 'security-status-not-satisfied')
      await write(transport, { ...CONTENT, textPin: '8765' })
      const again = must(await SelectedApplication.text(transport))
      must(await verifyPin(again, pinOf('text', '8765')))
      assert.deepEqual(must(await readBasicItems(again)), ITEMS)
    })
  })

  test('without a value the PIN stays as it is: unset at first, later the resident’s', async () => {
    const { textPin: _, ...withoutPin } = CONTENT
    await withCard(card, async (transport) => {
      await write(transport, withoutPin)
      assert.equal(await verifyWord(transport, TEXT_EF.pin), '63c0')
      assert.equal(await verifyWord(transport, TEXT_EF.pin, '5678'), '6984')
      await write(transport)
      const moved = { ...ITEMS, address: '北海道函館市五稜郭町1番1号' }
      await write(transport, { ...withoutPin, items: moved })
      const text = must(await SelectedApplication.text(transport))
      must(await verifyPin(text, pinOf('text')))
      assert.deepEqual(must(await readBasicItems(text)), moved)
    })
  })

  test('pulled before the activation it has nothing; the same call completes it', async () => {
    await withCard(card, async (transport) => {
      const pulled: CardTransport = {
        async transmit(commandApdu) {
          if (commandApdu[1] === ISSUER_INS.activate) throw new CardTransportError('card-removed')
          return transport.transmit(commandApdu)
        },
      }
      await assert.rejects(write(pulled), { code: 'card-removed' })
      const text = must(await SelectedApplication.text(transport))
      assert.equal(await verifyWord(transport, TEXT_EF.pin), '63c0')
      const absent = await selectFile(text, TEXT_EF.basicItems)
      assert.deepEqual(!absent.ok && absent.detail, { command: 'SELECT', sw: '6a82' })
      await write(transport)
      must(await verifyPin(must(await SelectedApplication.text(transport)), pinOf('text')))
    })
  })

  test('without an issuer session nothing is written', async () => {
    await withCard(card, async (transport) => {
      must(await SelectedApplication.text(transport))
      const staging = { cla: 0x80, ins: 0xd6, p1: 0x00, p2: 0x80 | TEXT_EF.basicItems }
      for (const command of [
        { ...staging, data: Uint8Array.of(0, 0, 1) },
        { cla: 0x80, ins: 0x32, p1: 0x00, p2: 0x80 | TEXT_EF.pin, data: utf8('1234') },
        { cla: 0x80, ins: ISSUER_INS.activate, p1: 0x00, p2: 0x00 },
      ])
        assert.equal((await exchange(transport, command)).statusWord, 0x6982)
    })
  })

  test('what the issuer refuses is handed on, and the card keeps what it had', async () => {
    const closed: IssuerSide<'application-state'> = {
      prove: async () => refuse('application-state', { state: 'delivered' }),
      accept: () => assert.fail('nothing was proved'),
    }
    const stranger = testCardIssuer('9999999999999999')
    await withCard(card, async (transport) => {
      const refused = await writeTextApplication(transport, closed, textIssuer, CONTENT)
      const detail = { state: 'delivered' }
      assert.deepEqual(refused, { ok: false, refusal: 'application-state', detail })
      const forged = await writeTextApplication(transport, stranger, textIssuer, CONTENT)
      const statusWord = '63ce'
      assert.deepEqual(forged, { ok: false, refusal: 'card-refused', detail: { statusWord } })
      assert.equal(await verifyWord(transport, TEXT_EF.pin), '63c0')
    })
  })

  for (const [name, change, refusal] of [
    ['a PIN of another form', { textPin: '567' }, 'pin-form-text'],
    ['a name too long', { items: { ...ITEMS, name: '長'.repeat(171) } }, 'text-item-too-long'],
    ['no address', { items: { ...ITEMS, address: '' } }, 'text-item-missing'],
  ] as const)
    test(`${name} is refused, and the card keeps what it had`, async () => {
      await withCard(card, async (transport) => {
        await write(transport)
        const content = { ...CONTENT, textPin: '9999', ...change }
        const refused = await writeTextApplication(transport, testCardIssuer(), textIssuer, content)
        assert.deepEqual(refused, { ok: false, refusal, detail: {} })
        const text = must(await SelectedApplication.text(transport))
        must(await verifyPin(text, pinOf('text')))
        assert.deepEqual(must(await readBasicItems(text)), ITEMS)
      })
    })

  test('no PIN and no item crosses the reader in clear', async () => {
    const sent: string[] = []
    await withCard(card, async (transport) => {
      const overheard: CardTransport = {
        transmit: (commandApdu) => {
          sent.push(toHex(commandApdu))
          return transport.transmit(commandApdu)
        },
      }
      await write(overheard)
    })
    const all = sent.join(' ')
    assert.ok(sent.length > 10)
    for (const secret of ['5678', INDIVIDUAL_NUMBER, CODE_B, ITEMS.name, ITEMS.address])
      assert.equal(all.includes(toHex(utf8(secret))), false)
  })

  test('a phone has no such application', async () => {
    const phone = await makeBlankCard(folder, '0000000000000079', CARD_PROFILES.android)
    await withCard(phone, async (transport) => {
      const refused = await writeTextApplication(transport, testCardIssuer(), textIssuer, CONTENT)
      assert.deepEqual(refused, { ok: false, refusal: 'text-application-absent', detail: {} })
    })
  })
})
