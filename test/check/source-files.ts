import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, '..', '..')

const PASSED_OVER = new Set(['node_modules', '.git', '.shomei'])

export interface SourceFile {
  /** Path from the root, with `/`. */
  readonly path: string
  readonly text: string
}

/** Every file below `folder` (from the root) whose name ends with one of `endings`. */
export function filesBelow(folder: string, endings: readonly string[]): readonly SourceFile[] {
  const found: SourceFile[] = []
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (PASSED_OVER.has(entry.name)) continue
      const path = join(directory, entry.name)
      if (entry.isDirectory()) visit(path)
      else if (endings.some((ending) => entry.name.endsWith(ending))) {
        found.push({ path: relative(ROOT, path), text: readFileSync(path, 'utf8') })
      }
    }
  }
  visit(join(ROOT, folder))
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The module specifiers that a TypeScript file imports or re-exports, types included. */
export function importsOf(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found: string[] = []
  const pattern =
    /(?:^|[\s;}])(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
  for (const match of code.matchAll(pattern)) found.push(match[1] ?? match[2] ?? '')
  return found
}
