import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as der from '#codec/der/encode.ts'
import { OCSP_CERT_IDS_MAX, OCSP_REQUEST_LIMITS } from '#codec/ocsp/bounds.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { critical, extension, extensionNode } from '#codec/x509/extension.ts'
import { concatBytes, toBase64, utf8 } from '#kernel/bytes.ts'
import { mutations } from '../support/mutations.ts'
import { answersIn, RawAsker } from '../support/raw-asker.ts'
import { at, certIdOf, littleAuthority, littleResponder } from '../support/status-authority.ts'
import {
  emptyRecords,
  serveStatus,
  type StatusServer,
  type TestRecords,
} from '../support/status-server.ts'

fc.configureGlobal({ seed: 9110 })

const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature')
const responder = littleResponder(authority)
const CERT_ID = certIdOf(authority, '01')
const REQUEST = encodeOcspRequest([CERT_ID], undefined)

function records(): TestRecords {
  const made = emptyRecords(NOW)
  made.authorities.push(authority)
  made.responders.push(responder)
  made.statuses.set('01', { state: 'good' })
  return made
}

/** What an OCSP answer says: an error, or the state of its first certificate. */
function saidBy(body: Uint8Array): string {
  const parsed = parseOcspResponse(new Uint8Array(body))
  if (!parsed.ok) return parsed.refusal
  const { value } = parsed
  return value.status === 'successful'
    ? (value.basic.responses[0]?.status.state ?? 'none')
    : value.status
}

function posted(body: Uint8Array, version = '1.1', headers: readonly string[] = []): Uint8Array {
  const head = [
    `POST /ocsp/signature HTTP/${version}`,
    'Host: status',
    'Content-Type: application/ocsp-request',
    `Content-Length: ${body.length}`,
    ...headers,
  ]
  return concatBytes(utf8(`${head.join('\r\n')}\r\n\r\n`), body)
}

async function post(server: StatusServer, body: Uint8Array): Promise<string> {
  const response = await fetch(`${server.url}/ocsp/signature`, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: new Uint8Array(body),
  })
  const octets = new Uint8Array(await response.arrayBuffer())
  return response.status === 200 ? saidBy(octets) : String(response.status)
}

/** An ordinary question is answered as ever. */
async function stillAnswers(server: StatusServer, kept: TestRecords): Promise<void> {
  assert.equal(await post(server, REQUEST), 'good')
  assert.deepEqual(kept.faults, [])
}

type Part = der.DerValue | undefined

function requestOf(list: der.DerValue, ...rest: readonly Part[]): Uint8Array {
  return der.encode(der.sequence(der.sequence(list, ...rest)))
}

const ONE = der.sequence(der.sequence(CERT_ID))
const NONCE = extension('1.3.6.1.5.5.7.48.1.2', der.octetString(new Uint8Array(8)))
const STRANGE = extension('2.999.77', der.nullValue())

function withExtensions(...extensions: readonly Parameters<typeof extensionNode>[0][]): Uint8Array {
  return requestOf(ONE, der.explicit(2, der.sequence(...extensions.map(extensionNode))))
}

function nested(depth: number): Uint8Array {
  let inner: Uint8Array = Uint8Array.of(0x30, 0)
  for (let i = 0; i < depth; i++) inner = der.encode(der.sequence(inner))
  return inner
}

const manyIds = (count: number): Uint8Array =>
  requestOf(der.sequence(...Array.from({ length: count }, () => der.sequence(CERT_ID))))

const BODIES: readonly (readonly [string, Uint8Array, string])[] = [
  ['nothing', new Uint8Array(), 'malformedRequest'],
  ['half a request', REQUEST.subarray(0, 40), 'malformedRequest'],
  ['a request and one octet', Uint8Array.of(...REQUEST, 0), 'malformedRequest'],
  [
    'a length of four gigabytes',
    Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff),
    'malformedRequest',
  ],
  ['an indefinite length', Uint8Array.of(0x30, 0x80, 0, 0), 'malformedRequest'],
  ['3,000 sequences in one another', nested(3_000), 'malformedRequest'],
  ['16 kB of zeros', new Uint8Array(OCSP_REQUEST_LIMITS.sizeOctetsMax), 'malformedRequest'],
  [
    'one octet more than there may be',
    new Uint8Array(OCSP_REQUEST_LIMITS.sizeOctetsMax + 1),
    '413',
  ],
  ['a certificate', authority.generation.certificateDer, 'malformedRequest'],
  ['a response', ocspAnswerOf(), 'malformedRequest'],
  ['64 CertIDs', manyIds(OCSP_CERT_IDS_MAX), 'good'],
  ['65 CertIDs', manyIds(OCSP_CERT_IDS_MAX + 1), 'malformedRequest'],
  ['1,000 CertIDs', manyIds(1_000), '413'],
  ['a nonce twice', withExtensions(NONCE, NONCE), 'malformedRequest'],
  ['a strange extension twice', withExtensions(STRANGE, STRANGE), 'malformedRequest'],
  ['a strange extension', withExtensions(STRANGE), 'good'],
  ['a critical strange extension', withExtensions(critical(STRANGE)), 'malformedRequest'],
  ['a critical nonce', withExtensions(critical(NONCE)), 'good'],
  ['version 1, written out', requestOf(der.explicit(0, der.integer(0)), ONE), 'malformedRequest'],
  ['version 2', requestOf(der.explicit(0, der.integer(1)), ONE), 'malformedRequest'],
]

function ocspAnswerOf(): Uint8Array {
  return Uint8Array.of(0x30, 3, 0x0a, 1, 6)
}

for (const [name, body, said] of BODIES) {
  test(`body: ${name} is ${said}`, async () => {
    const kept = records()
    await using server = await serveStatus(kept)
    assert.equal(await post(server, body), said)
    await stillAnswers(server, kept)
  })
}

const standard = toBase64(REQUEST)
// A hash with octets whose base64 has both signs in which the alphabets differ.
const SIGNS = toBase64(Uint8Array.of(0xfb, 0xff, 0xfe, 0xfb))
const urlSafe = toBase64(encodeOcspRequest([CERT_ID], new Uint8Array(32).fill(0xfb)))
  .replaceAll('+', '-')
  .replaceAll('/', '_')

const PATHS: readonly (readonly [string, string, string])[] = [
  ['base64', standard, 'good'],
  ['percent-encoded', encodeURIComponent(standard), 'good'],
  [
    'percent-encoded in small letters',
    encodeURIComponent(standard).toLowerCase(),
    'malformedRequest',
  ],
  ['without padding', standard.replace(/=+$/, ''), 'good'],
  ['too much padding', `${standard.replace(/=+$/, '')}===`, 'malformedRequest'],
  ['URL-safe base64', urlSafe, 'malformedRequest'],
  ['a space', `${standard.slice(0, 20)}%20${standard.slice(20)}`, 'malformedRequest'],
  ['a line break', `${standard.slice(0, 20)}%0A${standard.slice(20)}`, 'malformedRequest'],
  ['half a percent sign', `${standard.slice(0, 20)}%4`, 'malformedRequest'],
  ['octets that are no text', '%ff%fe', 'malformedRequest'],
  ['four octets', encodeURIComponent(SIGNS), 'malformedRequest'],
  ['4,096 characters', 'A'.repeat(4_096), 'malformedRequest'],
  ['4,097 characters', 'A'.repeat(4_097), '414'],
  ['20,000 characters', 'A'.repeat(20_000), '431'],
]

for (const [name, path, said] of PATHS) {
  test(`GET: ${name} is ${said}`, async () => {
    const kept = records()
    await using server = await serveStatus(kept)
    const response = await fetch(`${server.url}/ocsp/signature/${path}`)
    const octets = new Uint8Array(await response.arrayBuffer())
    assert.equal(response.status === 200 ? saidBy(octets) : String(response.status), said)
    await stillAnswers(server, kept)
  })
}

test('the same answer is not sent again to a cache that has it, and HEAD has no body', async () => {
  const kept = records()
  await using server = await serveStatus(kept)
  const url = `${server.url}/ocsp/signature/${encodeURIComponent(standard)}`
  const first = await fetch(url)
  await first.arrayBuffer()
  const etag = first.headers.get('etag') ?? ''
  kept.now = at('2026-04-01T12:01:30Z')
  const again = await fetch(url, { headers: { 'if-none-match': `"other", W/${etag}` } })
  assert.deepEqual([again.status, (await again.arrayBuffer()).byteLength], [304, 0])
  for (const name of ['etag', 'expires', 'last-modified', 'cache-control'])
    assert.equal(again.headers.get(name), first.headers.get(name), name)
  const head = await fetch(url, { method: 'HEAD' })
  assert.deepEqual([head.status, (await head.arrayBuffer()).byteLength], [200, 0])
  assert.equal(head.headers.get('content-length'), first.headers.get('content-length'))
  kept.statuses.set('01', { state: 'revoked', revokedAt: NOW, reason: 'superseded' })
  const changed = await fetch(url, { headers: { 'if-none-match': etag } })
  assert.equal(saidBy(new Uint8Array(await changed.arrayBuffer())), 'revoked')
})

test('pipelined requests are answered in their order', async () => {
  const kept = records()
  kept.statuses.set('02', { state: 'revoked', revokedAt: NOW, reason: 'superseded' })
  await using server = await serveStatus(kept)
  const asker = await RawAsker.connect(server.port)
  const bodies = ['01', '02', '03', '01'].map((serial) =>
    encodeOcspRequest([certIdOf(authority, serial)], undefined),
  )
  asker.send(concatBytes(...bodies.map((body) => posted(body))))
  const received = await asker.until((text) => answersIn(text).length === 4)
  assert.deepEqual(
    answersIn(received).map(({ body }) => saidBy(body)),
    ['good', 'revoked', 'unknown', 'good'],
  )
  asker.end()
})

test('HTTP/1.0: an answer with its length, then the end of the connection', async () => {
  await using server = await serveStatus(records())
  const asker = await RawAsker.connect(server.port)
  asker.send(posted(REQUEST, '1.0'))
  await asker.closed
  const [answer] = answersIn(asker.received)
  assert.equal(answer && saidBy(answer.body), 'good')
})

test('an asker that closes its half after the question still gets the answer', async () => {
  await using server = await serveStatus(records())
  const asker = await RawAsker.connect(server.port)
  asker.socket.end(posted(REQUEST))
  await asker.closed
  const [answer] = answersIn(asker.received)
  assert.equal(answer && saidBy(answer.body), 'good')
})

test('a body in chunks, octet by octet, is one request; an endless one is cut off', async () => {
  const kept = records()
  await using server = await serveStatus(kept)
  const head = [
    'POST /ocsp/signature HTTP/1.1',
    'Host: status',
    'Content-Type: application/ocsp-request',
    'Transfer-Encoding: chunked',
  ]
  const asker = await RawAsker.connect(server.port)
  asker.send(`${head.join('\r\n')}\r\n\r\n`)
  for (const octet of REQUEST)
    asker.send(concatBytes(utf8('1\r\n'), Uint8Array.of(octet), utf8('\r\n')))
  asker.send('0\r\n\r\n')
  const [answer] = answersIn(await asker.until((text) => answersIn(text).length === 1))
  assert.equal(answer && saidBy(answer.body), 'good')
  asker.send(`${head.join('\r\n')}\r\n\r\n`)
  const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`
  for (let i = 0; i < 6; i++) asker.send(chunk)
  await asker.closed
  assert.equal(answersIn(asker.received)[1]?.status, 413)
  await stillAnswers(server, kept)
})

const SLOW: readonly (readonly [string, string])[] = [
  ['says nothing', ''],
  ['stops in the first line', 'POST /ocsp/sig'],
  ['stops in its headers', 'POST /ocsp/signature HTTP/1.1\r\nHost: status\r\n'],
  [
    'stops in its body',
    'POST /ocsp/signature HTTP/1.1\r\nHost: status\r\n' +
      'Content-Type: application/ocsp-request\r\nContent-Length: 80\r\n\r\n0',
  ],
]

const IMPATIENT = {
  headersTimeoutMs: 60,
  requestTimeoutMs: 80,
  idleTimeoutMs: 50,
  checkEveryMs: 10,
}

for (const [name, octets] of SLOW) {
  test(`an asker that ${name} is sent away`, async () => {
    const kept = records()
    await using server = await serveStatus(kept, IMPATIENT)
    const asker = await RawAsker.connect(server.port)
    asker.send(octets)
    await asker.closed
    assert.match(asker.received, /^(?:HTTP\/1\.1 408 [^]*)?$/)
    await stillAnswers(server, kept)
  })
}

test('a connection on which nothing more comes is closed', async () => {
  await using server = await serveStatus(records(), IMPATIENT)
  const asker = await RawAsker.connect(server.port)
  asker.send(posted(REQUEST))
  await asker.closed
  assert.equal(answersIn(asker.received).length, 1)
})

test('connections over the bound are closed as they come; those there are go on', async () => {
  await using server = await serveStatus(records(), { connectionsMax: 3 })
  const askers = []
  for (let i = 0; i < 3; i++) askers.push(await RawAsker.connect(server.port))
  const fourth = await RawAsker.connect(server.port)
  await fourth.closed
  for (const asker of askers) {
    asker.send(posted(REQUEST))
    await asker.until((text) => answersIn(text).length === 1)
    const [answer] = answersIn(asker.received)
    assert.equal(answer && saidBy(answer.body), 'good')
    asker.end()
  }
})

test('a thousand idle connections: the next asker is answered', async () => {
  const kept = records()
  await using server = await serveStatus(kept)
  const idle = []
  for (let i = 0; i < 1_000; i++) idle.push(await RawAsker.connect(server.port))
  await stillAnswers(server, kept)
  for (const asker of idle) asker.end()
})

test('any octets on a connection: an answer or its end, never a fault, and the next is answered', async () => {
  const kept = records()
  await using server = await serveStatus(kept, IMPATIENT)
  await fc.assert(
    fc.asyncProperty(mutations(posted(REQUEST)), async (octets) => {
      const asker = await RawAsker.connect(server.port)
      asker.socket.end(octets)
      await asker.closed
      for (const { status, body } of answersIn(asker.received))
        if (status === 200) assert.notEqual(saidBy(body), 'internalError')
    }),
    { numRuns: 150 },
  )
  await stillAnswers(server, kept)
})
