import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CertificateStatus, CrlRef, SerialHex, StoredCrl } from '#ca/contract.ts'
import { parseCrl } from '#codec/crl/crl.ts'
import { statusHandler } from '#adapters/http/status/status-handler.ts'
import type { Instant } from '#kernel/instant.ts'
import type { StatusReading } from '#va/ports.ts'
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
  readonly crls: Map<string, StoredCrl[]>
  /** Set while the records are to be out of reach. */
  outage: Error | undefined
  readonly faults: unknown[]
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
    outage: undefined,
    faults: [],
  }
}

/** A list as the records hold it. */
export function storedCrl(
  authority: LittleAuthority,
  municipalityCode: string,
  crlDer: Uint8Array,
): StoredCrl {
  const parsed = parseCrl(crlDer)
  if (!parsed.ok || parsed.value.nextUpdate === undefined) throw new Error('no list')
  const { thisUpdate, nextUpdate, extensions } = parsed.value
  const { kind, generation } = authority
  return {
    authority: kind,
    generation: generation.generation,
    municipalityCode,
    crlNumber: extensions.cRLNumber ?? 0n,
    thisUpdate,
    nextUpdate,
    crlDer,
  }
}

/** Serves the records. */
export async function serveStatus(records: TestRecords): Promise<StatusServer> {
  const server = createServer(
    statusHandler({
      reader: readerOf(records),
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
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function readerOf(records: TestRecords): StatusReading {
  const read = <T>(value: () => T): Promise<T> =>
    records.outage === undefined ? Promise.resolve(value()) : Promise.reject(records.outage)
  const statusOf = (serial: SerialHex): CertificateStatus =>
    records.statuses.get(serial) ?? { state: 'unknown' }
  const newest = ({ authority, municipalityCode }: CrlRef, generation?: number) =>
    records.crls
      .get(`${authority}/${municipalityCode}`)
      ?.findLast((crl) => generation === undefined || crl.generation === generation)
  return {
    certificateStatus: (_authority, serial) => read(() => statusOf(serial)),
    certificateStatuses: (_authority, serials) => read(() => serials.map(statusOf)),
    authorityGenerations: () => read(() => records.authorities.map((each) => each.generation)),
    responderCredentials: () => read(() => records.responders.map((each) => each.credential)),
    currentCrl: (ref, generation) => read(() => newest(ref, generation)),
  }
}
