import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AlgorithmPolicy,
  DEFAULT_ALGORITHMS,
  LEGACY_ALGORITHMS,
} from '#va/algorithm-policy.ts'
import { checkCrl } from '#va/revocation/check-crl.ts'
import type { StatusReport } from '#va/revocation/status-report.ts'
import { at } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { certificateUnder, labelledBlocks } from './labelled-blocks.ts'
import { assertSuite } from './path-case.ts'

interface CrlCase {
  readonly file: string
  readonly status: 'good' | 'revoked' | 'unknown'
  /** `invalid`: malformed, or against a rule of form; `bad`: not applicable or not verifiable. */
  readonly kind: 'good' | 'revoked' | 'bad' | 'invalid'
}

/** The moment and the longest age of the suite's README. */
const AT = at('2017-03-09T00:00:00Z')
const WEEK_MS = 7 * 86_400_000

vectorTest('boringssl-pki', 'crl: every status as wanted', (folder) => {
  assertSuite(
    'boringssl-pki/crl',
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
  'crl: keys of 1,024 bits, which are refused by their own code',
  (folder) => {
    for (const { file, status } of casesIn(folder)) {
      if (status === 'unknown') continue
      assert.equal(checkFile(folder, file, DEFAULT_ALGORITHMS)?.code, 'rsa-key-too-small', file)
    }
  },
)

function casesIn(folder: string): readonly CrlCase[] {
  return JSON.parse(readFileSync(join(folder, 'crl.json'), 'utf8'))
}

function checkFile(
  folder: string,
  file: string,
  algorithms: AlgorithmPolicy,
): StatusReport | undefined {
  const blocks = labelledBlocks(readFileSync(join(folder, 'crl', file), 'utf8'))
  const issuer = certificateUnder(blocks, 'CA CERTIFICATE')
  const certificate = certificateUnder(blocks, 'CERTIFICATE')
  if (issuer === undefined || certificate === undefined) return undefined
  const unverifiedCrlDer = blocks.get('CRL') ?? new Uint8Array()
  return checkCrl({
    unverifiedCrlDer,
    issuer,
    certificate,
    at: AT,
    ageMaxMs: WEEK_MS,
    algorithms,
  })
}
