import assert from 'node:assert/strict'
import { createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { CRL_PART_OCTETS, type CrlEncoding, type PublishedCrl } from '#ca/contract.ts'
import { instant } from '#kernel/instant.ts'
import type { CrlSource } from '#va/ports.ts'
import { CRL_DOWNLOADS_MAX, CrlRoute } from './crl-route.ts'

const NOW = instant(Date.UTC(2026, 3, 1))
const FIRST_PART_OCTETS = CRL_PART_OCTETS - 3
/** Three parts and a bit; seeded, so that no part looks like another. */
const OCTETS = noise(3 * CRL_PART_OCTETS + 1234)
/** As octets that gzip makes a fifth shorter are: two parts and a bit. */
const GZIP = gzipSync(OCTETS)

function noise(length: number): Uint8Array {
  let state = 7
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return (state >>> 16) & 0x7f
  })
}

function listOf(changes: Partial<PublishedCrl> = {}): PublishedCrl {
  return {
    authority: 'signature',
    scope: { of: 'authority' },
    form: 'complete',
    generation: 1,
    crlNumber: 7n,
    baseNumber: undefined,
    thisUpdate: instant(NOW - 60_000),
    nextUpdate: instant(NOW + 3_600_000),
    entries: 1,
    octets: OCTETS.length,
    gzipOctets: GZIP.length,
    body: 'a',
    firstPartOctets: FIRST_PART_OCTETS,
    ...changes,
  }
}

class TestLists implements CrlSource {
  current: PublishedCrl | undefined = listOf()
  readonly gone = new Set<string>()
  readonly read: string[] = []
  onPart: (number: number) => void = () => undefined

  currentCrl(): Promise<PublishedCrl | undefined> {
    return Promise.resolve(this.current)
  }

  crlPart(
    list: PublishedCrl,
    encoding: CrlEncoding,
    number: number,
  ): Promise<Uint8Array | undefined> {
    this.read.push(`${encoding} ${number}`)
    if (this.gone.has(list.body)) return Promise.resolve(undefined)
    const whole = encoding === 'gzip' ? GZIP : OCTETS
    const first = encoding === 'gzip' ? CRL_PART_OCTETS : FIRST_PART_OCTETS
    const start = number === 0 ? 0 : first + (number - 1) * CRL_PART_OCTETS
    const part = whole.subarray(start, number === 0 ? first : start + CRL_PART_OCTETS)
    this.onPart(number)
    return Promise.resolve(part.length === 0 ? undefined : part)
  }
}

interface Served extends AsyncDisposable {
  readonly lists: TestLists
  readonly url: string
  readonly port: number
  readonly faults: unknown[]
}

async function served(lists = new TestLists()): Promise<Served> {
  const route = new CrlRoute({ reader: lists, clock: { now: () => NOW } })
  const faults: unknown[] = []
  const path = {
    what: 'crl',
    authority: 'signature',
    scope: { of: 'authority' },
    form: 'complete',
    generation: undefined,
  } as const
  const server = createServer((request, response) => {
    route.serve(path, request, response).catch((fault: unknown) => {
      faults.push(fault)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    lists,
    port,
    faults,
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** As a client that compresses and decompresses nothing by itself. */
async function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const asking = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
    asking.on('error', reject)
    asking.end()
  })
}

const TOTAL = OCTETS.length

for (const [name, range, status, from, to] of [
  ['no range', undefined, 200, 0, TOTAL - 1],
  ['the first octet', 'bytes=0-0', 206, 0, 0],
  [
    'over the end of a part',
    `bytes=${FIRST_PART_OCTETS - 2}-${FIRST_PART_OCTETS + 1}`,
    206,
    FIRST_PART_OCTETS - 2,
    FIRST_PART_OCTETS + 1,
  ],
  [
    'exactly a part',
    `bytes=${FIRST_PART_OCTETS}-${FIRST_PART_OCTETS + CRL_PART_OCTETS - 1}`,
    206,
    FIRST_PART_OCTETS,
    FIRST_PART_OCTETS + CRL_PART_OCTETS - 1,
  ],
  ['from the middle on', `bytes=${TOTAL - 5000}-`, 206, TOTAL - 5000, TOTAL - 1],
  ['the last octets', 'bytes=-10', 206, TOTAL - 10, TOTAL - 1],
  ['more last octets than there are', `bytes=-${TOTAL + 1}`, 206, 0, TOTAL - 1],
  ['beyond the end', `bytes=${TOTAL - 1}-${TOTAL + 100}`, 206, TOTAL - 1, TOTAL - 1],
  ['several ranges', 'bytes=0-1,4-5', 200, 0, TOTAL - 1],
  ['another unit', 'entries=0-1', 200, 0, TOTAL - 1],
  ['the wrong way round', 'bytes=5-4', 200, 0, TOTAL - 1],
  ['numbers beyond any list', `bytes=0-${'9'.repeat(40)}`, 200, 0, TOTAL - 1],
] as const)
  test(`range: ${name}`, async () => {
    await using server = await served()
    const answer = await ask(server.url, range === undefined ? {} : { range })
    assert.equal(answer.status, status)
    assert.ok(answer.body.equals(OCTETS.subarray(from, to + 1)))
    assert.equal(answer.headers['content-length'], String(to + 1 - from))
    const contentRange = status === 206 ? `bytes ${from}-${to}/${TOTAL}` : undefined
    assert.equal(answer.headers['content-range'], contentRange)
    assert.equal(answer.headers['accept-ranges'], 'bytes')
    assert.deepEqual(server.faults, [])
  })

for (const range of [`bytes=${TOTAL}-`, 'bytes=-0'])
  test(`range: ${range} is not satisfiable`, async () => {
    await using server = await served()
    const answer = await ask(server.url, { range })
    assert.equal(answer.status, 416)
    assert.equal(answer.headers['content-range'], `bytes */${TOTAL}`)
    assert.equal(answer.body.length, 0)
  })

test('a range reads the parts it is in and no other', async () => {
  await using server = await served()
  await ask(server.url, { range: `bytes=${2 * CRL_PART_OCTETS}-${2 * CRL_PART_OCTETS + 9}` })
  assert.deepEqual(server.lists.read, ['identity 2'])
})

for (const [header, status] of [
  [{ 'if-none-match': '"1-7"' }, 304],
  [{ 'if-none-match': 'W/"1-7", "x"' }, 304],
  [{ 'if-none-match': '*' }, 304],
  [{ 'if-none-match': '"1-6"' }, 200],
  [{ 'if-none-match': '"1-7-gzip"' }, 200],
  [{ 'if-modified-since': new Date(NOW - 60_000).toUTCString() }, 304],
  [{ 'if-modified-since': new Date(NOW - 61_000).toUTCString() }, 200],
  [{ 'if-modified-since': 'yesterday' }, 200],
  [{ 'if-none-match': '"1-6"', 'if-modified-since': new Date(NOW).toUTCString() }, 200],
  [{ 'if-match': '"1-7"' }, 200],
  [{ 'if-match': '"1-6"' }, 412],
  [{ 'if-match': 'W/"1-7"' }, 412],
  [{ 'if-unmodified-since': new Date(NOW - 61_000).toUTCString() }, 412],
  [{ 'if-unmodified-since': new Date(NOW - 60_000).toUTCString() }, 200],
  [{ range: 'bytes=0-4', 'if-range': '"1-7"' }, 206],
  [{ range: 'bytes=0-4', 'if-range': '"1-6"' }, 200],
  [{ range: 'bytes=0-4', 'if-range': 'W/"1-7"' }, 200],
  [{ range: 'bytes=0-4', 'if-range': new Date(NOW - 60_000).toUTCString() }, 200],
  [{ range: 'bytes=0-4', 'if-none-match': '"1-7"' }, 304],
] as const)
  test(`condition: ${JSON.stringify(header)} → ${status}`, async () => {
    await using server = await served()
    const answer = await ask(server.url, { ...header })
    assert.equal(answer.status, status)
    assert.equal(answer.headers['etag'], '"1-7"')
    if (status === 304 || status === 412) {
      assert.equal(answer.body.length, 0)
      assert.deepEqual(server.lists.read, [], 'nothing is read that is not sent')
    }
  })

for (const [accepted, isGzip] of [
  ['gzip', true],
  ['br, gzip;q=0.8', true],
  ['x-gzip', true],
  ['*', true],
  ['GZIP', true],
  ['gzip;q=0', false],
  ['gzip; q=0.4, identity; q=0.5', false],
  ['gzip;q=0.5, identity;q=0.5', true],
  ['gzip;q=9', false],
  ['*, gzip;q=0', false],
  ['identity', false],
  ['br', false],
  ['', false],
] as const)
  test(`Accept-Encoding ${accepted}: ${isGzip ? 'gzip' : 'as it is'}`, async () => {
    await using server = await served()
    const answer = await ask(server.url, { 'accept-encoding': accepted })
    assert.equal(answer.headers['content-encoding'], isGzip ? 'gzip' : undefined)
    assert.equal(answer.headers['vary'], 'Accept-Encoding')
    assert.equal(answer.headers['etag'], isGzip ? '"1-7-gzip"' : '"1-7"')
    const octets = isGzip ? gunzipSync(answer.body) : answer.body
    assert.ok(octets.equals(OCTETS))
  })

test('a range of the gzip is one of the gzip’s octets', async () => {
  await using server = await served()
  const range = `bytes=${CRL_PART_OCTETS - 1}-${CRL_PART_OCTETS + 1}`
  const answer = await ask(server.url, { 'accept-encoding': 'gzip', range })
  assert.equal(answer.headers['content-range'], `${range.replace('=', ' ')}/${GZIP.length}`)
  assert.ok(answer.body.equals(GZIP.subarray(CRL_PART_OCTETS - 1, CRL_PART_OCTETS + 2)))
})

test('a list without a gzip comes as it is', async () => {
  await using server = await served()
  server.lists.current = listOf({ gzipOctets: undefined })
  const answer = await ask(server.url, { 'accept-encoding': 'gzip' })
  assert.equal(answer.headers['content-encoding'], undefined)
  assert.ok(answer.body.equals(OCTETS))
})

test('HEAD says what GET would, and reads nothing', async () => {
  await using server = await served()
  const answer = await ask(server.url, { range: 'bytes=0-4' }, 'HEAD')
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['content-length'], String(TOTAL))
  assert.equal(answer.headers['content-type'], 'application/pkix-crl')
  assert.deepEqual(server.lists.read, [])
})

test('a list that is replaced between finding and reading it: the newer one', async () => {
  await using server = await served()
  server.lists.gone.add('a')
  const { lists } = server
  const find = lists.currentCrl.bind(lists)
  let asked = 0
  lists.currentCrl = () => {
    if (++asked === 2) lists.current = listOf({ body: 'b', crlNumber: 8n })
    return find()
  }
  const answer = await ask(server.url)
  assert.equal(answer.headers['etag'], '"1-8"')
  assert.ok(answer.body.equals(OCTETS))
})

test('a list that goes in the middle of a download: the connection ends, and nothing else comes', async () => {
  await using server = await served()
  server.lists.onPart = (number) => {
    if (number === 1) server.lists.gone.add('a')
  }
  await assert.rejects(ask(server.url), { code: 'ECONNRESET' })
  assert.deepEqual(server.faults, [])
})

test('readers that take nothing hold a part each, and no more than the limit of them', async () => {
  await using server = await served()
  // More than the system takes for a reader in its own buffers.
  const octets = 64 * CRL_PART_OCTETS
  server.lists.current = listOf({ octets, firstPartOctets: CRL_PART_OCTETS })
  const part = new Uint8Array(CRL_PART_OCTETS)
  let reads = 0
  server.lists.crlPart = () => {
    reads++
    return Promise.resolve(part)
  }
  const sockets: Socket[] = []
  for (let i = 0; i < CRL_DOWNLOADS_MAX; i++) sockets.push(await stalled(server.port))
  const range = { range: 'bytes=0-9' }
  const busy = await ask(server.url, range)
  assert.equal(busy.status, 503)
  assert.ok(busy.headers['retry-after'])
  assert.ok(reads < 32 * CRL_DOWNLOADS_MAX, `${reads} parts were read ahead`)
  for (const socket of sockets) socket.destroy()
  let answer = busy
  while (answer.status === 503) answer = await ask(server.url, range)
  assert.equal(answer.status, 206, 'places come free when readers go')
})

/** A reader that has had the first octets, and takes no more. */
async function stalled(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await new Promise((resolve) => socket.once('readable', resolve))
  return socket
}
