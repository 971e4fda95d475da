import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { decodePemBlocks } from '#codec/pem.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import {
  type AlgorithmPolicy,
  DEFAULT_ALGORITHMS,
  LEGACY_ALGORITHMS,
} from '#va/algorithm-policy.ts'
import { checkOcsp } from '#va/revocation/check-ocsp.ts'
import type { StatusReport } from '#va/revocation/status-report.ts'
import { vectorTest } from '../support/vectors.ts'
import { excludedFrom } from './exclusions.ts'
import { assertSuite } from './path-case.ts'

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
      const report = checkCase(folder, test, LEGACY_ALGORITHMS)
      const isAsWanted = isVerified(report) === (test.expected === 'valid')
      return { id: test.response, isAsWanted, seen: `${report.code}, wanted ${test.expected}` }
    }),
  )
})

vectorTest('openssl-ocsp', 'today SHA-1 is refused by its own code', (folder) => {
  const excluded = excludedFrom('openssl-ocsp')
  for (const test of casesIn(folder)) {
    if (test.expected === 'invalid' || excluded.has(test.response)) continue
    const { code } = checkCase(folder, test, DEFAULT_ALGORITHMS)
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
function isVerified({ checks }: StatusReport): boolean {
  return checks.find(({ id }) => id === 'ocsp.signature')?.outcome === 'passed'
}

function checkCase(
  folder: string,
  { response, issuer }: ResponseCase,
  algorithms: AlgorithmPolicy,
): StatusReport {
  const unverifiedResponseDer = Buffer.from(readFileSync(join(folder, response), 'utf8'), 'base64')
  return checkOcsp({
    unverifiedResponseDer,
    issuer: firstCertificate(readFileSync(join(folder, issuer), 'utf8')),
    certificate: { serialHex: serialIn(unverifiedResponseDer) },
    at: AT,
    algorithms,
  })
}

/** A file may go on with the certificate above. */
function firstCertificate(pem: string): Certificate {
  const [der] = must(decodePemBlocks('CERTIFICATE', pem))
  assert.ok(der)
  return must(parseCertificate(der))
}

function must<T>(result: Result<T, string>): T {
  assert.ok(result.ok)
  return result.value
}

function serialIn(responseDer: Uint8Array): string {
  const parsed = parseOcspResponse(responseDer)
  const basic = parsed.ok && parsed.value.status === 'successful' ? parsed.value.basic : undefined
  return basic?.responses[0]?.certId.serialHex ?? '00'
}
