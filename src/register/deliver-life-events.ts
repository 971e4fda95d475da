import type { LifeEventConsumer, RecordedLifeEvent, ResidentId } from './contract.ts'
import type { LifeEventFeed } from './ports.ts'

/** Events read from the feed at a time; a crash delivers at most so many again. */
const BATCH_EVENTS_MAX = 256
/** People whose events are acted on side by side. */
const PEOPLE_AT_ONCE_MAX = 32

/**
 * Gives every event after the consumer's cursor to the consumer: those of one person in order, one
 * after another, and those of different people side by side. The cursor moves behind a batch when
 * all of it was acted on: a crash in between delivers that batch again. Gives the number delivered.
 * A consumer's fault stops that person's events; the cursor moves up to the first event that was
 * not acted on, and the fault passes through.
 */
export async function deliverLifeEvents(
  ports: { readonly feed: LifeEventFeed; readonly consumer: LifeEventConsumer },
  consumerName: string,
): Promise<number> {
  let delivered = 0
  let position = await ports.feed.cursorOf(consumerName)
  for (;;) {
    const batch = await ports.feed.after(position, BATCH_EVENTS_MAX)
    if (batch.length === 0) return delivered
    const done = new Set<number>()
    const outcome = await deliverBatch(ports.consumer, batch, done)
    const pending = batch.findIndex((recorded) => !done.has(recorded.position))
    const reached = pending < 0 ? batch.length : pending
    const last = batch[reached - 1]
    if (last !== undefined) {
      position = last.position
      await ports.feed.advance(consumerName, position)
    }
    delivered += reached
    if (outcome !== undefined) throw outcome.fault
  }
}

/** The first fault, once everyone's events are acted on or stopped; `done` gets the positions. */
async function deliverBatch(
  consumer: LifeEventConsumer,
  batch: readonly RecordedLifeEvent[],
  done: Set<number>,
): Promise<{ readonly fault: unknown } | undefined> {
  const people = byPerson(batch)
  let failed: { readonly fault: unknown } | undefined
  const next = people.values()
  const worker = async (): Promise<void> => {
    for (const events of next) {
      try {
        for (const recorded of events) {
          await consumer.consume(recorded)
          done.add(recorded.position)
        }
      } catch (fault) {
        failed ??= { fault }
      }
    }
  }
  await Promise.all(Array.from({ length: PEOPLE_AT_ONCE_MAX }, worker))
  return failed
}

function byPerson(
  batch: readonly RecordedLifeEvent[],
): ReadonlyMap<ResidentId, readonly RecordedLifeEvent[]> {
  const people = new Map<ResidentId, RecordedLifeEvent[]>()
  for (const recorded of batch) {
    const events = people.get(recorded.residentId)
    if (events === undefined) people.set(recorded.residentId, [recorded])
    else events.push(recorded)
  }
  return people
}
