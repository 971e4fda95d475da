import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_ALGORITHMS, LEGACY_ALGORITHMS } from '#va/algorithm-policy.ts'
import type { AlgorithmPolicy } from '#va/algorithm-policy.ts'
import { checkOcsp } from '#va/revocation/check-ocsp.ts'
import type { StatusReport } from '#va/revocation/status-report.ts'
import { at } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { excludedFrom } from './exclusions.ts'
import { certificateUnder, labelledBlocks } from './labelled-blocks.ts'
import { assertSuite } from './path-case.ts'

interface OcspCase {
  readonly file: string
  readonly status: 'good' | 'revoked' | 'unknown'
}

/** The moment and the longest age of the suite's README. */
const AT = at('2017-03-05T00:00:00Z')
const WEEK_MS = 7 * 86_400_000

vectorTest('boringssl-pki', 'ocsp: every status as wanted', (folder) => {
  assertSuite(
    'boringssl-pki/ocsp',
    casesIn(folder).map(({ file, status }) => {
      const report = checkFile(folder, file, LEGACY_ALGORITHMS)
      const { status: seen, code } = report ?? { status: 'unusable', code: 'malformed' }
      const isAsWanted = (seen === 'unusable' ? 'unknown' : seen) === status
      return { id: file, isAsWanted, seen: `${seen} ${code}, wanted ${status}` }
    }),
  )
})

vectorTest(
  'boringssl-pki',
  'ocsp: signed with SHA-1, which is refused by its own code',
  (folder) => {
    const excluded = excludedFrom('boringssl-pki/ocsp')
    for (const { file, status } of casesIn(folder)) {
      if (status === 'unknown' || excluded.has(file)) continue
      assert.equal(
        checkFile(folder, file, DEFAULT_ALGORITHMS)?.code,
        'digest-sha1-not-allowed',
        file,
      )
    }
  },
)

function casesIn(folder: string): readonly OcspCase[] {
  return JSON.parse(readFileSync(join(folder, 'ocsp.json'), 'utf8'))
}

function checkFile(
  folder: string,
  file: string,
  algorithms: AlgorithmPolicy,
): StatusReport | undefined {
  const blocks = labelledBlocks(readFileSync(join(folder, 'ocsp', file), 'utf8'))
  const issuer = certificateUnder(blocks, 'CA CERTIFICATE')
  const certificate = certificateUnder(blocks, 'CERTIFICATE')
  if (issuer === undefined || certificate === undefined) return undefined
  return checkOcsp({
    unverifiedResponseDer: blocks.get('OCSP RESPONSE') ?? new Uint8Array(),
    unverifiedRequestDer: blocks.get('OCSP REQUEST'),
    issuer,
    certificate,
    at: AT,
    ageMaxMs: WEEK_MS,
    algorithms,
  })
}
