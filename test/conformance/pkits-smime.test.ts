import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { parseInstant } from '#kernel/instant.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import { trustByPath } from '#verifier/signature-trust.ts'
import { readSignedMessage } from '../support/mime-message.ts'
import { vectorTest } from '../support/vectors.ts'
import { assertSuite } from './path-case.ts'

interface PkitsTest {
  readonly name: string
  readonly certs: readonly string[]
  readonly initial_policy_set: readonly string[]
  readonly initial_explicit_policy: boolean
  readonly initial_policy_mapping_inhibit: boolean
  readonly initial_inhibit_any_policy: boolean
  readonly should_validate: boolean
  readonly smime: string | null
}

interface Pkits {
  readonly validation_time: string
  readonly policy_oids: Readonly<Record<string, string>>
  readonly tests: readonly PkitsTest[]
}

/** Everything but the anchor comes out of the message itself: certificates, CRLs and what is signed. */
vectorTest('pkits', 'the signed message of each test says what its path says', async (folder) => {
  const pkits: Pkits = JSON.parse(readFileSync(join(folder, 'pkits.json'), 'utf8'))
  const at = parseInstant(pkits.validation_time)
  assert.ok(at !== undefined)
  const outcomes = []
  for (const test of pkits.tests) {
    if (test.smime === null) continue
    const { name } = test
    const anchor = parseCertificate(readFileSync(join(folder, 'certs', `${test.certs[0]}.crt`)))
    assert.ok(anchor.ok)
    const isAny = test.initial_policy_set.includes('anyPolicy')
    const trust = trustByPath({
      anchors: [{ certificate: anchor.value, enforce: 'constraints' }],
      revocation: 'crl',
      algorithms: DEFAULT_ALGORITHMS,
      profile: 'rfc5280',
      policies: {
        initialPolicySet: isAny
          ? 'any'
          : test.initial_policy_set.map((policy) => pkits.policy_oids[policy] ?? policy),
        requireExplicitPolicy: test.initial_explicit_policy,
        inhibitPolicyMapping: test.initial_policy_mapping_inhibit,
        inhibitAnyPolicy: test.initial_inhibit_any_policy,
      },
    })
    const message = readSignedMessage(readFileSync(join(folder, 'smime', test.smime), 'latin1'))
    const report = await verifySignatures(trust, { ...message, at, profile: 'cms' })
    const integrity = report.signers[0]?.integrity
    outcomes.push({
      id: name,
      isAsWanted: (report.verdict === 'valid') === test.should_validate && integrity !== 'broken',
      seen: `${report.code}, ${integrity}, wanted ${String(test.should_validate)}`,
    })
  }
  assert.ok(outcomes.length > 0)
  assertSuite('pkits', outcomes)
})
