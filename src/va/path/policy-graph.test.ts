import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CertificateExtensions } from '#codec/x509/read-extensions.ts'
import type { InitialPolicies } from './path-request.ts'
import {
  applyMappings,
  applyPolicies,
  concludePolicies,
  countDown,
  initialPolicyState,
  mapsAnyPolicy,
} from './policy-graph.ts'

const ANY = '2.5.29.32.0'
const [A, B, C] = ['2.999.1', '2.999.2', '2.999.3']

/** What a certificate says of policies. */
interface Says {
  readonly policies?: readonly string[]
  /** Pairs: the issuer's policy, the subject's. */
  readonly maps?: readonly (readonly [string, string])[]
  readonly explicit?: number
  readonly inhibitMapping?: number
  readonly inhibitAny?: number
  readonly selfIssued?: true
}

function extensionsOf(says: Says): CertificateExtensions {
  const { policies, maps, explicit, inhibitMapping, inhibitAny } = says
  return {
    all: [],
    ...(policies && {
      certificatePolicies: policies.map((policyOid) => ({ policyOid, qualifiers: [] })),
    }),
    ...(maps && {
      policyMappings: maps.map(([issuerDomainPolicy, subjectDomainPolicy]) => ({
        issuerDomainPolicy,
        subjectDomainPolicy,
      })),
    }),
    policyConstraints: { requireExplicitPolicy: explicit, inhibitPolicyMapping: inhibitMapping },
    ...(inhibitAny !== undefined && { inhibitAnyPolicy: inhibitAny }),
  }
}

const NOTHING_ASKED: InitialPolicies = {
  initialPolicySet: 'any',
  requireExplicitPolicy: false,
  inhibitPolicyMapping: false,
  inhibitAnyPolicy: false,
}

/** The policies of a path, certificate 1 first; `undefined` where it is not acceptable. */
function policiesOf(
  path: readonly Says[],
  asked: Partial<InitialPolicies> = {},
): readonly string[] | 'any' | undefined {
  const initial = { ...NOTHING_ASKED, ...asked }
  const state = initialPolicyState(initial, path.length)
  for (const [i, says] of path.entries()) {
    const isLast = i === path.length - 1
    const extensions = extensionsOf(says)
    const isAnyAllowed = !isLast && says.selfIssued === true
    if (!applyPolicies(state, extensions, isAnyAllowed)) return undefined
    if (isLast) {
      const { isAcceptable, policies } = concludePolicies(state, extensions, initial)
      return isAcceptable ? policies : undefined
    }
    applyMappings(state, extensions)
    countDown(state, extensions, says.selfIssued === true)
  }
  return undefined
}

const EXPLICIT = { requireExplicitPolicy: true }
const says = (...policies: readonly string[]): Says => ({ policies })

/** Paths, what is asked, and the user-constrained-policy-set; `undefined`: not acceptable. */
const CASES: readonly (readonly [
  string,
  readonly Says[],
  Partial<InitialPolicies>,
  readonly string[] | 'any' | undefined,
])[] = [
  ['one policy throughout', [says(A), says(A)], EXPLICIT, [A]],
  ['the common one of several', [says(A, B), says(B, C)], EXPLICIT, [B]],
  ['nothing in common, none demanded', [says(A), says(B)], {}, []],
  ['nothing in common, one demanded', [says(A), says(B)], EXPLICIT, undefined],
  ['a certificate without policies, none demanded', [says(A), {}], {}, []],
  ['a certificate without policies, one demanded', [{}, says(A)], EXPLICIT, undefined],
  ['any above, one below', [says(ANY), says(A)], EXPLICIT, [A]],
  ['one above, any below', [says(A), says(ANY)], EXPLICIT, [A]],
  ['any throughout', [says(ANY), says(ANY)], EXPLICIT, 'any'],
  ['any throughout, one accepted', [says(ANY), says(ANY)], { initialPolicySet: [A] }, [A]],
  ['another accepted', [says(A), says(A)], { ...EXPLICIT, initialPolicySet: [B] }, undefined],
  ['another accepted, none demanded', [says(A), says(A)], { initialPolicySet: [B] }, []],
  [
    'any inhibited by the user',
    [says(ANY), says(A)],
    { ...EXPLICIT, inhibitAnyPolicy: true },
    undefined,
  ],
  [
    'any inhibited by the first for those below',
    [{ ...says(ANY), inhibitAny: 0 }, says(ANY)],
    EXPLICIT,
    undefined,
  ],
  [
    'any inhibited but for one certificate',
    [{ ...says(ANY), inhibitAny: 1 }, says(ANY)],
    EXPLICIT,
    'any',
  ],
  [
    'any inhibited, but the certificate is self-issued',
    [{ ...says(ANY), inhibitAny: 0 }, { ...says(ANY), selfIssued: true }, says(A)],
    EXPLICIT,
    [A],
  ],
  [
    'any inhibited, and the self-issued certificate is the last',
    [
      { ...says(ANY), inhibitAny: 0 },
      { ...says(ANY), selfIssued: true },
    ],
    EXPLICIT,
    undefined,
  ],
  ['mapped', [{ ...says(A), maps: [[A, B]] }, says(B)], EXPLICIT, [A]],
  [
    'mapped to two',
    [
      {
        ...says(A),
        maps: [
          [A, B],
          [A, C],
        ],
      },
      says(C),
    ],
    EXPLICIT,
    [A],
  ],
  [
    'two mapped to one',
    [
      {
        ...says(A, B),
        maps: [
          [A, C],
          [B, C],
        ],
      },
      says(C),
    ],
    EXPLICIT,
    [A, B],
  ],
  ['mapped away', [{ ...says(A), maps: [[A, B]] }, says(A)], EXPLICIT, undefined],
  [
    'mapped from any',
    [{ ...says(ANY), maps: [[A, B]] }, says(B)],
    { ...EXPLICIT, initialPolicySet: [A] },
    [A],
  ],
  [
    'mapping inhibited by the user',
    [{ ...says(A), maps: [[A, B]] }, says(B)],
    { ...EXPLICIT, inhibitPolicyMapping: true },
    undefined,
  ],
  [
    'mapping inhibited by the first for those below',
    [{ ...says(A), inhibitMapping: 0 }, { ...says(A), maps: [[A, B]] }, says(B)],
    EXPLICIT,
    undefined,
  ],
  [
    'mapping inhibited but for one certificate',
    [{ ...says(A), inhibitMapping: 1 }, { ...says(A), maps: [[A, B]] }, says(B)],
    EXPLICIT,
    [A],
  ],
  ['a policy demanded of those below', [{ ...says(A), explicit: 0 }, {}], {}, undefined],
  ['a policy demanded two certificates below', [{ ...says(A), explicit: 2 }, {}], {}, []],
  [
    'a policy demanded one certificate below the last',
    [{ ...says(A), explicit: 1 }, {}],
    {},
    undefined,
  ],
  ['a policy demanded by the last itself', [says(A), { ...says(B), explicit: 0 }], {}, undefined],
]

for (const [name, path, asked, wanted] of CASES)
  test(`policies: ${name}`, () => {
    const found = policiesOf(path, asked)
    assert.deepEqual(found, wanted)
  })

test('a mapping from or to anyPolicy is told', () => {
  for (const [maps, wanted] of [
    [[[A, B]], false],
    [
      [
        [A, B],
        [ANY, B],
      ],
      true,
    ],
    [[[A, ANY]], true],
  ] as const)
    assert.equal(mapsAnyPolicy(extensionsOf({ maps })), wanted)
})
