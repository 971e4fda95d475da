/** NSS, the library of Firefox and of many a Linux program, as a relying party of our status. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  GOOD_SERIAL,
  onlineAuthority,
  type OnlineAuthority,
  REVOKED_SERIAL,
  UNKNOWN_SERIAL,
} from '../support/online-authority.ts'
import { pemFolder, type PemFolder } from '../support/pem-folder.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

type Method = 'ocsp' | 'crl'
/** Whether NSS refuses a certificate without status; without the list it says "revoked". */
type Insisting = 'insisting' | 'content without status'

/** The verdict of NSS alone: its certificate store knows the authority and nothing else. */
async function verdict(
  store: PemFolder,
  certificateDer: Uint8Array,
  method: Method,
  insisting: Insisting,
): Promise<string> {
  const leaf = store.file('leaf.der', certificateDer)
  const flags = insisting === 'insisting' ? words`-s failIfNoInfo` : []
  const { text } = await runTool('vfychain', [
    ...words`-d sql:${store.path} -u 0 -pp -g leaf -m ${method}`,
    ...flags,
    leaf,
  ])
  if (/^Chain is good!/m.test(text)) return 'good'
  if (/ERROR -8071: The OCSP server experienced/.test(text)) return 'no answer'
  return /ERROR -8180: Peer's Certificate has been revoked/.test(text) ? 'revoked' : text
}

async function storeOf({ authority }: OnlineAuthority): Promise<PemFolder> {
  const folder = pemFolder()
  const anchor = folder.file('ca.der', authority.generation.certificateDer)
  const store = `sql:${folder.path}`
  await runToolWell('certutil', words`-N -d ${store} --empty-password`)
  await runToolWell('certutil', words`-A -d ${store} -n authority -t CT,C,C -i ${anchor}`)
  return folder
}

for (const responderKey of ['P-256', 'RSA-2048'] as const)
  test(`vfychain -m ocsp, responder with ${responderKey}`, async () => {
    await using online = await onlineAuthority({ responderKey })
    using store = await storeOf(online)
    const ask = async (serialHex: string, insisting: Insisting): Promise<string> => {
      const certificateDer = online.certificate(serialHex, { ocsp: online.ocspUrl })
      return await verdict(store, certificateDer, 'ocsp', insisting)
    }
    assert.equal(await ask(GOOD_SERIAL, 'insisting'), 'good')
    assert.equal(await ask(REVOKED_SERIAL, 'content without status'), 'revoked')
    assert.equal(await ask(UNKNOWN_SERIAL, 'insisting'), 'revoked')
    assert.deepEqual(online.records.faults, [])
  })

test('vfychain -m crl: the list of the whole authority, fetched', async () => {
  await using online = await onlineAuthority()
  using store = await storeOf(online)
  const ask = async (serialHex: string, insisting: Insisting): Promise<string> => {
    const certificateDer = online.certificate(serialHex, { crl: online.crlUrl })
    return await verdict(store, certificateDer, 'crl', insisting)
  }
  assert.equal(await ask(GOOD_SERIAL, 'insisting'), 'good')
  assert.equal(await ask(REVOKED_SERIAL, 'content without status'), 'revoked')
})

test('vfychain where nothing of ours answers: refused by who insists on a status', async () => {
  await using online = await onlineAuthority()
  using store = await storeOf(online)
  const nowhere = `${online.url}/nowhere`
  for (const [method, pointers, said] of [
    ['ocsp', { ocsp: nowhere }, 'no answer'],
    ['crl', { crl: nowhere }, 'revoked'],
  ] as const) {
    const certificateDer = online.certificate(REVOKED_SERIAL, pointers)
    assert.equal(await verdict(store, certificateDer, method, 'content without status'), 'good')
    assert.equal(await verdict(store, certificateDer, method, 'insisting'), said)
  }
})

test('crlutil keeps the list that curl fetched, and shows what it holds', async () => {
  await using online = await onlineAuthority()
  using store = await storeOf(online)
  const list = join(store.path, 'list.crl')
  await runToolWell('curl', words`--silent --show-error --fail --output ${list} ${online.crlUrl}`)
  await runToolWell('crlutil', words`-I -d sql:${store.path} -i ${list}`)
  const shown = await runToolWell('crlutil', words`-L -d sql:${store.path} -n authority`)
  const serials = [...shown.text.matchAll(/Serial Number: (\d+) \(0x([0-9a-f]+)\)/g)]
  assert.deepEqual(
    serials.map(([, , hex]) => hex),
    [REVOKED_SERIAL],
  )
})
