import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CardMemory } from '#card/model.ts'
import { encodeCommand, RESPONSE_DATA_MAX } from '#codec/apdu/command.ts'
import { ISSUER_INS } from '#codec/jpki-card/issuer-commands.ts'
import { concatBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { issuedRigCard, RIG, RigCard, SELECT, verifyHex } from '../support/card-rig.ts'

const SEED = 20_260_401
const { memory: ISSUED } = (await issuedRigCard()).card

/** What is sent before the arbitrary command: the states from which it starts. */
const STARTS: Readonly<Record<string, (rig: RigCard) => Promise<unknown>>> = {
  'power-on': async () => undefined,
  'JPKI AP': (rig) => rig.sendAll(SELECT.jpki),
  'JPKI AP, both PINs verified': (rig) =>
    rig.sendAll(SELECT.jpki, verifyHex(RIG.authPin, '98'), verifyHex(RIG.signPin, '9b')),
  'text AP, PIN verified': (rig) => rig.sendAll(SELECT.text, verifyHex(RIG.textPin, '91')),
  'issuer session': (rig) => rig.issuer(),
}

const octet = fc.integer({ min: 0, max: 255 })
const reference = fc.constantFrom(0x00, 0x80, 0x81, 0x8a, 0x90, 0x91, 0x97, 0x98, 0x9a, 0x9b, 0x9f)
const HOLDER_INS = [0x20, 0x24, 0x2a, 0x84, 0xa2, 0xa4, 0xae, 0xb0, 0xca, 0xfc] as const
const instruction = fc.constantFrom(...HOLDER_INS, ...Object.values(ISSUER_INS))

/** Commands near those that exist; between them, octets of any kind. */
const nearCommand = fc
  .record({
    cla: fc.oneof(fc.constantFrom(0x00, 0x80, 0x01, 0x08, 0x0c), octet),
    ins: fc.oneof(instruction, octet),
    p1: fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x04, 0x80, 0x81), reference, octet),
    p2: fc.oneof(fc.constant(0x0c), reference, octet),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom(utf8(RIG.authPin), utf8(RIG.signPin), utf8('0000'), new Uint8Array(48)),
      fc.uint8Array({ minLength: 200, maxLength: 300 }),
    ),
    le: fc.option(fc.constantFrom(1, 4, 16, 255, 256, 65_536), { nil: undefined }),
  })
  .map(encodeCommand)
const anyCommand = fc.oneof(
  { weight: 4, arbitrary: nearCommand },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
)

/**
 * Which parts of the memory a command may change, by class and instruction; all others change
 * nothing.
 */
const MAY_CHANGE: Readonly<Record<string, readonly (keyof CardMemory)[]>> = {
  '0020': ['pins'],
  '0024': ['pins'],
  '8082': ['issuerTriesLeft'],
}

function changedParts(before: CardMemory, after: CardMemory): readonly string[] {
  const parts = ['profile', 'identity', 'issuerKey', 'issuerTriesLeft', 'contents', 'pins'] as const
  return [...parts, 'keys' as const].filter((part) => before[part] !== after[part])
}

for (const [name, start] of Object.entries(STARTS))
  test(`any command from ${name}: an answer, and no change outside the table`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand, { minLength: 1, maxLength: 6 }), async (commands) => {
        const rig = new RigCard(ISSUED)
        await start(rig)
        for (const command of commands) {
          const before = rig.card.memory
          const response = await rig.card.transmit(command)
          assert.ok(response.length >= 2 && response.length <= RESPONSE_DATA_MAX + 2)
          const allowed: readonly string[] = MAY_CHANGE[toHex(command.subarray(0, 2))] ?? []
          const changed = changedParts(before, rig.card.memory)
          assert.deepEqual(
            changed.filter((part) => !allowed.includes(part)),
            [],
          )
          if (before !== rig.card.memory)
            assert.ok(rig.card.memory.lifeCounter > before.lifeCounter)
        }
      }),
      { numRuns: 200, seed: SEED },
    )
  })

test('an issuer who says anything at all: an answer, and the identity of the card never changes', async () => {
  const said = fc.record({
    ins: fc.constantFrom(...Object.values(ISSUER_INS).filter((ins) => ins !== 0x82)),
    p1: fc.constantFrom(0x00, 0x80, 0x81, 0x01),
    p2: fc.oneof(fc.constant(0x00), reference),
    plaintext: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(utf8('4321'), utf8('NEW123'), new Uint8Array(0), new Uint8Array(226)),
    ),
    le: fc.constantFrom(256, 65_536),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 5 }), async (commands) => {
      const rig = new RigCard(ISSUED)
      const dialogue = await rig.issuer()
      for (const command of commands) {
        const performed = await dialogue.perform(command)
        if (!performed.ok) assert.equal(performed.refusal, 'card-refused')
        const { profile, identity, issuerKey } = rig.card.memory
        assert.deepEqual([profile, identity], [ISSUED.profile, ISSUED.identity])
        assert.equal(issuerKey, ISSUED.issuerKey)
        if (!performed.ok) return
        assert.equal(performed.value.lifeCounter, rig.card.memory.lifeCounter)
      }
    }),
    { numRuns: 200, seed: SEED },
  )
})

type Act =
  | { readonly kind: 'verify' | 'change'; readonly pin: number; readonly value: string }
  | { readonly kind: 'query'; readonly pin: number }
  | { readonly kind: 'select' | 'leave' | 'power-off' }

const PINS = [
  { reference: 0x98, max: 3, values: ['1234', '0000', '9999'] },
  { reference: 0x9b, max: 5, values: ['ABC123', 'ZZZZZZ', 'NEW999'] },
] as const

const act: fc.Arbitrary<Act> = fc.oneof(
  fc
    .record({ pin: fc.nat({ max: 1 }), choice: fc.nat({ max: 2 }), change: fc.boolean() })
    .map(({ pin, choice, change }): Act => {
      const value = PINS[pin]?.values[choice] ?? ''
      return { kind: change ? 'change' : 'verify', pin, value }
    }),
  fc.nat({ max: 1 }).map((pin): Act => ({ kind: 'query', pin })),
  fc.constantFrom<Act>({ kind: 'select' }, { kind: 'leave' }, { kind: 'power-off' }),
)

/** The PIN rules of spec/card.md §2.2, told once more and independently. */
class PinModel {
  readonly #pins = PINS.map(({ max, values }): { value: string; left: number } => ({
    value: values[0],
    left: max,
  }))
  readonly #verified = new Set<number>()

  answer(step: Act): string {
    switch (step.kind) {
      case 'select':
        return '9000'
      case 'leave':
      case 'power-off':
        this.#verified.clear()
        return '9000'
      case 'query':
        return `63c${this.#pins[step.pin]?.left}`
      case 'change':
        return this.#change(step.pin, step.value)
      case 'verify':
        return this.#verify(step.pin, step.value)
    }
  }

  #verify(index: number, value: string): string {
    const pin = this.#pins[index]
    assert.ok(pin !== undefined)
    if (pin.left === 0) return '6984'
    if (pin.value !== value) {
      pin.left -= 1
      this.#verified.delete(index)
      return `63c${pin.left}`
    }
    pin.left = PINS[index]?.max ?? 0
    this.#verified.add(index)
    return '9000'
  }

  #change(index: number, value: string): string {
    const pin = this.#pins[index]
    assert.ok(pin !== undefined)
    if (!this.#verified.has(index)) return '6982'
    pin.value = value
    pin.left = PINS[index]?.max ?? 0
    return '9000'
  }
}

async function carryOut(rig: RigCard, step: Act): Promise<string> {
  switch (step.kind) {
    case 'select':
      return rig.send(SELECT.jpki)
    case 'leave':
      await rig.sendAll(SELECT.text)
      return rig.send(SELECT.jpki)
    case 'power-off':
      await rig.card.powerOff()
      return rig.send(SELECT.jpki)
    case 'verify':
    case 'change':
    case 'query': {
      const p2 = PINS[step.pin]?.reference ?? 0
      const [ins, p1] = step.kind === 'change' ? [0x24, 0x01] : [0x20, 0x00]
      const data = step.kind === 'query' ? undefined : utf8(step.value)
      return toHex(await rig.card.transmit(encodeCommand({ cla: 0, ins, p1, p2, data })))
    }
  }
}

test('PINs behave as the rules say, whatever the order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (steps) => {
      const rig = new RigCard(ISSUED)
      await rig.sendAll(SELECT.jpki)
      const model = new PinModel()
      for (const step of steps)
        assert.equal(await carryOut(rig, step), model.answer(step), step.kind)
    }),
    { numRuns: 150, seed: SEED },
  )
})

test('a READ BINARY in pieces is the file, however it is cut', async () => {
  const rig = new RigCard(ISSUED)
  await rig.sendAll(SELECT.jpki, '00a4020c02000a')
  const content = ISSUED.contents['jpki/000a'] ?? new Uint8Array(0)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 700 }), async (step) => {
      const parts: Uint8Array[] = []
      for (let offset = 0; offset < content.length; offset += step) {
        const header = { cla: 0, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff }
        const response = await rig.card.transmit(encodeCommand({ ...header, le: step }))
        parts.push(response.slice(0, -2))
      }
      assert.deepEqual(concatBytes(...parts), content)
    }),
    { numRuns: 50, seed: SEED },
  )
})
