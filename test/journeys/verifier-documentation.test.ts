import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { packageVerifier } from '../../scripts/package-verifier.ts'
import { runTool, runToolWell, TOOL_PATH } from '../support/run-tool.ts'
import { SHOMEI } from '../support/sandbox.ts'
import { verifierSamples, writeVerifierSamples } from '../support/verifier-samples.ts'
import { words } from '../support/words.ts'

/**
 * docs/verifier.md as a reader takes it: every program is type-checked against the packed library
 * and run by plain Node beside it, every command line is run, and prints what the page shows.
 */

const ROOT = join(import.meta.dirname, '../..')
const PAGE = readFileSync(join(ROOT, 'docs/verifier.md'), 'utf8')

interface Block {
  readonly language: string
  readonly text: string
}

const BLOCKS: readonly Block[] = [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
)
const PROGRAMS = BLOCKS.filter(({ language }) => language === 'ts')

/** What each program prints, line by line. */
const PRINTED: readonly RegExp[] = [
  /^valid valid \[ '2\.999\.1\.1\.20' \]\n(?:passed RFC .*\n){3}invalid expired 0 .+\n$/,
  /^good good\n$/,
  /^valid valid undefined\n$/,
]

suite('docs/verifier.md', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-verifier-'))
  after(() => rmSync(folder, { recursive: true }))
  writeVerifierSamples(folder, verifierSamples())
  await installPacked(folder)
  const bin = shimFolder(folder)

  for (const [index, { text }] of PROGRAMS.entries()) {
    test(`program ${index + 1} runs beside the packed library`, async () => {
      const file = join(folder, `example-${index + 1}.ts`)
      writeFileSync(file, text)
      const { status, stdout, text: all } = await runTool(process.execPath, [file], { cwd: folder })
      assert.equal(status, 0, all)
      assert.match(stdout.toString('utf8'), PRINTED[index] ?? /^never$/)
    })
  }

  test('the programs have the types of the packed library, and its declarations are sound', async () => {
    for (const [index, { text }] of PROGRAMS.entries())
      writeFileSync(join(folder, `typed-${index + 1}.ts`), text)
    const project = join(folder, 'tsconfig.json')
    const files = PROGRAMS.map((_, index) => `typed-${index + 1}.ts`)
    const compilerOptions = {
      target: 'es2024',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    }
    writeFileSync(project, JSON.stringify({ compilerOptions, files }))
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    const { status, text } = await runTool(tsc, ['-p', project], {
      env: { PATH: `${dirname(process.execPath)}:${TOOL_PATH}` },
    })
    assert.equal(status, 0, text)
  })

  for (const [index, block] of BLOCKS.entries()) {
    if (block.language !== 'sh') continue
    const shown = BLOCKS[index + 1]
    test(`command ${block.text.split('shomei ').at(-1)?.trim()}`, async () => {
      const run = await runTool('bash', ['-euc', block.text], {
        cwd: folder,
        env: { PATH: `${bin}:${TOOL_PATH}` },
      })
      assert.equal(run.status, 0, run.text)
      if (shown?.language === 'json') assertShown(JSON.parse(run.stdout.toString()), shown.text)
    })
  }

  test('the package brings no dependency and nothing that is not JavaScript or declarations', () => {
    const installed = join(folder, 'node_modules/shomei')
    const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    assert.ok(typeof manifest === 'object' && manifest !== null && !('dependencies' in manifest))
    const files = readdirSync(join(installed, 'lib'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
    assert.deepEqual(
      files.filter((name) => !/\.(?:js|d\.ts)$/.test(name)),
      [],
    )
    assert.ok(files.length > 50)
  })

  test('in this repository the import works as it stands', async () => {
    const { status, stdout, text } = await runTool(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        "console.log(Object.keys(await import('shomei/verifier')).join())",
      ],
      { cwd: ROOT },
    )
    assert.equal(status, 0, text)
    assert.equal(
      stdout.toString('utf8'),
      'StatusFilter,VerifierInputError,checkStatus,openStatusFilter,verifyPath,verifySignature\n',
    )
  })
})

/** `npm pack` of the package, unpacked where `npm install` would put it. */
async function installPacked(folder: string): Promise<void> {
  packageVerifier(join(folder, 'package'))
  const env = { HOME: folder, npm_config_cache: join(folder, 'cache'), npm_config_offline: 'true' }
  await runToolWell('npm', words`pack ./package --silent`, { cwd: folder, env })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  assert.ok(tarball !== undefined)
  const installed = join(folder, 'node_modules/shomei')
  mkdirSync(installed, { recursive: true })
  await runToolWell(
    'tar',
    words`-xzf ${join(folder, tarball)} -C ${installed} --strip-components=1`,
  )
}

/** A folder with `shomei`, for the command lines. */
function shimFolder(folder: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const shim = join(bin, 'shomei')
  writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${SHOMEI}' "$@"\n`)
  chmodSync(shim, 0o755)
  return bin
}

/**
 * The answer has the members that the page shows, in that order, and every value that is not `…`.
 */
function assertShown(answer: unknown, shownText: string): void {
  const shown: unknown = JSON.parse(shownText)
  if (typeof shown === 'string' && shown === '…') return
  if (Array.isArray(shown)) {
    assert.ok(Array.isArray(answer) && answer.length === shown.length)
    shown.forEach((one, index) => assertShown(answer[index], JSON.stringify(one)))
    return
  }
  if (typeof shown !== 'object' || shown === null) {
    assert.equal(answer, shown)
    return
  }
  assert.ok(typeof answer === 'object' && answer !== null)
  assert.deepEqual(Object.keys(answer), Object.keys(shown))
  const values = new Map<string, unknown>(Object.entries(answer))
  for (const [member, value] of Object.entries(shown))
    assertShown(values.get(member), JSON.stringify(value))
}
