import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as pkijs from 'pkijs'
import { parseCertificationRequest } from '#codec/pkcs10/certification-request.ts'
import {
  assembleRequest,
  encodeRequestInfo,
  extensionRequest,
} from '#codec/pkcs10/encode-request.ts'
import { provesPossession } from '#codec/pkcs10/proves-possession.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { critical } from '#codec/x509/extension.ts'
import { extKeyUsage, keyUsage, subjectAltName } from '#codec/x509/extension-values.ts'
import { nameOf } from '#codec/x509/name.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { OID } from '#codec/x509/oids.ts'
import { toHex } from '#kernel/bytes.ts'
import { runTool } from '../support/run-tool.ts'

// Requests that OpenSSL makes, read by us; requests that we make, read by OpenSSL and pkijs.

let folder = ''
before(() => (folder = mkdtempSync(join(tmpdir(), 'shomei-request-'))))
after(() => rmSync(folder, { recursive: true }))

const ASKED = [
  '-subj',
  '/C=JP/O=Shomei/CN=a.example.jp',
  '-addext',
  'subjectAltName=DNS:a.example.jp,IP:192.0.2.1',
  '-addext',
  'keyUsage=critical,digitalSignature,nonRepudiation',
] as const

for (const [name, newKey, scheme] of [
  ['RSA', ['rsa:2048', '-sha256'], { scheme: 'rsa-pkcs1', digest: 'sha256' }],
  ['RSA with SHA-1', ['rsa:2048', '-sha1'], { scheme: 'rsa-pkcs1', digest: 'sha1' }],
  [
    'RSASSA-PSS, mask SHA-1',
    [
      'rsa:2048',
      '-sha256',
      '-sigopt',
      'rsa_padding_mode:pss',
      '-sigopt',
      'rsa_mgf1_md:sha1',
      '-sigopt',
      'rsa_pss_saltlen:20',
    ],
    { scheme: 'rsa-pss', digest: 'sha256', maskDigest: 'sha1', saltOctets: 20 },
  ],
  [
    'P-384',
    ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384'],
    { scheme: 'ecdsa', digest: 'sha384' },
  ],
  ['Ed25519', ['ed25519'], { scheme: 'ed25519' }],
  ['Ed448', ['ed448'], { scheme: 'ed448' }],
] as const)
  test(`a request of OpenSSL's, ${name}, is read and proves possession`, async () => {
    const key = ['-newkey', ...newKey, '-keyout', join(folder, 'key.pem')]
    const args = ['req', '-new', '-nodes', '-outform', 'DER', ...key, ...ASKED]
    const made = await runTool('openssl', args)
    assert.equal(made.status, 0, made.text)
    const read = parseCertificationRequest(new Uint8Array(made.stdout))
    assert.ok(read.ok, read.ok ? '' : `${read.refusal} ${JSON.stringify(read.detail)}`)
    const { subject, requestedExtensions } = read.value
    assert.equal(formatName(subject), 'C=JP, O=Shomei, CN=a.example.jp')
    assert.deepEqual(requestedExtensions.keyUsage, ['digitalSignature', 'nonRepudiation'])
    assert.deepEqual(requestedExtensions.subjectAltName, [
      { kind: 'dNSName', text: 'a.example.jp' },
      { kind: 'iPAddress', octets: Uint8Array.of(192, 0, 2, 1) },
    ])
    assert.deepEqual(provesPossession(read.value), { ok: true, value: scheme })
  })

test('a request of ours is verified and printed by OpenSSL, and read by pkijs', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const infoDer = encodeRequestInfo({
    subject: nameOf([
      ['C', 'JP'],
      ['CN', 'b.example.jp'],
    ]),
    spkiDer: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    attributes: [
      extensionRequest([
        critical(keyUsage(['digitalSignature'])),
        extKeyUsage([OID.clientAuth]),
        subjectAltName([{ kind: 'dNSName', text: 'b.example.jp' }]),
      ]),
    ],
  })
  const algorithm = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
  const requestDer = assembleRequest(infoDer, algorithm, sign('sha256', infoDer, privateKey))
  const args = ['req', '-inform', 'DER', '-noout', '-verify', '-text', '-subject']
  const printed = await runTool('openssl', args, { input: requestDer })
  assert.equal(printed.status, 0, printed.text)
  for (const wanted of [
    /verify OK/i,
    /subject=C = JP, CN = b\.example\.jp/,
    /X509v3 Key Usage: critical\s+Digital Signature\n/,
    /X509v3 Extended Key Usage:\s+TLS Web Client Authentication/,
    /DNS:b\.example\.jp/,
  ])
    assert.match(printed.text, wanted)
  const theirs = pkijs.CertificationRequest.fromBER(requestDer)
  assert.equal(toHex(new Uint8Array(theirs.toSchema(true).toBER())), toHex(requestDer))
  assert.equal(await theirs.verify(), true)
})
