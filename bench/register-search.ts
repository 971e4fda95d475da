/**
 * A register of a million residents: how fast it is made and loaded, how much memory that takes, and
 * how long the searches of a counter take, each kind apart, over every municipality and within one.
 * Searches are for residents drawn from the register itself, by turns and one after another, on a
 * warm database with everything durable.
 *
 * `npm run bench -- register-search [--residents 1000000] [--searches 4000] [--json]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { postgresResidentSearch } from '#adapters/postgres/register-search.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import type { Resident } from '#register/contract.ts'
import { generateResidents } from '#register/generate-residents.ts'
import type { ResidentSearch } from '#register/ports.ts'
import { searchResidents, type UnverifiedSearch } from '#register/search-residents.ts'
import { SeededChoice } from '#register/seeded-choice.ts'
import { seedRegister } from '#register/seed-register.ts'

const { values: options } = parseArgs({
  options: {
    residents: { type: 'string', default: '1000000' },
    searches: { type: 'string', default: '4000' },
    json: { type: 'boolean', default: false },
  },
})
const COUNT = Number(options.residents)
const SEARCHES = Number(options.searches)
const SEED = { seed: 1n, count: COUNT, today: civilDate(2026, 3, 1) }
const MEGABYTE = 2 ** 20

/** What a clerk would type to find `resident`. */
const KINDS: Readonly<Record<string, (resident: Resident) => UnverifiedSearch>> = {
  'whole name': ({ items }) => ({ name: items.name }),
  'family name': ({ items }) => ({ name: items.name.split('　')[0] }),
  'first letter of a name': ({ items }) => ({ name: Array.from(items.name)[0] }),
  'whole reading': ({ kana }) => ({ kana }),
  'family name, read': ({ kana }) => ({ kana: kana.split('　')[0] }),
  'birth date': ({ items }) => ({ birthDate: items.birthDate }),
  'birth date and reading': ({ kana, items }) => ({ kana, birthDate: items.birthDate }),
  'name and another reading': ({ items }) => ({ name: items.name.slice(0, 1), kana: 'ワ' }),
  'name within the municipality': ({ items, municipality }) => ({
    name: items.name,
    municipalityCode: municipality.code,
  }),
  'family reading within the municipality': ({ kana, municipality }) => ({
    kana: kana.split('　')[0],
    municipalityCode: municipality.code,
  }),
  household: ({ household }) => ({ household }),
}

interface Line {
  readonly kind: string
  readonly searches: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-register-'))
const started = await startEmbeddedPostgres(join(folder, 'postgres'))
if (!started.ok) throw new Error(started.refusal)
const database = Database.at(started.value.connection)
try {
  const clock = { now: () => instant(0) }
  const migrated = await migrate(database, clock, await readMigrations())
  if (!migrated.ok) throw new Error(migrated.refusal)
  const load = await loadAll()
  await database.execute('VACUUM ANALYZE register_resident')
  const lines = await searchAll(postgresResidentSearch(database))
  print(load, lines)
} finally {
  await database.close()
  await started.value.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function loadAll() {
  const before = performance.now()
  let made = 0
  for (const _ of generateResidents(SEED)) made++
  const generated = performance.now()
  const residents = postgresResidents(database)
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 200)
  const added = await seedRegister({ residents }, SEED)
  clearInterval(watch)
  if (added !== COUNT || made !== COUNT) throw new Error(`${added} of ${COUNT} were added`)
  return {
    generateSeconds: (generated - before) / 1000,
    loadSeconds: (performance.now() - generated) / 1000,
    peakMegabytes: peak / MEGABYTE,
  }
}

async function searchAll(search: ResidentSearch): Promise<readonly Line[]> {
  const wanted = sample()
  const times = new Map(Object.keys(KINDS).map((kind) => [kind, [] as number[]]))
  for (const round of ['warm', 'measured']) {
    for (const resident of wanted) {
      for (const [kind, typed] of Object.entries(KINDS)) {
        const before = performance.now()
        const found = await searchResidents({ search }, typed(resident))
        if (!found.ok) throw new Error(`${kind}: ${found.refusal}`)
        if (round === 'measured') times.get(kind)?.push(performance.now() - before)
      }
    }
  }
  const all = [...times.values()].flat()
  return [...times, ['all', all] as const].map(([kind, taken]) => lineOf(kind, taken))
}

/** Residents from all over the register, drawn by the seed. */
function sample(): readonly Resident[] {
  const each = Math.max(1, Math.floor(SEARCHES / Object.keys(KINDS).length))
  const choice = new SeededChoice(2n)
  const chosen = new Set(Array.from({ length: each }, () => choice.below(COUNT)))
  const residents: Resident[] = []
  let index = 0
  for (const resident of generateResidents(SEED)) if (chosen.has(index++)) residents.push(resident)
  return residents
}

function lineOf(kind: string, taken: readonly number[]): Line {
  const sorted = [...taken].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return { kind, searches: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}

function print(load: Awaited<ReturnType<typeof loadAll>>, lines: readonly Line[]): void {
  if (options.json) {
    console.log(JSON.stringify({ residents: COUNT, ...load, lines }, undefined, 2))
    return
  }
  const { generateSeconds, loadSeconds, peakMegabytes } = load
  console.log(`${COUNT} residents: made in ${generateSeconds.toFixed(1)} s,`)
  console.log(
    `made and loaded in ${loadSeconds.toFixed(1)} s (${Math.round(COUNT / loadSeconds)}/s),`,
  )
  console.log(`at most ${peakMegabytes.toFixed(0)} MB of memory`)
  for (const { kind, searches, p50Ms, p99Ms, maxMs } of lines) {
    const numbers = [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(2).padStart(8)).join('')
    console.log(`${kind.padEnd(40)}${String(searches).padStart(6)}${numbers}  ms p50 p99 max`)
  }
}
