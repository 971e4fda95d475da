import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CMS_OID } from '#codec/cms/oids.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { critical, type Extension } from '#codec/x509/extension.ts'
import { extKeyUsage } from '#codec/x509/extension-values.ts'
import { OID } from '#codec/x509/oids.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import { instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import type { SignedDocument } from '#signing/signed-document.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import { trustByPath } from '#verifier/signature-trust.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import { attributeDer, makeToken, signerWith, withUnsigned } from '../support/signature-maker.ts'
import { issueTo, keysOf, littleAuthority, type TestKeys } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

// `openssl ts` has no clock but the machine's, so everything is valid around the present.
const NOW = wholeSecond(instant(Date.now()))
const DAY_MS = 86_400_000
const VALID = { notBefore: plusMs(NOW, -30 * DAY_MS), notAfter: plusMs(NOW, 30 * DAY_MS) }
const CONTENT = utf8('契約書\r\n第一条\n')
const authority = littleAuthority('signature', { keys: keysOf('interop-ca', 'P-256'), ...VALID })
const anchor = parseCertificate(authority.generation.certificateDer)
assert.ok(anchor.ok)
const ANCHORS = [{ certificate: anchor.value, enforce: 'constraints-and-expiry' }] as const

const KEYS: Readonly<Record<'RSA' | 'P-256' | 'P-384', TestKeys>> = {
  RSA: keysOf('interop-rsa'),
  'P-256': keysOf('interop-256', 'P-256'),
  'P-384': keysOf('interop-384', 'P-384'),
}
type Kind = keyof typeof KEYS
const CERTIFICATES: Readonly<Record<Kind, Uint8Array>> = {
  RSA: issueTo(authority, { keys: KEYS.RSA, serialHex: '21', ...VALID }),
  'P-256': issueTo(authority, { keys: KEYS['P-256'], serialHex: '22', ...VALID }),
  'P-384': issueTo(authority, { keys: KEYS['P-384'], serialHex: '23', ...VALID }),
}
const stamperKeys = keysOf('interop-tsa', 'P-256')
const stamperDer = issueTo(authority, {
  keys: stamperKeys,
  serialHex: 'a1',
  ...VALID,
  edit: (extensions: readonly Extension[]) => [
    ...extensions,
    critical(extKeyUsage([OID.timeStamping])),
  ],
})

function verify(cmsDer: Uint8Array, asked: Partial<SignedDocument> = {}) {
  const algorithms = DEFAULT_ALGORITHMS
  const trust = trustByPath({ anchors: ANCHORS, revocation: 'none', algorithms })
  const document = { detachedContent: undefined, at: plusMs(NOW, DAY_MS), profile: 'cms' } as const
  return verifySignatures(trust, { cmsDer, ...document, ...asked })
}

async function signedBy(kinds: readonly Kind[], options: readonly string[]): Promise<Uint8Array> {
  using folder = pemFolder()
  const out = `${folder.path}/signed`
  const signers = kinds.flatMap((kind) => [
    ...words`-signer ${folder.certificates(`${kind}.pem`, CERTIFICATES[kind])}`,
    ...words`-inkey ${folder.privateKey(`${kind}.key`, KEYS[kind])}`,
  ])
  await runToolWell('openssl', [
    ...words`cms -sign -binary -in ${folder.file('content', CONTENT)} -out ${out} -outform DER`,
    ...signers,
    ...options,
  ])
  return new Uint8Array(readFileSync(out))
}

const PSS = words`-keyopt rsa_padding_mode:pss`
const MADE: readonly (readonly [name: string, Kind, readonly string[]])[] = [
  ['RSASSA-PKCS1-v1_5', 'RSA', []],
  ['RSASSA-PSS', 'RSA', PSS],
  ['RSASSA-PSS, longest salt', 'RSA', [...PSS, ...words`-keyopt rsa_pss_saltlen:max`]],
  ['RSASSA-PSS, no salt', 'RSA', [...PSS, ...words`-keyopt rsa_pss_saltlen:0`]],
  ['RSASSA-PSS, another mask', 'RSA', [...PSS, ...words`-keyopt rsa_mgf1_md:sha512`]],
  ['SHA-512', 'RSA', words`-md sha512`],
  ['P-256', 'P-256', []],
  ['P-384 with SHA-384', 'P-384', words`-md sha384`],
  ['no signed attributes', 'P-256', words`-noattr`],
  ['by key identifier', 'P-256', words`-keyid`],
  ['with signing-certificate-v2', 'P-384', words`-cades`],
  ['with a signed receipt request', 'RSA', words`-receipt_request_to a@example.org`],
]

for (const [name, kind, options] of MADE) {
  test(`openssl cms -sign: ${name}, attached`, async () => {
    const report = await verify(await signedBy([kind], [...options, '-nodetach']))
    assert.deepEqual([report.verdict, report.code], ['valid', 'valid'])
    assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
  })

  test(`openssl cms -sign: ${name}, detached`, async () => {
    const cmsDer = await signedBy([kind], options)
    const report = await verify(cmsDer, { detachedContent: CONTENT })
    assert.deepEqual([report.verdict, report.code], ['valid', 'valid'])
    const other = await verify(cmsDer, { detachedContent: utf8('別の契約書') })
    assert.deepEqual([other.verdict, other.signers[0]?.integrity], ['invalid', 'broken'])
  })
}

// OpenSSL cannot stream RSASSA-PSS, whose signature it makes in one pass only.
for (const [name, kind, options] of MADE.filter(([made]) => !made.startsWith('RSASSA-PSS'))) {
  test(`openssl cms -sign -stream, BER: ${name}`, async () => {
    const cmsDer = await signedBy([kind], [...options, ...words`-nodetach -stream -indef`])
    const report = await verify(cmsDer)
    assert.deepEqual([report.verdict, report.code], ['valid', 'valid'])
    assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
    assert.match(report.checks[0]?.seen ?? '', /BER$/)
  })
}

test('openssl cms -sign: three signers, each with its own verdict', async () => {
  const cmsDer = await signedBy(['RSA', 'P-256', 'P-384'], words`-nodetach -cades`)
  const report = await verify(cmsDer, { profile: 'cades-bes' })
  assert.equal(report.code, 'valid')
  const verdicts = report.signers.map(
    ({ certificate, code }) => `${certificate?.serialHex ?? ''} ${code}`,
  )
  assert.deepEqual(new Set(verdicts), new Set(['21 valid', '22 valid', '23 valid']))
})

test('openssl cms -sign -md sha1 is refused by its name', async () => {
  const report = await verify(await signedBy(['RSA'], words`-nodetach -md sha1`))
  assert.deepEqual(
    [report.code, report.signers[0]?.integrity],
    ['digest-sha1-not-allowed', 'intact'],
  )
})

/** A token over `stamped`, made by `openssl ts`. */
async function stampedByOpenssl(stamped: Uint8Array, essDigest: string): Promise<Uint8Array> {
  using folder = pemFolder()
  const [query, token] = [`${folder.path}/query`, `${folder.path}/token`]
  const config = folder.file(
    'tsa.conf',
    [
      '[tsa]',
      'default_tsa = little',
      '[little]',
      `serial = ${folder.file('serial', '01\n')}`,
      'crypto_device = builtin',
      `signer_cert = ${folder.certificates('tsa.pem', stamperDer)}`,
      `signer_key = ${folder.privateKey('tsa.key', stamperKeys)}`,
      'signer_digest = sha256',
      'default_policy = 2.999.9',
      'digests = sha256, sha512',
      'accuracy = secs:1',
      `ess_cert_id_alg = ${essDigest}`,
      '',
    ].join('\n'),
  )
  await runToolWell(
    'openssl',
    words`ts -query -data ${folder.file('stamped', stamped)} -sha256 -cert -out ${query}`,
  )
  await runToolWell(
    'openssl',
    words`ts -reply -config ${config} -queryfile ${query} -token_out -out ${token}`,
  )
  return new Uint8Array(readFileSync(token))
}

function signatureIn(cmsDer: Uint8Array): Uint8Array {
  const parsed = parseSignedData(cmsDer)
  assert.ok(parsed.ok)
  return parsed.value.signers[0]?.signature ?? new Uint8Array()
}

for (const essDigest of ['sha1', 'sha256'])
  test(`openssl ts: the time is proven, certificate named by ${essDigest}`, async () => {
    const bare = await signedBy(['P-256'], words`-nodetach -cades`)
    const token = await stampedByOpenssl(signatureIn(bare), essDigest)
    const cmsDer = withUnsigned(bare, [attributeDer(CMS_OID.signatureTimeStamp, token)])
    const report = await verify(cmsDer, { profile: 'cades-t' })
    assert.equal(report.code, 'valid')
    const [signer] = report.signers
    assert.deepEqual([signer?.level, signer?.time.basis], ['CAdES-T', 'time-stamp'])
    const proven = signer?.time.at ?? 0
    assert.ok(proven >= NOW && proven < NOW + DAY_MS)
    assert.equal(await isTakenByOpenssl(cmsDer), true)
  })

test('openssl ts: a token over another signature proves nothing', async () => {
  const bare = await signedBy(['P-256'], words`-nodetach -cades`)
  const token = await stampedByOpenssl(CONTENT, 'sha256')
  const cmsDer = withUnsigned(bare, [attributeDer(CMS_OID.signatureTimeStamp, token)])
  const report = await verify(cmsDer, { profile: 'cades-t' })
  assert.deepEqual(
    [report.code, report.signers[0]?.timeStamps[0]?.code],
    ['time-stamp-absent', 'time-stamp-imprint-wrong'],
  )
})

async function isTakenByOpenssl(cmsDer: Uint8Array): Promise<boolean> {
  using folder = pemFolder()
  const anchorPath = folder.certificates('ca.pem', authority.generation.certificateDer)
  const end = await runTool(
    'openssl',
    words`cms -verify -binary -inform DER -in ${folder.file('signed', cmsDer)}
      -out ${folder.path}/out -CAfile ${anchorPath} -no-CApath -no-CAstore -purpose any`,
  )
  return end.status === 0
}

test('openssl ts -verify takes the tokens that the tests make', async () => {
  using folder = pemFolder()
  const token = makeToken({
    stamped: CONTENT,
    genTime: NOW,
    authority: signerWith(stamperDer, stamperKeys),
  })
  const { text } = await runToolWell(
    'openssl',
    words`ts -verify -token_in -in ${folder.file('token', token)}
      -data ${folder.file('content', CONTENT)}
      -CAfile ${folder.certificates('ca.pem', authority.generation.certificateDer)}`,
  )
  assert.match(text, /Verification: OK/)
})

test('certtool --p7-sign with Ed25519', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const spkiDer = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  const keys = { privateKey, spkiDer, algorithm: stamperKeys.algorithm }
  using folder = pemFolder()
  const out = `${folder.path}/signed`
  await runToolWell(
    'certtool',
    words`--p7-sign --p7-time --outder --outfile ${out} --infile ${folder.file('content', CONTENT)}
      --load-privkey ${folder.privateKey('ed.key', keys)}
      --load-certificate ${folder.certificates(
        'ed.pem',
        issueTo(authority, { keys, serialHex: '31', ...VALID }),
      )}`,
  )
  const report = await verify(new Uint8Array(readFileSync(out)))
  assert.equal(report.code, 'valid')
  assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
})
