import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import type { SignatureProfile } from '#signing/contract.ts'
import type { SignedDocument } from '#signing/signed-document.ts'
import { verifyCms } from '#signing/verify-cms.ts'
import { littleVerifier, signLittle } from '../support/little-document.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import { at, issueTo, keysOf, littleAuthority } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

const NOW = at('2026-04-01T12:00:00Z')
const NOW_SECONDS = String(NOW / 1000)
const authority = littleAuthority('signature')
const HOLDERS = {
  'RSA-2048': { keys: keysOf('holder'), certificateDer: issueTo(authority) },
  'P-384': {
    keys: keysOf('next-card', 'P-384'),
    certificateDer: issueTo(authority, { keys: keysOf('next-card', 'P-384'), serialHex: '21' }),
  },
} as const
const CONTENT = utf8('契約書\r\n第一条\n')

type KeyKind = keyof typeof HOLDERS
const KEY_KINDS: readonly KeyKind[] = ['RSA-2048', 'P-384']

function signed(kind: KeyKind, form: 'attached' | 'detached'): Promise<Uint8Array> {
  return signLittle(HOLDERS[kind], CONTENT, form, NOW)
}

function verifyOurs(cmsDer: Uint8Array, changes: Partial<SignedDocument> = {}) {
  const profile: SignatureProfile = 'cms'
  const document = { cmsDer, detachedContent: undefined, at: NOW, profile, ...changes }
  return verifyCms(littleVerifier(authority, NOW), document)
}

for (const kind of KEY_KINDS) {
  for (const form of ['attached', 'detached'] as const) {
    test(`openssl cms -verify -cades takes ours, ${kind}, ${form}`, async () => {
      using folder = pemFolder()
      const anchor = folder.certificates('ca.pem', authority.generation.certificateDer)
      const message = folder.file('signed.p7m', await signed(kind, form))
      const content = folder.file('content', CONTENT)
      const out = `${folder.path}/out`
      const beside = form === 'detached' ? words`-content ${content}` : []
      const end = await runToolWell('openssl', [
        ...words`cms -verify -cades -binary -inform DER -in ${message} -out ${out}
          -CAfile ${anchor} -no-CApath -no-CAstore -attime ${NOW_SECONDS} -purpose any`,
        ...beside,
      ])
      assert.match(end.text, /CAdES Verification successful/)
      assert.ok(equalBytes(new Uint8Array(readFileSync(out)), CONTENT))
    })
  }

  test(`openssl cms -verify refuses ours over another document, ${kind}`, async () => {
    using folder = pemFolder()
    const anchor = folder.certificates('ca.pem', authority.generation.certificateDer)
    const message = folder.file('signed.p7s', await signed(kind, 'detached'))
    const other = folder.file('content', utf8('別の契約書'))
    const end = await runTool(
      'openssl',
      words`cms -verify -cades -binary -inform DER -in ${message} -content ${other}
        -CAfile ${anchor} -attime ${NOW_SECONDS} -purpose any`,
    )
    assert.notEqual(end.status, 0)
    assert.match(end.text, /verification failure|digest/i)
  })
}

test('openssl sees the attributes of CAdES-BES in ours', async () => {
  using folder = pemFolder()
  const message = folder.file('signed.p7m', await signed('RSA-2048', 'attached'))
  const { text } = await runToolWell(
    'openssl',
    words`cms -cmsout -print -noout -inform DER -in ${message}`,
  )
  for (const attribute of [
    'contentType',
    'messageDigest',
    'signingTime',
    'id-smime-aa-signingCertificateV2',
  ])
    assert.ok(text.includes(attribute), attribute)
  assert.match(text, /eContentType: pkcs7-data/)
})

/**
 * What OpenSSL is asked to make, the strictest profile under which ours takes it, and what is
 * waived under `cms`.
 */
const MADE: readonly (readonly [string, readonly string[], SignatureProfile, number])[] = [
  ['-cades', words`-cades`, 'cades-bes', 0],
  ['-cades -md sha512', words`-cades -md sha512`, 'cades-bes', 0],
  ['with signed attributes, no signing certificate', [], 'cms', 1],
  ['-noattr', words`-noattr`, 'cms', 3],
  ['-keyid', words`-cades -keyid`, 'cades-bes', 0],
  ['-nosmimecap', words`-nosmimecap`, 'cms', 1],
]

for (const kind of KEY_KINDS) {
  for (const [name, options, profile, waived] of MADE) {
    for (const form of ['attached', 'detached'] as const) {
      test(`ours takes openssl cms -sign ${name}, ${kind}, ${form}`, async () => {
        const { cmsDer, detachedContent } = await madeByOpenssl(kind, form, options)
        const report = await verifyOurs(cmsDer, { detachedContent, profile })
        assert.deepEqual([report.verdict, report.refusal], ['valid', undefined])
        assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
        const own = report.checks.filter(
          ({ id, outcome }) => id.startsWith('signer.') && outcome === 'waived',
        )
        assert.equal(own.length, waived)
        const stricter = await verifyOurs(cmsDer, { detachedContent, profile: 'cades-bes' })
        assert.equal(stricter.verdict, waived === 0 ? 'valid' : 'invalid')
      })
    }
  }
}

async function madeByOpenssl(
  kind: KeyKind,
  form: 'attached' | 'detached',
  options: readonly string[],
) {
  using folder = pemFolder()
  const { keys, certificateDer } = HOLDERS[kind]
  const content = folder.file('content', CONTENT)
  const out = `${folder.path}/signed`
  const { stderr } = await runToolWell('openssl', [
    ...words`cms -sign -binary -in ${content} -out ${out} -outform DER
      -signer ${folder.certificates('holder.pem', certificateDer)}
      -inkey ${folder.privateKey('holder.key', keys)}`,
    ...(form === 'attached' ? ['-nodetach'] : []),
    ...options,
  ])
  assert.equal(stderr, '')
  const detachedContent = form === 'detached' ? CONTENT : undefined
  return { cmsDer: new Uint8Array(readFileSync(out)), detachedContent }
}

test('two signers by openssl are both verified', async () => {
  using folder = pemFolder()
  const content = folder.file('content', CONTENT)
  const out = `${folder.path}/signed`
  const signers = KEY_KINDS.flatMap((kind) => [
    ...words`-signer ${folder.certificates(`${kind}.pem`, HOLDERS[kind].certificateDer)}`,
    ...words`-inkey ${folder.privateKey(`${kind}.key`, HOLDERS[kind].keys)}`,
  ])
  await runToolWell('openssl', [
    ...words`cms -sign -cades -binary -nodetach -in ${content} -out ${out} -outform DER`,
    ...signers,
  ])
  const report = await verifyOurs(new Uint8Array(readFileSync(out)), { profile: 'cades-bes' })
  assert.deepEqual(
    [report.verdict, report.signers.map(({ certificate }) => certificate.serialHex).sort()],
    ['valid', ['21', 'c0ffee']],
  )
})

test('a stream with indefinite lengths says what its DER says', async () => {
  const { cmsDer } = await madeByOpenssl('RSA-2048', 'attached', words`-stream`)
  const parsed = parseSignedData(cmsDer)
  assert.equal(parsed.ok && parsed.value.isBer, true)
  const report = await verifyOurs(cmsDer)
  assert.deepEqual([report.verdict, report.refusal], ['valid', undefined])
  assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
})

test('a certificate left out by openssl may come from elsewhere', async () => {
  const { cmsDer } = await madeByOpenssl('RSA-2048', 'attached', words`-nocerts`)
  assert.equal((await verifyOurs(cmsDer)).refusal, 'signer-certificate-absent')
  const furtherCertificatesDer = [HOLDERS['RSA-2048'].certificateDer]
  assert.equal((await verifyOurs(cmsDer, { furtherCertificatesDer })).verdict, 'valid')
})

test('what openssl signed and another hand changed is refused', async () => {
  const { cmsDer } = await madeByOpenssl('RSA-2048', 'detached', [])
  const changed = await verifyOurs(cmsDer, { detachedContent: utf8('別の契約書') })
  assert.equal(changed.refusal, 'content-digest-wrong')
})
