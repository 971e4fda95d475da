import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ocspDoor } from '#verifier/door/status-door.ts'
import { at } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { excludedFrom } from './exclusions.ts'
import { labelledBlocks } from './labelled-blocks.ts'
import { assertSuite } from './path-case.ts'
import { askStatus, type StatusAnswer, type StatusCase, statusOutcome } from './status-case.ts'

interface OcspCase {
  readonly file: string
  readonly status: 'good' | 'revoked' | 'unknown'
}

/** The moment and the longest age of the suite's README. */
const AT = at('2017-03-05T00:00:00Z')
const maxAgeSeconds = 7 * 86_400

vectorTest('boringssl-pki', 'ocsp: every status as wanted', (folder) => {
  assertSuite(
    'boringssl-pki/ocsp',
    casesIn(folder).map(({ file, status }) => statusOutcome(file, checkFile(folder, file), status)),
  )
})

vectorTest(
  'boringssl-pki',
  'ocsp: signed with SHA-1, which is refused by its own code',
  (folder) => {
    const excluded = excludedFrom('boringssl-pki/ocsp')
    for (const { file, status } of casesIn(folder)) {
      if (status === 'unknown' || excluded.has(file)) continue
      const strict = checkFile(folder, file, { algorithms: 'default' })
      assert.deepEqual([strict.status, strict.code], ['unusable', 'digest-sha1-not-allowed'], file)
      assert.equal(checkFile(folder, file).weak, 'digest-sha1-not-allowed', file)
    }
  },
)

function casesIn(folder: string): readonly OcspCase[] {
  return JSON.parse(readFileSync(join(folder, 'ocsp.json'), 'utf8'))
}

function checkFile(folder: string, file: string, more: StatusCase = {}): StatusAnswer {
  const blocks = labelledBlocks(readFileSync(join(folder, 'ocsp', file), 'utf8'))
  return askStatus(ocspDoor, AT, {
    response: blocks.get('OCSP RESPONSE'),
    issuer: blocks.get('CA CERTIFICATE'),
    certificate: blocks.get('CERTIFICATE'),
    request: blocks.get('OCSP REQUEST'),
    maxAgeSeconds,
    ...more,
  })
}
