import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { TEXT_EF } from '#codec/jpki-card/files.ts'
import { syntheticIndividualNumber } from '#codec/jpki-card/individual-number.ts'
import { modulusOf } from '#codec/jpki-card/rsa-key.ts'
import {
  cardKeyId,
  cardVerifiableBody,
  cardVerifiableCertificate,
  verificationCodeB,
} from '#codec/jpki-card/text-files.ts'
import { parseTlv, parseTlvs } from '#codec/tlv/ber-tlv.ts'
import { civilDate } from '#kernel/civil-date.ts'
import {
  makeBlankCard,
  must,
  pinOf,
  type TestCard,
  testCardIssuer,
  withCard,
} from '../../test/support/personalised-card.ts'
import { scriptedCard } from '../../test/support/scripted-card.ts'
import type { CardBasicItems } from './contract.ts'
import { readFile, selectFile } from './elementary-file.ts'
import { IssuerSession } from './open-issuer-session.ts'
import type { TextIssuer } from './ports.ts'
import { readBasicItems } from './read-basic-items.ts'
import { resetPin } from './reset-pin.ts'
import { SelectedApplication } from './select-application.ts'
import { verifyPin } from './verify-pin.ts'
import { type TextContent, writeTextFiles } from './write-text-files.ts'

const ITEMS: CardBasicItems = {
  name: '見本　花子',
  address: '東京都千代田区霞が関二丁目1番2号',
  birthDate: civilDate(1990, 4, 1),
  sex: 'female',
}

const CONTENT: TextContent = {
  individualNumber: syntheticIndividualNumber(7),
  items: ITEMS,
  verificationCodeB: verificationCodeB(ITEMS.birthDate, 2034, '4321'),
}

/** An issuer whose certificate is signed by its own key. */
function textIssuer(privateKey: KeyObject): TextIssuer {
  const signed = (octets: Uint8Array): Uint8Array =>
    new Uint8Array(sign('sha256', octets, privateKey))
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const modulus = modulusOf(new Uint8Array(spki))
  assert(modulus !== undefined)
  const body = cardVerifiableBody(cardKeyId(1), cardKeyId(2), modulus)
  return {
    sign: async (toBeSigned) => signed(toBeSigned),
    certificate: async () => cardVerifiableCertificate(body, signed(body)),
    keyId: async () => cardKeyId(2),
  }
}

suite('券面事項入力補助AP', () => {
  let folder: string
  let card: TestCard
  let publicKey: KeyObject

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'card-client-'))
    card = await makeBlankCard(folder, '0000000000000061')
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
    publicKey = keys.publicKey
    await withCard(card, async (transport) => {
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'text'))
      must(await writeTextFiles(session, textIssuer(keys.privateKey), CONTENT))
      must(await resetPin(session, pinOf('text')))
    })
  })

  after(() => rmSync(folder, { recursive: true }))

  test('the basic four items come back after the PIN, and not before', async () => {
    await withCard(card, async (transport) => {
      const text = must(await SelectedApplication.text(transport))
      const closed = await readBasicItems(text)
      assert.equal(!closed.ok && closed.refusal, 'security-status-not-satisfied')
      must(await verifyPin(text, pinOf('text')))
      assert.deepEqual(must(await readBasicItems(text)), ITEMS)
    })
  })

  test('the issuer signed what stands there: number, items and the key of the card', async () => {
    await withCard(card, async (transport) => {
      const text = must(await SelectedApplication.text(transport))
      must(await verifyPin(text, pinOf('text')))
      for (const [file, signedTags] of [
        [TEXT_EF.integrity, [0xdf31, 0xdf32]],
        [TEXT_EF.signedPublicKey, [0xdf51]],
      ] as const) {
        must(await selectFile(text, file))
        const object = must(parseTlv(must(await readFile(text, 0, 1024))))
        const parts = must(parseTlvs(object.value))
        assert.deepEqual(
          parts.slice(0, -1).map(({ tag }) => tag),
          signedTags,
        )
        const toBeSigned = Buffer.concat(parts.slice(0, -1).map(({ encoded }) => encoded))
        const signature = parts.at(-1)?.value ?? new Uint8Array(0)
        assert.ok(verify('sha256', toBeSigned, publicKey, signature))
      }
    })
  })

  test('a name that the card cannot hold is refused before the card is asked', async () => {
    const long = { ...CONTENT, items: { ...ITEMS, name: '長'.repeat(171) } }
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
    await withCard(card, async (transport) => {
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'text'))
      const written = await writeTextFiles(session, textIssuer(keys.privateKey), long)
      assert.deepEqual(written, { ok: false, refusal: 'text-item-too-long', detail: {} })
    })
  })
})

const SELECTED = { '00a4040c0ad3921000310001010408': '9000', '00a4020c020002': '9000' }
for (const [name, answers] of [
  ['an empty file', { '00b0000005': '6b00' }],
  ['another object', { '00b0000005': 'ff300201029000' }],
  ['a length of four octets', { '00b0000005': 'ff20830000019000' }],
  ['more than READ BINARY reaches', { '00b0000005': 'ff2082ffff9000' }],
  ['a file that ends too early', { '00b0000005': 'ff208190aa9000', '00b0000094': 'ff209000' }],
] as const) {
  test(`reading the basic four items: ${name}`, async () => {
    const transport = scriptedCard({ ...SELECTED, ...answers })
    const text = must(await SelectedApplication.text(transport))
    const items = await readBasicItems(text)
    assert.deepEqual(items, { ok: false, refusal: 'text-file-malformed', detail: {} })
  })
}
