import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesBelow } from './source-files.ts'

/** STYLE.md §1: aim at 300 lines; nothing but tables, tests and generated files may pass the hard bound. */
const FILE_LINES_MAX = 500
const LINE_COLUMNS_MAX = 100
const FORBIDDEN_NAMES = /(?:^|\/)(?:utils?|helpers?|common|manager|services?|misc)(?:\.test)?\.ts$/
const DATA_TABLES = new Set(['src/register/municipalities.ts'])

const code = ['src', 'test', 'bench', 'scripts', 'bin']
  .flatMap((folder) => filesBelow(folder, ['.ts', '.mjs']))
  .filter(({ path }) => !path.startsWith('test/check/'))
const production = code.filter(({ path }) => path.startsWith('src/') && !path.endsWith('.test.ts'))

/** The code without comments and the words of its tests. */
function withoutProse(text: string): string {
  return text
    .replace(/\/\*(?!\s*oxlint)[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/(?! oxlint).*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, "''")
}

function offenders(
  files: typeof code,
  wrong: (file: { readonly path: string; readonly text: string }) => boolean,
): readonly string[] {
  return files.filter(wrong).map(({ path }) => path)
}

test('files are kebab-case and named after a concept', () => {
  const kebab = /^(?:[a-z0-9-]+\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?\.(?:ts|mjs)$/
  assert.deepEqual(
    offenders(code, ({ path }) => !kebab.test(path)),
    [],
  )
  assert.deepEqual(
    offenders(code, ({ path }) => FORBIDDEN_NAMES.test(path)),
    [],
  )
})

const tooLong = ({ path, text }: { path: string; text: string }): boolean =>
  text.split('\n').length > FILE_LINES_MAX && !DATA_TABLES.has(path)
const COMMENT = /^\s*(?:\/\*\*|\*|\/\/)/
const LITERAL = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\/(?:[^/\\\s]|\\.)+\/[a-z]*/g
/** A long literal cannot be broken; what stands around it can. */
const widthOf = (line: string): number =>
  Array.from(COMMENT.test(line) ? line : line.replace(LITERAL, '')).length
const tooWide = ({ text }: { text: string }): boolean =>
  text.split('\n').some((line) => widthOf(line) > LINE_COLUMNS_MAX)

test('files and lines stay within their bounds', () => {
  assert.deepEqual(offenders(production, tooLong), [])
  const prose = /(?:messages|texts)\.ts$/
  assert.deepEqual(
    offenders(
      production.filter(({ path }) => !prose.test(path)),
      tooWide,
    ),
    [],
  )
})

test('no any, no non-null assertion by cast, no switched-off rules', () => {
  const switchedOff = /@ts-(?:ignore|nocheck|expect-error)|oxlint-disable|: any\b|as any\b/
  assert.deepEqual(
    offenders(code, ({ text }) => switchedOff.test(withoutProse(text))),
    [],
  )
})

test('no default export and no barrel', () => {
  assert.deepEqual(
    offenders(production, ({ text }) => /^export default /m.test(text)),
    [],
  )
  assert.deepEqual(
    offenders(production, ({ text }) => /^export \* from /m.test(text)),
    [],
  )
})

test('nothing is left open: a mark needs the number of its issue', () => {
  const mark = /\b(?:TODO|FIXME|XXX|HACK)\b(?! ?\(?#\d)/
  assert.deepEqual(
    offenders(code, ({ text }) => mark.test(text)),
    [],
  )
})

test('every test file tests: at least one assertion, none skipped or singled out', () => {
  const tests = code.filter(({ path }) => path.endsWith('.test.ts'))
  assert.ok(tests.length > 0)
  assert.deepEqual(
    offenders(tests, ({ text }) => !/\bassert\b/.test(text)),
    [],
  )
  const left = /\b(?:test|it|describe)\.(?:only|todo|skip)\b|\bonly: true/
  assert.deepEqual(
    offenders(tests, ({ text }) => left.test(text)),
    [],
  )
})

test('exported functions, classes and types of src say what they mean', () => {
  const wrong: string[] = []
  for (const { path, text } of production) {
    const lines = text.split('\n')
    lines.forEach((line, index) => {
      if (!/^export (?:async )?(?:function\*?|class|interface|type) (?!\{)/.test(line)) return
      const before = lines[index - 1]?.trim() ?? ''
      if (!before.endsWith('*/')) wrong.push(`${path}:${index + 1}`)
    })
  }
  assert.deepEqual(wrong, [])
})

test('the authorities never carry the real names or arc', () => {
  const real = /['"](?:JPKI|JPKI-TEST|1\.2\.392\.200149[.\d]*)['"]/
  const allowed = /^src\/ca\/(?:configuration|forbidden-names)\.ts$/
  assert.deepEqual(
    offenders(production, ({ path, text }) => real.test(text) && !allowed.test(path)),
    [],
  )
})

test('documents speak of the project alone: no path of a machine, no address of a registry', () => {
  const foreign = /\/work\/|registry\.npmjs|deb\.debian\.org/
  const documents = filesBelow('.', ['.md', '.ts', '.mjs', '.json', '.sql'])
  assert.deepEqual(
    documents
      .filter(
        ({ path, text }) =>
          path !== 'package-lock.json' && !path.startsWith('test/check/') && foreign.test(text),
      )
      .map(({ path }) => path),
    [],
  )
})
