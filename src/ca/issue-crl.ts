import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, CrlForm, CrlRef, CrlScope, PublishedCrl } from './contract.ts'
import { dueForm, formAfterRevocation } from './crl/due-lists.ts'
import { makeList, type MakeListPorts } from './crl/make-list.ts'
import type { CrlState } from './crl/ports.ts'
import { municipalityList, scopeWord } from './crl/scope.ts'
import { sideBySide } from './crl/side-by-side.ts'
import type { CrlRounds } from './crl-rounds.ts'
import type { Generation } from './model.ts'
import type { AuthorityRecords } from './ports.ts'

/** What lists need from outside. */
export interface CrlPorts extends MakeListPorts {
  readonly authorities: AuthorityRecords
  readonly rounds: CrlRounds
}

/** A municipality's certificates of one authority. */
export interface PartitionKey {
  readonly authority: AuthorityId
  readonly municipalityCode: string
}

/**
 * Two processes may take the same number: the loser takes the winner's list where nothing is
 * missing in it, and makes its own anew where something is.
 */
const NUMBER_ATTEMPTS_MAX = 5

/** Lists that are made side by side: one is signed while another is read. */
export const LISTS_AT_ONCE = 4

/**
 * Makes every list that is missing, due, or lacks a revocation it should have: at start, on a
 * timer, and when the clock was set. Each generation that is valid signs lists of its own, because
 * verifiers look for a list under the key that signed the certificate.
 */
export async function refreshCrls(
  ports: CrlPorts,
  configuration: CaConfiguration,
): Promise<readonly PublishedCrl[]> {
  const now = ports.clock.now()
  const due: (() => Promise<PublishedCrl>)[] = []
  for (const generation of await validGenerations(ports, now))
    for (const state of await statesOf(ports, configuration, generation)) {
      const form = dueForm(state, now, configuration.crl)
      if (form === undefined) continue
      due.push(() => issueCrl(ports, configuration, state.scope, generation, form))
    }
  const issued = await sideBySide(due, LISTS_AT_ONCE)
  await ports.crls.tidy(now)
  return issued
}

/**
 * The list of a scope as it should be now: the stored one, or a new one where that is due or lacks
 * a revocation. `undefined` for a scope without certificates or a generation that is not valid now;
 * the generation is the newest valid one unless named.
 */
export async function ensureCrl(
  ports: CrlPorts,
  configuration: CaConfiguration,
  { authority, scope }: CrlRef,
  generationNumber?: number,
): Promise<PublishedCrl | undefined> {
  const now = ports.clock.now()
  const generation = (await validGenerations(ports, now)).findLast(
    (one) => one.authority === authority && one.generation === (generationNumber ?? one.generation),
  )
  if (generation === undefined) return undefined
  const [state] = await ports.crls.states(authority, generation.generation, [scope])
  if (state === undefined) return undefined
  const form = dueForm(state, now, configuration.crl)
  if (form === undefined) return state.complete
  return await issueCrl(ports, configuration, scope, generation, form)
}

/** New lists of the partitions given, under every valid generation: after revocations. */
export async function issueCrlsOf(
  ports: CrlPorts,
  configuration: CaConfiguration,
  partitions: readonly PartitionKey[],
): Promise<void> {
  const generations = await validGenerations(ports, ports.clock.now())
  const refs = partitions.map(municipalityList)
  const distinct = new Map(refs.map((ref) => [`${ref.authority}/${scopeWord(ref.scope)}`, ref]))
  for (const { authority, scope } of distinct.values())
    for (const generation of generations)
      if (generation.authority === authority)
        await publishChange(ports, configuration, scope, generation)
}

async function publishChange(
  ports: CrlPorts,
  configuration: CaConfiguration,
  scope: CrlScope,
  generation: Generation,
): Promise<void> {
  const { deltas } = configuration.crl
  const [state] =
    deltas === undefined
      ? []
      : await ports.crls.states(generation.authority, generation.generation, [scope])
  const form = state === undefined ? 'complete' : formAfterRevocation(state, configuration.crl)
  await issueCrl(ports, configuration, scope, generation, form)
}

/** Every scope of which the configuration has a list that this generation signs. */
async function statesOf(
  { crls }: CrlPorts,
  { crl }: CaConfiguration,
  { authority, generation }: Generation,
): Promise<readonly CrlState[]> {
  const besides: CrlScope[] = []
  if (crl.wholeAuthority) besides.push({ of: 'authority' })
  if (crl.indirectBy === authority) besides.push({ of: 'both-authorities' })
  return [
    ...(await crls.states(authority, generation, 'every-municipality')),
    ...(besides.length === 0 ? [] : await crls.states(authority, generation, besides)),
  ]
}

function issueCrl(
  ports: CrlPorts,
  configuration: CaConfiguration,
  scope: CrlScope,
  generation: Generation,
  form: CrlForm,
): Promise<PublishedCrl> {
  const key = [generation.authority, scopeWord(scope), generation.generation, form].join('/')
  return ports.rounds.issue(key, () => makeCrl(ports, configuration, scope, generation, form))
}

async function makeCrl(
  ports: CrlPorts,
  configuration: CaConfiguration,
  scope: CrlScope,
  generation: Generation,
  wantedForm: CrlForm,
): Promise<PublishedCrl> {
  const { authority } = generation
  let form = wantedForm
  for (let attempt = 1; attempt <= NUMBER_ATTEMPTS_MAX; attempt++) {
    const since = ports.clock.now()
    const order = { authority, scope, generation: generation.generation, form }
    const made = await makeList(ports, configuration, generation, order)
    if (made === 'no-material') {
      // No list to lay a delta over, or too much for one: a complete list says it all.
      assert(form === 'delta', `there are certificates of ${scopeWord(scope)}`)
      form = 'complete'
    } else if (made === 'number-taken') {
      const rival = await rivalList(ports, scope, generation, since)
      if (rival !== undefined) return rival
    } else return made
  }
  assert(false, `no number was free for a list of ${scopeWord(scope)}`)
}

/** A list that another process published meanwhile, where it lacks nothing. */
async function rivalList(
  { crls }: CrlPorts,
  scope: CrlScope,
  { authority, generation }: Generation,
  since: Instant,
): Promise<PublishedCrl | undefined> {
  const [state] = await crls.states(authority, generation, [scope])
  if (state === undefined) return undefined
  const { complete, completeMisses, delta, deltaMisses } = state
  const isWhole = (list: PublishedCrl | undefined, misses: boolean): boolean =>
    list !== undefined && !misses && list.thisUpdate >= Math.floor(since / 1000) * 1000
  if (isWhole(complete, completeMisses)) return complete
  const isOver = delta !== undefined && delta.baseNumber === complete?.crlNumber
  return isOver && isWhole(delta, deltaMisses) ? delta : undefined
}

async function validGenerations(ports: CrlPorts, now: Instant): Promise<readonly Generation[]> {
  const generations = await ports.authorities.generations()
  return generations.filter(({ notBefore, notAfter }) => notBefore <= now && now <= notAfter)
}
