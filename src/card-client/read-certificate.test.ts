import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { CARD_PROFILES } from '#card/contract.ts'
import {
  certifyQuickly,
  makeBlankCard,
  must,
  personalise,
  pinOf,
  withCard,
} from '../../test/support/personalised-card.ts'
import { scriptedCard, selectionOf } from '../../test/support/scripted-card.ts'
import type { CardCertificate, CardTransport } from './contract.ts'
import { readCertificate } from './read-certificate.ts'
import { readTokenInfo } from './read-token-info.ts'
import { SelectedApplication } from './select-application.ts'
import { verifyPin } from './verify-pin.ts'
import type { CertificateToWrite } from './write-certificates.ts'

suite('reading a card', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'card-client-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  test('all four certificates come back as written, the signature one after its PIN', async () => {
    const card = await makeBlankCard(folder, '0000000000000031')
    await withCard(card, async (transport) => {
      const written = await personalise(transport, certifyQuickly)
      assert.equal(written.length, 4)
      assert.equal(await read(transport, 'signature'), 'security-status-not-satisfied')
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await verifyPin(jpki, pinOf('signature')))
      for (const { certificate, der } of written)
        assert.deepEqual(must(await readCertificate(jpki, certificate)), der)
    })
  })

  test('sixteen octets of filler after a certificate are left out', async () => {
    const profile = { ...CARD_PROFILES.plastic, sixteenByteFiller: true }
    const card = await makeBlankCard(folder, '0000000000000032', profile)
    await withCard(card, async (transport) => {
      const written = await personalise(transport, certifyQuickly, ['user-authentication'])
      const jpki = must(await SelectedApplication.jpki(transport))
      const der = must(await readCertificate(jpki, 'user-authentication'))
      assert.deepEqual(der, derOf(written, 'user-authentication'))
    })
  })

  test('certificate-absent: before issue, and where the card has no room', async () => {
    const blank = await makeBlankCard(folder, '0000000000000033')
    await withCard(blank, async (transport) => {
      assert.equal(await read(transport, 'user-authentication'), 'certificate-absent')
      assert.equal(await read(transport, 'signature-ca'), 'certificate-absent')
    })
    const pinless = await makeBlankCard(folder, '0000000000000034', CARD_PROFILES.pinless)
    await withCard(pinless, async (transport) =>
      assert.equal(await read(transport, 'signature'), 'certificate-absent'),
    )
  })

  test('a smartphone shows its user authentication certificate only after the PIN', async () => {
    const phone = await makeBlankCard(folder, '0000000000000035', CARD_PROFILES.android)
    await withCard(phone, async (transport) => {
      await personalise(transport, certifyQuickly, ['user-authentication'])
      assert.equal(await read(transport, 'user-authentication'), 'security-status-not-satisfied')
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await verifyPin(jpki, pinOf('user-authentication')))
      assert.equal(await read(transport, 'user-authentication'), 'read')
    })
  })

  for (const [variant, carrier, cardSerial] of [
    ['plastic', 'card', '0000000000000036'],
    ['android', 'android', '0000000000000037'],
    ['iphone', 'iphone', '0000000000000038'],
  ] as const) {
    test(`token information of the ${variant} variant`, async () => {
      const card = await makeBlankCard(folder, cardSerial, CARD_PROFILES[variant])
      await withCard(card, async (transport) => {
        const jpki = must(await SelectedApplication.jpki(transport))
        const info = must(await readTokenInfo(jpki))
        assert.deepEqual([info.carrier, info.serialNumber], [carrier, cardSerial])
      })
    })
  }
})

const HEADER = '00b0000004'
for (const [name, answers, refusal] of [
  ['an empty file', { [HEADER]: '6b00' }, 'certificate-absent'],
  ['a file of filler', { [HEADER]: 'ffffffff9000' }, 'certificate-absent'],
  ['a file that is no SEQUENCE', { [HEADER]: '310200019000' }, 'certificate-not-der'],
  ['a certificate below 256 octets', { [HEADER]: '308180019000' }, 'certificate-not-der'],
  ['a header cut short', { [HEADER]: '3082019000' }, 'certificate-not-der'],
  ['more than READ BINARY reaches', { [HEADER]: '30827ffd9000' }, 'certificate-not-der'],
  [
    'a file that ends before its certificate',
    { [HEADER]: '308200029000', '00b0000402': 'aa9000' },
    'certificate-not-der',
  ],
  ['another status word', { [HEADER]: '6f00' }, 'card-answer-unexpected'],
] as const) {
  test(`reading a certificate: ${name}`, async () => {
    const transport = scriptedCard({ ...selectionOf('000a'), ...answers })
    const jpki = must(await SelectedApplication.jpki(transport))
    const der = await readCertificate(jpki, 'user-authentication')
    assert.equal(!der.ok && der.refusal, refusal)
  })
}

test('token information that is too short is refused', async () => {
  const transport = scriptedCard({ ...selectionOf('0006'), '00b00000a0': '4a504b499000' })
  const jpki = must(await SelectedApplication.jpki(transport))
  const info = await readTokenInfo(jpki)
  assert.equal(!info.ok && info.refusal, 'token-info-malformed')
})

async function read(transport: CardTransport, certificate: CardCertificate): Promise<string> {
  const jpki = must(await SelectedApplication.jpki(transport))
  const der = await readCertificate(jpki, certificate)
  return der.ok ? 'read' : der.refusal
}

function derOf(
  written: readonly CertificateToWrite[],
  certificate: CardCertificate,
): Uint8Array | undefined {
  return written.find((it) => it.certificate === certificate)?.der
}
