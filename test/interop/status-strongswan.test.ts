/** strongSwan, as a gateway of a network asks for the status of who comes in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  GOOD_SERIAL,
  onlineAuthority,
  type OnlineAuthority,
  type Pointers,
  REVOKED_SERIAL,
  UNKNOWN_SERIAL,
} from '../support/online-authority.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool, type ToolEnd } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

async function verify(
  online: OnlineAuthority,
  serialHex: string,
  pointers: Pointers,
): Promise<ToolEnd> {
  using folder = pemFolder()
  const anchor = folder.file('ca.der', online.authority.generation.certificateDer)
  const leaf = folder.file('leaf.der', online.certificate(serialHex, pointers))
  return await runTool('pki', words`--verify --online --in ${leaf} --cacert ${anchor}`)
}

for (const responderKey of ['P-256', 'RSA-2048'] as const)
  test(`pki --verify --online by OCSP, responder with ${responderKey}`, async () => {
    await using online = await onlineAuthority({ responderKey })
    const ask = (serialHex: string): Promise<ToolEnd> =>
      verify(online, serialHex, { ocsp: online.ocspUrl })
    const good = await ask(GOOD_SERIAL)
    assert.match(good.text, /ocsp response correctly signed by "[^"]*CN=OCSP responder/)
    assert.match(good.text, /^certificate trusted, lifetimes valid, certificate not revoked$/m)
    assert.equal(good.status, 0)
    const revoked = await ask(REVOKED_SERIAL)
    assert.match(revoked.text, /ocsp response correctly signed/)
    assert.match(revoked.text, /certificate was revoked on .*, reason: superseded/)
    assert.notEqual(revoked.status, 0)
    const unknown = await ask(UNKNOWN_SERIAL)
    assert.match(unknown.text, /ocsp response correctly signed/)
    assert.match(unknown.text, /^certificate status is not available$/m)
    assert.deepEqual(online.records.faults, [])
  })

test('pki --verify --online by the list of the whole authority', async () => {
  await using online = await onlineAuthority()
  const pointers = { crl: online.crlUrl }
  const good = await verify(online, GOOD_SERIAL, pointers)
  assert.match(good.text, /crl correctly signed by/)
  assert.match(good.text, /^certificate status is good$/m)
  assert.equal(good.status, 0)
  const revoked = await verify(online, REVOKED_SERIAL, pointers)
  assert.match(revoked.text, /certificate was revoked on .*, reason: superseded/)
  assert.notEqual(revoked.status, 0)
})

test('pki --verify --online: an OCSP service that knows nothing, then the list', async () => {
  await using online = await onlineAuthority()
  const pointers = { ocsp: `${online.url}/nowhere`, crl: online.crlUrl }
  const revoked = await verify(online, REVOKED_SERIAL, pointers)
  assert.match(revoked.text, /ocsp check failed, fallback to crl/)
  assert.match(revoked.text, /certificate was revoked on .*, reason: superseded/)
  assert.notEqual(revoked.status, 0)
})
