import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { BIN, environment, ISSUING_FLAGS, ROOT, run, SERVER_FLAGS } from './run.mjs'
import { providePackages } from './test-packages.mjs'

const TEST_TIMEOUT_MS = 600_000
/** Test files beyond one a core: a third of the time they wait for disks, browsers and readers. */
const FILES_THAT_WAIT = 1
const ALL_TESTS = ['src/**/*.test.ts', 'test/**/*.test.ts']
/** Our modules as Node compiled them: every test file and every `shomei` of a test loads hundreds. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'shomei', 'compiled')
/** Nothing in it is ever removed, so it is made anew now and then. */
const COMPILED_KEPT_MS = 7 * 86_400_000

/** Every test, or the files and options given. */
export async function test(node, args) {
  if (!(await providePackages())) return 1
  forgetOldCompiled()
  const named = args.some((arg) => !arg.startsWith('-'))
  const options = [
    '--test',
    `--test-concurrency=${availableParallelism() + FILES_THAT_WAIT}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
  ]
  return await run(node, [...options, ...args, ...(named ? [] : ALL_TESTS)], {
    env: { ...environment(), NODE_COMPILE_CACHE: COMPILED },
  })
}

function forgetOldCompiled() {
  const made = statSync(COMPILED, { throwIfNoEntry: false })?.birthtimeMs ?? Date.now()
  if (Date.now() - made > COMPILED_KEPT_MS) rmSync(COMPILED, { recursive: true, force: true })
}

/** Types, lint, format, and the tests of architecture, tidiness and generated documents; all run, all are reported. */
export async function check(node) {
  const steps = [
    ['types', join(BIN, 'tsc'), ['-p', '.']],
    ['lint', join(BIN, 'oxlint'), ['--type-aware']],
    ['format', join(BIN, 'oxfmt'), ['--check']],
    ['architecture', node, ['--test', 'test/check/*.test.ts']],
  ]
  const failed = []
  for (const [name, program, args] of steps) {
    console.error(`— ${name}`)
    if ((await run(program, args)) !== 0) failed.push(name)
  }
  if (failed.length > 0) console.error(`check: ${failed.join(', ')} failed`)
  return failed.length === 0 ? 0 : 1
}

/** @param {string} program */
function flagsOf(program) {
  return program === 'issue' ? ISSUING_FLAGS : SERVER_FLAGS
}

/** Every program of bench/, or the named ones. */
export async function bench(node, args) {
  const programs = readdirSync(join(ROOT, 'bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
  const names = args.filter((arg) => !arg.startsWith('-'))
  const unknown = names.filter((name) => !programs.includes(name))
  if (unknown.length > 0) {
    console.error(`bench: no ${unknown.join(', ')}; there are ${programs.join(', ')}`)
    return 2
  }
  const options = args.filter((arg) => arg.startsWith('-'))
  let worst = 0
  for (const name of names.length > 0 ? names : programs) {
    worst = Math.max(
      worst,
      await run(node, [...flagsOf(name), join('bench', `${name}.ts`), ...options]),
    )
  }
  return worst
}

/** The differential campaign over certification paths, against OpenSSL, GnuTLS and Java. */
export async function fuzzPaths(node, args) {
  if (!(await providePackages())) return 1
  return await run(node, [join('test', 'campaigns', 'paths.ts'), ...args])
}

/** The status service under faults, for long: worlds in memory, then real processes. */
export async function soakStatus(node, args) {
  if (!(await providePackages())) return 1
  const [worlds = '1000', rounds = '20'] = args
  return await run(
    node,
    ['--test', 'test/faults/status-follow.test.ts', 'test/faults/status-processes.test.ts'],
    { env: { ...environment(), SHOMEI_STATUS_WORLDS: worlds, SHOMEI_STATUS_ROUNDS: rounds } },
  )
}

/** Writes the generated documents anew. */
export async function generate(node, args) {
  const program = join('scripts', 'generate.ts')
  if (existsSync(join(ROOT, program))) return await run(node, [program, ...args])
  console.error(`${program} is missing`)
  return 1
}
