import type { Corpus } from './base-corpus.ts'
import { certificateDer } from './certificate-plan.ts'
import { type Asked, type Draft, leafOf, type Mutation, newDraft } from './draft.ts'
import {
  AUTHORITY,
  EXTENSIONS,
  NAMES,
  NUMBERS,
  PURPOSES,
  VALIDITY,
} from './mutations/certificate-fields.ts'
import { CRL_FIELDS, CRL_SCOPES } from './mutations/crls.ts'
import { ELEMENTS, ENCODINGS, SIGNATURES } from './mutations/encodings.ts'
import { NAME_CONSTRAINT_MUTATIONS } from './mutations/name-constraints.ts'
import { OCSP_ANSWERS, OCSP_RESPONDERS } from './mutations/ocsp-responses.ts'
import { POLICY_MUTATIONS } from './mutations/policies.ts'
import { STRUCTURES } from './mutations/structure.ts'
import { randomOf } from './random.ts'
import { crlDer, responseDer } from './status-plan.ts'

/** One question for every judge: may this leaf be trusted? */
export interface PathCase {
  readonly seed: number
  readonly round: number
  readonly base: string
  /** The mutations made, in order, each with its variant. */
  readonly labels: readonly string[]
  /** What the making alone says, where it says anything. */
  readonly expected: 'valid' | 'invalid' | undefined
  readonly anchors: readonly Uint8Array[]
  readonly leaf: Uint8Array
  /** Everything that may be used, decoys included, in no order. */
  readonly untrusted: readonly Uint8Array[]
  /** The path that is meant, leaf first, without its anchor: for judges that build none. */
  readonly intended: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly responses: readonly StatusResponse[]
  readonly asked: Asked
}

/** An OCSP response and what it is about. */
export interface StatusResponse {
  readonly certificate: Uint8Array
  readonly issuer: Uint8Array
  readonly response: Uint8Array
}

/** Groups are picked evenly, so that a long list of one kind does not crowd out the others. */
const GROUPS: readonly (readonly Mutation[])[] = [
  VALIDITY,
  NUMBERS,
  AUTHORITY,
  EXTENSIONS,
  PURPOSES,
  NAMES,
  POLICY_MUTATIONS,
  POLICY_MUTATIONS,
  NAME_CONSTRAINT_MUTATIONS,
  NAME_CONSTRAINT_MUTATIONS,
  ENCODINGS,
  ELEMENTS,
  SIGNATURES,
  STRUCTURES,
]
const GROUPS_BY_STATUS: Readonly<Record<Asked['revocation'], typeof GROUPS>> = {
  none: GROUPS,
  crl: [CRL_FIELDS, CRL_FIELDS, CRL_SCOPES, CRL_SCOPES, STRUCTURES, GROUPS.flat()],
  ocsp: [OCSP_ANSWERS, OCSP_RESPONDERS, GROUPS.flat()],
}

/** How many mutations a case gets, as often as they stand here. */
const COUNTS = [0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3]
const TRIES_MAX = 20

/** The case of a round: it follows from seed and round, but for keys and random signatures. */
export function makeCase(corpus: Corpus, seed: number, round: number): PathCase {
  const random = randomOf(seed, round)
  const revocation = random.pick(['none', 'none', 'none', 'crl', 'crl', 'ocsp'] as const)
  const draft = newDraft(random.pick(corpus.bases), corpus.spareKeys, random, revocation)
  const groups = GROUPS_BY_STATUS[revocation]
  const made: Mutation[] = []
  const wanted = random.pick(COUNTS)
  for (let tries = 0; made.length < wanted && tries < TRIES_MAX; tries++) {
    // An anchor that is the leaf leaves nothing to change.
    if (draft.path.length === 1) break
    const mutation = random.pick(random.pick(groups))
    const variant = mutation.apply(draft)
    if (variant === false) continue
    made.push(mutation)
    draft.labels.push(variant === true ? mutation.name : `${mutation.name}=${variant}`)
  }
  return { seed, round, ...octetsOf(draft), expected: expectedOf(made) }
}

/** With more than one change each might undo the other; sound changes add up. */
function expectedOf(made: readonly Mutation[]): PathCase['expected'] {
  if (made.every(({ effect }) => effect === 'harmless')) return 'valid'
  return made.length === 1 && made[0]?.effect === 'breaks' ? 'invalid' : undefined
}

function octetsOf(draft: Draft): Omit<PathCase, 'seed' | 'round' | 'expected'> {
  const { random, base, labels, asked } = draft
  const path = draft.path.map(certificateDer)
  const middle = path.slice(1, -1).toReversed()
  const extra = draft.extra.map(certificateDer)
  const leaf = path.at(-1) ?? certificateDer(leafOf(draft))
  const responses = draft.responses.flatMap((response, index) => {
    const [issuer, certificate] = [path[index], path[index + 1]]
    if (response === undefined || issuer === undefined || certificate === undefined) return []
    return [{ certificate, issuer, response: responseDer(response) }]
  })
  const untrusted = random.oneIn(2) ? [...extra, ...middle] : [...middle, ...extra].toReversed()
  return {
    base,
    labels,
    asked,
    anchors: draft.anchors.map(certificateDer),
    leaf,
    untrusted,
    intended: path.length === 1 ? path : [leaf, ...middle],
    crls: draft.crls.map(crlDer),
    responses,
  }
}
