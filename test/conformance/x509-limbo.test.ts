import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodePem } from '#codec/pem.ts'
import { instant, type Instant } from '#kernel/instant.ts'
import { vectorTest } from '../support/vectors.ts'
import { differencesFrom, isValid, verifyCase } from './path-case.ts'

interface LimboCase {
  readonly id: string
  readonly features: readonly string[]
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly crls: readonly string[]
  readonly validation_time: string | null
  readonly validation_kind: 'SERVER' | 'CLIENT'
  readonly expected_peer_name: { readonly kind: string; readonly value: string } | null
  readonly extended_key_usage: readonly string[]
  readonly max_chain_depth: number | null
  readonly expected_result: 'SUCCESS' | 'FAILURE'
}

/** "null = now": the moment at which the suite's files were made. */
const NOW = instant(Date.parse('2026-07-01T00:00:00Z'))

/**
 * What the suite's README names as the Web PKI's stricter reading: those cases ask for a profile
 * that is not RFC 5280's.
 */
const OTHER_PROFILES = /^pedantic-|^rfc5280-incompatible-with-webpki$/

vectorTest('x509-limbo', 'verdicts', (folder) => {
  const text = readFileSync(join(folder, 'limbo.json'), 'utf8')
  const { testcases }: { readonly testcases: readonly LimboCase[] } = JSON.parse(text)
  const judged = testcases.filter(({ features }) => !features.some((f) => OTHER_PROFILES.test(f)))
  const outcomes = judged.map((test) => {
    const answer = verifyCase({
      leafDer: derOf('CERTIFICATE', test.peer_certificate),
      untrustedDer: test.untrusted_intermediates.map((pem) => derOf('CERTIFICATE', pem)),
      anchorsDer: test.trusted_certs.map((pem) => derOf('CERTIFICATE', pem)),
      crlsDer: test.crls.map((pem) => derOf('X509 CRL', pem)),
      at: momentOf(test.validation_time),
      asked: {
        expectedName: expectedName(test.expected_peer_name),
        keyPurpose: purposeOf(test),
        maxPathLength: test.max_chain_depth ?? undefined,
      },
    })
    const wanted = test.expected_result === 'SUCCESS'
    return { id: test.id, isAsWanted: isValid(answer) === wanted, seen: answer.code }
  })
  assert.deepEqual(differencesFrom('x509-limbo', outcomes), [])
})

/**
 * A time before the certificates were made stands for one at which the CRL cases are to be seen.
 */
function momentOf(text: string | null): Instant {
  return text === null ? NOW : instant(Date.parse(text))
}

/** The suite names purposes as RFC 5280 does; anyExtendedKeyUsage asks for none. */
function purposeOf({ extended_key_usage: names, validation_kind: kind }: LimboCase): string {
  const [name = kind === 'SERVER' ? 'serverAuth' : 'clientAuth'] = names
  return name === 'anyExtendedKeyUsage' ? 'any' : name
}

function expectedName(
  name: LimboCase['expected_peer_name'],
): Readonly<Record<string, string>> | undefined {
  switch (name?.kind) {
    case 'DNS':
      return { dns: name.value }
    case 'IP':
      return { ip: name.value }
    case 'RFC822':
      return { email: name.value }
    case undefined:
    default:
      return undefined
  }
}

function derOf(label: 'CERTIFICATE' | 'X509 CRL', pem: string): Uint8Array {
  const der = decodePem(label, pem)
  return der.ok ? der.value : new Uint8Array()
}
