import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** When the system is cut off, in the life of one operation. */
export interface Cut {
  /** Name of the operation, as the operator interface has it. */
  readonly operation: string
  /** Which of several calls of that name, from 1. */
  readonly call: number
  /**
   * `asked`: the request has just reached the system. `answered`: the system has answered, nobody
   * has heard it.
   */
  readonly when: 'asked' | 'answered'
}

/** A proxy before the operator interface that ends the system at a chosen moment. */
export interface CuttingProxy {
  readonly url: string
  /** Whether the moment came. */
  readonly hasCut: () => boolean
  close(): void
}

/**
 * Passes operations on to `target`; at the cut it calls `kill` and the caller hears nothing more.
 */
export async function cuttingProxy(
  target: string,
  cut: Cut,
  kill: () => void,
): Promise<CuttingProxy> {
  let calls = 0
  const hasCut = (): boolean => calls >= cut.call
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isCut = request.url === `/${cut.operation}` && ++calls === cut.call
    const answer = fetch(`${target}${request.url}`, {
      method: 'POST',
      headers: { authorization: request.headers.authorization ?? '', 'content-type': JSON_TYPE },
      body: new Uint8Array(await buffer(request)),
    })
    if (isCut && cut.when === 'asked') kill()
    const { status, body } = await answer.then(async (heard) => ({
      status: heard.status,
      body: new Uint8Array(await heard.arrayBuffer()),
    }))
    if (isCut) {
      kill()
      response.destroy()
      return
    }
    response.writeHead(status, { 'content-type': JSON_TYPE }).end(body)
  }
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, hasCut, close }
}

const JSON_TYPE = 'application/json'
