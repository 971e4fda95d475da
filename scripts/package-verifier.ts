import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'

/**
 * Makes the package `shomei` with the one entry `shomei/verifier` in a folder, ready for `npm
 * pack`: Node does not strip types inside node_modules, so it holds JavaScript (the same lines,
 * types blanked) and declarations, of exactly the files that the entry reaches. No dependency goes
 * with it.
 *
 *     node scripts/package-verifier.ts build/verifier && npm pack ./build/verifier
 */

const ROOT = join(import.meta.dirname, '..')
const ENTRY = 'verifier/library'
/** An import from this project: `#codec/x509/oids.ts`, `./encoded.ts`. */
const SPECIFIER = /(\bfrom |\bimport |\bimport\()'((?:#|\.{1,2}\/)[^']+)\.ts'/g

/** Writes the package into `folder`, which is made anew. */
export function packageVerifier(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const declarations = declarationsFolder()
  try {
    writeReachable(folder, '.js', (module) =>
      stripTypeScriptTypes(readFileSync(join(ROOT, 'src', `${module}.ts`), 'utf8')),
    )
    writeReachable(folder, '.d.ts', (module) =>
      readFileSync(join(declarations, `${module}.d.ts`), 'utf8'),
    )
  } finally {
    rmSync(declarations, { recursive: true })
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`)
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'))
  copyFileSync(join(ROOT, 'docs/verifier.md'), join(folder, 'README.md'))
}

/** Writes the entry and every module that it reaches, one file each, below `lib`. */
function writeReachable(
  folder: string,
  ending: '.js' | '.d.ts',
  read: (module: string) => string,
): void {
  const reached = new Set<string>([ENTRY])
  for (const module of reached) {
    const text = read(module)
    for (const [, , specifier = ''] of text.matchAll(SPECIFIER))
      reached.add(moduleOf(module, specifier))
    const file = join(folder, 'lib', `${module}${ending}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(
      file,
      text.replace(
        SPECIFIER,
        (_all, start: string, specifier: string) =>
          `${start}'${relativeTo(module, moduleOf(module, specifier))}.js'`,
      ),
    )
  }
}

/** The module, from `src`, that `specifier` names in `importer`. */
function moduleOf(importer: string, specifier: string): string {
  return specifier.startsWith('#')
    ? specifier.slice(1)
    : posix.join(posix.dirname(importer), specifier)
}

function relativeTo(importer: string, module: string): string {
  const path = posix.relative(posix.dirname(importer), module)
  return path.startsWith('.') ? path : `./${path}`
}

/**
 * A temporary folder with the declarations of the entry and what it reaches, below the root's
 * `src`.
 */
function declarationsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-declarations-'))
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: folder,
    rootDir: join(ROOT, 'src'),
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  const files = [join(ROOT, 'src', `${ENTRY}.ts`)]
  const extended = join(ROOT, 'tsconfig.json')
  writeFileSync(project, JSON.stringify({ extends: extended, compilerOptions, files, include: [] }))
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'inherit' })
  return folder
}

function manifest(): object {
  const root: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const { version, license, engines } = root as Readonly<Record<string, unknown>>
  return {
    name: 'shomei',
    version,
    description: 'Certification paths, status and signatures verified by the RFCs, and why.',
    license,
    type: 'module',
    sideEffects: false,
    exports: {
      './verifier': { types: `./lib/${ENTRY}.d.ts`, default: `./lib/${ENTRY}.js` },
      './package.json': './package.json',
    },
    engines,
  }
}

if (import.meta.main) {
  const [folder, ...more] = process.argv.slice(2)
  if (folder === undefined || more.length > 0) {
    process.stderr.write('usage: node scripts/package-verifier.ts FOLDER\n')
    process.exitCode = 2
  } else packageVerifier(folder)
}
