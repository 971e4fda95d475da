import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Certificate } from '#codec/x509/certificate.ts'
import { nameConstraints, policyMappings } from '#codec/x509/constraints.ts'
import { certificatePolicies } from '#codec/x509/extension-values.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import {
  adding,
  authority,
  keyOf,
  leafOf,
  requestFor,
  withNames,
} from '../../../test/support/path-certificates.ts'
import { DEFAULT_PATH_BUDGET } from './path-budget.ts'
import { verifyPath } from './verify-path.ts'

/** Every one of `keys` certified by every other, all under the one name `Mesh`. */
function mesh(keys: readonly string[]): readonly Certificate[] {
  return keys.flatMap((certified) =>
    keys.map((signer) =>
      authority('Mesh', 'Mesh', { keys: keyOf(certified), signedBy: keyOf(signer) }),
    ),
  )
}

const KEYS = Array.from({ length: 7 }, (_, i) => `mesh ${i}`)
const MESH = mesh(KEYS)
const leaf = leafOf('Mesh', {
  signedBy: keyOf('mesh 0'),
  ...withNames({ kind: 'dNSName', text: 'www.example.jp' }),
})

test('n authorities of one name, all cross-signed, no anchor: no way is walked twice', () => {
  const report = verifyPath(requestFor(leaf, [authority('Root', 'Root')], { untrusted: MESH }))
  assert.equal(report.code, 'issuer-unknown')
  // Each certificate is tried under each key at most once; the n! ways are not walked.
  assert.ok(report.spent.signatures <= MESH.length * KEYS.length)
  assert.ok(report.spent.candidatePaths <= MESH.length)
})

test('the same with one of them certified by the anchor: the way out is found', () => {
  const root = authority('Root', 'Root')
  const exit = authority('Mesh', 'Root', { keys: keyOf('mesh 6') })
  const report = verifyPath(requestFor(leaf, [root], { untrusted: [...MESH, exit] }))
  assert.deepEqual([report.code, report.path.at(-2)], ['valid', exit])
  assert.ok(report.spent.signatures <= MESH.length * KEYS.length)
})

test('the same where every way fails at its end: the budget ends it', () => {
  const excluded = nameConstraints({
    permitted: [],
    excluded: [{ base: { kind: 'dNSName', text: 'example.jp' }, minimum: 0 }],
  })
  const root = authority('Root', 'Root', { edit: adding(excluded) })
  const exits = KEYS.map((key) => authority('Mesh', 'Root', { keys: keyOf(key) }))
  const report = verifyPath(requestFor(leaf, [root], { untrusted: [...MESH, ...exits] }))
  assert.equal(report.code, 'path-budget-exhausted')
  assert.equal(report.spent.candidatePaths, DEFAULT_PATH_BUDGET.candidatePathsMax)
  assert.ok(report.spent.signatures <= DEFAULT_PATH_BUDGET.signaturesMax)
})

test('what is wrong with the leaf itself ends the search at the first way up', () => {
  const root = authority('Root', 'Root')
  const exits = KEYS.map((key) => authority('Mesh', 'Root', { keys: keyOf(key) }))
  const changes = { untrusted: [...MESH, ...exits], keyPurpose: '1.2.3' }
  const request = requestFor(leaf, [root], {
    ...changes,
    keyPurposeNamed: 'leaf',
  })
  const report = verifyPath(request)
  assert.equal(report.code, 'key-purpose-wrong')
  assert.ok(report.spent.candidatePaths <= MESH.length)
})

test('n authorities of one name and one key: a key certified twice is one step', () => {
  const keys = { keys: keyOf('one'), signedBy: keyOf('one') }
  const same = Array.from({ length: 40 }, (_, i) =>
    authority('Same', 'Same', { ...keys, serialHex: (i + 1).toString(16).padStart(2, '0') }),
  )
  const under = leafOf('Same', { signedBy: keyOf('one') })
  const report = verifyPath(requestFor(under, [authority('Root', 'Root')], { untrusted: same }))
  assert.equal(report.code, 'issuer-unknown')
  assert.ok(report.spent.candidatePaths <= same.length + 1)
})

test('mappings that double the policies at every level stay linear, and end in the right set', () => {
  const [first, second] = ['2.999.1', '2.999.2']
  const policies = certificatePolicies([
    { policyOid: first, qualifiers: [] },
    { policyOid: second, qualifiers: [] },
  ])
  const doubling = policyMappings([
    { issuerDomainPolicy: first, subjectDomainPolicy: first },
    { issuerDomainPolicy: first, subjectDomainPolicy: second },
    { issuerDomainPolicy: second, subjectDomainPolicy: first },
    { issuerDomainPolicy: second, subjectDomainPolicy: second },
  ])
  const levels = 40
  const chain = Array.from({ length: levels }, (_, i) =>
    authority(`Level ${i + 1}`, i === 0 ? 'Root' : `Level ${i}`, {
      edit: adding(policies, doubling),
    }),
  )
  const under = leafOf(`Level ${levels}`, { edit: adding(policies) })
  const report = verifyPath(requestFor(under, [authority('Root', 'Root')], { untrusted: chain }))
  assert.deepEqual([report.code, report.policies], ['valid', [first, second]])
})

const HOSTS = Array.from({ length: 1500 }, (_, i): GeneralName => ({
  kind: 'dNSName',
  text: `h${i}.example.jp`,
}))

test('thousands of names under thousands of constraints: more than the budget allows', () => {
  const constraints = nameConstraints({
    permitted: HOSTS.map((base) => ({ base, minimum: 0 })),
    excluded: [],
  })
  const root = authority('Root', 'Root', { edit: adding(constraints) })
  const many = leafOf('Root', withNames(...HOSTS))
  assert.equal(verifyPath(requestFor(many, [root])).code, 'path-budget-exhausted')
  const fewer = leafOf('Root', withNames(...HOSTS.slice(0, 600)))
  assert.equal(verifyPath(requestFor(fewer, [root])).code, 'valid')
})
