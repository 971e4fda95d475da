import { parseSignedData } from '#codec/cms/signed-data.ts'
import { StatusFilterWriter } from '#codec/status-filter/encode-filter.ts'
import { FilterStates } from '#codec/status-filter/filter-states.ts'
import type { StatusFilterHeader } from '#codec/status-filter/header.ts'
import { parseStatusFilter, type ParsedStatusFilter } from '#codec/status-filter/parse-filter.ts'
import { FILTER_CODE, FILTER_STATES } from '#codec/status-filter/state.ts'
import { assert } from '#kernel/assert.ts'
import { type Instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { CaConfiguration } from './configuration.ts'
import type { AuthorityId, StoredFilter } from './contract.ts'
import type { Generation } from './model.ts'
import type { AuthorityRecords, FilterRecords } from './ports.ts'
import { type FilterSigningPorts, signFilter } from './sign-filter.ts'

/** What publishing filters needs from outside. */
export interface FilterPorts extends FilterSigningPorts {
  readonly clock: Clock
  readonly authorities: AuthorityRecords
  readonly filters: FilterRecords
}

const HOUR_MS = 3_600_000
/** A delta is out this long after the filter before it. */
export const FILTER_DELTA_HOURS = 6
/** A complete filter is out this long after the one before it: deltas of a week at most. */
export const FILTER_COMPLETE_HOURS = 168
/** How long the old one still counts when the new one is out. */
export const FILTER_OVERLAP_HOURS = 2

/**
 * Publishes the next filter of each authority whose last one is due: at start, on a timer, and when
 * the clock was set. Gives those that are new.
 */
export async function refreshFilters(
  ports: FilterPorts,
  configuration: CaConfiguration,
): Promise<readonly StoredFilter[]> {
  const now = wholeSecond(ports.clock.now())
  const published: StoredFilter[] = []
  for (const authority of ['signature', 'user-authentication'] as const) {
    const newest = (await ports.filters.chain(authority)).at(-1)
    const isDue = newest === undefined || hoursSince(newest.thisUpdate, now) >= FILTER_DELTA_HOURS
    const filter = isDue ? await publishFilter(ports, configuration, authority) : undefined
    if (filter !== undefined) published.push(filter)
  }
  return published
}

/**
 * Publishes the next filter of an authority now: a delta, or a complete one where there is none or
 * the last is a week old. What it says is the record as it stood at `thisUpdate` or later, compared
 * serial by serial with what the chain before it says, so nothing depends on a list of events.
 * `undefined` while no generation is valid, or when another process published meanwhile.
 */
export async function publishFilter(
  ports: FilterPorts,
  configuration: CaConfiguration,
  authority: AuthorityId,
): Promise<StoredFilter | undefined> {
  const thisUpdate = wholeSecond(ports.clock.now())
  const generations = (await ports.authorities.generations()).filter(
    (one) => one.authority === authority,
  )
  const signing = generations.findLast(
    ({ notBefore, notAfter }) => notBefore <= thisUpdate && thisUpdate <= notAfter,
  )
  if (signing === undefined) return undefined
  const nextUpdate = plusMs(thisUpdate, (FILTER_DELTA_HOURS + FILTER_OVERLAP_HOURS) * HOUR_MS)
  const chain = await ports.filters.chain(authority)
  const before = continuedStates(chain, thisUpdate)
  const number = (chain.at(-1)?.number ?? 0) + 1
  const facts = { generations, thisUpdate, nextUpdate, number }
  const content =
    before === undefined
      ? await completeContent(ports.filters, authority, facts)
      : await deltaContent(ports.filters, authority, facts, before)
  const times = { thisUpdate, nextUpdate }
  const filter: StoredFilter = {
    authority,
    number,
    baseNumber: before?.newest.number ?? 0,
    ...times,
    cmsDer: await signFilter(ports, configuration, signing, { ...times, content }),
  }
  return (await ports.filters.record(filter)) ? filter : undefined
}

interface FilterFacts {
  readonly generations: readonly Generation[]
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly number: number
}

/** What the chain says so far, where it is to be continued; else a complete filter is due. */
function continuedStates(chain: readonly StoredFilter[], now: Instant): FilterStates | undefined {
  const [complete, ...deltas] = chain
  if (complete === undefined) return undefined
  const age = hoursSince(complete.thisUpdate, now)
  if (age < 0 || age >= FILTER_COMPLETE_HOURS) return undefined
  const states = FilterStates.open(parsedFilter(complete), deltas.map(parsedFilter))
  assert(states.ok, 'the stored filters of an authority continue each other')
  return states.value
}

function parsedFilter({ authority, number, cmsDer }: StoredFilter): ParsedStatusFilter {
  const signed = parseSignedData(cmsDer)
  assert(signed.ok && signed.value.content !== undefined, `filter ${authority} ${number} is CMS`)
  const filter = parseStatusFilter(signed.value.content)
  assert(filter.ok, `filter ${authority} ${number} is a filter`)
  return filter.value
}

const NO_BASE = { baseNumber: 0, baseDigest: new Uint8Array() } as const

async function completeContent(
  records: FilterRecords,
  authority: AuthorityId,
  facts: FilterFacts,
): Promise<Uint8Array> {
  const { firstSerial, endSerial } = await records.extent(authority, facts.thisUpdate)
  const writer = new StatusFilterWriter(headerOf(facts, { ...NO_BASE, firstSerial }))
  const places = placesOf(facts.generations)
  for await (const { states, generations } of records.states(authority, firstSerial, endSerial))
    for (const [i, state] of states.entries())
      writer.add(state, places.get(generations[i] ?? 0) ?? 0)
  return writer.finish()
}

async function deltaContent(
  records: FilterRecords,
  authority: AuthorityId,
  facts: FilterFacts,
  before: FilterStates,
): Promise<Uint8Array> {
  const { newest, firstSerial } = before
  const { endSerial } = await records.extent(authority, facts.thisUpdate)
  const base = { baseNumber: newest.number, baseDigest: newest.digest }
  const header = { ...base, firstSerial: newest.endSerial }
  const writer = new StatusFilterWriter(headerOf(facts, header))
  const places = placesOf(facts.generations)
  let serial = firstSerial
  for await (const { states, generations } of records.states(authority, firstSerial, endSerial))
    for (const [i, state] of states.entries()) {
      const generation = generations[i] ?? 0
      const place = places.get(generation) ?? 0
      if (serial >= newest.endSerial) writer.add(state, place)
      else if (differs(before, serial, state, generation)) writer.change(serial, state, place)
      serial++
    }
  return writer.finish()
}

function differs(before: FilterStates, serial: number, state: number, generation: number): boolean {
  const said = before.stateOf(serial)
  if (said === undefined || said.state !== FILTER_STATES[state]) return true
  return state !== FILTER_CODE.absent && said.generation.generation !== generation
}

function headerOf(
  { generations, thisUpdate, nextUpdate, number }: FilterFacts,
  base: Pick<StatusFilterHeader, 'baseNumber' | 'baseDigest' | 'firstSerial'>,
): StatusFilterHeader {
  return {
    kind: base.baseNumber === 0 ? 'complete' : 'delta',
    generations: generations.map(({ generation, keyId }) => ({ generation, keyId })),
    number,
    thisUpdate,
    nextUpdate,
    ...base,
  }
}

/** Where each generation stands in the header. */
function placesOf(generations: readonly Generation[]): ReadonlyMap<number, number> {
  return new Map(generations.map(({ generation }, place) => [generation, place]))
}

function hoursSince(then: Instant, now: Instant): number {
  return (now - then) / HOUR_MS
}
