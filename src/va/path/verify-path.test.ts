import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { nameConstraints } from '#codec/x509/constraints.ts'
import { critical, extension } from '#codec/x509/extension.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  extKeyUsage,
  keyUsage,
  type KeyUsage,
} from '#codec/x509/extension-values.ts'
import { OID } from '#codec/x509/oids.ts'
import { at, weakKeys } from '../../../test/support/status-authority.ts'
import {
  adding,
  authority,
  type Changes,
  keyOf,
  leafOf,
  listOf,
  NOW,
  replacing,
  requestFor,
  without,
  withNames,
} from '../../../test/support/path-certificates.ts'
import type { PathCheckId } from './messages.ts'
import type { PathRefusal } from './path-refusal.ts'
import type { PathReport } from './path-report.ts'
import type { PathRequest } from './path-request.ts'
import { verifyPath } from './verify-path.ts'

const root = authority('Root', 'Root')
const middle = authority('Middle', 'Root')
const leaf = leafOf('Middle', withNames({ kind: 'dNSName', text: 'www.example.jp' }))

function request(changes: Partial<PathRequest> = {}): PathRequest {
  return requestFor(leaf, [root], { untrusted: [middle], ...changes })
}

function asLeaf(changes: Changes): Partial<PathRequest> {
  return { leaf: leafOf('Middle', changes) }
}

function asMiddle(changes: Changes): Partial<PathRequest> {
  return { untrusted: [authority('Middle', 'Root', changes)] }
}

function asRoot(changes: Changes): Partial<PathRequest> {
  const certificate = authority('Root', 'Root', changes)
  return { anchors: [{ certificate, enforce: 'constraints' }] }
}

/** The checks of a report that did not pass, as far as they were reached. */
function failedChecks({ checks }: PathReport): readonly (readonly [string, number | undefined])[] {
  return checks
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ id, certificate }) => [id, certificate])
}

test('a good path: leaf first, anchor last, every check passed or waived, in order', () => {
  const report = verifyPath(request())
  assert.deepEqual([report.verdict, report.code, report.failure], ['valid', 'valid', undefined])
  assert.deepEqual(report.path, [leaf, middle, root])
  assert.deepEqual(report.spent, { candidatePaths: 2, signatures: 2 })
  assert.ok(report.checks.every(({ outcome }) => outcome === 'passed' || outcome === 'waived'))
  assert.deepEqual(
    report.checks.map(
      ({ id, certificate }) => `${id}${certificate === undefined ? '' : ` ${certificate}`}`,
    ),
    [
      ...[0, 1].flatMap((i) => [`path.issuer ${i}`, `path.algorithm ${i}`, `path.signature ${i}`]),
      'path.anchor',
      'anchor.limits 2',
      'certificate.critical 2',
      'authority.mappings 2',
      'authority.constraints 2',
      'authority.is-ca 2',
      'authority.path-length 2',
      'authority.key-usage 2',
      'authority.key-purpose 2',
      'certificate.profile 2',
      'certificate.profile 1',
      'certificate.validity 1',
      'certificate.critical 1',
      'certificate.names 1',
      'certificate.policies 1',
      'authority.mappings 1',
      'authority.constraints 1',
      'authority.is-ca 1',
      'authority.path-length 1',
      'authority.key-usage 1',
      'authority.key-purpose 1',
      'certificate.profile 0',
      'certificate.validity 0',
      'certificate.critical 0',
      'certificate.names 0',
      'certificate.policies 0',
      'leaf.policies 0',
      'leaf.key 0',
      'leaf.key-usage 0',
      'leaf.key-purpose 0',
      'leaf.name 0',
      'certificate.status 1',
      'certificate.status 0',
    ],
  )
})

const STRANGE = extension('2.999.77', der.nullValue())
const SERVER = OID.serverAuth
const EXPIRY = { certificate: root, enforce: 'constraints-and-expiry' } as const
const UNTIL = { notAfter: NOW }

/** One change from the good path that leaves it valid: the near side of each boundary. */
const STILL_VALID: readonly (readonly [string, () => Partial<PathRequest>])[] = [
  ['the pool in any order, decoys included', () => ({ untrusted: [root, leaf, middle] })],
  ['several anchors, the right one last', () => asAnchors(authority('Other', 'Other'), root)],
  ['the last second of every certificate', () => ({ ...asLeaf(UNTIL), ...asMiddle(UNTIL) })],
  ['an anchor long expired, its limits enforced', () => asRoot({ notAfter: at('2025-01-01') })],
  ['an anchor that is no authority, its limits ignored', () => notEnforced({ ca: false })],
  ['an anchor in its time, expiry enforced', () => ({ anchors: [EXPIRY] })],
  ['an unknown extension that is not critical', () => asLeaf({ edit: adding(STRANGE) })],
  ['a path length that just suffices', () => asRoot(pathLength(1))],
  ['a path length of the caller that just suffices', () => ({ maxPathLength: 1 })],
  ['no path length left above the leaf', () => asMiddle(pathLength(0))],
  ['no key usage in an authority', () => asMiddle({ edit: without(OID.keyUsage) })],
  ['no key identifiers at all', () => ({ ...asLeaf(bare()), ...asMiddle(bare()) })],
  ['a purpose that nobody limits', () => ({ keyPurpose: SERVER })],
  ['a purpose named by the leaf', () => ({ keyPurpose: SERVER, ...asLeaf(purposes(SERVER)) })],
  [
    'any purpose in leaf and authority',
    () => ({
      keyPurpose: SERVER,
      ...asLeaf(purposes(OID.anyExtendedKeyUsage)),
      ...asMiddle(purposes(OID.anyExtendedKeyUsage)),
    }),
  ],
  [
    'a purpose asked by name of the leaf, any in the authority',
    () => ({
      keyPurpose: SERVER,
      keyPurposeNamed: 'leaf',
      ...asLeaf(purposes(SERVER)),
      ...asMiddle(purposes(OID.anyExtendedKeyUsage)),
    }),
  ],
  [
    'a usage that is no signature, without a list of purposes',
    () => ({ keyPurpose: SERVER, ...asLeaf(usedFor(['nonRepudiation'])) }),
  ],
  [
    'one usage of those consistent with the purpose',
    () => ({ keyPurpose: SERVER, ...asLeaf(usedFor(['keyAgreement'], SERVER)) }),
  ],
  ['a usage that the leaf has', () => ({ keyUsages: ['digitalSignature'] })],
  [
    'a usage asked of a leaf that limits none',
    () => ({ keyUsages: ['keyAgreement'], ...asLeaf({ edit: without(OID.keyUsage) }) }),
  ],
  ['the expected host', () => ({ expectedName: { kind: 'dns', name: 'WWW.example.jp.' } })],
  ['the profile', () => ({ profile: 'rfc5280' })],
  ['an authority as the leaf', () => ({ leaf: authority('Leaf', 'Middle') })],
]

for (const [name, changes] of STILL_VALID)
  test(`valid: ${name}`, () => {
    const report = verifyPath(request(changes()))
    assert.deepEqual([report.code, report.failure], ['valid', undefined])
  })

/** One change from the good path: the code, the check that fails, and at which certificate. */
const FAILURES: readonly (readonly [
  string,
  () => Partial<PathRequest>,
  PathRefusal,
  PathCheckId,
  number | undefined,
])[] = [
  ['no certificate of the issuer', () => ({ untrusted: [] }), 'issuer-unknown', 'path.issuer', 0],
  ['no anchor', () => ({ anchors: [] }), 'issuer-unknown', 'path.issuer', 1],
  [
    'an anchor of the same name with another key',
    () =>
      asAnchors(
        authority('Root', 'Root', { keys: keyOf('Impostor'), signedBy: keyOf('Impostor') }),
      ),
    'issuer-unknown',
    'path.issuer',
    1,
  ],
  [
    'a signature of another key over our key identifier',
    () => asLeaf({ signedBy: keyOf('Impostor'), edit: replacing(keyIdentifierOf(middle)) }),
    'chain-signature-wrong',
    'path.signature',
    0,
  ],
  [
    'an authority with a key of 1024 bits',
    () => weakMiddle(),
    'rsa-key-too-small',
    'path.algorithm',
    0,
  ],
  [
    'a leaf with a key of 1024 bits',
    () => asLeaf({ keys: weakKeys(1024) }),
    'rsa-key-too-small',
    'leaf.key',
    0,
  ],
  [
    'a leaf that ended a second ago',
    () => asLeaf({ notAfter: at('2026-04-01T11:59:59Z') }),
    'expired',
    'certificate.validity',
    0,
  ],
  [
    'a leaf that begins in a second',
    () => asLeaf({ notBefore: at('2026-04-01T12:00:01Z') }),
    'not-yet-valid',
    'certificate.validity',
    0,
  ],
  [
    'an authority that ended a second ago',
    () => asMiddle({ notAfter: at('2026-04-01T11:59:59Z') }),
    'authority-expired',
    'certificate.validity',
    1,
  ],
  [
    'an authority that begins in a second',
    () => asMiddle({ notBefore: at('2026-04-01T12:00:01Z') }),
    'authority-not-yet-valid',
    'certificate.validity',
    1,
  ],
  [
    'an anchor that ended a second ago, expiry enforced',
    () => ({
      anchors: [
        {
          certificate: authority('Root', 'Root', { notAfter: at('2026-04-01T11:59:59Z') }),
          enforce: 'constraints-and-expiry',
        },
      ],
    }),
    'authority-expired',
    'certificate.validity',
    2,
  ],
  [
    'an unknown critical extension of the leaf',
    () => asLeaf({ edit: adding(critical(STRANGE)) }),
    'critical-extension-unknown',
    'certificate.critical',
    0,
  ],
  [
    'an unknown critical extension of an authority',
    () => asMiddle({ edit: adding(critical(STRANGE)) }),
    'critical-extension-unknown',
    'certificate.critical',
    1,
  ],
  [
    'an unknown critical extension of the anchor',
    () => asRoot({ edit: adding(critical(STRANGE)) }),
    'critical-extension-unknown',
    'certificate.critical',
    2,
  ],
  [
    'critical policies with a qualifier that nobody knows',
    () => asLeaf({ edit: adding(critical(strangePolicies())) }),
    'critical-extension-unknown',
    'certificate.critical',
    0,
  ],
  [
    'an authority without basicConstraints',
    () => asMiddle({ edit: without(OID.basicConstraints) }),
    'authority-not-ca',
    'authority.is-ca',
    1,
  ],
  [
    'an authority with cA FALSE',
    () => asMiddle({ edit: replacing(critical(basicConstraints({ ca: false }))) }),
    'authority-not-ca',
    'authority.is-ca',
    1,
  ],
  [
    'an anchor with cA FALSE',
    () => asRoot({ edit: replacing(critical(basicConstraints({ ca: false }))) }),
    'authority-not-ca',
    'authority.is-ca',
    2,
  ],
  [
    'an authority that may only sign lists',
    () => asMiddle({ edit: replacing(critical(keyUsage(['cRLSign']))) }),
    'authority-key-usage-wrong',
    'authority.key-usage',
    1,
  ],
  [
    'one authority more than the anchor allows',
    () => asRoot(pathLength(0)),
    'path-length-exceeded',
    'authority.path-length',
    1,
  ],
  [
    'one authority more than the caller allows',
    () => ({ maxPathLength: 0 }),
    'path-length-exceeded',
    'authority.path-length',
    1,
  ],
  [
    'an authority for another purpose',
    () => ({ keyPurpose: SERVER, ...asMiddle(purposes(OID.emailProtection)) }),
    'key-purpose-wrong',
    'authority.key-purpose',
    1,
  ],
  [
    'a leaf for another purpose',
    () => ({ keyPurpose: SERVER, ...asLeaf(purposes(OID.emailProtection)) }),
    'key-purpose-wrong',
    'leaf.key-purpose',
    0,
  ],
  [
    'a purpose asked by name, any in the leaf',
    () => ({
      keyPurpose: SERVER,
      keyPurposeNamed: 'leaf',
      ...asLeaf(purposes(OID.anyExtendedKeyUsage)),
    }),
    'key-purpose-wrong',
    'leaf.key-purpose',
    0,
  ],
  [
    'a purpose asked by name on the path, any in the authority',
    () => ({
      keyPurpose: SERVER,
      keyPurposeNamed: 'path',
      ...asLeaf(purposes(SERVER)),
      ...asMiddle(purposes(OID.anyExtendedKeyUsage)),
    }),
    'key-purpose-wrong',
    'authority.key-purpose',
    1,
  ],
  [
    'a usage that the leaf has not',
    () => ({ keyUsages: ['digitalSignature', 'keyAgreement'] }),
    'key-usage-wrong',
    'leaf.key-usage',
    0,
  ],
  [
    'a usage that is consistent with another purpose than the one asked for',
    () => ({ keyPurpose: SERVER, ...asLeaf(usedFor(['nonRepudiation'], SERVER)) }),
    'key-usage-wrong',
    'leaf.key-usage',
    0,
  ],
  [
    'another host',
    () => ({ expectedName: { kind: 'dns', name: 'example.jp' } }),
    'name-mismatch',
    'leaf.name',
    0,
  ],
  [
    'constraints that are not well-formed',
    () => asMiddle({ edit: adding(permittedHosts('.example.jp')) }),
    'name-constraint-malformed',
    'authority.constraints',
    1,
  ],
  [
    'a host outside what is permitted',
    () => asMiddle({ edit: adding(permittedHosts('example.com')) }),
    'name-not-permitted',
    'certificate.names',
    0,
  ],
  [
    'the profile asked, a leaf without the key identifier of its issuer',
    () => ({ profile: 'rfc5280', ...asLeaf({ edit: without(OID.authorityKeyIdentifier) }) }),
    'profile-violated',
    'certificate.profile',
    0,
  ],
  [
    'the profile asked, an anchor without a key identifier',
    () => ({ profile: 'rfc5280', ...asRoot({ edit: without(OID.subjectKeyIdentifier) }) }),
    'profile-violated',
    'certificate.profile',
    2,
  ],
  [
    'a policy that nobody asserts',
    () => ({
      policies: {
        ...request().policies,
        initialPolicySet: ['2.999.1'],
        requireExplicitPolicy: true,
      },
    }),
    'policy-not-acceptable',
    'certificate.policies',
    1,
  ],
  [
    'no status at hand',
    () => ({ revocation: { mode: 'require', crls: [], ocspResponses: [] } }),
    'status-unavailable',
    'certificate.status',
    1,
  ],
  [
    'more certificates than the budget allows',
    () => ({ budget: { ...BUDGET, certificatesMax: 1 } }),
    'path-budget-exhausted',
    'path.budget',
    undefined,
  ],
  [
    'more signatures than the budget allows',
    () => ({ budget: { ...BUDGET, signaturesMax: 1 } }),
    'path-budget-exhausted',
    'path.budget',
    undefined,
  ],
  [
    'more candidates than the budget allows',
    () => ({ budget: { ...BUDGET, candidatePathsMax: 1 } }),
    'path-budget-exhausted',
    'path.budget',
    undefined,
  ],
  [
    'a longer path than the budget allows',
    () => ({ budget: { ...BUDGET, pathLengthMax: 2 } }),
    'path-budget-exhausted',
    'path.budget',
    undefined,
  ],
]

const BUDGET = {
  signaturesMax: 2,
  certificatesMax: 2,
  candidatePathsMax: 2,
  pathLengthMax: 3,
  nameComparisonsMax: 0,
  policyStepsMax: 2,
}

for (const [name, changes, code, check, certificate] of FAILURES)
  test(`invalid: ${name}`, () => {
    const report = verifyPath(request(changes()))
    assert.deepEqual([report.verdict, report.code], ['invalid', code])
    assert.deepEqual(report.failure, { certificate, check, refusal: code })
    assert.deepEqual(failedChecks(report), [[check, certificate]])
    assert.deepEqual(report.policies, [])
  })

test('the budget of a path that is just within it', () => {
  assert.equal(verifyPath(request({ budget: BUDGET })).code, 'valid')
})

test('status by lists: good, revoked leaf, revoked authority', () => {
  const [good, ofMiddle] = [listOf('Root'), listOf('Middle')]
  const revokedAt = at('2026-03-01T00:00:00Z')
  const entry = (serialHex: string) => ({ serialHex, revokedAt, reason: 'keyCompromise' as const })
  for (const [crls, code, place] of [
    [[good, ofMiddle], 'valid', undefined],
    [[good, listOf('Middle', [entry('10')])], 'revoked', 0],
    [[listOf('Root', [entry('01')]), ofMiddle], 'revoked', 1],
    [[good], 'status-unavailable', 0],
  ] as const) {
    const report = verifyPath(request({ revocation: { mode: 'crl', crls, ocspResponses: [] } }))
    assert.deepEqual([report.code, report.failure?.certificate], [code, place])
  }
})

test('generations under one name: the one whose key signed it, whatever the order', () => {
  const generations = ['First', 'Second', 'Third'].map((name) =>
    authority('Root', 'Root', { keys: keyOf(name), signedBy: keyOf(name) }),
  )
  const second = leafOf('Root', { signedBy: keyOf('Second') })
  for (const anchors of [generations, generations.toReversed()])
    for (const subject of [second, leafOf('Root', { ...bare(), signedBy: keyOf('Second') })]) {
      const report = verifyPath(requestFor(subject, anchors))
      assert.deepEqual([report.code, report.path[1]], ['valid', generations[1]])
    }
})

test('a cross-certificate that leads nowhere is passed over; an expired one too', () => {
  const nowhere = authority('Middle', 'Elsewhere')
  const old = authority('Middle', 'Root', { notAfter: at('2025-01-01') })
  const report = verifyPath(request({ untrusted: [nowhere, old, middle] }))
  assert.deepEqual([report.code, report.path[1]], ['valid', middle])
  const expired = verifyPath(request({ untrusted: [nowhere, old] }))
  assert.deepEqual([expired.code, expired.path], ['authority-expired', [leaf, old, root]])
})

test('a leaf that is itself an anchor: valid by its own signature alone, standing once', () => {
  const own = verifyPath(requestFor(root, [root]))
  assert.deepEqual([own.code, own.path], ['valid', [root]])
  const pinned = verifyPath(requestFor(leaf, [leaf]))
  assert.deepEqual([pinned.code, pinned.path], ['issuer-unknown', [leaf]])
})

test('self-issued authorities do not count towards a path length', () => {
  const rolled = authority('Root', 'Root', { keys: keyOf('Rolled') })
  const under = authority('Middle', 'Root', { signedBy: keyOf('Rolled') })
  const report = verifyPath(request({ ...asRoot(pathLength(1)), untrusted: [rolled, under] }))
  assert.deepEqual([report.code, report.path.length], ['valid', 4])
})

function asAnchors(...certificates: readonly Certificate[]): Partial<PathRequest> {
  return { anchors: certificates.map((certificate) => ({ certificate, enforce: 'constraints' })) }
}

function notEnforced({ ca }: { readonly ca: boolean }): Partial<PathRequest> {
  const certificate = authority('Root', 'Root', {
    edit: replacing(critical(basicConstraints({ ca }))),
  })
  return { anchors: [{ certificate, enforce: 'none' }] }
}

function pathLength(pathLengthMax: number): Changes {
  return { edit: replacing(critical(basicConstraints({ ca: true, pathLengthMax }))) }
}

function purposes(...oids: readonly string[]): Changes {
  return { edit: adding(extKeyUsage(oids)) }
}

function usedFor(usages: readonly KeyUsage[], ...oids: readonly string[]): Changes {
  const limited = replacing(critical(keyUsage(usages)))
  if (oids.length === 0) return { edit: limited }
  return { edit: (extensions) => adding(extKeyUsage(oids))(limited(extensions)) }
}

function bare(): Changes {
  return {
    edit: (extensions) =>
      without(OID.subjectKeyIdentifier)(without(OID.authorityKeyIdentifier)(extensions)),
  }
}

function keyIdentifierOf({ extensions }: Certificate): ReturnType<typeof authorityKeyIdentifier> {
  return authorityKeyIdentifier({ keyIdentifier: extensions.subjectKeyIdentifier })
}

function weakMiddle(): Partial<PathRequest> {
  const keys = weakKeys(1024)
  return {
    leaf: leafOf('Middle', { signedBy: keys }),
    untrusted: [authority('Middle', 'Root', { keys })],
  }
}

function permittedHosts(text: string): ReturnType<typeof nameConstraints> {
  return nameConstraints({
    permitted: [{ base: { kind: 'dNSName', text }, minimum: 0 }],
    excluded: [],
  })
}

function strangePolicies(): ReturnType<typeof certificatePolicies> {
  const valueDer = der.encode(der.nullValue())
  return certificatePolicies([
    { policyOid: '2.999.1', qualifiers: [{ kind: 'other', oid: '2.999.78', valueDer }] },
  ])
}
