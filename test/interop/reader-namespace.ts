import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openCardFile } from '#adapters/card-file/card-file.ts'
import { serveCard, type SlotServing } from '#adapters/vpcd/serve-card.ts'
import { fromHex } from '#kernel/bytes.ts'
import { words } from '../support/words.ts'
import {
  type CardInSlot,
  parseReaderSettings,
  type ReaderSettings,
  VPCD_DRIVER,
} from './reader-settings.ts'

// A program: pcscd with the vpcd driver, and virtual cards in its slots, inside network, mount and
// process namespaces of their own (spec/card.md §5.2). It takes one line of `ReaderSettings` on
// standard input, says `ready` when the cards are in, and ends when standard input closes. The end
// of its namespace takes pcscd with it, whatever happens.

const VPCD_PORT = 0x8c7b
const PCSCD_FOLDER = '/run/pcscd'
/** `shomei card serve` says so in English too. */
const INSERTED = 'the card is in the reader'
const SHOMEI = join(import.meta.dirname, '..', '..', 'bin', 'shomei.ts')

function isolate(runFolder: string): void {
  run('ip', words`link set lo up`)
  // vpcd 3.3 sends length and payload apart; without quick acknowledgements each APDU waits 40 ms
  // (spec/card.md §4.5).
  for (const network of ['127.0.0.0/8', '127.0.0.1']) {
    run(
      'ip',
      words`route change table local local ${network} dev lo proto kernel scope host src 127.0.0.1
        quickack 1`,
    )
  }
  // pcscd knows no other folder than this, and a machine without it, or a user who may not make it,
  // gets it here.
  run('mount', words`-t tmpfs tmpfs /run`)
  mkdirSync(PCSCD_FOLDER)
  run('mount', ['--bind', runFolder, PCSCD_FOLDER])
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

function startPcscd({ runFolder, readerName }: ReaderSettings): ReturnType<typeof spawn> {
  const configFolder = join(runFolder, 'reader.conf.d')
  mkdirSync(configFolder)
  writeFileSync(
    join(configFolder, 'vpcd'),
    [
      `FRIENDLYNAME "${readerName}"`,
      `DEVICENAME /dev/null:0x${VPCD_PORT.toString(16)}`,
      `LIBPATH ${VPCD_DRIVER}`,
      `CHANNELID 0x${VPCD_PORT.toString(16)}`,
      '',
    ].join('\n'),
  )
  const log = openSync(join(runFolder, 'pcscd.log'), 'w')
  const pcscd = spawn('pcscd', ['-f', '-e', '-c', configFolder], { stdio: ['ignore', log, log] })
  closeSync(log)
  return pcscd
}

function insert(card: CardInSlot, port: number): Promise<() => Promise<void>> {
  return 'dataFolder' in card
    ? insertByCommand(card.path, card.dataFolder, port)
    : insertHere(card.path, card.sealKeyHex, port)
}

/** `shomei card serve` as somebody types it; it takes the card out when it is told to stop. */
async function insertByCommand(
  path: string,
  dataFolder: string,
  port: number,
): Promise<() => Promise<void>> {
  const serve = words`card serve --card ${path} --data ${dataFolder} --vpcd 127.0.0.1:${port}`
  const child = spawn(process.execPath, [SHOMEI, ...serve], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const said = createInterface({ input: child.stderr })
  await new Promise<void>((resolve, reject) => {
    said.on('line', (line) => {
      if (line.includes(INSERTED)) resolve()
    })
    void exited.then((code) => reject(new Error(`card serve ended with ${code}`)))
  })
  return async () => {
    child.kill('SIGTERM')
    const code = await exited
    if (code !== 0) throw new Error(`card serve ended with ${code}`)
  }
}

async function insertHere(
  path: string,
  sealKeyHex: string,
  port: number,
): Promise<() => Promise<void>> {
  const card = await openCardFile(path, fromHex(sealKeyHex) ?? new Uint8Array(0))
  if (!card.ok) throw new Error(card.refusal)
  let serving: SlotServing | undefined
  await new Promise<void>((resolve, reject) => {
    serving = serveCard(card.value, { host: '127.0.0.1', port }, ({ at }) => {
      if (at === 'inserted') resolve()
    })
    serving.ended.catch(reject)
  })
  return async () => {
    await serving?.stop()
    await card.value.close()
  }
}

async function main(): Promise<void> {
  const input = createInterface({ input: process.stdin })
  const inputClosed = new Promise<void>((resolve) => input.once('close', () => resolve()))
  const settings = await new Promise<ReaderSettings>((resolve) => {
    input.once('line', (line) => resolve(parseReaderSettings(line)))
  })
  isolate(settings.runFolder)
  const pcscd = startPcscd(settings)
  const pcscdEnded = new Promise<void>((resolve, reject) => {
    pcscd.once('error', reject)
    pcscd.once('exit', () => resolve())
  })
  const removals = await Promise.all(
    settings.cards.map((card, slot) => insert(card, VPCD_PORT + slot)),
  )
  process.stdout.write('ready\n')
  await Promise.race([inputClosed, pcscdEnded])
  for (const remove of removals) await remove()
  pcscd.kill('SIGTERM')
  await pcscdEnded
}

await main()
