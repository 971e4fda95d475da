import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, type Instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool } from '../support/run-tool.ts'
import {
  at,
  crlOf,
  issueTo,
  littleAuthority,
  littleResponder,
  type LittleAuthority,
} from '../support/status-authority.ts'
import { emptyRecords, serveStatus, type TestRecords } from '../support/status-server.ts'
import { words } from '../support/words.ts'

/**
 * GnuTLS has no way to name another time, so the certificates stand for a century and the records
 * at its present.
 */
const LONG = { notBefore: at('2001-01-01T00:00:00Z'), notAfter: at('2099-12-31T14:59:59Z') }
const DAY_MS = 86_400_000
const authority = littleAuthority('signature', LONG)
const impostor = littleAuthority('user-authentication', LONG)

function present(): Instant {
  return wholeSecond(instant(Date.now()))
}

function records(): TestRecords {
  const made = emptyRecords(present())
  made.authorities.push(authority)
  made.responders.push(littleResponder(authority, LONG))
  made.statuses.set('11', { state: 'good' })
  const revokedAt = at('2026-03-20T01:02:03Z')
  made.statuses.set('12', { state: 'revoked', revokedAt, reason: 'keyCompromise' })
  return made
}

for (const [serialHex, state, said] of [
  ['11', 'good', /Certificate Status: good/],
  [
    '12',
    'revoked',
    /Certificate Status: revoked[\s\S]*Revocation time: Fri Mar 20 01:02:03 UTC 2026/,
  ],
  ['13', 'unknown', /Certificate Status: unknown/],
] as const) {
  for (const nonce of ['--nonce', '--no-nonce']) {
    test(`ocsptool --ask ${nonce}, a certificate that is ${state}`, async () => {
      using folder = pemFolder()
      await using server = await serveStatus(records())
      const anchor = folder.certificates('ca.pem', authority.generation.certificateDer)
      const holder = folder.certificates('holder.pem', issueTo(authority, { serialHex, ...LONG }))
      const end = await runTool(
        'ocsptool',
        words`--ask=${server.url}/ocsp/signature --load-issuer ${anchor} --load-cert ${holder}
          --load-trust ${anchor} ${nonce}`,
        { env: { TZ: 'UTC' } },
      )
      assert.match(end.text, said)
      assert.match(end.text, /Verifying OCSP Response: Success\./)
      assert.equal(end.status, 0, end.text)
    })
  }
}

function list(of: LittleAuthority, changes: Parameters<typeof crlOf>[1] = {}): Uint8Array {
  const now = present()
  const times = { thisUpdate: plusMs(now, -DAY_MS / 24), nextUpdate: plusMs(now, DAY_MS) }
  const entry = { serialHex: '12', revokedAt: at('2026-03-20T01:02:03Z') }
  const entries = [{ ...entry, reason: 'keyCompromise' as const }]
  return crlOf(of, { ...times, entries, ...changes })
}

test('certtool --verify-crl takes our list, no foreign and no forged one', async () => {
  using folder = pemFolder()
  const anchor = folder.certificates('ca.pem', authority.generation.certificateDer)
  const verify = async (name: string, crlDer: Uint8Array) =>
    runTool(
      'certtool',
      words`--verify-crl --load-ca-certificate ${anchor} --infile ${folder.crl(name, crlDer)}`,
    )
  const good = await verify('good.pem', list(authority))
  assert.deepEqual([good.status, /Verified\./.test(good.text)], [0, true], good.text)
  const foreign = await verify('foreign.pem', list(impostor))
  assert.doesNotMatch(foreign.text, /Verification output: Verified\./)
  const forged = await verify('forged.pem', list(authority, { signedBy: impostor.keys }))
  assert.doesNotMatch(forged.text, /Verification output: Verified\./)
})

test('certtool --verify takes a good certificate and refuses a revoked one', async () => {
  using folder = pemFolder()
  const anchor = folder.certificates('ca.pem', authority.generation.certificateDer)
  const verify = (serialHex: string) => {
    const holder = folder.certificates(
      `${serialHex}.pem`,
      issueTo(authority, { serialHex, ...LONG }),
    )
    const crl = folder.crl('list.pem', list(authority))
    return runTool(
      'certtool',
      words`--verify --load-ca-certificate ${anchor} --load-crl ${crl} --infile ${holder}`,
    )
  }
  const good = await verify('11')
  assert.match(good.text, /The certificate is trusted/, good.text)
  const revoked = await verify('12')
  assert.match(revoked.text, /revoked/, revoked.text)
})
