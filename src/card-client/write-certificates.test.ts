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
  sequenceAround,
  type TestCard,
  testCardIssuer,
  withCard,
} from '../../test/support/personalised-card.ts'
import type { CardTransport } from './contract.ts'
import { makeKeyPair, readWaitingKey } from './make-key-pair.ts'
import { IssuerSession } from './open-issuer-session.ts'
import { readCertificate } from './read-certificate.ts'
import { SelectedApplication } from './select-application.ts'
import { signMessageWithCard } from './sign-with-card.ts'
import { verifyPin } from './verify-pin.ts'
import { eraseCertificate, writeCertificates } from './write-certificates.ts'

suite('the issuer and a card', () => {
  let folder: string
  let card: TestCard

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'card-client-'))
    card = await makeBlankCard(folder, '0000000000000051')
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  test('an issuer that does not hold the key of this card is refused', async () => {
    await withCard(card, async (transport) => {
      const stranger = testCardIssuer('9999999999999999')
      const session = await IssuerSession.open(stranger, transport, 'jpki')
      const detail = { statusWord: '63ce' }
      assert.deepEqual(session, { ok: false, refusal: 'card-refused', detail })
    })
  })

  test('a session that opens ends the one before it', async () => {
    await withCard(card, async (transport) => {
      const first = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      const second = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      must(await makeKeyPair(second, 'user-authentication'))
      const late = await makeKeyPair(first, 'user-authentication')
      assert.equal(!late.ok && late.refusal, 'card-refused')
    })
  })

  test('an issue cut short by power goes on with the key that waits', async () => {
    const made = await withCard(card, async (transport) => {
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      return must(await makeKeyPair(session, 'user-authentication')).subjectPublicKeyDer
    })
    await withCard(card, async (transport) => {
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      const waiting = must(await readWaitingKey(session, 'user-authentication')).subjectPublicKeyDer
      assert.deepEqual(waiting, made)
      const certificates = await certifyQuickly('user-authentication', waiting)
      must(await writeCertificates(session, certificates))
      assert.deepEqual(await authenticationCertificate(transport), certificates[0]?.der)
    })
  })

  test('renewal: the old certificate and key serve until the new ones are written', async () => {
    await withCard(card, async (transport) => {
      const [old] = await personalise(transport, certifyQuickly, ['user-authentication'])
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      const { subjectPublicKeyDer: renewed } = must(
        await makeKeyPair(session, 'user-authentication'),
      )
      assert.deepEqual(await authenticationCertificate(transport), old?.der)
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await verifyPin(jpki, pinOf('user-authentication')))
      const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
      const signed = await signMessageWithCard(jpki, 'user-authentication', scheme, renewed)
      assert.ok(signed.ok)
      const der = sequenceAround('n', renewed)
      must(await writeCertificates(session, [{ certificate: 'user-authentication', der }]))
      assert.deepEqual(await authenticationCertificate(transport), der)
    })
  })

  test("a certificate of another key is refused by the card, and the session's end", async () => {
    await withCard(card, async (transport) => {
      const [old] = await personalise(transport, certifyQuickly, ['user-authentication'])
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      const der = sequenceAround('x', new Uint8Array(294))
      const written = await writeCertificates(session, [
        { certificate: 'user-authentication', der },
      ])
      assert.deepEqual(written, {
        ok: false,
        refusal: 'card-refused',
        detail: { statusWord: '6a80' },
      })
      assert.deepEqual(await authenticationCertificate(transport), old?.der)
      await assert.rejects(makeKeyPair(session, 'signature'), { code: 'invariant-broken' })
    })
  })

  test('a certificate shorter than readers expect never goes to the card', async () => {
    await withCard(card, async (transport) => {
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      const short = [
        { certificate: 'signature-ca', der: Uint8Array.of(0x30, 0x03, 2, 1, 0) },
      ] as const
      assert.throws(() => writeCertificates(session, short), { code: 'invariant-broken' })
    })
  })

  test('an erased certificate is absent, and its key gone', async () => {
    await withCard(card, async (transport) => {
      await personalise(transport, certifyQuickly, ['user-authentication'])
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      must(await eraseCertificate(session, 'user-authentication'))
      assert.equal(await authenticationCertificate(transport), 'certificate-absent')
      const waiting = await readWaitingKey(session, 'user-authentication')
      assert.equal(!waiting.ok && waiting.refusal, 'card-refused')
    })
  })
})

async function authenticationCertificate(transport: CardTransport): Promise<Uint8Array | string> {
  const jpki = must(await SelectedApplication.jpki(transport))
  const der = await readCertificate(jpki, 'user-authentication')
  return der.ok ? der.value : der.refusal
}
