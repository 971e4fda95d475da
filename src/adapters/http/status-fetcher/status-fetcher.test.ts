import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { FETCHED_OCSP_OCTETS_MAX, REDIRECTS_MAX, statusFetcher } from './status-fetcher.ts'

const OCTETS = Uint8Array.of(0x30, 3, 0x0a, 1, 3)
const LIST_MAX = 1000

/** What the server was asked, as `METHOD path`. */
let asked: string[] = []
let server: Server
let base = ''

const ROUTES: Readonly<
  Record<string, (request: IncomingMessage, response: ServerResponse) => void>
> = {
  '/list': (_, response) => response.end(OCTETS),
  '/absent': (_, response) => response.writeHead(404).end(OCTETS),
  '/part': (_, response) => response.writeHead(206).end(OCTETS),
  '/full': (_, response) => response.end(new Uint8Array(LIST_MAX)),
  '/over': (_, response) => response.end(new Uint8Array(LIST_MAX + 1)),
  '/endless': (_, response) => pour(response),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': 10 })
    response.write(OCTETS, () => response.destroy())
  },
  '/silent': () => undefined,
  '/stalled': (_, response) => void response.write(OCTETS),
  '/once': (_, response) => redirect(response, '/list'),
  '/loop': (_, response) => redirect(response, '/loop'),
  '/file': (_, response) => redirect(response, 'file:///etc/hostname'),
  '/nowhere': (_, response) => response.writeHead(302).end(),
  '/echo': (request, response) => {
    const type = request.headers['content-type']
    if (type === 'application/ocsp-request') request.pipe(response)
    else response.writeHead(415).end()
  },
  '/moved-echo': (_, response) => redirect(response, '/echo', 307),
  '/large-answer': (_, response) => response.end(new Uint8Array(FETCHED_OCSP_OCTETS_MAX + 1)),
}

function redirect(response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { location }).end()
}

function pour(response: ServerResponse): void {
  const more = (): void => {
    if (!response.destroyed) response.write(new Uint8Array(LIST_MAX), more)
  }
  more()
}

before(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const route = ROUTES[request.url ?? '']
    if (route === undefined) response.writeHead(404).end()
    else route(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  base = `http://127.0.0.1:${port}`
})

after(() => {
  server.closeAllConnections()
  server.close()
})

const open = statusFetcher({
  privateAddressesAllowed: true,
  crlOctetsMax: LIST_MAX,
  withinMs: 10_000,
})
/** For what never comes: the bound itself is waited for. */
const hasty = statusFetcher({
  privateAddressesAllowed: true,
  crlOctetsMax: LIST_MAX,
  withinMs: 100,
})

for (const [path, octets] of [
  ['/list', OCTETS.length],
  ['/full', LIST_MAX],
  ['/over', undefined],
  ['/endless', undefined],
  ['/absent', undefined],
  ['/part', undefined],
  ['/cut', undefined],
  ['/once', OCTETS.length],
  ['/loop', undefined],
  ['/file', undefined],
  ['/nowhere', undefined],
] as const)
  test(`a list from ${path}: ${octets ?? 'no'} octets`, async () => {
    const fetched = await open.fetchCrl(base + path)
    assert.equal(fetched?.length, octets)
  })

for (const path of ['/silent', '/stalled'])
  test(`a list from ${path} is not waited for`, async () => {
    assert.equal(await hasty.fetchCrl(base + path), undefined)
  })

test('redirections are followed so far', async () => {
  asked = []
  await open.fetchCrl(`${base}/loop`)
  assert.equal(asked.length, 1 + REDIRECTS_MAX)
})

test('a request is posted as it is, and its answer given back', async () => {
  asked = []
  assert.deepEqual(await open.askOcsp(`${base}/echo`, OCTETS), OCTETS)
  assert.deepEqual(asked, ['POST /echo'])
})

for (const path of ['/moved-echo', '/large-answer', '/absent'])
  test(`no answer from ${path}`, async () => {
    assert.equal(await open.askOcsp(base + path, OCTETS), undefined)
  })

for (const address of [
  'ftp://127.0.0.1/list',
  'file:///etc/hostname',
  'ldap://127.0.0.1/',
  'no address',
  'http://user:secret@127.0.0.1/list',
  'http://127.0.0.1:1/list',
  'http://host.invalid/list',
])
  test(`nothing comes from ${address}`, async () => {
    assert.equal(await open.fetchCrl(address), undefined)
    assert.equal(await open.askOcsp(address, OCTETS), undefined)
  })

test('by default nothing of this machine or its network is asked, however it is written', async () => {
  const { port } = server.address() as AddressInfo
  const closed = statusFetcher({ withinMs: 10_000 })
  asked = []
  for (const host of [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '0.0.0.0',
  ])
    assert.equal(await closed.fetchCrl(`http://${host}:${port}/list`), undefined, host)
  assert.deepEqual(asked, [])
})
