import type { PathCheck } from './path-report.ts'
import { PATH_CHECK_TEXTS, type PathCheckId } from './messages.ts'
import type { TracedCheck } from './path-trace.ts'

const BUILDING = ['path.issuer', 'path.algorithm', 'path.signature'] as const
const EVERY = [
  'certificate.profile',
  'certificate.validity',
  'certificate.critical',
  'certificate.names',
  'certificate.policies',
] as const
const AUTHORITY = [
  'authority.mappings',
  'authority.constraints',
  'authority.is-ca',
  'authority.path-length',
  'authority.key-usage',
  'authority.key-purpose',
] as const
const LEAF = [
  'leaf.policies',
  'leaf.key',
  'leaf.key-usage',
  'leaf.key-purpose',
  'leaf.name',
] as const

/**
 * Every check of a path of `certificates` certificates in the order in which they are made: the
 * path is built from the leaf up, then validated from the anchor down, and status comes last. What
 * the trace does not hold was not reached.
 */
export function describeChecks(
  traced: readonly TracedCheck[],
  certificates: number,
): readonly PathCheck[] {
  const done = new Set(traced.map(({ id, certificate }) => keyOf(id, certificate)))
  const made = traced.map(({ id, ...check }): PathCheck => ({ ...PATH_CHECK_TEXTS[id], ...check }))
  const left = planOf(certificates).filter(([id, place]) => !done.has(keyOf(id, place)))
  return [
    ...made,
    ...left.map(([id, certificate]): PathCheck => ({
      ...PATH_CHECK_TEXTS[id],
      certificate,
      outcome: 'not-reached',
    })),
  ]
}

type Planned = readonly [id: PathCheckId, certificate: number | undefined]

function planOf(certificates: number): readonly Planned[] {
  const last = Math.max(certificates - 1, 1)
  const plan: Planned[] = []
  for (let place = 0; place < last; place++) for (const id of BUILDING) plan.push([id, place])
  plan.push(['path.anchor', undefined], ['anchor.limits', last])
  for (let place = last - 1; place > 0; place--)
    for (const id of [...EVERY, ...AUTHORITY]) plan.push([id, place])
  for (const id of [...EVERY, ...LEAF]) plan.push([id, 0])
  for (let place = last - 1; place >= 0; place--) plan.push(['certificate.status', place])
  return plan
}

function keyOf(id: PathCheckId, certificate: number | undefined): string {
  return `${id} ${certificate ?? ''}`
}
