import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crlDoor } from '#verifier/door/status-door.ts'
import { at } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { labelledBlocks } from './labelled-blocks.ts'
import { assertSuite } from './path-case.ts'
import { askStatus, type StatusAnswer, type StatusCase, statusOutcome } from './status-case.ts'

interface CrlCase {
  readonly file: string
  readonly status: 'good' | 'revoked' | 'unknown'
  /** `invalid`: malformed, or against a rule of form; `bad`: not applicable or not verifiable. */
  readonly kind: 'good' | 'revoked' | 'bad' | 'invalid'
}

/** The moment and the longest age of the suite's README. */
const AT = at('2017-03-09T00:00:00Z')
const maxAgeSeconds = 7 * 86_400

vectorTest('boringssl-pki', 'crl: every status as wanted', (folder) => {
  assertSuite(
    'boringssl-pki/crl',
    casesIn(folder).map(({ file, status }) => statusOutcome(file, checkFile(folder, file), status)),
  )
})

vectorTest(
  'boringssl-pki',
  'crl: keys of 1,024 bits, which are refused by their own code',
  (folder) => {
    for (const { file, status } of casesIn(folder)) {
      if (status === 'unknown') continue
      const strict = checkFile(folder, file, { algorithms: 'default' })
      assert.deepEqual([strict.status, strict.code], ['unusable', 'rsa-key-too-small'], file)
      assert.equal(checkFile(folder, file).weak, 'rsa-key-too-small', file)
    }
  },
)

function casesIn(folder: string): readonly CrlCase[] {
  return JSON.parse(readFileSync(join(folder, 'crl.json'), 'utf8'))
}

function checkFile(folder: string, file: string, more: StatusCase = {}): StatusAnswer {
  const blocks = labelledBlocks(readFileSync(join(folder, 'crl', file), 'utf8'))
  return askStatus(crlDoor, AT, {
    crl: blocks.get('CRL'),
    issuer: blocks.get('CA CERTIFICATE'),
    certificate: blocks.get('CERTIFICATE'),
    maxAgeSeconds,
    ...more,
  })
}
