import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import type { CertId } from '#codec/ocsp/cert-id.ts'
import { type OcspRequest, parseOcspRequest } from '#codec/ocsp/request.ts'
import { type OcspResponse, parseOcspResponse } from '#codec/ocsp/response.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { filesUnder } from '../support/parser-fuzz.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import { issueTo, keysOf, littleAuthority } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { words } from '../support/words.ts'

// `openssl ocsp -text` beside ours: the same fields with the same values, in the same order.

/** `Nov 22 21:55:22 2026 GMT`, as OpenSSL prints a time. */
function opensslTime(at: Instant): string {
  const [, day = '', month = '', year = ''] = new Date(at).toUTCString().split(/[ ,]+/)
  const clock = new Date(at).toISOString().slice(11, 19)
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`
}

function upper(octets: Uint8Array): string {
  return toHex(octets).toUpperCase()
}

function linesOfCertId({ hashAlgorithm, digest, ...id }: CertId): readonly string[] {
  return [
    `Hash Algorithm: ${digest ?? hashAlgorithm.oid}`,
    `Issuer Name Hash: ${upper(id.issuerNameHash)}`,
    `Issuer Key Hash: ${upper(id.issuerKeyHash)}`,
    `Serial Number: ${id.serialHex.toUpperCase()}`,
  ]
}

function linesOfResponse(response: OcspResponse): readonly string[] {
  if (response.status !== 'successful') return []
  const { responderId, producedAt, responses, certificatesDer } = response.basic
  return [
    ...(responderId.by === 'key' ? [`Responder Id: ${upper(responderId.keyHash)}`] : []),
    `Produced At: ${opensslTime(producedAt)}`,
    ...responses.flatMap(({ certId, status, thisUpdate, nextUpdate }) => [
      ...linesOfCertId(certId),
      `Cert Status: ${status.state}`,
      ...(status.state === 'revoked' ? [`Revocation Time: ${opensslTime(status.revokedAt)}`] : []),
      ...(status.state === 'revoked' && status.reason !== 'unspecified'
        ? [`Revocation Reason: ${status.reason}`]
        : []),
      `This Update: ${opensslTime(thisUpdate)}`,
      ...(nextUpdate === undefined ? [] : [`Next Update: ${opensslTime(nextUpdate)}`]),
    ]),
    `certificates: ${certificatesDer.length}`,
  ]
}

function linesOfRequest(request: OcspRequest): readonly string[] {
  return request.requests.flatMap(({ certId }) => linesOfCertId(certId))
}

const NAMES = [
  'Hash Algorithm',
  'Issuer Name Hash',
  'Issuer Key Hash',
  'Serial Number',
  'Cert Status',
  'Revocation Time',
  'Revocation Reason',
  'This Update',
  'Next Update',
  'Produced At',
]

/** A responder by name is printed in a form of OpenSSL's own, and left out. */
const LABELS = new RegExp(`^ *((?:${NAMES.join('|')}): .*|Responder Id: [0-9A-F]{40})$`)

function linesOfOpenssl(text: string): readonly string[] {
  // Certificates follow behind the response, with fields of the same names.
  const [statements = '', ...certificates] = text.split(/^Certificate:$/m)
  const lines = statements.split('\n').flatMap((line) => LABELS.exec(line)?.[1] ?? [])
  return [...lines.map(reasonByName), `certificates: ${certificates.length}`]
}

/** `superseded (0x4)` by our name of the reason. */
function reasonByName(line: string): string {
  const code = /^Revocation Reason: .*\(0x([0-9a-f]+)\)$/.exec(line)?.[1]
  return code === undefined ? line : `Revocation Reason: ${REASONS[Number.parseInt(code, 16)]}`
}

const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  '',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
]

/** What ours reads is what OpenSSL prints; what ours refuses has no statement there either. */
async function checkResponse(octets: Uint8Array, name: string): Promise<void> {
  using folder = pemFolder()
  const file = folder.file('response.der', octets)
  const { text } = await runTool('openssl', words`ocsp -respin ${file} -noverify -resp_text`)
  const parsed = parseOcspResponse(octets)
  if (!parsed.ok) assert.ok(!text.includes('Cert Status:'), `${name} ${parsed.refusal}`)
  else if (parsed.value.status === 'successful')
    assert.deepEqual(linesOfResponse(parsed.value), linesOfOpenssl(text), name)
  else assert.match(text.toLowerCase(), new RegExp(parsed.value.status.toLowerCase()), name)
}

/**
 * What ours refuses and OpenSSL prints. RFC 5280 §4.2: "A certificate MUST NOT include more than one
 * instance of a particular extension"; RFC 6960 §4.4 takes its extensions from there.
 */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['req-duplicate-ext.der', 'extension-duplicate'],
])

vectorTest('pyca-ocsp', 'openssl ocsp -text shows what is read', async (folder) => {
  for (const path of filesUnder(folder).filter((name) => name.endsWith('.der'))) {
    const octets = new Uint8Array(readFileSync(path))
    const name = basename(path)
    if (!/(^|[.-])req[-.]/.test(name)) {
      await checkResponse(octets, name)
      continue
    }
    const parsed = parseOcspRequest(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, REFUSED.get(name), name)
    if (!parsed.ok) continue
    const { text } = await runToolWell('openssl', words`ocsp -reqin ${path} -req_text`)
    const theirs = text.split('\n').flatMap((line) => LABELS.exec(line)?.[1] ?? [])
    assert.deepEqual(linesOfRequest(parsed.value), theirs, name)
  }
})

vectorTest('openssl-ocsp', 'openssl ocsp -text shows what is read', async (folder) => {
  const files = filesUnder(folder).filter((name) => name.endsWith('.ors'))
  assert.ok(files.length > 0)
  for (const path of files)
    await checkResponse(
      new Uint8Array(Buffer.from(readFileSync(path, 'latin1'), 'base64')),
      basename(path),
    )
})

test('a request that openssl signed is read so that its signature verifies', async () => {
  using folder = pemFolder()
  const authority = littleAuthority('signature')
  const certificateDer = issueTo(authority)
  const issuer = folder.certificates('ca.pem', authority.generation.certificateDer)
  const holder = folder.certificates('holder.pem', certificateDer)
  const key = folder.privateKey('holder.key', keysOf('holder'))
  const out = `${folder.path}/request.der`
  await runToolWell(
    'openssl',
    words`ocsp -issuer ${issuer} -cert ${holder} -signer ${holder} -signkey ${key} -reqout ${out}`,
  )
  const parsed = parseOcspRequest(new Uint8Array(readFileSync(out)))
  assert.ok(parsed.ok)
  const { tbsDer, requestorName, optionalSignature } = parsed.value
  assert.ok(optionalSignature !== undefined)
  assert.equal(requestorName?.kind, 'directoryName')
  assert.ok(optionalSignature.certificatesDer.map(toHex).includes(toHex(certificateDer)))
  const certificate = parseCertificate(certificateDer)
  const publicKey = certificate.ok && importPublicKey(certificate.value.spkiDer)
  assert.ok(publicKey !== false && publicKey.ok)
  const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
  assert.equal(optionalSignature.signatureAlgorithm.oid, '1.2.840.113549.1.1.11')
  assert.ok(verifySignature(scheme, publicKey.value, tbsDer, optionalSignature.signature))
  const { text } = await runToolWell('openssl', words`ocsp -reqin ${out} -req_text`)
  const theirs = text.split('\n').flatMap((line) => LABELS.exec(line)?.[1] ?? [])
  assert.deepEqual(linesOfRequest(parsed.value), theirs.slice(0, 4))
})
