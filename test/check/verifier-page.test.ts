import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRefusalCode } from '#catalogue/refusals.ts'
import { PARSED_KINDS } from '#cli/parsed/parse-object.ts'
import { RAW_SIGNATURE_REFUSAL_TEXTS } from '#signing/messages.ts'
import { rawAlgorithmNames } from '#signing/raw-algorithm.ts'
import { PATH_REFUSAL_TEXTS } from '#va/path/messages.ts'
import { STATUS_DEFECT_TEXTS } from '#va/revocation/messages.ts'
import { ALLOWANCES } from '#verifier/algorithms.ts'
import { KEY_PURPOSES } from '#verifier/key-purpose.ts'
import { REQUEST_REFUSAL_TEXTS } from '#verifier/messages.ts'
import { ROOT } from './source-files.ts'

const PAGE = readFileSync(join(ROOT, 'docs/verifier.md'), 'utf8')
const CODES = PAGE.slice(PAGE.indexOf('\n## Codes'))

/** The codes in the list that stands under a heading of docs/verifier.md. */
function listed(heading: string): readonly string[] {
  const [, rest = ''] = CODES.split(`\n**${heading}**`)
  const list = rest.split('\n\n')[0]?.split(/:\n/).at(-1) ?? ''
  return [...list.matchAll(/`([a-z0-9-]+)`/g)].map(([, code = '']) => code)
}

for (const [heading, texts] of [
  ['Paths', PATH_REFUSAL_TEXTS],
  ['Status', STATUS_DEFECT_TEXTS],
  ['Signatures', RAW_SIGNATURE_REFUSAL_TEXTS],
  ['Requests', REQUEST_REFUSAL_TEXTS],
] as const)
  test(`docs/verifier.md lists every code of ${heading}, and no other`, () => {
    assert.deepEqual(listed(heading), Object.keys(texts).sort())
  })

test('every code that docs/verifier.md lists has its text in the catalogue', () => {
  const codes = ['Paths', 'Status', 'Signatures', 'Requests'].flatMap(listed)
  assert.deepEqual(
    codes.filter((code) => !isRefusalCode(code)),
    [],
  )
})

test('docs/verifier.md lists every name of a signature algorithm, and no other', () => {
  const [, table = ''] = PAGE.split('\n| Signature | Names')
  const rows = table.split('\n\n')[0]?.split('\n').slice(2) ?? []
  const names = rows.flatMap((row) => {
    const [patterns = [], hashes = []] = row
      .split('|')
      .slice(2, 4)
      .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word))
    if (hashes.length === 0) return patterns
    return patterns.flatMap((pattern) => hashes.map((hash) => pattern.replaceAll('HASH', hash)))
  })
  assert.deepEqual(names.sort(), [...rawAlgorithmNames()].sort())
})

test('docs/verifier.md names every allowance, purpose and kind', () => {
  const words = [...ALLOWANCES, ...Object.keys(KEY_PURPOSES), ...PARSED_KINDS]
  assert.deepEqual(
    words.filter((word) => !PAGE.includes(`\`${word}\``)),
    [],
  )
})
