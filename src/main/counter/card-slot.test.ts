import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CardTransport, CardTransportError } from '#card-client/contract.ts'
import { ok, refuse } from '#kernel/result.ts'
import type { CardView } from '#web/counter/ports.ts'
import { CardSlot } from './card-slot.ts'

const SERIALS = ['0000000000000001', '0000000000000002'] as const
const COMMAND = Uint8Array.of(0x00, 0xa4, 0x00, 0x00)
const DONE = Uint8Array.of(0x90, 0x00)

/** A slot whose cards answer at once, or once they are let; it notes what is taken and released. */
function slotOf() {
  const events: string[] = []
  const held = { until: Promise.resolve() }
  const onReader = { serial: undefined as string | undefined }
  const taken = (serial: string) => {
    events.push(`taken ${serial}`)
    const transport: CardTransport = {
      transmit: async () => {
        await held.until
        return DONE
      },
    }
    return ok({
      transport,
      release: async () => {
        await Promise.resolve()
        events.push(`released ${serial}`)
      },
    })
  }
  let changes = 0
  const slot = new CardSlot({
    sources: {
      fromTray: async (serial) => (serial === '' ? refuse('card-file-missing') : taken(serial)),
      fromReader: async (reader) =>
        onReader.serial === undefined ? refuse('reader-empty', { reader }) : taken('reader'),
    },
    look: async (card) => {
      await card.transmit(COMMAND)
      return ok(viewOf(slot.traySerial ?? onReader.serial ?? ''))
    },
    changed: () => {
      changes += 1
    },
  })
  return { slot, events, held, onReader, changes: () => changes }
}

function viewOf(cardSerial: string): CardView {
  const triesLeft = { signature: 5, 'user-authentication': 3 }
  const terms = { chipEndsOn: undefined, recordedEndsOn: undefined }
  return { cardSerial, variant: 'standard', ...terms, triesLeft, certificates: [] }
}

test('a card that is inserted is seen, and one that is pulled is gone', async () => {
  const { slot, events } = slotOf()
  assert.ok((await slot.insert(SERIALS[0])).ok)
  assert.equal(slot.view?.cardSerial, SERIALS[0])
  await slot.pull()
  assert.equal(slot.view, undefined)
  const used = await slot.use(async () => DONE)
  assert.ok(!used.ok && used.refusal === 'reader-empty')
  assert.deepEqual(events, [`taken ${SERIALS[0]}`, `released ${SERIALS[0]}`])
})

test('a second card takes the first one’s place, also where both are put down at once', async () => {
  const { slot, events } = slotOf()
  await Promise.all(SERIALS.map((serial) => slot.insert(serial)))
  assert.equal(slot.view?.cardSerial, SERIALS[1])
  assert.deepEqual(events, [`taken ${SERIALS[0]}`, `released ${SERIALS[0]}`, `taken ${SERIALS[1]}`])
})

test('a card that cannot be taken leaves an empty reader', async () => {
  const { slot } = slotOf()
  assert.ok((await slot.insert(SERIALS[0])).ok)
  const refused = await slot.insert('')
  assert.ok(!refused.ok && refused.refusal === 'card-file-missing')
  assert.equal(slot.view, undefined)
  assert.equal(slot.traySerial, undefined)
})

test('pulling does not wait for the command under way: that command finds the card removed', async () => {
  const { slot, held } = slotOf()
  await slot.insert(SERIALS[0])
  held.until = new Promise<void>(() => undefined)
  const work = slot.use(async (card) => await card.transmit(COMMAND))
  const pulled = slot.pull()
  await assert.rejects(work, (fault) => {
    assert.ok(fault instanceof CardTransportError)
    return fault.code === 'card-removed'
  })
  await pulled
  assert.equal(slot.view, undefined)
})

test('a card that stops answering counts as taken off', async () => {
  const { slot, events } = slotOf()
  await slot.insert(SERIALS[0])
  const broken = slot.use(async () => {
    await Promise.resolve()
    throw new CardTransportError('reader-failed')
  })
  await assert.rejects(broken)
  assert.equal(slot.traySerial, undefined)
  assert.deepEqual(events.at(-1), `released ${SERIALS[0]}`)
  assert.ok((await slot.insert(SERIALS[0])).ok)
  assert.equal(slot.view?.cardSerial, SERIALS[0])
})

test('work on the card takes turns', async () => {
  const { slot } = slotOf()
  await slot.insert(SERIALS[0])
  const order: string[] = []
  const turn = async (name: string) =>
    await slot.use(async (card) => {
      order.push(`${name} begins`)
      await card.transmit(COMMAND)
      order.push(`${name} ends`)
    })
  await Promise.all([turn('one'), turn('two')])
  assert.deepEqual(order, ['one begins', 'one ends', 'two begins', 'two ends'])
})

test('a PC/SC reader is looked at anew each time, and its card is given back in between', async () => {
  const { slot, events, onReader, changes } = slotOf()
  const seenSerial = () => slot.view?.cardSerial
  await slot.useReader('A reader')
  assert.equal(seenSerial(), undefined)
  onReader.serial = SERIALS[1]
  await slot.look()
  assert.equal(seenSerial(), SERIALS[1])
  const seen = changes()
  await slot.look()
  assert.equal(changes(), seen, 'the same card is no change')
  onReader.serial = undefined
  await slot.look()
  assert.equal(seenSerial(), undefined)
  assert.deepEqual(events, ['taken reader', 'released reader', 'taken reader', 'released reader'])
  await slot.useReader(undefined)
  assert.equal(slot.reader, undefined)
})
