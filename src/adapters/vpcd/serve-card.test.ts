import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { after, beforeEach, afterEach, suite, test } from 'node:test'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { CardTransportError } from '#card-client/contract.ts'
import { encodeFrame, FrameReader } from './frames.ts'
import { type InsertedCard, serveCard, type SlotEvent, type SlotServing } from './serve-card.ts'

const ATR = octets('3be000ff8131fe4514')
const GET_ATR = octets('04')
const SELECT = octets('00a4040c0ad392f000260100000001')

function octets(hex: string): Uint8Array {
  const read = fromHex(hex)
  assert(read !== undefined)
  return read
}

/**
 * A card that answers each command with the command's own octets and 9000, when it is allowed to.
 */
class EchoCard implements InsertedCard {
  readonly log: string[] = []
  /** What the next commands wait for before they are answered. */
  gate: Promise<void> = Promise.resolve()
  fault: Error | undefined

  async transmit(commandApdu: Uint8Array): Promise<Uint8Array> {
    this.log.push(toHex(commandApdu))
    await this.gate
    if (this.fault !== undefined) throw this.fault
    if (toHex(commandApdu) === '00b0000000000000') return new Uint8Array(65_538)
    return concatBytes(commandApdu, octets('9000'))
  }

  /** Lets the following commands wait until the function that it gives is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.gate = promise
    return resolve
  }

  atr(): Uint8Array {
    return ATR
  }

  async powerOff(): Promise<void> {
    this.log.push('off')
  }

  async reset(): Promise<void> {
    this.log.push('reset')
  }
}

/** vpcd's side of one connection: sends raw octets and awaits frames. */
class SlotSide {
  readonly socket: Socket
  readonly #reader = new FrameReader()
  readonly #frames: string[] = []
  #arrived: (() => void) | undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.#frames.push(...this.#reader.push(chunk).map(toHex))
      this.#arrived?.()
    })
    socket.on('error', () => this.#arrived?.())
  }

  send(...payloads: readonly Uint8Array[]): void {
    this.socket.write(concatBytes(...payloads.map(encodeFrame)))
  }

  async frame(): Promise<string> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
    return this.#frames.shift() ?? ''
  }
}

suite('a card served to vpcd', { timeout: 20_000 }, () => {
  let vpcd: Server
  let port: number
  let card: EchoCard
  let serving: SlotServing
  let events: SlotEvent[]
  let accepted: SlotSide[]
  let onAccepted: (() => void) | undefined
  let onEvent: (() => void) | undefined

  beforeEach(async () => {
    accepted = []
    events = []
    vpcd = createServer((socket) => {
      accepted.push(new SlotSide(socket))
      onAccepted?.()
    })
    vpcd.listen(0, '127.0.0.1')
    await once(vpcd, 'listening')
    const address = vpcd.address()
    assert(address !== null && typeof address === 'object')
    port = address.port
    card = new EchoCard()
    serving = serve()
  })

  afterEach(async () => {
    await serving.stop().catch(() => undefined)
    for (const side of accepted) side.socket.destroy()
    vpcd.close()
  })

  after(() => {
    onAccepted = undefined
    onEvent = undefined
  })

  function serve(): SlotServing {
    return serveCard(card, { host: '127.0.0.1', port }, (event) => {
      events.push(event)
      onEvent?.()
    })
  }

  /** The connection number `index`, as soon as it is there. */
  async function slot(index: number): Promise<SlotSide> {
    while (accepted[index] === undefined) {
      await new Promise<void>((resolve) => {
        onAccepted = resolve
      })
    }
    return accepted[index]
  }

  async function eventCount(at: SlotEvent['at'], count: number): Promise<void> {
    while (events.filter((event) => event.at === at).length < count) {
      await new Promise<void>((resolve) => {
        onEvent = resolve
      })
    }
  }

  test('answers the ATR and a command', async () => {
    const side = await slot(0)
    side.send(GET_ATR)
    assert.equal(await side.frame(), toHex(ATR))
    side.send(SELECT)
    assert.equal(await side.frame(), `${toHex(SELECT)}9000`)
  })

  test('merged frames are answered in order, power changes among them', async () => {
    const side = await slot(0)
    side.send(octets('01'), SELECT, octets('02'), octets('00b0000004'), octets('00'))
    assert.equal(await side.frame(), `${toHex(SELECT)}9000`)
    assert.equal(await side.frame(), '00b00000049000')
    await serving.stop()
    assert.deepEqual(card.log, [toHex(SELECT), 'reset', '00b0000004', 'off', 'off'])
  })

  test('a frame that arrives octet by octet is one command', async () => {
    const side = await slot(0)
    side.socket.setNoDelay(true)
    for (const octet of encodeFrame(SELECT)) side.socket.write(Uint8Array.of(octet))
    assert.equal(await side.frame(), `${toHex(SELECT)}9000`)
    assert.deepEqual(card.log, [toHex(SELECT)])
  })

  test('presence polls are answered while the card still works on a command', async () => {
    const side = await slot(0)
    const finish = card.hold()
    side.send(SELECT)
    side.send(GET_ATR, GET_ATR)
    assert.equal(await side.frame(), toHex(ATR))
    assert.equal(await side.frame(), toHex(ATR))
    finish()
    assert.equal(await side.frame(), `${toHex(SELECT)}9000`)
  })

  test('fewer than four octets are no command: 6700 without asking the card', async () => {
    const side = await slot(0)
    side.send(octets('00a404'))
    assert.equal(await side.frame(), '6700')
    assert.deepEqual(card.log, [])
  })

  test('a response longer than a frame becomes 6f00, never a cut one', async () => {
    const side = await slot(0)
    side.send(octets('00b0000000000000'))
    assert.equal(await side.frame(), '6f00')
  })

  test('a lost connection powers the card off, and it is inserted again', async () => {
    const first = await slot(0)
    first.send(GET_ATR)
    await first.frame()
    first.socket.destroy()
    const second = await slot(1)
    second.send(GET_ATR)
    assert.equal(await second.frame(), toHex(ATR))
    assert.deepEqual(card.log, ['off'])
    assert.ok(events.some((event) => event.at === 'pulled' && event.reason !== 'stopped'))
  })

  for (const [name, sent] of [
    ['an empty frame', octets('0000')],
    ['a control code that vpcd does not have', octets('000103')],
    [
      'more commands than can be outstanding',
      concatBytes(...Array.from({ length: 40 }, () => encodeFrame(SELECT))),
    ],
  ] as const) {
    test(`${name} ends the connection and the card is inserted afresh`, async () => {
      const side = await slot(0)
      const finish = card.hold()
      const closed = once(side.socket, 'close')
      side.socket.write(sent)
      await closed
      finish()
      await eventCount('pulled', 1)
      assert.deepEqual(events[1], { at: 'pulled', reason: 'protocol-broken' })
      await slot(1)
    })
  }

  test('waits for a vpcd that is not up yet, with a growing delay', async () => {
    await serving.stop()
    for (const side of accepted) side.socket.destroy()
    vpcd.close()
    await once(vpcd, 'close')
    events = []
    serving = serve()
    await eventCount('not-reached', 3)
    const delays = events.map((event) => (event.at === 'not-reached' ? event.retryInMs : 0))
    assert.deepEqual(delays.slice(0, 3), [50, 100, 200])
    vpcd.listen(port, '127.0.0.1')
    await eventCount('inserted', 1)
  })

  test('stop answers the command in work, pulls the card and powers it off', async () => {
    const side = await slot(0)
    const finish = card.hold()
    side.send(SELECT, GET_ATR)
    assert.equal(await side.frame(), toHex(ATR))
    const stopped = serving.stop()
    finish()
    assert.equal(await side.frame(), `${toHex(SELECT)}9000`)
    await stopped
    await serving.ended
    assert.deepEqual(card.log, [toHex(SELECT), 'off'])
    assert.deepEqual(events.at(-1), { at: 'pulled', reason: 'stopped' })
  })

  test("the card's own fault ends the serving and reaches whoever waits for its end", async () => {
    const side = await slot(0)
    card.fault = new CardTransportError('reader-failed')
    side.send(SELECT)
    await assert.rejects(serving.ended, { code: 'reader-failed' })
  })
})

test('an ATR must have 2 to 33 octets', () => {
  for (const length of [1, 34]) {
    const card = Object.assign(new EchoCard(), { atr: () => new Uint8Array(length) })
    assert.throws(() => serveCard(card, { host: '127.0.0.1', port: 1 }, () => undefined), {
      code: 'invariant-broken',
    })
  }
})
