import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodePemBlocks } from '#codec/pem.ts'
import { instant, type Instant } from '#kernel/instant.ts'
import type { PathQuestion } from '#verifier/path-question.ts'
import { vectorTest } from '../support/vectors.ts'
import { differencesFrom, isValid, verifyCase } from './path-case.ts'

interface ChainCase {
  readonly id: string
  readonly chain: string
  readonly utc_time: string
  readonly key_purpose: string
  readonly last_cert_trust: string
  readonly should_validate: boolean
  readonly expected_user_constrained_policy_set?: string
}

/** "DEFAULT" of the suite: in the middle of the validity of its certificates. */
const DEFAULT_TIME = '211005120000Z'

/** last_cert_trust: which of the last certificate's limits bind; not there: it is no anchor. */
const ENFORCE: Readonly<Record<string, PathQuestion['anchorLimits']>> = {
  TRUSTED_ANCHOR: 'none',
  TRUSTED_ANCHOR_OR_LEAF: 'none',
  TRUSTED_ANCHOR_WITH_CONSTRAINTS: 'constraints',
  TRUSTED_ANCHOR_WITH_REQUIRE_BASIC_CONSTRAINTS: 'constraints',
  TRUSTED_ANCHOR_WITH_EXPIRATION: 'constraints-and-expiry',
  TRUSTED_ANCHOR_WITH_EXPIRATION_AND_CONSTRAINTS: 'constraints-and-expiry',
}

const PURPOSES: Readonly<Record<string, PathQuestion['keyPurpose']>> = {
  ANY_EKU: 'any',
  SERVER_AUTH: 'serverAuth',
  CLIENT_AUTH: 'clientAuth',
  MLS_CLIENT_AUTH: '2.23.146.2.1.3',
  C2PA_MANIFEST: 'emailProtection',
  C2PA_TIMESTAMPING: 'timeStamping',
}

vectorTest('boringssl-pki', 'chains: verdicts and policy sets', (folder) => {
  const cases: readonly ChainCase[] = JSON.parse(readFileSync(join(folder, 'chains.json'), 'utf8'))
  const outcomes = cases.map((test) => {
    const answer = verifyCase({
      ...certificatesOf(join(folder, 'chains', test.chain), test.last_cert_trust),
      asked: { ...purposeOf(test.key_purpose), anchorLimits: ENFORCE[test.last_cert_trust] },
      at: momentOf(test.utc_time === 'DEFAULT' ? DEFAULT_TIME : test.utc_time),
    })
    const wanted = test.expected_user_constrained_policy_set
    const seen = answer.policies.join(',')
    const isSame = wanted === undefined || wanted === seen
    const isAsWanted = isValid(answer) === test.should_validate && isSame
    return { id: test.id, isAsWanted, seen: `${answer.code} [${seen}]` }
  })
  assert.deepEqual(differencesFrom('boringssl-pki', outcomes), [])
})

function certificatesOf(
  path: string,
  trust: string,
): {
  readonly leafDer: Uint8Array
  readonly untrustedDer: readonly Uint8Array[]
  readonly anchorsDer: readonly Uint8Array[]
} {
  const blocks = decodePemBlocks('CERTIFICATE', readFileSync(path, 'utf8'))
  const chain = blocks.ok ? blocks.value : []
  const [leafDer = new Uint8Array(), last = leafDer] = [chain[0], chain.at(-1)]
  const isAnchor = ENFORCE[trust] !== undefined
  const untrustedDer = chain.slice(1, isAnchor ? -1 : undefined)
  return { leafDer, untrustedDer, anchorsDer: isAnchor ? [last] : [] }
}

/** STRICT: the purpose by name on the whole path; STRICT_LEAF: on the leaf. */
function purposeOf(text: string): Pick<PathQuestion, 'keyPurpose' | 'keyPurposeNamed'> {
  const name = text.replace(/_STRICT(?:_LEAF)?$/, '')
  const keyPurposeNamed = text.endsWith('_STRICT_LEAF')
    ? ('leaf' as const)
    : text.endsWith('_STRICT')
      ? ('path' as const)
      : undefined
  return { keyPurpose: PURPOSES[name], keyPurposeNamed }
}

/** `151002120000Z`: UTCTime. */
function momentOf(utcTime: string): Instant {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    utcTime.match(/\d\d/g) ?? []
  return instant(Date.parse(`20${year}-${month}-${day}T${hour}:${minute}:${second}Z`))
}
