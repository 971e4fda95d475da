import type { AddressInfo } from 'node:net'
import type {
  CertificateStatus,
  CrlForm,
  CrlRef,
  PublishedCrl,
  SerialHex,
  StoredFilter,
} from '#ca/contract.ts'
import { scopeWord } from '#ca/crl/scope.ts'
import { parseCrl } from '#codec/crl/crl.ts'
import { statusHandler, type StatusHandlerPorts } from '#adapters/http/status/status-handler.ts'
import {
  createStatusServer,
  type ServerBounds,
  type ServerIdentity,
  STATUS_SERVER_BOUNDS,
} from '#adapters/http/status/status-server.ts'
import type { Instant } from '#kernel/instant.ts'
import type { FilterSource, StatusReading } from '#va/ports.ts'
import { type LittleAuthority, type LittleResponder, signWith } from './status-authority.ts'

/**
 * The records behind a status server of the tests, in memory; every part may be changed while it
 * runs.
 */
export interface TestRecords {
  now: Instant
  readonly authorities: LittleAuthority[]
  readonly responders: LittleResponder[]
  /** States by serial number; any other serial is unknown. */
  readonly statuses: Map<string, CertificateStatus>
  /** Lists by `<authority>/<municipality code>`, oldest first. */
  readonly crls: Map<string, TestCrl[]>
  readonly filters: StoredFilter[]
  /** Set while the records are to be out of reach. */
  outage: Error | undefined
  readonly faults: unknown[]
}

/** A list of one part, with its octets and perhaps those of its gzip. */
export interface TestCrl extends PublishedCrl {
  readonly crlDer: Uint8Array
  readonly gzip: Uint8Array | undefined
}

/** A status server on a free port of this machine; closed with its scope. */
export interface StatusServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
}

/** Empty records at `now`. */
export function emptyRecords(now: Instant): TestRecords {
  return {
    now,
    authorities: [],
    responders: [],
    statuses: new Map(),
    crls: new Map(),
    filters: [],
    outage: undefined,
    faults: [],
  }
}

/** A list as the records hold it. */
export function storedCrl(
  authority: LittleAuthority,
  municipalityCode: string,
  crlDer: Uint8Array,
): TestCrl {
  const parsed = parseCrl(crlDer)
  if (!parsed.ok || parsed.value.nextUpdate === undefined) throw new Error('no list')
  const { thisUpdate, nextUpdate, extensions } = parsed.value
  const { kind, generation } = authority
  return {
    authority: kind,
    scope: { of: 'municipality', municipalityCode },
    form: 'complete',
    generation: generation.generation,
    baseNumber: undefined,
    entries: parsed.value.entries.count,
    octets: crlDer.length,
    firstPartOctets: crlDer.length,
    gzipOctets: undefined,
    gzip: undefined,
    body: `${municipalityCode}-${generation.generation}`,
    crlNumber: extensions.cRLNumber ?? 0n,
    thisUpdate,
    nextUpdate,
    crlDer,
  }
}

/** How the records are served, where not to anybody over plain HTTP. */
export interface ServingWish {
  readonly guard?: StatusHandlerPorts['guard']
  readonly identity?: ServerIdentity
}

/** Serves the records. */
export async function serveStatus(
  records: TestRecords,
  bounds: Partial<ServerBounds> = {},
  { guard, identity }: ServingWish = {},
): Promise<StatusServer> {
  const server = createStatusServer(
    statusHandler({
      reader: readerOf(records),
      guard,
      filters: filtersOf(records),
      signer: {
        sign: (keyName, { tbsDer }) => {
          const found = records.responders.find(({ credential }) => credential.keyName === keyName)
          if (found === undefined) throw new Error(`no key ${keyName}`)
          return Promise.resolve(signWith(found.keys, tbsDer))
        },
      },
      clock: { now: () => records.now },
      reportFault: (fault) => records.faults.push(fault),
    }),
    { ...STATUS_SERVER_BOUNDS, ...bounds },
    identity,
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `${identity === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function filtersOf({ filters }: TestRecords): FilterSource {
  const of = (authority: StoredFilter['authority']): readonly StoredFilter[] =>
    filters.filter((filter) => filter.authority === authority)
  return {
    filterChain: (authority) => Promise.resolve(of(authority)),
    filter: (authority, wanted) =>
      Promise.resolve(of(authority).find(({ number }) => number === wanted)),
  }
}

function readerOf(records: TestRecords): StatusReading {
  const read = <T>(value: () => T): Promise<T> =>
    records.outage === undefined ? Promise.resolve(value()) : Promise.reject(records.outage)
  const statusOf = (serial: SerialHex): CertificateStatus =>
    records.statuses.get(serial) ?? { state: 'unknown' }
  const newest = ({ authority, scope }: CrlRef, form: CrlForm, generation?: number) =>
    records.crls
      .get(`${authority}/${scopeWord(scope)}`)
      ?.findLast((crl) => crl.form === form && crl.generation === (generation ?? crl.generation))
  const octetsOf = (body: string, encoding: 'identity' | 'gzip'): Uint8Array | undefined => {
    const list = [...records.crls.values()].flat().find((crl) => crl.body === body)
    return encoding === 'gzip' ? list?.gzip : list?.crlDer
  }
  return {
    certificateStatus: (_authority, serial) => read(() => statusOf(serial)),
    certificateStatuses: (_authority, serials) => read(() => serials.map(statusOf)),
    authorityGenerations: () => read(() => records.authorities.map((each) => each.generation)),
    responderCredentials: () => read(() => records.responders.map((each) => each.credential)),
    currentCrl: (ref, form, generation) => read(() => newest(ref, form, generation)),
    crlPart: ({ body }, encoding, number) =>
      read(() => (number === 0 ? octetsOf(body, encoding) : undefined)),
  }
}
