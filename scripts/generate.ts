import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderRefusalIndex } from '#catalogue/refusal-index.ts'
import { renderLawIndex } from '#law/law-index.ts'
import { FLOW_FOLDER, flowPages } from './render-flows.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * The documents that are made from the code, and how. `npm run check` fails when one of them is
 * stale.
 */
export const GENERATED: Readonly<Record<string, () => string>> = {
  'docs/law-index.md': renderLawIndex,
  'docs/refusal-index.md': renderRefusalIndex,
  ...flowPages(join(ROOT, FLOW_FOLDER, 'pictures')),
}

/** The generated documents whose file does not hold what the code says. */
export function staleDocuments(): readonly string[] {
  return Object.entries(GENERATED)
    .filter(([path, render]) => textOf(path) !== render())
    .map(([path]) => path)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return undefined
  }
}

if (import.meta.main) {
  mkdirSync(join(ROOT, FLOW_FOLDER), { recursive: true })
  for (const [path, render] of Object.entries(GENERATED)) {
    writeFileSync(join(ROOT, path), render())
    process.stdout.write(`${path}\n`)
  }
}
