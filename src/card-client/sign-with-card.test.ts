import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { digest } from '#crypto/digest.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { utf8 } from '#kernel/bytes.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
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
import { readWaitingKey } from './make-key-pair.ts'
import { IssuerSession } from './open-issuer-session.ts'
import { SelectedApplication } from './select-application.ts'
import { signDigestWithCard, signMessageWithCard } from './sign-with-card.ts'
import { verifyPin } from './verify-pin.ts'

const MESSAGE = utf8('利用者証明')

suite('signing with a card', () => {
  let folder: string
  let card: TestCard
  let publicKeys: Readonly<Record<'signature' | 'user-authentication', PublicKey>>

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'card-client-'))
    card = await makeBlankCard(folder, '0000000000000041')
    publicKeys = await withCard(card, async (transport) => {
      await personalise(transport, certifyQuickly)
      const session = must(await IssuerSession.open(testCardIssuer(), transport, 'jpki'))
      return {
        signature: await keyInUse(session, 'signature'),
        'user-authentication': await keyInUse(session, 'user-authentication'),
      }
    })
  })

  after(() => rmSync(folder, { recursive: true }))

  for (const kind of ['signature', 'user-authentication'] as const) {
    for (const scheme of [
      { scheme: 'rsa-pkcs1', digest: 'sha256' },
      { scheme: 'rsa-pkcs1', digest: 'sha384' },
      { scheme: 'rsa-pkcs1', digest: 'sha512' },
      { scheme: 'rsa-pss', digest: 'sha256' },
    ] as const) {
      test(`${kind} key, ${scheme.scheme} over ${scheme.digest}`, async () => {
        await withCard(card, async (transport) => {
          const jpki = must(await SelectedApplication.jpki(transport))
          must(await verifyPin(jpki, pinOf(kind)))
          const signature = must(await signMessageWithCard(jpki, kind, scheme, MESSAGE))
          assert.equal(signature.length, 256)
          assert.ok(verifySignature(scheme, publicKeys[kind], MESSAGE, signature))
          assert.ok(!verifySignature(scheme, publicKeys[kind], utf8('別の文'), signature))
        })
      })
    }

    test(`${kind} key: not without its PIN, and not with the other one`, async () => {
      await withCard(card, async (transport) => {
        const jpki = must(await SelectedApplication.jpki(transport))
        const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
        const other = kind === 'signature' ? 'user-authentication' : 'signature'
        must(await verifyPin(jpki, pinOf(other)))
        const signed = await signMessageWithCard(jpki, kind, scheme, MESSAGE)
        assert.equal(!signed.ok && signed.refusal, 'security-status-not-satisfied')
      })
    })
  }

  test('several signatures on one PIN entry', async () => {
    await withCard(card, async (transport) => {
      const jpki = must(await SelectedApplication.jpki(transport))
      must(await verifyPin(jpki, pinOf('signature')))
      const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
      const first = must(await signMessageWithCard(jpki, 'signature', scheme, MESSAGE))
      const messageDigest = digest('sha256', MESSAGE)
      const second = must(await signDigestWithCard(jpki, 'signature', scheme, messageDigest))
      assert.deepEqual(first, second)
    })
  })
})

async function keyInUse(session: IssuerSession<'jpki'>, kind: CertificateKind): Promise<PublicKey> {
  const { subjectPublicKeyDer } = must(await readWaitingKey(session, kind))
  return must(importPublicKey(subjectPublicKeyDer))
}

test('a card without the key of that kind', async () => {
  const answers = { ...selectionOf('0017'), '00a4020c02001a': '6a82' }
  const jpki = must(await SelectedApplication.jpki(scriptedCard(answers)))
  const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
  const signed = await signMessageWithCard(jpki, 'signature', scheme, MESSAGE)
  const detail = { certificate: 'signature' }
  assert.deepEqual(signed, { ok: false, refusal: 'certificate-absent', detail })
})

test('a digest of another length is a bug of the caller, not a question to the card', async () => {
  const jpki = must(await SelectedApplication.jpki(scriptedCard(selectionOf('0017'))))
  const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
  const short = signDigestWithCard(jpki, 'user-authentication', scheme, new Uint8Array(20))
  await assert.rejects(short, { code: 'invariant-broken' })
})

test('an answer that is not 256 octets is no signature', async () => {
  const command = `802a048020${'00'.repeat(32)}00`
  const transport = scriptedCard({ ...selectionOf('0017'), [command]: 'aabb9000' })
  const jpki = must(await SelectedApplication.jpki(transport))
  const scheme = { scheme: 'rsa-pss', digest: 'sha256' } as const
  const signed = await signDigestWithCard(jpki, 'user-authentication', scheme, new Uint8Array(32))
  assert.equal(!signed.ok && signed.refusal, 'card-answer-unexpected')
})
