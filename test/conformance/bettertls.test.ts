import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { fromBase64 } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import { vectorTest } from '../support/vectors.ts'
import { differencesFrom, isValid, verifyCase } from './path-case.ts'

interface BetterTlsCase {
  readonly id: number
  readonly suite: string
  readonly certificates: readonly string[]
  readonly hostname: string
  readonly requiredFeatures: readonly string[]
  readonly expected: 'ACCEPT' | 'REJECT'
  readonly failureIsWarning: boolean
}

interface BetterTls {
  readonly trustRoot: string
  readonly suites: Readonly<Record<string, { readonly testCases: readonly BetterTlsCase[] }>>
}

vectorTest('bettertls', 'verdicts, the contested ones apart', (folder) => {
  const suite: BetterTls = JSON.parse(readFileSync(join(folder, 'bettertls.json'), 'utf8'))
  const anchorsDer = [octets(suite.trustRoot)]
  const cases = Object.values(suite.suites)
    .flatMap(({ testCases }) => testCases)
    .filter(({ failureIsWarning }) => !failureIsWarning)
  const outcomes = cases.map((test) => {
    const [leafDer = new Uint8Array(), ...untrustedDer] = test.certificates.map(octets)
    const at = momentOf(test, leafDer)
    const asked = { expectedName: test.hostname, keyPurpose: 'serverAuth' }
    const answer = verifyCase({ leafDer, untrustedDer, anchorsDer, at, asked })
    const isAsWanted = isValid(answer) === (test.expected === 'ACCEPT')
    return { id: `${test.suite}/${test.id}`, isAsWanted, seen: answer.code }
  })
  assert.deepEqual(differencesFrom('bettertls', outcomes), [])
})

/** README: a second inside the leaf's validity, or after it where expiry is what is tested. */
function momentOf({ requiredFeatures, expected }: BetterTlsCase, leafDer: Uint8Array): Instant {
  const leaf = parseCertificate(leafDer)
  if (!leaf.ok) return plusMs(0 as Instant, 0)
  const isLate = requiredFeatures.includes('INVALID_REASON_EXPIRED') && expected === 'REJECT'
  const { notBefore, notAfter } = leaf.value.validity
  return plusMs(isLate ? notAfter : notBefore, 1000)
}

function octets(base64: string): Uint8Array {
  return fromBase64(base64) ?? new Uint8Array()
}
