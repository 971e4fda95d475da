import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

/** What a status server bears of one connection and of all; times in milliseconds. */
export interface ServerBounds {
  /** Until a request's headers are there, from the first octet or from the connection's begin. */
  readonly headersTimeoutMs: number
  /** Until a whole request is there. */
  readonly requestTimeoutMs: number
  /** For the next request of a connection. */
  readonly idleTimeoutMs: number
  /** Without any octet in either direction, as when an asker stops reading. */
  readonly stillnessTimeoutMs: number
  /** How often the first two are looked at. */
  readonly checkEveryMs: number
  /** More are closed as they come. */
  readonly connectionsMax: number
}

/**
 * A question fits into one packet and an answer into two: what takes longer than this is nobody who
 * asks. Ten thousand idle connections cost 12 kB each.
 */
export const STATUS_SERVER_BOUNDS: ServerBounds = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  idleTimeoutMs: 30_000,
  stillnessTimeoutMs: 60_000,
  checkEveryMs: 2_000,
  connectionsMax: 20_000,
}

/** Octets of a request's line and headers: a GET of the longest path, and room for headers. */
const HEADER_OCTETS_MAX = 16_384

/** What a server over TLS shows of itself, PEM. */
export interface ServerIdentity {
  readonly certificate: string
  readonly privateKey: string
}

/**
 * A server for the status service, not listening yet. Over TLS it asks for the other side's
 * certificate and leaves the judgement to the register of relying parties: the connection proves
 * the key, whoever issued the certificate.
 */
export function createStatusServer(
  listener: RequestListener,
  bounds: ServerBounds = STATUS_SERVER_BOUNDS,
  identity?: ServerIdentity,
): Server {
  const options = {
    headersTimeout: bounds.headersTimeoutMs,
    requestTimeout: bounds.requestTimeoutMs,
    keepAliveTimeout: bounds.idleTimeoutMs,
    connectionsCheckingInterval: bounds.checkEveryMs,
    maxHeaderSize: HEADER_OCTETS_MAX,
  }
  const server =
    identity === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tlsOf(identity) }, listener)
  server.maxConnections = bounds.connectionsMax
  server.setTimeout(bounds.stillnessTimeoutMs)
  return server
}

function tlsOf({ certificate, privateKey }: ServerIdentity): object {
  const asking = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' } as const
  return { cert: certificate, key: privateKey, ...asking }
}
