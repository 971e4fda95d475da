import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'
import { filesBelow, importsOf, ROOT } from './source-files.ts'

/** The rings of ARCHITECTURE.md: a folder imports only from folders of a lower number, and from itself. */
const RING: Readonly<Record<string, number>> = {
  kernel: 0,
  crypto: 0.5,
  law: 1,
  codec: 1,
  register: 2,
  ca: 2,
  ra: 2,
  va: 2,
  card: 2,
  'card-client': 2,
  idp: 2,
  signing: 2,
  adapters: 3,
  verifier: 3,
  catalogue: 4,
  web: 5,
  cli: 5,
  main: 6,
}

/** Which context may reach which other, and then only through its `contract.ts`. */
const MAY_CALL: Readonly<Record<string, readonly string[]>> = {
  ra: ['ca', 'va', 'register'],
  va: ['ca'],
  idp: ['va'],
  signing: ['card-client', 'va'],
}

/** `codec` may use `crypto` for key identifiers, `law` and `codec` do not know each other. */
const MAY_TOUCH_NODE = new Set(['crypto', 'adapters', 'web', 'cli', 'main'])
const PURE_FOLDERS = new Set(Object.keys(RING).filter((folder) => (RING[folder] ?? 9) <= 2))
const IMPURE_WORDS =
  /\b(?:Date\.now\(|new Date\(\)|Math\.random\(|process\.|setTimeout\(|setInterval\(|fetch\(|globalThis\.crypto|crypto\.getRandomValues)/

const sources = filesBelow('src', ['.ts']).filter(({ path }) => !path.endsWith('.test.ts'))

function folderOf(path: string): string {
  return path.split('/')[1] ?? ''
}

/** The path from the root that a specifier of `importer` names; `undefined` for packages and `node:`. */
function resolve(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`
  if (specifier.startsWith('.')) return posix.join(dirname(importer), specifier)
  return undefined
}

function wrongArrow(importer: string, target: string): string | undefined {
  const [from, to] = [folderOf(importer), folderOf(target)]
  if (from === to) return undefined
  const [ringFrom, ringTo] = [RING[from] ?? -1, RING[to] ?? 99]
  if (ringFrom === 2 && ringTo === 2) {
    if (!(MAY_CALL[from] ?? []).includes(to)) return `${from} may not call ${to}`
    return posix.basename(target) === 'contract.ts'
      ? undefined
      : `${to} is entered only by contract.ts`
  }
  if (from === 'catalogue' && to !== 'kernel' && posix.basename(target) !== 'messages.ts') {
    return 'the catalogue reads texts only'
  }
  if ((from === 'web' || from === 'cli') && to === 'adapters')
    return `${from} knows ports, not adapters`
  return ringTo < ringFrom ? undefined : `${from} (ring ${ringFrom}) imports ${to} (ring ${ringTo})`
}

test('every folder of src has its ring, and every ring its folder', () => {
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  assert.deepEqual(folders.sort(), Object.keys(RING).sort())
})

test('imports point only to lower rings, and contexts meet only at their contracts', () => {
  const wrong: string[] = []
  for (const { path, text } of sources) {
    for (const specifier of importsOf(text)) {
      const target = resolve(path, specifier)
      const reason = target === undefined ? undefined : wrongArrow(path, target)
      if (reason !== undefined) wrong.push(`${path} → ${specifier}: ${reason}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('rings 0 to 2 import no node module and no package, crypto alone node:crypto', () => {
  const wrong: string[] = []
  for (const { path, text } of sources) {
    const folder = folderOf(path)
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('#') || specifier.startsWith('.')) continue
      if (folder === 'crypto' && specifier === 'node:crypto') continue
      if (!MAY_TOUCH_NODE.has(folder) || folder === 'crypto') wrong.push(`${path} → ${specifier}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('rings 0 to 2 read no clock, randomness, environment or network', () => {
  const wrong = sources
    .filter(({ path }) => PURE_FOLDERS.has(folderOf(path)))
    .filter(({ text }) =>
      IMPURE_WORDS.test(text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')),
    )
    .map(({ path }) => path)
  assert.deepEqual(wrong, [])
})

test('the status side never writes: va and its adapters hold no writing SQL', () => {
  const writes = /\b(?:INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE)\b/i
  const wrong = sources
    .filter(({ path }) =>
      /^src\/(?:va\/|adapters\/http\/status|adapters\/postgres\/(?:ca-status|va-))/.test(path),
    )
    .filter(({ text }) => writes.test(text))
    .map(({ path }) => path)
  assert.deepEqual(wrong, [])
})

test('private keys are touched in adapters/keys alone', () => {
  const touching =
    /\b(?:createPrivateKey|generateKeyPair|generateKeyPairSync|privateEncrypt|privateDecrypt)\b/
  const wrong = sources
    .filter(
      ({ path, text }) =>
        touching.test(text) &&
        importsOf(text).includes('node:crypto') &&
        !path.startsWith('src/adapters/keys/'),
    )
    .map(({ path }) => path)
  assert.deepEqual(wrong, [])
})

test('ports have at most five methods', () => {
  const wrong: string[] = []
  for (const { path, text } of sources.filter((file) => file.path.endsWith('/ports.ts'))) {
    for (const match of text.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)) {
      const methods = (match[2] ?? '').match(/^ {2}(?:readonly )?\w+\??(?:\(|: \()/gm) ?? []
      if (methods.length > 5) wrong.push(`${path}: ${match[1]} has ${methods.length}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('the settable clock and other dangers are wired by the sandbox alone', () => {
  const wrong = sources
    .filter(({ text }) => importsOf(text).some((specifier) => specifier.includes('/danger-')))
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('src/main/sandbox') && !path.includes('/danger-'))
  assert.deepEqual(wrong, [])
})
