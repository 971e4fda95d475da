/** curl, as a cache or a careful client asks over HTTP: GET, conditions, parts, gzip. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { toBase64 } from '#kernel/bytes.ts'
import { GOOD_SERIAL, onlineAuthority, type OnlineAuthority } from '../support/online-authority.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import { certIdOf } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

const QUIET = words`--silent --show-error`

function getUrl({ authority, ocspUrl }: OnlineAuthority, serialHex = GOOD_SERIAL): string {
  const request = encodeOcspRequest([certIdOf(authority, serialHex)], undefined)
  return `${ocspUrl}/${encodeURIComponent(toBase64(request))}`
}

/** The status code and the headers of an answer, names in lower case. */
async function headersOf(...args: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { text } = await runToolWell('curl', [
    ...QUIET,
    ...words`--dump-header - --output /dev/null`,
    ...args,
  ])
  const [first = '', ...lines] = text.trimEnd().split('\r\n')
  return new Map([
    ['status', first.split(' ')[1] ?? ''],
    ...lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  ])
}

test('curl, OCSP by GET: what a cache may know', async () => {
  await using online = await onlineAuthority()
  const headers = await headersOf(getUrl(online))
  assert.equal(headers.get('status'), '200')
  assert.equal(headers.get('content-type'), 'application/ocsp-response')
  assert.equal(headers.get('cache-control'), 'public, max-age=60, no-transform, must-revalidate')
  assert.match(headers.get('etag') ?? '', /^"[0-9a-f]{64}"$/)
  const { now } = online.records
  assert.equal(headers.get('last-modified'), new Date(now).toUTCString())
  assert.equal(headers.get('expires'), new Date(now + 15 * 60_000).toUTCString())
  assert.equal(headers.get('date'), new Date(now).toUTCString())
})

test('curl, OCSP by GET: its own entity tag gives 304, another status another tag', async () => {
  await using online = await onlineAuthority()
  using folder = pemFolder()
  const [tag, url] = [join(folder.path, 'tag'), getUrl(online)]
  const saved = await headersOf(...words`--etag-save ${tag} ${url}`)
  assert.equal(saved.get('status'), '200')
  const again = await headersOf(...words`--etag-compare ${tag} ${url}`)
  assert.equal(again.get('status'), '304')
  assert.equal(again.get('etag'), saved.get('etag'))
  assert.equal(again.get('cache-control'), saved.get('cache-control'))
  const revokedAt = online.records.now
  online.records.statuses.set(GOOD_SERIAL, { state: 'revoked', revokedAt, reason: 'superseded' })
  const changed = await headersOf(...words`--etag-compare ${tag} ${url}`)
  assert.equal(changed.get('status'), '200')
  assert.notEqual(changed.get('etag'), saved.get('etag'))
})

test('curl, a list: 304 by tag and by date, and the octets in two parts or by gzip', async () => {
  await using online = await onlineAuthority()
  using folder = pemFolder()
  const { crlUrl, records } = online
  const crlDer = records.crls.get('user-authentication/all')?.[0]?.crlDer
  assert.ok(crlDer !== undefined)
  const [tag, file] = [join(folder.path, 'tag'), join(folder.path, 'list.crl')]
  await runToolWell('curl', [...QUIET, ...words`--fail --etag-save ${tag} -o ${file} ${crlUrl}`])
  assert.deepEqual(new Uint8Array(readFileSync(file)), crlDer)
  const byTag = await headersOf(...words`--etag-compare ${tag} ${crlUrl}`)
  assert.equal(byTag.get('status'), '304')
  const modified = (await headersOf(crlUrl)).get('last-modified')
  assert.ok(modified !== undefined)
  const byDate = await headersOf('--time-cond', modified, crlUrl)
  assert.equal(byDate.get('status'), '304')
  const part = folder.file('part.crl', crlDer.subarray(0, 100))
  await runToolWell('curl', [...QUIET, ...words`--fail --continue-at - -o ${part} ${crlUrl}`])
  assert.deepEqual(new Uint8Array(readFileSync(part)), crlDer)
  const small = join(folder.path, 'small.crl')
  await runToolWell('curl', [...QUIET, ...words`--fail --compressed -o ${small} ${crlUrl}`])
  assert.deepEqual(new Uint8Array(readFileSync(small)), crlDer)
})

test('curl, an answer with a nonce is for its asker alone', async () => {
  await using online = await onlineAuthority()
  using folder = pemFolder()
  const id = certIdOf(online.authority, GOOD_SERIAL)
  const request = folder.file('request.der', encodeOcspRequest([id], new Uint8Array(16).fill(7)))
  const type = 'Content-Type: application/ocsp-request'
  const headers = await headersOf('-H', type, ...words`--data-binary @${request} ${online.ocspUrl}`)
  assert.equal(headers.get('status'), '200')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('etag'), undefined)
})
