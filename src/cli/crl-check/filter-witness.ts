import type { AuthorityGeneration, AuthorityId, StatusRecord } from '#ca/contract.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { FilterStates } from '#codec/status-filter/filter-states.ts'
import { parseStatusFilter, type ParsedStatusFilter } from '#codec/status-filter/parse-filter.ts'
import { type Instant, wholeSecond } from '#kernel/instant.ts'
import { openStatusFilter } from '#verifier/status-filter.ts'
import type { Said, Witness } from './compare.ts'

const ANSWER_WITHIN_MS = 60_000

/** The files that the service's index names, in order. */
interface FilterIndex {
  readonly filters: readonly { readonly path: string; readonly thisUpdate: string }[]
}

/** What the published status filter and its deltas say; `undefined` while there is none yet. */
export async function filterWitness(
  statusUrl: string,
  authority: AuthorityId,
  generations: readonly AuthorityGeneration[],
): Promise<Witness | undefined> {
  const index = await fetched(`${statusUrl}/filter/${authority}/index.json`)
  if (index === undefined) return undefined
  const { filters } = JSON.parse(index.toString('utf8')) as FilterIndex
  const files: Uint8Array[] = []
  for (const { path } of filters) files.push((await fetched(`${statusUrl}${path}`)) ?? NOTHING)
  const opened = await openStatusFilter({
    filters: files,
    trustAnchors: generations.map(({ certificateDer }) => certificateDer),
    time: new Date(filters.at(-1)?.thisUpdate ?? Number.NaN),
  })
  if (opened.verdict === 'invalid') return unusable(opened.code)
  const [complete, ...deltas] = files.map(contentOf)
  const states = complete && FilterStates.open(complete, deltas)
  return states?.ok === true ? witnessOf(states.value) : unusable('filter-not-complete')
}

const NOTHING = new Uint8Array()

function contentOf(cmsDer: Uint8Array): ParsedStatusFilter {
  const signed = parseSignedData(cmsDer)
  const content = signed.ok ? signed.value.content : undefined
  const parsed = parseStatusFilter(content ?? NOTHING)
  if (!parsed.ok) throw new Error(`a filter that was opened is none: ${parsed.refusal}`)
  return parsed.value
}

function witnessOf(states: FilterStates): Witness {
  const { endSerial, thisUpdate } = states.newest
  const { firstSerial } = states
  return {
    name: `filter ${states.newest.number}`,
    asOf: thisUpdate,
    covers: ({ serialHex }) => {
      const serial = Number.parseInt(serialHex, 16)
      return firstSerial <= serial && serial < endSerial
    },
    says: (serialHex) => saidOf(states, Number.parseInt(serialHex, 16)),
    named: () => [],
    agrees: agreesWithFilter,
  }
}

function saidOf(states: FilterStates, serial: number): Said | undefined {
  const said = states.stateOf(serial)
  if (said === undefined) return undefined
  if (said.state === 'absent') return { state: 'unknown' }
  return said.state === 'good'
    ? { state: 'good' }
    : { state: 'revoked', revokedAt: undefined, reason: undefined }
}

/** A filter tells no moment and no reason, and speaks of the second at which it was begun. */
function agreesWithFilter(record: StatusRecord, said: Said, asOf: Instant | undefined): boolean {
  const { completed, revocation, liftedAt } = record
  if (!completed || said.state === 'unknown') return !completed && said.state === 'unknown'
  const isBefore = (at: Instant): boolean => asOf === undefined || wholeSecond(at) < asOf
  if (said.state === 'good') return revocation === undefined || !isBefore(revocation.revokedAt)
  return revocation !== undefined || (liftedAt !== undefined && !isBefore(liftedAt))
}

/** A filter that does not open says nothing, of anybody. */
function unusable(code: string): Witness {
  return {
    name: `filter (${code})`,
    asOf: undefined,
    covers: () => true,
    says: () => undefined,
    named: () => [],
  }
}

async function fetched(url: string): Promise<Buffer | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined
}
