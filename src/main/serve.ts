import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { statusHandler, type StatusHandlerPorts } from '#adapters/http/status/status-handler.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { LOOPBACK } from './configuration.ts'

/** A listening server. */
export interface Listening {
  readonly port: number
  readonly url: string
  /** Lets running requests end, then closes. */
  close(): Promise<void>
}

/**
 * A server that answers `answer` once it is given: the address is needed before what it serves can
 * be built.
 */
export interface Opening extends Listening {
  answerWith(answer: Answer): void
}

type Answer = Parameters<typeof createServer>[1] & {}

/** Takes `port` on the loopback address; until it is told what to answer, it says 503. */
export async function openPort(
  port: number,
  create: (answer: Answer) => Server = createServer,
): Promise<Result<Opening, string>> {
  let answer: Answer = notYet
  const server = create((request, response) => answer(request, response))
  const failure = await listen(server, port)
  if (failure !== undefined) return refuse(failure, { port })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  return ok({
    port: taken,
    url: `http://${LOOPBACK}:${taken}`,
    answerWith: (given) => {
      answer = given
    },
    close: () => closeServer(server),
  })
}

const notYet: Answer = (_request, response) => {
  response.writeHead(503, { 'retry-after': '1' }).end()
}

/** The pages and the operator interface as one answer. */
export function pagesAnswer(app: Hono): Answer {
  const listener = getRequestListener(app.fetch)
  return (request, response) => void listener(request, response)
}

/** The status service: OCSP, CRL and the authorities' certificates. */
export function statusAnswer(ports: StatusHandlerPorts): Answer {
  return statusHandler(ports)
}

function listen(
  server: Server,
  port: number,
): Promise<'port-in-use' | 'port-not-permitted' | undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('port-in-use')
      else if (error.code === 'EACCES') resolve('port-not-permitted')
      else reject(error)
    })
    server.listen(port, LOOPBACK, () => resolve(undefined))
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    // A page that is being read keeps its connection; a stop does not wait for readers.
    server.closeAllConnections()
  })
}
