import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { stopRequested } from '#adapters/process/stop-request.ts'
import type { CliPorts, UpEnd, UpOptions } from '#cli/ports.ts'
import { runCli } from '#cli/run.ts'
import { processTerminal, type Terminal } from '#cli/terminal.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { cardShelf } from './card-shelf.ts'
import { databaseUrlOf, DEFAULTS, type SandboxConfiguration } from './configuration.ts'
import { connectToRunning } from './running-system.ts'
import type { Sandbox } from './sandbox.ts'

/** Runs `shomei` with the words after it; the process exits with the code of `runCli`. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCli(argv, COMMAND_LINE_PORTS, processTerminal())
}

/**
 * The database and the pages are loaded by the commands that run them: the others answer at once.
 */
export const COMMAND_LINE_PORTS: CliPorts = {
  sandbox: { run: runSandbox },
  statusService: {
    run: async (options, terminal) =>
      (await import('./run-status-service.ts')).runStatusService(options, terminal),
  },
  ceremonies: {
    hold: async (order) => (await import('./ceremonies.ts')).CEREMONIES.hold(order),
    check: async (files) => (await import('./ceremonies.ts')).CEREMONIES.check(files),
  },
  cards: cardShelf,
  issuerCard,
  connect: connectToRunning,
}

/** `up`: opens the sandbox, says where it is, and closes it when asked. */
async function runSandbox(options: UpOptions, terminal: Terminal): Promise<Result<UpEnd, string>> {
  const stop = stopRequested()
  const started = process.hrtime.bigint()
  const sandbox = await terminal.during('起動しています / starting', async () => {
    const { openSandbox } = await import('./sandbox.ts')
    return await openSandbox(configurationOf(options))
  })
  if (!sandbox.ok) return sandbox
  const tookMs = Math.round(Number(process.hrtime.bigint() - started) / 1e6)
  await firstJourney(sandbox.value)
  await announce(sandbox.value, options, tookMs, terminal)
  const ended = await Promise.race([stop, sandbox.value.databaseEnded.then(() => undefined)])
  if (ended !== undefined) terminal.err('止めています… / stopping…\n')
  await sandbox.value.close()
  return ok(
    ended === undefined
      ? { by: 'failure', failure: refuse('database-server-ended') }
      : { by: 'stop', signal: ended },
  )
}

/**
 * The page that opens is never empty: without a journey to show, the first persona's begins at
 * once.
 */
async function firstJourney({ journeys }: Sandbox): Promise<void> {
  const [persona] = await journeys.choices()
  if (persona === undefined || journeys.latest() !== undefined) return
  await journeys.start({
    residentId: persona.id,
    authenticationPin: '1234',
    signaturePassword: 'ABC123',
  })
}

async function announce(
  { webUrl, statusUrl, recoveries, system }: Sandbox,
  { json }: UpOptions,
  tookMs: number,
  terminal: Terminal,
): Promise<void> {
  const { now, authorities } = await system.describe()
  const line = {
    ready: true,
    webUrl,
    operatorUrl: `${webUrl}/operator`,
    statusUrl,
    ocspUrls: {
      signature: `${statusUrl}/ocsp/signature`,
      'user-authentication': `${statusUrl}/ocsp/user-authentication`,
    },
    crlUrl: `${statusUrl}/crl/{authority}/{municipality}.crl`,
    authorityUrls: authorities.map(
      ({ authority, generation }) => `${statusUrl}/authority/${authority}/${generation}.cer`,
    ),
    now: new Date(now).toISOString(),
    tookMs,
    recoveries,
    pid: process.pid,
  }
  for (const { ja, en } of recoveries) terminal.err(`! ${ja}\n  ${en}\n`)
  if (json || !terminal.interactive) {
    terminal.out(`${JSON.stringify(line)}\n`)
    return
  }
  const title = terminal.paint(['green', 'bold'], '準備ができました / ready')
  terminal.out(`${title}(${tookMs} ms)\n`)
  terminal.out(`  画面 / pages       ${terminal.paint('cyan', webUrl)}\n`)
  terminal.out(`  状態照会 / status  ${statusUrl}\n`)
  terminal.out('  止める / stop      Ctrl-C\n')
}

function configurationOf(options: UpOptions): SandboxConfiguration {
  return {
    dataFolder: options.dataFolder ?? DEFAULTS.dataFolder,
    port: options.port ?? DEFAULTS.port,
    statusPort: options.statusPort ?? DEFAULTS.statusPort,
    databaseUrl: databaseUrlOf(process.env),
    clock: options.clock,
    acceptClock: options.acceptClock,
    residents: options.residents ?? DEFAULTS.residents,
  }
}
