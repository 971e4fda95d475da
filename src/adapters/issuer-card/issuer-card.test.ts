import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { CARD_PROFILES } from '#card/contract.ts'
import { type CardTransport, CardTransportError } from '#card-client/contract.ts'
import { pinTriesLeft } from '#card-client/pin-tries-left.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { AID, JPKI_EF } from '#codec/jpki-card/files.ts'
import { type IssuerChannel, openAnswer } from '#codec/jpki-card/issuer-channel.ts'
import { generateKeyPair, ISSUER_INS, readPublicKey } from '#codec/jpki-card/issuer-commands.ts'
import type {
  CardChallenge,
  IssuerAnswer,
  IssuerSide,
  OpenedChannel,
} from '#codec/jpki-card/issuer-dialogue.ts'
import { parsePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { serialHexOf } from '#ca/serial.ts'
import type { CardKey } from '#ra/at-terminal/ports.ts'
import type { CounterRefusal, RequestedCertificate } from '#ra/contract.ts'
import {
  makeBlankCard,
  must,
  pinOf,
  sequenceAround,
  TEST_PINS,
  type TestCard,
  testCardIssuer,
  withCard,
} from '../../../test/support/personalised-card.ts'
import { scriptedCard } from '../../../test/support/scripted-card.ts'
import { issuerCard } from './issuer-card.ts'

const KINDS = ['user-authentication', 'signature'] as const
const KEY_FILE = { signature: JPKI_EF.signKey, 'user-authentication': JPKI_EF.authKey } as const
const CARD_SERIAL = '0000000000000071'

/** The counter, as far as a card sees it: it reads keys out of the sealed answers alone. */
class Desk implements IssuerSide<CounterRefusal> {
  readonly challenges: CardChallenge[] = []
  readonly #issuer: IssuerSide<'card-proof-wrong'>
  #channel: IssuerChannel | undefined

  constructor(issuer = testCardIssuer()) {
    this.#issuer = issuer
  }

  prove(challenge: CardChallenge): Promise<Result<IssuerAnswer, 'card-proof-wrong'>> {
    this.challenges.push(challenge)
    return this.#issuer.prove(challenge)
  }

  async accept(answer: Uint8Array): Promise<Result<OpenedChannel, 'card-proof-wrong'>> {
    const opened = await this.#issuer.accept(answer)
    if (opened.ok) this.#channel = opened.value.channel
    return opened
  }

  /**
   * DER SubjectPublicKeyInfo; refused where the evidence is not of this session and this command.
   */
  keyOf(kind: CertificateKind, { how, commandNumber, sealedAnswer }: CardKey): Uint8Array {
    assert.ok(this.#channel !== undefined)
    const keyFile = KEY_FILE[kind]
    const { ins, p1, p2 } = how === 'generated' ? generateKeyPair(keyFile) : readPublicKey(keyFile)
    const channel = { sessionKey: this.#channel.sessionKey, counter: commandNumber }
    const answer = must(openAnswer(channel, { cla: 0x80, ins, p1, p2 }, sealedAnswer))
    return subjectPublicKeyInfo(must(parsePublicKeyTemplate(answer.payload)))
  }

  /** Stands for a certificate over the key. */
  certify(kind: CertificateKind, key: CardKey): RequestedCertificate {
    return {
      kind,
      serialHex: serialHexOf(1),
      certificateDer: sequenceAround(kind.slice(0, 1), this.keyOf(kind, key)),
      authorityCertificateDer: sequenceAround('c', utf8(kind)),
      notBefore: instant(0),
      notAfter: instant(1),
    }
  }
}

/** Both certificates and PINs, in one session. */
async function issue(
  transport: CardTransport,
  kinds: readonly CertificateKind[] = KINDS,
): Promise<readonly RequestedCertificate[]> {
  const desk = new Desk()
  const session = must(await issuerCard(transport).openIssuerSession(desk))
  const certificates: RequestedCertificate[] = []
  for (const kind of kinds)
    certificates.push(desk.certify(kind, must(await session.generateKeyPair(kind))))
  for (const kind of kinds) must(await session.setPin(kind, TEST_PINS[kind]))
  must(await session.writeCertificates(certificates))
  return certificates
}

/** `card` with every command looked at before it goes there. */
function watched(card: CardTransport, look: (commandApdu: Uint8Array) => void): CardTransport {
  return {
    async transmit(commandApdu) {
      look(commandApdu)
      return card.transmit(commandApdu)
    },
  }
}

async function triesLeft(transport: CardTransport): Promise<number> {
  const jpki = must(await SelectedApplication.jpki(transport))
  return must(await pinTriesLeft(jpki, 'user-authentication'))
}

suite('a card on the counter terminal', () => {
  let folder: string
  let card: TestCard

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'issuer-card-'))
    card = await makeBlankCard(folder, CARD_SERIAL)
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  test('both certificates are issued, and read back as they were issued', async () => {
    await withCard(card, async (transport) => {
      const certificates = await issue(transport)
      const onTerminal = issuerCard(transport)
      assert.equal(must(await onTerminal.cardSerial()), CARD_SERIAL)
      for (const { kind, certificateDer } of certificates) {
        const readBack = must(await onTerminal.readCertificate(kind, TEST_PINS[kind]))
        assert.deepEqual(readBack, certificateDer)
      }
    })
  })

  test('the counter is told which card and application ask, and no PIN crosses in clear', async () => {
    await withCard(card, async (transport) => {
      const sent: string[] = []
      const listening = watched(transport, (commandApdu) => sent.push(toHex(commandApdu)))
      const desk = new Desk()
      const session = must(await issuerCard(listening).openIssuerSession(desk))
      const [challenge] = desk.challenges
      assert.equal(challenge?.cardSerial, CARD_SERIAL)
      assert.deepEqual(challenge.applicationAid, AID.jpki)
      for (const kind of KINDS) must(await session.setPin(kind, TEST_PINS[kind]))
      for (const kind of KINDS) {
        const inClear = toHex(utf8(TEST_PINS[kind]))
        assert.deepEqual(
          sent.filter((commandHex) => commandHex.includes(inClear)),
          [],
        )
      }
      assert.equal(sent.filter((commandHex) => commandHex.startsWith('8032')).length, KINDS.length)
    })
  })

  test('evidence is numbered within its session and is worth nothing in another place', async () => {
    await withCard(card, async (transport) => {
      const desk = new Desk()
      const session = must(await issuerCard(transport).openIssuerSession(desk))
      const made = must(await session.generateKeyPair('signature'))
      const read = must(await session.readPublicKey('signature'))
      assert.deepEqual([made.how, made.commandNumber], ['generated', 1])
      assert.deepEqual([read.how, read.commandNumber], ['read', 2])
      const key = desk.keyOf('signature', made)
      assert.deepEqual(desk.keyOf('signature', read), key)
      const wrong = { message: /^card-proof-wrong/ }
      assert.throws(() => desk.keyOf('user-authentication', made), wrong)
      assert.throws(() => desk.keyOf('signature', { ...made, how: 'read' }), wrong)
      assert.throws(() => desk.keyOf('signature', { ...made, commandNumber: 2 }), wrong)
      must(await issuerCard(transport).openIssuerSession(desk))
      assert.throws(() => desk.keyOf('signature', made), wrong)
    })
  })

  test('pulled before the certificates take effect, the card goes on with the keys that wait', async () => {
    const firstDesk = new Desk()
    const made = await withCard(card, async (transport) => {
      const pulled = watched(transport, (commandApdu) => {
        if (commandApdu[1] === ISSUER_INS.activate) throw new CardTransportError('card-removed')
      })
      const session = must(await issuerCard(pulled).openIssuerSession(firstDesk))
      const key = must(await session.generateKeyPair('user-authentication'))
      const certificate = firstDesk.certify('user-authentication', key)
      await assert.rejects(session.writeCertificates([certificate]), { code: 'card-removed' })
      return firstDesk.keyOf('user-authentication', key)
    })
    await withCard(card, async (transport) => {
      const onTerminal = issuerCard(transport)
      const absent = await onTerminal.readCertificate('user-authentication', undefined)
      assert.equal(!absent.ok && absent.refusal, 'certificate-absent')
      const desk = new Desk()
      const session = must(await onTerminal.openIssuerSession(desk))
      const waiting = must(await session.readPublicKey('user-authentication'))
      assert.deepEqual(desk.keyOf('user-authentication', waiting), made)
      const certificate = desk.certify('user-authentication', waiting)
      must(await session.writeCertificates([certificate]))
      const readBack = must(await onTerminal.readCertificate('user-authentication', undefined))
      assert.deepEqual(readBack, certificate.certificateDer)
    })
  })

  test('one certificate of another key, and neither is written', async () => {
    await withCard(card, async (transport) => {
      const desk = new Desk()
      const session = must(await issuerCard(transport).openIssuerSession(desk))
      const right = desk.certify(
        'user-authentication',
        must(await session.generateKeyPair('user-authentication')),
      )
      const key = must(await session.generateKeyPair('signature'))
      const certificateDer = sequenceAround('x', new Uint8Array(294))
      const wrong = { ...desk.certify('signature', key), certificateDer }
      const detail = { statusWord: '6a80' }
      const written = await session.writeCertificates([right, wrong])
      assert.deepEqual(written, { ok: false, refusal: 'card-refused', detail })
      const absent = await issuerCard(transport).readCertificate('user-authentication', undefined)
      assert.equal(!absent.ok && absent.refusal, 'certificate-absent')
      await assert.rejects(session.generateKeyPair('signature'), { code: 'invariant-broken' })
    })
  })

  test('an unlocked PIN is the old one, a PIN that is set is the new one', async () => {
    await withCard(card, async (transport) => {
      await issue(transport, ['user-authentication'])
      const jpki = must(await SelectedApplication.jpki(transport))
      for (const typed of ['0000', '0001', '0002'])
        assert.ok(!(await verifyPin(jpki, pinOf('user-authentication', typed))).ok)
      assert.equal(await triesLeft(transport), 0)
      const session = must(await issuerCard(transport).openIssuerSession(new Desk()))
      must(await session.unlockPin('user-authentication'))
      assert.equal(await triesLeft(transport), 3)
      must(await verifyPin(jpki, pinOf('user-authentication')))
      must(await session.setPin('user-authentication', '4321'))
      must(await verifyPin(jpki, pinOf('user-authentication', '4321')))
    })
  })

  test('a PIN of the wrong form never reaches the card, and the session goes on', async () => {
    await withCard(card, async (transport) => {
      const session = must(await issuerCard(transport).openIssuerSession(new Desk()))
      const short = await session.setPin('user-authentication', '123')
      assert.deepEqual(short, { ok: false, refusal: 'pin-form-user-authentication', detail: {} })
      const symbols = await session.setPin('signature', 'ABC-12')
      assert.deepEqual(symbols, { ok: false, refusal: 'pin-form-signature', detail: {} })
      must(await session.setPin('signature', 'abc123'))
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await verifyPin(jpki, pinOf('signature', 'ABC123')))
    })
  })

  test('what the counter refuses is handed on, and the card is not asked', async () => {
    await withCard(card, async (transport) => {
      const authentications: Uint8Array[] = []
      const listening = watched(transport, (commandApdu) => {
        if (commandApdu[1] === ISSUER_INS.authenticate) authentications.push(commandApdu)
      })
      const closed: IssuerSide<CounterRefusal> = {
        prove: async () => refuse('application-state', { state: 'delivered' }),
        accept: () => assert.fail('nothing was proved'),
      }
      const refused = await issuerCard(listening).openIssuerSession(closed)
      const detail = { state: 'delivered' }
      assert.deepEqual(refused, { ok: false, refusal: 'application-state', detail })
      assert.equal(authentications.length, 0)
    })
  })

  test('a counter that takes the card for an old copy opens no session', async () => {
    await withCard(card, async (transport) => {
      const desk = new Desk()
      const wary: IssuerSide<CounterRefusal> = {
        prove: (challenge) => desk.prove(challenge),
        accept: async () => refuse('card-restored-from-old-copy', { shown: 1, recorded: 1 }),
      }
      const refused = await issuerCard(transport).openIssuerSession(wary)
      assert.equal(!refused.ok && refused.refusal, 'card-restored-from-old-copy')
    })
  })

  test('a counter with the key of another card is refused by the card', async () => {
    await withCard(card, async (transport) => {
      const stranger = new Desk(testCardIssuer('9999999999999999'))
      const refused = await issuerCard(transport).openIssuerSession(stranger)
      const detail = { statusWord: '63ce' }
      assert.deepEqual(refused, { ok: false, refusal: 'card-refused', detail })
    })
  })

  test('a card that cannot prove itself is refused by the counter', async () => {
    await withCard(card, async (transport) => {
      const forging: CardTransport = {
        async transmit(commandApdu) {
          const response = await transport.transmit(commandApdu)
          const isProof = commandApdu[1] === ISSUER_INS.authenticate
          return isProof ? response.with(7, (response[7] ?? 0) ^ 1) : response
        },
      }
      const refused = await issuerCard(forging).openIssuerSession(new Desk())
      assert.deepEqual(refused, { ok: false, refusal: 'card-proof-wrong', detail: {} })
    })
  })

  test('the PIN is shown only where the card asks for it', async () => {
    await withCard(card, async (transport) => {
      await issue(transport)
      const onTerminal = issuerCard(transport)
      must(await onTerminal.readCertificate('user-authentication', '9999'))
      assert.equal(await triesLeft(transport), 3)
      for (const [typed, refusal] of [
        [undefined, 'security-status-not-satisfied'],
        ['short', 'pin-form-signature'],
        ['WRONG1', 'pin-wrong'],
      ] as const) {
        const read = await onTerminal.readCertificate('signature', typed)
        assert.equal(!read.ok && read.refusal, refusal)
      }
    })
  })

  test('a smartphone asks for the PIN before the authentication certificate too', async () => {
    const phone = await makeBlankCard(folder, '0000000000000072', CARD_PROFILES.android)
    await withCard(phone, async (transport) => {
      const [certificate] = await issue(transport, ['user-authentication'])
      const onTerminal = issuerCard(transport)
      const closed = await onTerminal.readCertificate('user-authentication', undefined)
      assert.equal(!closed.ok && closed.refusal, 'security-status-not-satisfied')
      const readBack = must(await onTerminal.readCertificate('user-authentication', '1234'))
      assert.deepEqual(readBack, certificate?.certificateDer)
    })
  })
})

test('a card without the JPKI application is refused by everything', async () => {
  const onTerminal = issuerCard(scriptedCard({ '00a4040c0ad392f000260100000001': '6a82' }))
  const refused = { ok: false, refusal: 'card-not-jpki', detail: {} }
  assert.deepEqual(await onTerminal.cardSerial(), refused)
  assert.deepEqual(await onTerminal.openIssuerSession(new Desk()), refused)
  assert.deepEqual(await onTerminal.readCertificate('signature', 'ABC123'), refused)
})

test('token information that cannot be read names no card', async () => {
  const onTerminal = issuerCard(
    scriptedCard({
      '00a4040c0ad392f000260100000001': '9000',
      '00a4020c020006': '9000',
      '00b00000a0': 'aabb9000',
    }),
  )
  const serial = await onTerminal.cardSerial()
  assert.equal(!serial.ok && serial.refusal, 'token-info-malformed')
})
