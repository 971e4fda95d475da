import type { LifeEventConsumer } from './contract.ts'
import type { LifeEventFeed } from './ports.ts'

/** Events read from the feed at a time. */
const BATCH_EVENTS_MAX = 100

/**
 * Gives every event after the consumer's cursor to the consumer, in order, and moves the cursor
 * behind each: a crash in between delivers that event again. Gives the number delivered. A
 * consumer's fault passes through and stops the delivery at its event.
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
    for (const recorded of batch) {
      await ports.consumer.consume(recorded)
      await ports.feed.advance(consumerName, recorded.position)
      position = recorded.position
      delivered++
    }
  }
}
