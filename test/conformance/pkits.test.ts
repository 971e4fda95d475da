import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OID } from '#codec/x509/oids.ts'
import { parseInstant } from '#kernel/instant.ts'
import { vectorTest } from '../support/vectors.ts'
import { differencesFrom, isValid, verifyCase } from './path-case.ts'

interface PkitsTest {
  readonly id: string
  readonly certs: readonly string[]
  readonly crls: readonly string[]
  readonly initial_policy_set: readonly string[]
  readonly initial_explicit_policy: boolean
  readonly initial_policy_mapping_inhibit: boolean
  readonly initial_inhibit_any_policy: boolean
  readonly user_constrained_policy_set: readonly string[]
  readonly should_validate: boolean
  readonly name: string
}

interface Pkits {
  readonly validation_time: string
  readonly policy_oids: Readonly<Record<string, string>>
  readonly tests: readonly PkitsTest[]
}

vectorTest('pkits', 'verdicts and user-constrained policy sets, status by CRL', (folder) => {
  const pkits: Pkits = JSON.parse(readFileSync(join(folder, 'pkits.json'), 'utf8'))
  const at = parseInstant(pkits.validation_time)
  if (at === undefined) throw new Error('no time')
  const read = (kind: 'certs' | 'crls', name: string): Uint8Array =>
    readFileSync(join(folder, kind, `${name}.${kind === 'certs' ? 'crt' : 'crl'}`))
  const policySet = (names: readonly string[]): readonly string[] =>
    names.includes('anyPolicy')
      ? [OID.anyPolicy]
      : names.map((name) => pkits.policy_oids[name] ?? name)
  const outcomes = pkits.tests.map((test) => {
    const [anchor = '', ...rest] = test.certs
    const answer = verifyCase({
      leafDer: read('certs', rest.at(-1) ?? anchor),
      untrustedDer: rest.slice(0, -1).map((name) => read('certs', name)),
      anchorsDer: [read('certs', anchor)],
      crlsDer: test.crls.map((name) => read('crls', name)),
      at,
      asked: {
        initialPolicySet: policySet(test.initial_policy_set),
        requireExplicitPolicy: test.initial_explicit_policy,
        inhibitPolicyMapping: test.initial_policy_mapping_inhibit,
        inhibitAnyPolicy: test.initial_inhibit_any_policy,
      },
    })
    const wanted = policySet(test.user_constrained_policy_set)
    const isRight = isValid(answer) === test.should_validate
    const isSame = !test.should_validate || sorted(answer.policies) === sorted(wanted)
    const seen = `${answer.code} [${sorted(answer.policies)}], wanted ${String(test.should_validate)}`
    return {
      id: test.name,
      isAsWanted: isRight && isSame,
      seen: `${seen} [${sorted(wanted)}] ${test.name}`,
    }
  })
  assert.deepEqual(differencesFrom('pkits', outcomes), [])
})

function sorted(policies: readonly string[]): string {
  return policies.toSorted().join(' ')
}
