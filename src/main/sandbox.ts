import { chmod } from 'node:fs/promises'
import { Hono, type MiddlewareHandler } from 'hono'
import { DangerSettableClock } from '#adapters/clock/danger-settable-clock.ts'
import { computerPause, computerStopwatch } from '#adapters/clock/computer-stopwatch.ts'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { operatorInterface } from '#adapters/http/operator/operator-interface.ts'
import { createStatusServer } from '#adapters/http/status/status-server.ts'
import { ocspSigner } from '#adapters/keys/ocsp-signer.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { seedRegister } from '#register/seed-register.ts'
import type { CounterPagesPorts } from '#web/counter/ports.ts'
import { counterPages } from '#web/counter/counter-pages.ts'
import { residentScreenPages } from '#web/counter/screen/screen-pages.ts'
import { journeyPages } from '#web/journey/pages.ts'
import { LOOPBACK, type SandboxConfiguration } from './configuration.ts'
import type { Counter } from './counter/open-counter.ts'
import { openSandboxCounter } from './counter/sandbox-counter.ts'
import { SandboxJourneys } from './journeys.ts'
import { Following } from './following.ts'
import { openLog } from './log.ts'
import { deliverToCounter, office } from './office.ts'
import { type OpenedOffice, openOfficePorts } from './open-office-ports.ts'
import { type Ground, openGround, type Recovery } from './open-ground.ts'
import { operationsOf } from './operations.ts'
import { announceRunning, tokenFileOf } from './running-system.ts'
import { secretOctets } from './secret-file.ts'
import { type Opening, openPort, pagesAnswer, statusAnswer } from './serve.ts'

const OPERATOR_TOKEN_OCTETS = 32
/** The seed of the synthetic register: the same people in every fresh sandbox. */
const REGISTER_SEED = 1n
const REFRESH_EVERY_MS = 60_000

/** A sandbox that is up. */
export interface Sandbox {
  readonly webUrl: string
  readonly statusUrl: string
  readonly system: RunningSystem
  readonly journeys: SandboxJourneys
  /** The counter as its pages use it. */
  readonly counter: CounterPagesPorts
  readonly recoveries: readonly Recovery[]
  /** Resolves when the database server ended unasked. */
  readonly databaseEnded: Promise<void>
  /** Stops everything in order; acknowledged acts are durable already. */
  close(): Promise<void>
}

/** Brings the whole system up on one data folder, or refuses with what to do. */
export async function openSandbox(
  configuration: SandboxConfiguration,
): Promise<Result<Sandbox, string>> {
  const undo: (() => Promise<void>)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of undo.toReversed()) await close()
  }
  const opened = await openParts(configuration, undo).catch(async (fault: unknown) => {
    await closeAll()
    throw fault
  })
  if (!opened.ok) {
    await closeAll()
    return opened
  }
  return ok({ ...opened.value, close: closeAll })
}

type Undo = (() => Promise<void>)[]

async function openParts(
  configuration: SandboxConfiguration,
  undo: Undo,
): Promise<Result<Omit<Sandbox, 'close'>, string>> {
  const ports = await openPorts(configuration, undo)
  if (!ports.ok) return ports
  const { web, status } = ports.value
  const ground = await openGround(configuration)
  if (!ground.ok) return ground
  undo.push(() => ground.value.close())
  const clock = await DangerSettableClock.open(ground.value.folder, systemClock())
  if (configuration.clock !== undefined) await clock.set(configuration.clock)
  const opened = await openOfficePorts({
    dataFolder: ground.value.folder.path,
    database: ground.value.database,
    clock,
    webUrl: web.url,
    statusUrl: status.url,
  })
  if (!opened.ok) return opened
  await seedIfEmpty(opened.value, configuration.residents)
  await deliverToCounter(opened.value.ports)
  return ok(await serveParts(ground.value, opened.value, ports.value, undo))
}

interface Ports {
  readonly web: Opening
  readonly status: Opening
}

/** Both addresses are taken first: a refusal for a taken port comes before anything is made. */
async function openPorts(
  { port, statusPort }: SandboxConfiguration,
  undo: Undo,
): Promise<Result<Ports, string>> {
  const web = await openPort(port)
  if (!web.ok) return web
  undo.push(() => web.value.close())
  const status = await openPort(statusPort, createStatusServer)
  if (!status.ok) return status
  undo.push(() => status.value.close())
  if (port !== 0 && port === statusPort) return refuse('port-in-use', { port })
  return ok({ web: web.value, status: status.value })
}

async function seedIfEmpty({ ports }: OpenedOffice, count: number): Promise<void> {
  const [anybody] = await ports.residents.page(undefined, 1)
  if (anybody !== undefined) return
  await seedRegister(ports, {
    seed: REGISTER_SEED,
    count,
    today: civilDateInJapan(ports.clock.now()),
  })
}

async function serveParts(
  ground: Ground,
  { authorities, ports }: OpenedOffice,
  { web, status }: Ports,
  undo: Undo,
): Promise<Omit<Sandbox, 'close'>> {
  const log = openLog(ground.folder.path)
  const reportFault = (place: string, fault: unknown): void => log.error({ place, fault }, 'fault')
  const system = office(ports)
  const journeys = new SandboxJourneys(system, ports, reportFault)
  undo.push(() => journeys.settled())
  await journeys.recall()
  const reportPageFault = (fault: unknown): void => reportFault('page', fault)
  const counter = await openSandboxCounter({
    database: ground.database,
    office: ports,
    authorities,
    system,
    reportFault: (fault) => reportFault('counter', fault),
  })
  undo.push(() => counter.close())
  const reportStatusFault = (fault: unknown): void => reportFault('status', fault)
  serveStatus(status, { authorities, clock: ports.clock, reportFault: reportStatusFault }, undo)
  const tokenFile = tokenFileOf(ground.folder.path)
  const token = Buffer.from(await secretOctets(tokenFile, OPERATOR_TOKEN_OCTETS)).toString('hex')
  await chmod(tokenFile, 0o600)
  const app = new Hono()
  app.use(ownNamesOnly)
  const operations = operationsOf(tidiedWhenClockIsSet(system, counter))
  app.route('/operator', operatorInterface({ operations, operatorToken: token, reportFault }))
  const pages = { ...counter.pages, reportFault: reportPageFault }
  app.route('/counter', counterPages(pages, { screen: residentScreenPages(pages) }))
  app.route(
    '/',
    journeyPages({ runner: journeys, clock: ports.clock, reportFault: reportPageFault }),
  )
  web.answerWith(pagesAnswer(app))
  await announceRunning(ground.folder.path, `${web.url}/operator`)
  const refreshing = setInterval(() => {
    authorities.refresh().catch((fault: unknown) => reportFault('refresh', fault))
    counter.tidy().catch((fault: unknown) => reportFault('counter', fault))
  }, REFRESH_EVERY_MS)
  undo.push(async () => {
    clearInterval(refreshing)
    await Promise.resolve()
  })
  log.info({ recovered: ground.recoveries.length }, 'up')
  return {
    webUrl: web.url,
    statusUrl: status.url,
    system,
    journeys,
    counter: counter.pages,
    recoveries: [...ground.recoveries, ...issuingRecoveries(authorities)],
    databaseEnded: ground.databaseEnded,
  }
}

/** The status service follows the authorities in this process and answers on its own address. */
function serveStatus(
  status: Opening,
  {
    authorities,
    clock,
    reportFault,
  }: Pick<OpenedOffice, 'authorities'> & {
    readonly clock: Clock
    readonly reportFault: (fault: unknown) => void
  },
  undo: Undo,
): void {
  const { follower, filters, reader, signer } = authorities
  const following = new Following({
    follower,
    stopwatch: computerStopwatch(),
    pause: computerPause,
    mayRest: true,
    reportFault,
  })
  undo.push(() => following.stop())
  following.start()
  const answered = { reader, filters, signer: ocspSigner(signer), clock, reportFault }
  status.answerWith(statusAnswer({ ...answered, fresh: following }))
}

/** A new day brings what the counter does every day: nobody waits for the timer's next turn. */
function tidiedWhenClockIsSet(system: RunningSystem, counter: Counter): RunningSystem {
  return {
    ...system,
    clock: async (at) => {
      const now = await system.clock(at)
      if (at !== undefined) await counter.tidy()
      return now
    },
  }
}

/**
 * A page elsewhere that renames itself to this address (DNS rebinding) still says its own name
 * here.
 */
const ownNamesOnly: MiddlewareHandler = async (context, next) => {
  const host = (context.req.header('host') ?? '').replace(/:\d+$/, '')
  if (host !== LOOPBACK && host !== 'localhost') return context.text('misdirected request\n', 421)
  await next()
  return undefined
}

function issuingRecoveries({ recovered }: OpenedOffice['authorities']): readonly Recovery[] {
  const { finished, unfinished } = recovered
  const notes: Recovery[] = []
  if (finished.length > 0) {
    notes.push({
      ja: `途中だった発行 ${finished.length} 件を完了しました`,
      en: `${finished.length} certificates whose issue was cut short were finished`,
    })
  }
  for (const { authority, serialHex, because } of unfinished) {
    notes.push({
      ja: `発行番号 ${serialHex} は完了できませんでした(${because})`,
      en: `${authority} ${serialHex} could not be finished: ${because}`,
    })
  }
  return notes
}
