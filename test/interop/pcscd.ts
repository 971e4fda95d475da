import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { COMPILED, runTool, type ToolEnd, TOOL_PATH } from '../support/run-tool.ts'
import { type CardInSlot, type ReaderSettings, VPCD_DRIVER } from './reader-settings.ts'

/** A pcscd of our own with virtual cards in it, seen by clients that get `env`. */
export interface VirtualReader {
  /** The name that PC/SC gives the slot 0 or 1. */
  readonly slotName: (slot: 0 | 1) => string
  /** The socket of this pcscd, a home of its own, and OpenSC told that the card is a JPKI one. */
  readonly env: Readonly<Record<string, string>>
  /**
   * The same, for clients that know no second PIN entry: the signature key wants one for each
   * signature, and OpenSSL's engine gives up on it.
   */
  readonly envWithPinCached: Readonly<Record<string, string>>
  /**
   * The same without a word on OpenSC's configuration: what a user has who installed the packages.
   */
  readonly stockEnv: Readonly<Record<string, string>>
  readonly folder: string
  /** Runs a client program against this reader. */
  run(program: string, args: readonly string[], input?: Uint8Array): Promise<ToolEnd>
  /** Takes the cards out and ends pcscd. */
  stop(): Promise<void>
}

const READER_NAME = 'Shomei Test'
/** `sun_path` of unix(7), with its closing zero. */
const SOCKET_PATH_OCTETS_MAX = 107
/** pcscd and its driver are up in a fraction of a second. */
const CARDS_INSERTED_MS_MAX = 20_000
/** pcscd looks for new cards every 400 ms; on a busy machine it may take some of those. */
const CARD_VISIBLE_MS_MAX = 20_000

/**
 * Two virtual cards share one dummy serial number in OpenSC's eyes, so nothing may be cached
 * (spec/card.md §4.6).
 */
function openscConf(...pkcs15Lines: readonly string[]): string {
  const pkcs15 = ['use_file_caching = no;', ...pkcs15Lines].join(' ')
  return `app default { card_drivers = jpki; framework pkcs15 { ${pkcs15} } }\n`
}

/**
 * Starts pcscd in namespaces of its own, puts `cards` into its slots and waits until a client sees
 * them.
 */
export async function startVirtualReader(cards: readonly CardInSlot[]): Promise<VirtualReader> {
  const folder = mkdtempSync(join(tmpdir(), 'pcsc-'))
  const socket = join(folder, 'pcscd.comm')
  if (Buffer.byteLength(socket) > SOCKET_PATH_OCTETS_MAX) {
    throw new Error('the temporary folder is too deep for a socket; set TMPDIR to a shorter path')
  }
  const [conf, cachingConf] = [join(folder, 'opensc.conf'), join(folder, 'opensc-caching.conf')]
  writeFileSync(conf, openscConf())
  writeFileSync(cachingConf, openscConf('pin_cache_ignore_user_consent = true;'))
  const stockEnv = { PCSCLITE_CSOCK_NAME: socket, HOME: folder }
  const env = { ...stockEnv, OPENSC_CONF: conf, OPENSC_DRIVER: 'jpki' }
  const stopProcess = await startNamespace({ runFolder: folder, readerName: READER_NAME, cards })
  const reader: VirtualReader = {
    slotName: (slot) => `${READER_NAME} 00 0${slot}`,
    env,
    envWithPinCached: { ...env, OPENSC_CONF: cachingConf },
    stockEnv,
    folder,
    run: (program, args, input) => runTool(program, args, { env, input, cwd: folder }),
    stop: async () => {
      await stopProcess()
      rmSync(folder, { recursive: true })
    },
  }
  await untilCardsSeen(reader, cards.length)
  return reader
}

async function startNamespace(settings: ReaderSettings): Promise<() => Promise<void>> {
  if (!existsSync(VPCD_DRIVER)) throw new Error(`${VPCD_DRIVER}: install vsmartcard-vpcd`)
  const asUser = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const isolation = ['--net', '--mount', '--pid', '--fork', '--kill-child', ...asUser]
  const program = [process.execPath, join(import.meta.dirname, 'reader-namespace.ts')]
  const child = spawn('unshare', [...isolation, ...program], {
    env: { PATH: TOOL_PATH, ...COMPILED },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  // With unshare goes its child, and with that everything in the namespace.
  const late = setTimeout(() => child.kill('SIGKILL'), CARDS_INSERTED_MS_MAX)
  child.stdin.write(`${JSON.stringify(settings)}\n`)
  const ready = once(createInterface({ input: child.stdout }), 'line')
  await Promise.race([ready, exited])
  clearTimeout(late)
  if (child.exitCode !== null || child.signalCode !== null) {
    const logPath = join(settings.runFolder, 'pcscd.log')
    const log = existsSync(logPath) ? readFileSync(logPath, 'utf8') : 'pcscd was not reached'
    throw new Error(`the virtual reader did not start:\n${log}`)
  }
  return async () => {
    child.stdin.end()
    await exited
  }
}

/**
 * `opensc-tool -w` waits for an insertion and hangs when the card is in already, so the list is
 * asked for.
 */
async function untilCardsSeen(reader: VirtualReader, count: number): Promise<void> {
  const deadline = performance.now() + CARD_VISIBLE_MS_MAX
  for (;;) {
    const listed = await reader.run('opensc-tool', ['-l'])
    const seen = listed.text.match(/^\d+ +Yes /gm)?.length ?? 0
    if (seen === count) return
    if (performance.now() > deadline) {
      await reader.stop()
      throw new Error(`${seen} of ${count} cards seen:\n${listed.text}`)
    }
  }
}
