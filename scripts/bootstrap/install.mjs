import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, run } from './run.mjs'

const TICK_MS = 1000

/** Runs `npm ci` unless node_modules is what package-lock.json says; resolves to whether it now is. */
export async function installIfNeeded() {
  if (await isInstalled()) return true
  const done = progress('依存パッケージを入れています / Installing the dependencies')
  const code = await npmCi()
  done(code === 0)
  if (code === 0) return true
  console.error('npm ci が失敗しました。上の表示と、ネットワークの接続を確かめてください。')
  console.error('npm ci failed. See the lines above, and check the network connection.')
  return false
}

/** `npm run` names its own program; without it the npm of the PATH serves. Its output must not enter stdout. */
async function npmCi() {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const options = { stdio: ['ignore', process.stderr, 'inherit'], env: process.env }
  const npm = process.env['npm_execpath']
  return npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)
    ? await run(process.execPath, [npm, ...args], options)
    : await run('npm', args, options)
}

/** npm writes node_modules/.package-lock.json last, with what it really installed. */
async function isInstalled() {
  const [wanted, present] = await Promise.all([
    packagesIn(join(ROOT, 'package-lock.json')),
    packagesIn(join(ROOT, 'node_modules', '.package-lock.json')),
  ])
  const isRight = ([place, { integrity }]) =>
    present[place] === undefined
      ? wanted[place].optional === true
      : present[place].integrity === integrity
  return (
    Object.entries(wanted).every((entry) => entry[0] === '' || isRight(entry)) &&
    Object.keys(present).every((place) => place in wanted)
  )
}

async function packagesIn(lockFile) {
  try {
    return JSON.parse(await readFile(lockFile, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/** A line that counts the seconds on a terminal; elsewhere one line at the start and one at the end. */
function progress(what) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const line = (end) => process.stderr.write(`${what} … ${seconds()} s${end}`)
  if (!process.stderr.isTTY) {
    line('\n')
    return (good) => line(good ? ' ✓\n' : ' ✗\n')
  }
  line('\r')
  const timer = setInterval(() => line('\r'), TICK_MS)
  return (good) => {
    clearInterval(timer)
    line(good ? ' ✓\n' : ' ✗\n')
  }
}
