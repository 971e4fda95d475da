import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { BIN, ROOT, run, ISSUING_FLAGS, SERVER_FLAGS } from './run.mjs'
import { providePackages } from './test-packages.mjs'

const TEST_TIMEOUT_MS = 600_000
/** Test files beyond one a core: a third of the time they wait for disks, browsers and readers. */
const FILES_THAT_WAIT = 1
const ALL_TESTS = ['src/**/*.test.ts', 'test/**/*.test.ts']

/** Every test, or the files and options given. */
export async function test(node, args) {
  if (!(await providePackages())) return 1
  const named = args.some((arg) => !arg.startsWith('-'))
  return await run(node, [
    '--test',
    `--test-concurrency=${availableParallelism() + FILES_THAT_WAIT}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    ...args,
    ...(named ? [] : ALL_TESTS),
  ])
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

/** Writes the generated documents anew. */
export async function generate(node, args) {
  const program = join('scripts', 'generate.ts')
  if (existsSync(join(ROOT, program))) return await run(node, [program, ...args])
  console.error(`${program} is missing`)
  return 1
}
