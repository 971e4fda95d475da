import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { toBase64 } from '#kernel/bytes.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import {
  at,
  certIdOf,
  crlOf,
  issueTo,
  littleAuthority,
  littleResponder,
  POLICY_OIDS,
} from '../support/status-authority.ts'
import { emptyRecords, serveStatus, storedCrl, type TestRecords } from '../support/status-server.ts'
import { words } from '../support/words.ts'

const NOW = at('2026-04-01T12:00:00Z')
const NOW_SECONDS = String(NOW / 1000)
/** OpenSSL judges thisUpdate and nextUpdate by the machine's clock, whatever `-attime` says. */
const ANY_TIME = '2000000000'
const first = littleAuthority('signature', { number: 1 })
const second = littleAuthority('signature', { number: 2 })
const responder = littleResponder(first)
const GOOD = issueTo(first, { serialHex: '11' })
const REVOKED = issueTo(first, { serialHex: '12' })
const UNKNOWN = issueTo(first, { serialHex: '13' })
const LATER = issueTo(second, { serialHex: '14' })
const REVOKED_AT = at('2026-03-20T01:02:03Z')

function records(): TestRecords {
  const made = emptyRecords(NOW)
  made.authorities.push(first, second)
  made.responders.push(responder, littleResponder(second))
  for (const serial of ['11', '14']) made.statuses.set(serial, { state: 'good' })
  made.statuses.set('12', { state: 'revoked', revokedAt: REVOKED_AT, reason: 'superseded' })
  made.crls.set('signature/13113', [storedCrl(first, '13113', LIST)])
  return made
}

const LIST = crlOf(first, {
  entries: [{ serialHex: '12', revokedAt: REVOKED_AT, reason: 'superseded' }],
})

function verifyOptions(anchor: string): readonly string[] {
  return words`-CAfile ${anchor} -no-CApath -no-CAstore -attime ${NOW_SECONDS}
    -validity_period ${ANY_TIME}`
}

for (const digest of ['sha1', 'sha256'] as const) {
  for (const nonce of ['-nonce', '-no_nonce']) {
    test(`openssl ocsp -${digest} ${nonce}: good, revoked, unknown in one answer`, async () => {
      using folder = pemFolder()
      await using server = await serveStatus(records())
      const anchor = folder.certificates('ca.pem', first.generation.certificateDer)
      const [good, revoked, unknown] = [
        folder.certificates('good.pem', GOOD),
        folder.certificates('revoked.pem', REVOKED),
        folder.certificates('unknown.pem', UNKNOWN),
      ]
      const { text } = await runToolWell('openssl', [
        ...words`ocsp -issuer ${anchor} -${digest} -cert ${good} -${digest} -cert ${revoked}
          -${digest} -cert ${unknown} ${nonce} -url ${server.url}/ocsp/signature -resp_text`,
        ...verifyOptions(anchor),
      ])
      assert.match(text, /Response verify OK/)
      assert.match(text, /good\.pem: good/)
      assert.match(text, /revoked\.pem: revoked/)
      assert.match(text, /Reason: superseded/)
      assert.match(text, /Revocation Time: Mar 20 01:02:03 2026 GMT/)
      assert.match(text, /unknown\.pem: unknown/)
      assert.match(text, new RegExp(`Hash Algorithm: ${digest}`))
      assert.match(text, /Next Update: Apr {2}1 12:15:00 2026 GMT/)
      assert.equal(/OCSP Nonce/.test(text), nonce === '-nonce')
      assert.doesNotMatch(text, /WARNING/)
    })
  }
}

test('openssl ocsp: generations of one name apart, a foreign one unauthorized', async () => {
  using folder = pemFolder()
  await using server = await serveStatus(records())
  const anchor = folder.certificates('ca2.pem', second.generation.certificateDer)
  const later = folder.certificates('later.pem', LATER)
  const url = `${server.url}/ocsp/signature`
  const end = await runToolWell('openssl', [
    ...words`ocsp -issuer ${anchor} -cert ${later} -url ${url}`,
    ...verifyOptions(anchor),
  ])
  assert.match(end.text, /later\.pem: good/)
  const foreign = littleAuthority('user-authentication')
  const other = folder.certificates('other.pem', foreign.generation.certificateDer)
  const refused = await runTool('openssl', words`ocsp -issuer ${other} -cert ${later} -url ${url}`)
  assert.match(refused.text, /Responder Error: unauthorized \(6\)/)
})

for (const digest of ['sha1', 'sha256'] as const) {
  test(`curl by GET, ${digest}: openssl believes the answer`, async () => {
    using folder = pemFolder()
    await using server = await serveStatus(records())
    const anchor = folder.certificates('ca.pem', first.generation.certificateDer)
    const good = folder.certificates('good.pem', GOOD)
    const [request, response] = [`${folder.path}/request.der`, `${folder.path}/response.der`]
    await runToolWell(
      'openssl',
      words`ocsp -issuer ${anchor} -${digest} -cert ${good} -no_nonce -reqout ${request}`,
    )
    const path = encodeURIComponent(toBase64(new Uint8Array(readFileSync(request))))
    const url = `${server.url}/ocsp/signature/${path}`
    await runToolWell('curl', words`--silent --show-error --fail --output ${response} ${url}`)
    const { text } = await runToolWell('openssl', [
      ...words`ocsp -issuer ${anchor} -${digest} -cert ${good} -respin ${response}`,
      ...verifyOptions(anchor),
    ])
    assert.match(text, /Response verify OK/)
    assert.match(text, /good\.pem: good/)
  })
}

test('openssl reads our request as we read its own', async () => {
  using folder = pemFolder()
  const nonce = new Uint8Array(32).fill(0xab)
  const ids = [certIdOf(first, '11', 'sha1'), certIdOf(first, '12', 'sha256')]
  const request = folder.file('request.der', encodeOcspRequest(ids, nonce))
  const { text } = await runToolWell('openssl', words`ocsp -reqin ${request} -req_text`)
  assert.match(text, /Hash Algorithm: sha1[\s\S]*Serial Number: 11[\s\S]*Hash Algorithm: sha256/)
  assert.match(text, /OCSP Nonce:\s+0420(?:AB){32}/)
})

/** OpenSSL stamps its answers with the machine's own time, so these stand for a century. */
const LONG = { notBefore: at('2001-01-01T00:00:00Z'), notAfter: at('2099-12-31T14:59:59Z') }
const lasting = littleAuthority('signature', LONG)
const lastingResponder = littleResponder(lasting, LONG)

for (const [serialHex, outcome] of [
  ['11', undefined],
  ['12', 'revoked'],
  ['13', 'status-unknown'],
] as const) {
  test(`ours believes openssl: serial ${serialHex} is ${outcome ?? 'good'}`, async () => {
    using folder = pemFolder()
    const anchor = folder.certificates('ca.pem', lasting.generation.certificateDer)
    const signer = folder.certificates('responder.pem', lastingResponder.credential.certificateDer)
    const key = folder.privateKey('responder.key', lastingResponder.keys)
    const index = folder.file(
      'index.txt',
      `V\t991231145959Z\t\t11\tunknown\t/CN=a
R\t991231145959Z\t010320010203Z,superseded\t12\tunknown\t/CN=b
`,
    )
    const nonce = new Uint8Array(32).fill(9)
    const question = encodeOcspRequest([certIdOf(lasting, serialHex)], nonce)
    const request = folder.file('request.der', question)
    const response = `${folder.path}/response.der`
    await runToolWell(
      'openssl',
      words`ocsp -index ${index} -CA ${anchor} -rsigner ${signer} -rkey ${key} -nmin 15
        -reqin ${request} -respout ${response}`,
    )
    const responseDer = new Uint8Array(readFileSync(response))
    const parsed = parseOcspResponse(responseDer)
    assert.ok(parsed.ok && parsed.value.status === 'successful')
    const { producedAt } = parsed.value.basic
    const report = await verifyCertificate({
      unverifiedCertificateDer: issueTo(lasting, { serialHex, ...LONG }),
      kind: 'signature',
      at: producedAt,
      now: producedAt,
      anchors: [lasting.pinned],
      policyOids: POLICY_OIDS,
      status: { policy: 'require', ocspResponses: [{ responseDer, nonce }] },
    })
    assert.equal(report.refusal, outcome, report.checks.at(-1)?.seen)
  })
}

test('openssl verify -x509_strict -crl_check: good passes, revoked does not', async () => {
  using folder = pemFolder()
  await using server = await serveStatus(records())
  const anchor = folder.certificates('ca.pem', first.generation.certificateDer)
  const fetched = `${folder.path}/list.crl`
  const url = `${server.url}/crl/signature/13113.crl`
  await runToolWell('curl', words`--silent --show-error --fail --output ${fetched} ${url}`)
  const list = folder.crl('list.pem', new Uint8Array(readFileSync(fetched)))
  const verify = words`verify -x509_strict -crl_check -CRLfile ${list} -CAfile ${anchor}
    -no-CApath -no-CAstore -attime ${NOW_SECONDS}`
  const good = await runToolWell('openssl', [...verify, folder.certificates('good.pem', GOOD)])
  assert.match(good.text, /good\.pem: OK/)
  const revoked = await runTool('openssl', [...verify, folder.certificates('revoked.pem', REVOKED)])
  assert.notEqual(revoked.status, 0)
  assert.match(revoked.text, /certificate revoked/)
})

test('openssl crl verifies the list by the certificate that we serve', async () => {
  using folder = pemFolder()
  await using server = await serveStatus(records())
  const [list, certificate] = [`${folder.path}/list.crl`, `${folder.path}/ca.cer`]
  const curl = words`--silent --show-error --fail --output`
  await runToolWell('curl', [...curl, list, `${server.url}/crl/signature/1/13113.crl`])
  await runToolWell('curl', [...curl, certificate, `${server.url}/authority/signature/1.cer`])
  const pem = `${folder.path}/ca.pem`
  await runToolWell('openssl', words`x509 -inform DER -in ${certificate} -out ${pem}`)
  const { text } = await runToolWell(
    'openssl',
    words`crl -inform DER -in ${list} -CAfile ${pem} -no-CApath -no-CAstore -text -noout`,
  )
  assert.match(text, /verify OK/)
  assert.match(text, /Serial Number: 12/)
})
