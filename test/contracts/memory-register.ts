import assert from 'node:assert/strict'
import type { RecordedLifeEvent, Resident, ResidentId } from '#register/contract.ts'
import type {
  LifeEventFeed,
  ResidentCriteria,
  ResidentSearch,
  ResidentStore,
} from '#register/ports.ts'
import { kanaKeyOf, nameKeyOf } from '#register/search-key.ts'

/** The register's ports over one process's memory. */
export function memoryRegister(): {
  residents: ResidentStore
  feed: LifeEventFeed
  search: ResidentSearch
} {
  const residents = new Map<ResidentId, Resident>()
  const events: RecordedLifeEvent[] = []
  const cursors = new Map<string, number>()
  return {
    residents: {
      find: async (id) => residents.get(id),
      page: async (after, limit) =>
        [...residents.values()]
          .filter(({ id }) => after === undefined || id > after)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      add: async (added) => {
        const fresh = added.filter(({ id }) => !residents.has(id))
        for (const resident of fresh) residents.set(resident.id, resident)
        return fresh.length
      },
      record: async (after, recorded) => {
        assert.equal(after.version, recorded.version)
        if (residents.get(after.id)?.version !== recorded.version - 1) return undefined
        residents.set(after.id, after)
        const stored = { ...recorded, position: events.length + 1 }
        events.push(stored)
        return stored
      },
      admit: async (resident, recorded) => {
        assert.equal(resident.version, recorded.version)
        if (residents.has(resident.id)) return undefined
        residents.set(resident.id, resident)
        const stored = { ...recorded, position: events.length + 1 }
        events.push(stored)
        return stored
      },
    },
    search: {
      search: async (criteria, limit) =>
        [...residents.values()]
          .flatMap((resident) => {
            const key = foundBy(resident, criteria)
            return key === undefined ? [] : [{ resident, key }]
          })
          .sort((a, b) => inCodePoints(a.key, b.key) || inCodePoints(a.resident.id, b.resident.id))
          .slice(0, limit)
          .map(({ resident }) => resident),
    },
    feed: {
      after: async (position, limit) => events.slice(position, position + limit),
      cursorOf: async (consumer) => cursors.get(consumer) ?? 0,
      advance: async (consumer, position) => {
        cursors.set(consumer, Math.max(position, cursors.get(consumer) ?? 0))
      },
    },
  }
}

/** The key by which the resident answers to the criteria; `undefined` where not. */
function foundBy(resident: Resident, criteria: ResidentCriteria): string | undefined {
  const { birthDate, household, municipalityCode, nameKey = '', kanaKey } = criteria
  if (birthDate !== undefined && resident.items.birthDate !== birthDate) return undefined
  if (household !== undefined && resident.household !== household) return undefined
  if (municipalityCode !== undefined && resident.municipality.code !== municipalityCode) {
    return undefined
  }
  const other = resident.commonName ?? resident.formerName
  const names = [{ name: resident.items.name, kana: resident.kana }, ...(other ? [other] : [])]
  const keys = names
    .map(({ name, kana }) => ({ name: nameKeyOf(name), kana: kanaKeyOf(kana) }))
    .filter(({ name, kana }) => name.startsWith(nameKey) && kana.startsWith(kanaKey ?? ''))
    .map(({ name, kana }) => (nameKey === '' && kanaKey !== undefined ? kana : name))
  const searched = nameKey !== '' || kanaKey !== undefined
  return searched ? keys.sort(inCodePoints)[0] : nameKeyOf(resident.items.name)
}

/** The order of the database's keys: by code point, where JavaScript compares halves of pairs. */
function inCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
