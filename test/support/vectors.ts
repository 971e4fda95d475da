import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Where the suites of others lie: `$SHOMEI_VECTORS`, or `shared/vectors` beside this repository. */
export const VECTORS_ROOT =
  process.env['SHOMEI_VECTORS'] ??
  fileURLToPath(new URL('../../../shared/vectors', import.meta.url))

/**
 * A test on a suite of others, which is not part of this repository. Without its files the test is
 * passed over and says so; under `CI=true` that is a failure.
 */
export function vectorTest(
  suite: string,
  name: string,
  run: (folder: string) => void | Promise<void>,
): void {
  const folder = join(VECTORS_ROOT, suite)
  const isAbsent = !existsSync(folder)
  const mayBeAbsent = process.env['CI'] !== 'true'
  const skip = isAbsent && mayBeAbsent ? `no vectors at ${folder} (SHOMEI_VECTORS)` : false
  test(`${suite}: ${name}`, { skip }, async () => {
    if (isAbsent) throw new Error(`no vectors at ${folder}: set SHOMEI_VECTORS`)
    await run(folder)
  })
}
