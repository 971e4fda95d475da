// Plain JavaScript for any Node >= 18: the one program that runs before anything is installed.
import { start } from './bootstrap/start.mjs'
import { installIfNeeded } from './bootstrap/install.mjs'
import { findNode24 } from './bootstrap/node-24.mjs'
import { bench, check, fuzzPaths, generate, soakStatus, test } from './bootstrap/tasks.mjs'

const NODE_MAJOR_MIN = 18
const TASKS = new Map(
  Object.entries({
    start,
    test,
    check,
    bench,
    generate,
    'fuzz:paths': fuzzPaths,
    'soak:status': soakStatus,
  }),
)

/** Installs what is missing, then runs one task under Node 24; resolves to the exit code. */
async function main([name = '', ...args]) {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
    console.error(`Node.js ${NODE_MAJOR_MIN} 以上が必要です(この環境は ${process.versions.node})。`)
    console.error(`Node.js ${NODE_MAJOR_MIN} or newer is needed; this is ${process.versions.node}.`)
    return 1
  }
  const task = TASKS.get(name)
  if (task === undefined) {
    console.error(`usage: node scripts/bootstrap.mjs ${[...TASKS.keys()].join('|')} [arguments]`)
    return 2
  }
  if (!(await installIfNeeded())) return 1
  const node = await findNode24()
  return node === undefined ? 1 : await task(node, args)
}

process.exitCode = await main(process.argv.slice(2))
