/**
 * One server of `bench/ocsp.ts` in a process of its own: bare `node:http`, or the status service
 * over an index in memory, or over the records of a database that the environment names. Says on its first line where it listens and what it took to get there.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { createStatusServer } from '#adapters/http/status/status-server.ts'
import { KeyRing } from '#adapters/keys/key-ring.ts'
import { ocspSigner } from '#adapters/keys/ocsp-signer.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { SocketConnection } from '#adapters/postgres/connection.ts'
import { Database } from '#adapters/postgres/database.ts'
import { instant } from '#kernel/instant.ts'
import type { StatusSource } from '#va/ports.ts'
import { ocspResponder } from '#va/answer-ocsp.ts'
import { OcspRoute } from '#adapters/http/status/ocsp-route.ts'
import { rememberedResponders } from '#va/responder-table.ts'
import { StatusIndex } from '#va/status-index/status-index.ts'
import {
  FIRST_SERIAL,
  isRevoked,
  keyNameOf,
  type ResponderSuite,
  REVOKED_AT,
} from './ocsp-material.ts'

const { values: options } = parseArgs({
  options: {
    mode: { type: 'string', default: 'shomei' },
    suite: { type: 'string', default: 'p256' },
    certificates: { type: 'string', default: '10000' },
    folder: { type: 'string', default: '' },
  },
})

/** About what an answer with a responder's certificate has. */
const BARE_ANSWER_OCTETS = 1_500

const began = performance.now()
const server = options.mode === 'bare' ? bareServer() : shomeiServer()
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  console.log(JSON.stringify({ port, readyMs: performance.now() - began }))
})
// The bench ends its servers by closing their input.
process.stdin.on('end', () => process.exit(0)).resume()

function bareServer(): Server {
  const answer = Buffer.alloc(BARE_ANSWER_OCTETS, 0x30)
  const headers = [
    ['Content-Type', 'application/ocsp-response'],
    ['Content-Length', String(BARE_ANSWER_OCTETS)],
  ].flat()
  return createServer((request, response) => {
    request.on('data', () => undefined)
    request.on('end', () => {
      response.writeHead(200, headers)
      response.end(answer)
    })
  })
}

function shomeiServer(): Server {
  const suite: ResponderSuite = options.suite === 'rsa' ? 'rsa' : 'p256'
  const index = filledIndex(Number(options.certificates))
  const clock = systemClock()
  const records = recordsOfEnvironment()
  const responder = ocspResponder({
    statuses: records ?? {
      certificateStatuses: (_authority, serials, generation) =>
        Promise.resolve(serials.map((serial) => index.statusOf(Number(`0x${serial}`), generation))),
    },
    fresh: { current: () => (records === undefined ? index : undefined) },
    responders: rememberedResponders(directoryOf(suite), clock),
    signer: ocspSigner(ringWith(suite)),
    clock,
  })
  const route = new OcspRoute({
    isOpen: true,
    responder,
    clock,
    reportFault: (fault) => console.error(fault),
  })
  return createStatusServer((request, response) => {
    const { url = '' } = request
    if (request.method === 'POST') route.post('signature', request, response)
    else route.get('signature', url.slice('/ocsp/signature/'.length), request, response)
  })
}

/** The records in PostgreSQL, where the bench has started one. */
function recordsOfEnvironment(): Pick<StatusSource, 'certificateStatuses'> | undefined {
  const text = process.env['SHOMEI_BENCH_DATABASE']
  if (text === undefined) return undefined
  return postgresStatusReader(Database.at(JSON.parse(text) as SocketConnection).readOnly())
}

function filledIndex(certificates: number): StatusIndex {
  const index = new StatusIndex()
  for (let serial = FIRST_SERIAL; serial < FIRST_SERIAL + certificates; serial++) {
    index.issued(serial, 1)
    if (isRevoked(serial)) index.revoked(serial, REVOKED_AT, 'superseded')
  }
  return index
}

function directoryOf(suite: ResponderSuite): Parameters<typeof rememberedResponders>[0] {
  const read = (name: string): Uint8Array =>
    new Uint8Array(readFileSync(join(options.folder, `${name}.der`)))
  const generation = {
    authority: 'signature',
    generation: 1,
    certificateDer: read('authority'),
    keyIdHex: '',
  } as const
  const credential = {
    authority: 'signature',
    generation: 1,
    certificateDer: read(suite),
    keyName: keyNameOf(suite),
    notBefore: instant(0),
    notAfter: instant(0),
  } as const
  return {
    authorityGenerations: () => Promise.resolve([generation]),
    responderCredentials: () => Promise.resolve([credential]),
  }
}

function ringWith(suite: ResponderSuite): KeyRing {
  const ring = new KeyRing()
  const privateKey = createPrivateKey(readFileSync(join(options.folder, `${suite}.key`)))
  ring.add({
    name: keyNameOf(suite),
    purpose: 'responder',
    suite: suite === 'rsa' ? 'rsa-2048-sha256' : 'ecdsa-p256-sha256',
    privateKey,
    publicKeyDer: new Uint8Array(
      createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
    ),
  })
  return ring
}
