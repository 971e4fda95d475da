import assert from 'node:assert/strict'
import { verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { openPcsc, type Pcsc, type PcscCard } from '#adapters/pcsc/pcsc.ts'
import { readCertificate } from '#card-client/read-certificate.ts'
import { readTokenInfo } from '#card-client/read-token-info.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { signMessageWithCard } from '#card-client/sign-with-card.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { encodeCommand } from '#codec/apdu/command.ts'
import { JPKI_EF } from '#codec/jpki-card/files.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { must, pinOf } from '../support/personalised-card.ts'
import { issueCard, type IssuedCard } from './issued-card.ts'
import { startVirtualReader, type VirtualReader } from './pcscd.ts'

/** Our own PC/SC client on a card that pcscd holds: the way a real reader is used. */
suite('the PC/SC adapter through pcscd', { timeout: 120_000 }, () => {
  let card: IssuedCard
  let reader: VirtualReader
  let pcsc: Pcsc

  before(async () => {
    card = await issueCard('0000000000000019')
    reader = await startVirtualReader([card])
    process.env['PCSCLITE_CSOCK_NAME'] = reader.env['PCSCLITE_CSOCK_NAME']
    pcsc = must(await openPcsc())
  })

  after(async () => {
    await pcsc.close()
    await reader.stop()
    card.remove()
  })

  async function withInserted<T>(use: (inserted: PcscCard) => Promise<T>): Promise<T> {
    const inserted = must(await pcsc.insert(reader.slotName(0)))
    try {
      return await use(inserted)
    } finally {
      await inserted.release()
    }
  }

  test('lists the slots of the reader', async () => {
    assert.deepEqual(await pcsc.readers(), [reader.slotName(0), reader.slotName(1)])
  })

  test('names a reader that is not there, and one without a card', async () => {
    const unknown = await pcsc.insert('No Such Reader')
    assert.equal(!unknown.ok && unknown.refusal, 'reader-unknown')
    const empty = await pcsc.insert(reader.slotName(1))
    assert.equal(!empty.ok && empty.refusal, 'reader-empty')
  })

  test('reads, verifies and signs as with the card in this process', async () => {
    await withInserted(async (inserted) => {
      assert.equal(toHex(inserted.atr), '3be000ff8131fe4514')
      const jpki = must(await SelectedApplication.jpki(inserted))
      assert.equal(must(await readTokenInfo(jpki)).serialNumber, card.cardSerial)
      const locked = await readCertificate(jpki, 'signature')
      assert.equal(!locked.ok && locked.refusal, 'security-status-not-satisfied')
      must(await verifyPin(jpki, pinOf('signature')))
      const der = must(await readCertificate(jpki, 'signature'))
      assert.deepEqual(der, card.issuedDer.signature)
      const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
      const signature = must(await signMessageWithCard(jpki, 'signature', scheme, utf8('a')))
      const publicKey = readFileSync(card.publicKeyPem.signature)
      assert.ok(verify('sha256', utf8('a'), publicKey, signature))
    })
  })

  test('carries extended APDUs both ways', async () => {
    await withInserted(async (inserted) => {
      must(await SelectedApplication.jpki(inserted))
      const p1 = 0x80 | JPKI_EF.authCertificate
      const whole = encodeCommand({ cla: 0, ins: 0xb0, p1, p2: 0, le: 65_536 })
      const answered = await inserted.transmit(whole)
      assert.equal(toHex(answered.subarray(-2)), '9000')
      assert.deepEqual(answered.slice(0, -2), card.issuedDer['user-authentication'])
      const data = new Uint8Array(300)
      const long = encodeCommand({ cla: 0, ins: 0x20, p1: 0, p2: 0x80 | JPKI_EF.authPin, data })
      assert.equal(toHex(await inserted.transmit(long)), '6700')
    })
  })

  test('commands sent at once are answered in order', async () => {
    await withInserted(async (inserted) => {
      must(await SelectedApplication.jpki(inserted))
      const lengths = [1, 2, 3, 4, 5, 6, 7, 8]
      const p1 = 0x80 | JPKI_EF.authCertificate
      const answers = await Promise.all(
        lengths.map((le) => inserted.transmit(encodeCommand({ cla: 0, ins: 0xb0, p1, p2: 0, le }))),
      )
      assert.deepEqual(
        answers.map(({ length }) => length - 2),
        lengths,
      )
    })
  })

  test('a card that is taken is not to be had twice', async () => {
    await withInserted(async () => {
      const second = await pcsc.insert(reader.slotName(0))
      assert.equal(!second.ok && second.refusal, 'reader-busy')
      const listed = await reader.run('opensc-tool', ['--reader', reader.slotName(0), '-n'])
      assert.notEqual(listed.status, 0)
    })
    const named = await reader.run('opensc-tool', ['--reader', reader.slotName(0), '-n'])
    assert.equal(named.status, 0, named.text)
  })

  test('releasing the card forgets its PIN', async () => {
    await withInserted(async (inserted) => {
      const jpki = must(await SelectedApplication.jpki(inserted))
      must(await verifyPin(jpki, pinOf('signature')))
    })
    await withInserted(async (inserted) => {
      const jpki = must(await SelectedApplication.jpki(inserted))
      const certificate = await readCertificate(jpki, 'signature')
      assert.equal(!certificate.ok && certificate.refusal, 'security-status-not-satisfied')
    })
  })
})
