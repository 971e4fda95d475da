import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as pkijs from 'pkijs'
import { parseTimeStampRequest, encodeTimeStampRequest } from '#codec/tsp/time-stamp-request.ts'
import { parseTimeStampResponse } from '#codec/tsp/time-stamp-response.ts'
import { parseTimeStampToken, type TimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { digest } from '#crypto/digest.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { type PemFolder, pemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

const CONTENT = utf8('契約書')

/** A little time-stamping authority of `openssl ts` in `folder`; gives its configuration. */
async function authorityIn(folder: PemFolder, options: readonly string[]): Promise<string> {
  await runToolWell(
    'openssl',
    words`req -x509 -newkey rsa:2048 -nodes -keyout ${`${folder.path}/tsa.key`}
      -out ${`${folder.path}/tsa.pem`} -subj /CN=TSA -days 2
      -addext extendedKeyUsage=critical,timeStamping -addext keyUsage=digitalSignature`,
  )
  return folder.file(
    'tsa.cnf',
    [
      '[tsa]',
      'default_tsa = little',
      '[little]',
      `serial = ${folder.file('serial', '2f')}`,
      `signer_cert = ${folder.path}/tsa.pem`,
      `signer_key = ${folder.path}/tsa.key`,
      'signer_digest = sha256',
      'default_policy = 2.999.1',
      'digests = sha256, sha512',
      'ess_cert_id_alg = sha256',
      ...options,
      '',
    ].join('\n'),
  )
}

async function answered(folder: PemFolder, configuration: string, requestDer: Uint8Array) {
  const request = folder.file('request.tsq', requestDer)
  const response = `${folder.path}/response.tsr`
  await runToolWell(
    'openssl',
    words`ts -reply -queryfile ${request} -config ${configuration} -out ${response}`,
  )
  const { text } = await runToolWell('openssl', words`ts -reply -in ${response} -text`)
  return { responseDer: new Uint8Array(readFileSync(response)), text }
}

/** The lines of `openssl ts -text` that a token of ours would print. */
function linesOf({ info }: TimeStampToken): readonly string[] {
  return [
    `Policy OID: ${info.policy}`,
    `Hash Algorithm: ${info.messageImprint.digest}`,
    `Serial number: 0x${info.serialHex.toUpperCase()}`,
    `Time stamp: ${opensslTime(info.genTime)}`,
    `Accuracy: ${accuracyLine(info.accuracyMicros)}`,
    `Ordering: ${info.ordering ? 'yes' : 'no'}`,
    `Nonce: ${info.nonceHex === undefined ? 'unspecified' : `0x${info.nonceHex.toUpperCase()}`}`,
    `TSA: ${info.tsa === undefined ? 'unspecified' : 'DirName:/CN=TSA'}`,
  ]
}

function accuracyLine(micros: number | undefined): string {
  if (micros === undefined) return 'unspecified'
  const part = (value: number): string => (value === 0 ? 'unspecified' : hexNumber(value))
  const [seconds, millis] = [Math.floor(micros / 1_000_000), Math.floor(micros / 1000) % 1000]
  return `${part(seconds)} seconds, ${part(millis)} millis, ${part(micros % 1000)} micros`
}

/** A number in whole octets, as OpenSSL prints an INTEGER. */
function hexNumber(value: number): string {
  const digits = value.toString(16).toUpperCase()
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`
}

/** `Nov 22 21:55:22.778 2026 GMT`, as OpenSSL prints a time. */
function opensslTime(at: number): string {
  const [, day = '', month = '', year = ''] = new Date(at).toUTCString().split(/[ ,]+/)
  const clock = new Date(at)
    .toISOString()
    .slice(11, -1)
    .replace(/(?<=\.\d*)0+$/, '')
    .replace(/\.$/, '')
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`
}

const EVERYTHING = [
  'accuracy = secs:2, millisecs:500, microsecs:7',
  'ordering = yes',
  'tsa_name = yes',
  'clock_precision_digits = 3',
]

for (const [name, options, nonceHex] of [
  ['with everything', EVERYTHING, '7f00ff01'],
  ['with nothing optional', [], undefined],
  ['with an accuracy of millis', ['accuracy = millisecs:20'], '01'],
] as const)
  test(`openssl ts answers a request of ours ${name}, and we read what it prints`, async () => {
    using folder = pemFolder()
    const requestDer = encodeTimeStampRequest({
      digest: 'sha256',
      hashedMessage: digest('sha256', CONTENT),
      nonceHex,
      wantsCertificate: true,
    })
    const { responseDer, text } = await answered(
      folder,
      await authorityIn(folder, options),
      requestDer,
    )
    const parsed = parseTimeStampResponse(responseDer)
    assert.ok(parsed.ok && parsed.value.token !== undefined)
    assert.equal(parsed.value.status, 'granted')
    assert.match(text, /Status: Granted\./)
    const { token } = parsed.value
    for (const line of linesOf(token))
      assert.ok(text.split('\n').includes(line), `${line}\n${text}`)
    assert.equal(toHex(token.info.messageImprint.hashedMessage), toHex(digest('sha256', CONTENT)))
    const attributes = token.signer.signedAttributes
    assert.equal(
      toHex(attributes?.messageDigest ?? CONTENT),
      toHex(digest('sha256', token.infoDer)),
    )
    assert.equal(attributes?.signingCertificates[0]?.[0]?.digest, 'sha256')
    assert.equal(token.signedData.certificatesDer.length, 1)
    await checkAgainstPkijs(parsed.value.tokenOctets ?? CONTENT, token)
  })

async function checkAgainstPkijs(octets: Uint8Array, { info }: TimeStampToken): Promise<void> {
  const copy = new ArrayBuffer(octets.length)
  new Uint8Array(copy).set(octets)
  const { content } = pkijs.ContentInfo.fromBER(copy)
  const { eContent } = new pkijs.SignedData({ schema: content }).encapContentInfo
  const theirs = pkijs.TSTInfo.fromBER(eContent?.getValue() ?? copy)
  assert.equal(theirs.policy, info.policy)
  assert.equal(toHex(new Uint8Array(theirs.serialNumber.valueBlock.valueHexView)), info.serialHex)
  assert.equal(theirs.genTime.getTime(), info.genTime)
  assert.equal(theirs.ordering ?? false, info.ordering)
  assert.equal(theirs.tsa !== undefined, info.tsa !== undefined)
  const { seconds = 0, millis = 0, micros = 0 } = theirs.accuracy ?? {}
  assert.equal(seconds * 1_000_000 + millis * 1000 + micros, info.accuracyMicros ?? 0)
}

test('openssl ts -query prints a request of ours, and we read a request of its own', async () => {
  using folder = pemFolder()
  const hashedMessage = digest('sha512', CONTENT)
  const ours = folder.file(
    'ours.tsq',
    encodeTimeStampRequest({
      digest: 'sha512',
      hashedMessage,
      policy: '2.999.2',
      nonceHex: '00ff',
      wantsCertificate: false,
    }),
  )
  const { text } = await runToolWell('openssl', words`ts -query -in ${ours} -text`)
  for (const line of [
    'Version: 1',
    'Hash Algorithm: sha512',
    'Policy OID: 2.999.2',
    'Nonce: 0xFF',
    'Certificate required: no',
  ])
    assert.ok(text.split('\n').includes(line), `${line}\n${text}`)
  const theirs = `${folder.path}/theirs.tsq`
  const data = folder.file('data', CONTENT)
  await runToolWell(
    'openssl',
    words`ts -query -data ${data} -sha512 -cert -tspolicy 2.999.2 -out ${theirs}`,
  )
  const parsed = parseTimeStampRequest(new Uint8Array(readFileSync(theirs)))
  assert.ok(parsed.ok)
  const { messageImprint, policy, wantsCertificate, nonceHex } = parsed.value
  assert.deepEqual([messageImprint.digest, policy, wantsCertificate], ['sha512', '2.999.2', true])
  assert.equal(toHex(messageImprint.hashedMessage), toHex(hashedMessage))
  assert.ok(nonceHex !== undefined)
})

test('a rejection of openssl ts keeps its words', async () => {
  using folder = pemFolder()
  const requestDer = encodeTimeStampRequest({
    digest: 'sha384',
    hashedMessage: digest('sha384', CONTENT),
    wantsCertificate: true,
  })
  const { responseDer, text } = await answered(folder, await authorityIn(folder, []), requestDer)
  const parsed = parseTimeStampResponse(responseDer)
  assert.ok(parsed.ok)
  const { status, statusStrings, failures, token } = parsed.value
  assert.deepEqual([status, failures, token], ['rejection', ['badAlg'], undefined])
  assert.ok(statusStrings.every((line) => text.includes(line)) && statusStrings.length === 1)
})

test('a token alone, and one octet of it more', async () => {
  using folder = pemFolder()
  const requestDer = encodeTimeStampRequest({
    digest: 'sha256',
    hashedMessage: digest('sha256', CONTENT),
    wantsCertificate: false,
  })
  const { responseDer } = await answered(folder, await authorityIn(folder, []), requestDer)
  const response = folder.file('again.tsr', responseDer)
  const out = `${folder.path}/token`
  await runToolWell('openssl', words`ts -reply -in ${response} -token_out -out ${out}`)
  const octets = new Uint8Array(readFileSync(out))
  const token = parseTimeStampToken(octets)
  assert.ok(token.ok)
  assert.equal(token.value.signedData.certificatesDer.length, 0)
  const longer = new Uint8Array(octets.length + 1)
  longer.set(octets)
  const refused = parseTimeStampToken(longer)
  assert.equal(refused.ok ? undefined : refused.refusal, 'der-trailing-bytes')
})
