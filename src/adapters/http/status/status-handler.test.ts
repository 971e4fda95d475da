import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { equalBytes, toBase64 } from '#kernel/bytes.ts'
import {
  at,
  certIdOf,
  crlOf,
  littleAuthority,
  littleResponder,
} from '../../../../test/support/status-authority.ts'
import {
  emptyRecords,
  serveStatus,
  storedCrl,
  type TestRecords,
} from '../../../../test/support/status-server.ts'
import { isStatusPath, parseStatusPath } from './status-path.ts'

const NOW = at('2026-04-01T12:00:00Z')
const first = littleAuthority('signature', { number: 1 })
const second = littleAuthority('signature', { number: 2 })
const REQUEST = encodeOcspRequest([certIdOf(first, '01')], undefined)
const WITH_NONCE = encodeOcspRequest([certIdOf(first, '01')], new Uint8Array(32).fill(5))
const OCSP_REQUEST = { 'content-type': 'application/ocsp-request' }

function records(): TestRecords {
  const made = emptyRecords(NOW)
  made.authorities.push(first, second)
  made.responders.push(littleResponder(first), littleResponder(second))
  made.statuses.set('01', { state: 'good' })
  made.crls.set('signature/13113', [
    storedCrl(first, '13113', crlOf(first)),
    storedCrl(second, '13113', crlOf(second)),
  ])
  return made
}

async function stateIn(response: Response): Promise<string> {
  const parsed = parseOcspResponse(new Uint8Array(await response.arrayBuffer()))
  if (!parsed.ok) return parsed.refusal
  const { value } = parsed
  return value.status === 'successful'
    ? (value.basic.responses[0]?.status.state ?? 'none')
    : value.status
}

test('POST: an answer that no cache keeps', async () => {
  await using server = await serveStatus(records())
  const body = { method: 'POST', headers: OCSP_REQUEST, body: REQUEST }
  for (const path of ['/ocsp/signature', '/ocsp/signature/']) {
    const response = await fetch(`${server.url}${path}`, body)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/ocsp-response')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal(await stateIn(response), 'good')
  }
})

const base64 = toBase64(REQUEST)

for (const [name, path] of [
  ['percent-encoded', encodeURIComponent(base64)],
  ['as it is', base64],
  ['without padding', base64.replace(/=+$/, '')],
  [
    'with every character percent-encoded',
    base64.replace(/./g, (character) => `%${character.charCodeAt(0).toString(16)}`),
  ],
  ['with a query', `${encodeURIComponent(base64)}?x=1`],
] as const) {
  test(`GET ${name}: a cacheable answer`, async () => {
    await using server = await serveStatus(records())
    const response = await fetch(`${server.url}/ocsp/signature/${path}`)
    assert.equal(response.status, 200)
    assert.equal(
      response.headers.get('cache-control'),
      'public, max-age=60, no-transform, must-revalidate',
    )
    assert.equal(response.headers.get('last-modified'), 'Wed, 01 Apr 2026 12:00:00 GMT')
    assert.equal(response.headers.get('expires'), 'Wed, 01 Apr 2026 12:15:00 GMT')
    assert.equal(response.headers.get('date'), 'Wed, 01 Apr 2026 12:00:00 GMT')
    assert.equal(await stateIn(response), 'good')
  })
}

test('GET with a nonce is for one asker, and no cache keeps it', async () => {
  await using server = await serveStatus(records())
  const response = await fetch(
    `${server.url}/ocsp/signature/${encodeURIComponent(toBase64(WITH_NONCE))}`,
  )
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(await stateIn(response), 'good')
})

for (const path of ['%', '%ff', 'not base64 !', 'AAAA', 'A']) {
  test(`GET ${path}: malformedRequest, not cached`, async () => {
    await using server = await serveStatus(records())
    const response = await fetch(`${server.url}/ocsp/signature/${path}`)
    assert.deepEqual([response.status, await stateIn(response)], [200, 'malformedRequest'])
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })
}

const REFUSED: readonly (readonly [string, string, RequestInit, number])[] = [
  [
    'an unknown authority',
    '/ocsp/other',
    { method: 'POST', headers: OCSP_REQUEST, body: REQUEST },
    404,
  ],
  ['no such path', '/', {}, 404],
  ['OCSP by PUT', '/ocsp/signature', { method: 'PUT', headers: OCSP_REQUEST, body: REQUEST }, 405],
  ['OCSP by GET without a request', '/ocsp/signature', {}, 405],
  [
    'POST to the path of a GET',
    `/ocsp/signature/${base64}`,
    { method: 'POST', headers: OCSP_REQUEST, body: REQUEST },
    405,
  ],
  [
    'another media type',
    '/ocsp/signature',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    415,
  ],
  ['no media type', '/ocsp/signature', { method: 'POST', body: REQUEST }, 415],
  [
    'a body over the bound',
    '/ocsp/signature',
    { method: 'POST', headers: OCSP_REQUEST, body: new Uint8Array(16_385) },
    413,
  ],
  ['a path over the bound', `/ocsp/signature/${'A'.repeat(4_097)}`, {}, 414],
  ['a list of nowhere', '/crl/signature/99999.crl', {}, 404],
  ['a list of no generation', '/crl/signature/3/13113.crl', {}, 404],
  ['a path out of the folder', '/crl/signature/..%2f13113.crl', {}, 404],
  ['a list by POST', '/crl/signature/13113.crl', { method: 'POST', body: '' }, 405],
  ['an authority’s certificate of no generation', '/authority/signature/9.cer', {}, 404],
]

for (const [name, path, init, status] of REFUSED) {
  test(`refused: ${name} is ${status}`, async () => {
    const kept = records()
    await using server = await serveStatus(kept)
    const response = await fetch(`${server.url}${path}`, init)
    assert.equal(response.status, status)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal(response.headers.has('allow'), status === 405)
    assert.deepEqual(kept.faults, [])
  })
}

test('a body that never says its length is cut off at the bound', async () => {
  await using server = await serveStatus(records())
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(1_024))
      controller.close()
    },
  })
  const init = { method: 'POST', headers: OCSP_REQUEST, body: stream, duplex: 'half' } as const
  const response = await fetch(`${server.url}/ocsp/signature`, init)
  assert.equal(response.status, 413)
})

test('an asker that goes away leaves no fault, and the next is answered', async () => {
  const kept = records()
  await using server = await serveStatus(kept)
  await new Promise<void>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      const head = [
        'POST /ocsp/signature HTTP/1.1',
        'Host: a',
        'Content-Type: application/ocsp-request',
        'Content-Length: 90',
        '',
        'half',
      ].join('\r\n')
      socket.write(head, () => socket.destroy())
    })
    socket.on('close', () => resolve())
    socket.on('error', reject)
  })
  const body = { method: 'POST', headers: OCSP_REQUEST, body: REQUEST }
  assert.equal(await stateIn(await fetch(`${server.url}/ocsp/signature`, body)), 'good')
  assert.deepEqual(kept.faults, [])
})

test('records out of reach: OCSP tryLater, a list 503, and the operator is told', async () => {
  const kept = records()
  await using server = await serveStatus(kept)
  kept.outage = new Error('no connection')
  const body = { method: 'POST', headers: OCSP_REQUEST, body: REQUEST }
  const response = await fetch(`${server.url}/ocsp/signature`, body)
  assert.deepEqual([response.status, await stateIn(response)], [200, 'tryLater'])
  const list = await fetch(`${server.url}/crl/signature/13113.crl`)
  assert.deepEqual([list.status, list.headers.get('retry-after')], [503, '30'])
  assert.deepEqual(kept.faults, [kept.outage, kept.outage])
})

test('a revocation is answered at once', async () => {
  const kept = records()
  await using server = await serveStatus(kept)
  const ask = async () =>
    stateIn(
      await fetch(`${server.url}/ocsp/signature`, {
        method: 'POST',
        headers: OCSP_REQUEST,
        body: REQUEST,
      }),
    )
  assert.equal(await ask(), 'good')
  kept.statuses.set('01', { state: 'revoked', revokedAt: NOW, reason: 'keyCompromise' })
  assert.equal(await ask(), 'revoked')
})

test('lists: the newest, or of one generation; validated by ETag', async () => {
  await using server = await serveStatus(records())
  const newest = await fetch(`${server.url}/crl/signature/13113.crl`)
  assert.equal(newest.headers.get('content-type'), 'application/pkix-crl')
  assert.equal(
    newest.headers.get('cache-control'),
    'public, max-age=300, no-transform, must-revalidate',
  )
  assert.ok(equalBytes(new Uint8Array(await newest.arrayBuffer()), crlOf(second)))
  const old = await fetch(`${server.url}/crl/signature/1/13113.crl`)
  assert.ok(equalBytes(new Uint8Array(await old.arrayBuffer()), crlOf(first)))
  const etag = newest.headers.get('etag') ?? ''
  assert.equal(etag, '"2-7"')
  const again = await fetch(`${server.url}/crl/signature/13113.crl`, {
    headers: { 'if-none-match': `"1-7", W/${etag}` },
  })
  assert.deepEqual([again.status, (await again.arrayBuffer()).byteLength], [304, 0])
  const other = await fetch(`${server.url}/crl/signature/13113.crl`, {
    headers: { 'if-none-match': '"1-7"' },
  })
  assert.equal(other.status, 200)
})

test('a list that is out of date may not be kept at all', async () => {
  const kept = records()
  kept.now = at('2026-05-01T00:00:00Z')
  await using server = await serveStatus(kept)
  const response = await fetch(`${server.url}/crl/signature/13113.crl`)
  assert.match(response.headers.get('cache-control') ?? '', /max-age=0,/)
})

test('an authority’s certificate, by GET and HEAD', async () => {
  await using server = await serveStatus(records())
  const url = `${server.url}/authority/signature/2.cer`
  const got = await fetch(url)
  assert.equal(got.headers.get('content-type'), 'application/pkix-cert')
  assert.ok(equalBytes(new Uint8Array(await got.arrayBuffer()), second.generation.certificateDer))
  const head = await fetch(url, { method: 'HEAD' })
  assert.deepEqual([head.status, (await head.arrayBuffer()).byteLength], [200, 0])
  assert.equal(head.headers.get('content-length'), got.headers.get('content-length'))
})

for (const [target, expected] of [
  ['/ocsp/signature', true],
  ['/crl/signature/13113.crl', true],
  ['/authority/user-authentication/1.cer', true],
  ['/ocspx', false],
  ['/', false],
] as const) {
  test(`${target} ${expected ? 'belongs' : 'does not belong'} to the status service`, () =>
    assert.equal(isStatusPath(target), expected))
}

test('paths are read to the letter', () => {
  assert.deepEqual(parseStatusPath('/crl/user-authentication/12/01101.crl?a'), {
    what: 'crl',
    authority: 'user-authentication',
    scope: { of: 'municipality', municipalityCode: '01101' },
    form: 'complete',
    generation: 12,
  })
  for (const [path, scope, form] of [
    ['/crl/signature/all.crl', { of: 'authority' }, 'complete'],
    ['/crl/signature/all.delta.crl', { of: 'authority' }, 'delta'],
    ['/crl/signature/indirect.crl', { of: 'both-authorities' }, 'complete'],
    ['/crl/signature/01101.delta.crl', { of: 'municipality', municipalityCode: '01101' }, 'delta'],
  ] as const) {
    const expected = { what: 'crl', authority: 'signature', scope, form, generation: undefined }
    assert.deepEqual(parseStatusPath(path), expected)
  }
  for (const wrong of [
    'http://host/ocsp/signature',
    '/crl/signature/1310.crl',
    '/crl/signature/013113.crl',
    '/crl/signature/x/13113.crl',
    '/crl/signature/ALL.crl',
    '/crl/signature/every.crl',
    '/crl/signature/all.delta.delta.crl',
    '/authority/signature/1.pem',
    '/authority/signature/1/2.cer',
    '/other/signature/1.cer',
    '',
  ])
    assert.equal(parseStatusPath(wrong), undefined, wrong)
})
