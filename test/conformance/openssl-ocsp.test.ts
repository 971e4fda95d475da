import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { fromBase64 } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { ocspDoor } from '#verifier/door/status-door.ts'
import { vectorTest } from '../support/vectors.ts'
import { excludedFrom } from './exclusions.ts'
import { assertSuite } from './path-case.ts'
import { askStatus, type StatusAnswer, type StatusCase } from './status-case.ts'

interface ResponseCase {
  readonly response: string
  readonly issuer: string
  readonly expected: 'valid' | 'invalid'
}

/** The moment of the suite's README. */
const AT = instant(1_355_875_200_000)

vectorTest('openssl-ocsp', 'the responses that verify, and no others', (folder) => {
  assertSuite(
    'openssl-ocsp',
    casesIn(folder).map((test) => {
      const answer = checkCase(folder, test)
      const isAsWanted = isVerified(answer) === (test.expected === 'valid')
      return { id: test.response, isAsWanted, seen: `${answer.code}, wanted ${test.expected}` }
    }),
  )
})

vectorTest('openssl-ocsp', 'today SHA-1 is refused by its own code', (folder) => {
  const excluded = excludedFrom('openssl-ocsp')
  for (const test of casesIn(folder)) {
    if (test.expected === 'invalid' || excluded.has(test.response)) continue
    const { code } = checkCase(folder, test, { algorithms: 'default' })
    assert.equal(code, 'digest-sha1-not-allowed', test.response)
  }
})

function casesIn(folder: string): readonly ResponseCase[] {
  return JSON.parse(readFileSync(join(folder, 'openssl-ocsp.json'), 'utf8'))
}

/**
 * The suite asks whether the response verifies: by whom it is signed and whom that one speaks for.
 * Its freshness is not asked, and most were over by then. The certificates that they are about are
 * not there, but for their serial numbers.
 */
function isVerified({ checks }: StatusAnswer): boolean {
  return checks?.find(({ id }) => id === 'ocsp.signature')?.outcome === 'passed'
}

/** Both files as they are: base64 in lines, and PEM that may go on with the certificate above. */
function checkCase(
  folder: string,
  { response: responseFile, issuer }: ResponseCase,
  more: StatusCase = {},
): StatusAnswer {
  const response = readFileSync(join(folder, responseFile), 'utf8')
  return askStatus(ocspDoor, AT, {
    response,
    issuer: readFileSync(join(folder, issuer), 'utf8'),
    serial: serialIn(response),
    report: true,
    ...more,
  })
}

function serialIn(response: string): string {
  const parsed = parseOcspResponse(fromBase64(response.replaceAll(/\s/g, '')) ?? new Uint8Array())
  const basic = parsed.ok && parsed.value.status === 'successful' ? parsed.value.basic : undefined
  return basic?.responses[0]?.certId.serialHex ?? '00'
}
