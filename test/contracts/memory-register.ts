import assert from 'node:assert/strict'
import type { RecordedLifeEvent, Resident, ResidentId } from '#register/contract.ts'
import type { LifeEventFeed, ResidentStore } from '#register/ports.ts'

/** The register's ports over one process's memory. */
export function memoryRegister(): { residents: ResidentStore; feed: LifeEventFeed } {
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
