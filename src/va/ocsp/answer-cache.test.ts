import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '#kernel/instant.ts'
import type { EntryForm } from '../responder-table.ts'
import { AnswerCache, type KeptAnswer } from './answer-cache.ts'

fc.configureGlobal({ seed: 5019 })

// The cache knows forms by identity alone.
const FORMS = [{ octets: new Uint8Array(1) }, { octets: new Uint8Array(2) }] as EntryForm[]
const OCTETS_MAX = 100

interface Step {
  readonly does: 'keep' | 'find'
  readonly form: number
  readonly serial: number
  readonly code: number
  readonly revokedSecond: number
  readonly octets: number
  readonly now: number
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    does: fc.constantFrom('keep' as const, 'find' as const),
    form: fc.nat({ max: 1 }),
    serial: fc.integer({ min: 1, max: 6 }),
    code: fc.constantFrom(1, 6),
    revokedSecond: fc.nat({ max: 1 }),
    octets: fc.integer({ min: 1, max: 60 }),
    now: fc.nat({ max: 20 }),
  }),
  { maxLength: 200 },
)

test('what is found was kept last, tells the state asked for, and still counts; never too much', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const cache = new AnswerCache<number>(OCTETS_MAX)
      const last = new Map<string, KeptAnswer<number>>()
      for (const [i, { does, form, serial, code, revokedSecond, octets, now }] of all.entries()) {
        const place = FORMS[form]
        assert.ok(place !== undefined)
        if (does === 'keep') {
          const [producedAt, renewAt, endsAt] = [instant(now), instant(now + 3), instant(now + 5)]
          const kept = { answer: i, octets, code, revokedSecond, producedAt, renewAt, endsAt }
          cache.keep(place, serial, kept)
          last.set(`${form}/${serial}`, kept)
        } else {
          const found = cache.find(place, serial, code, revokedSecond, instant(now))
          if (found === undefined) continue
          assert.equal(found, last.get(`${form}/${serial}`))
          assert.deepEqual([found.code, found.revokedSecond], [code, revokedSecond])
          assert.ok(found.producedAt <= now && now < found.endsAt)
        }
        assert.ok(cache.octets <= OCTETS_MAX, String(cache.octets))
      }
    }),
  )
})

function answerOf(octets: number): KeptAnswer<string> {
  const times = { producedAt: instant(0), renewAt: instant(50), endsAt: instant(100) }
  return { answer: 'kept', octets, code: 1, revokedSecond: 0, ...times }
}

test('what is asked for stays; what nobody asks for makes way', () => {
  const cache = new AnswerCache<string>(100)
  const [form] = FORMS
  assert.ok(form !== undefined)
  for (let serial = 1; serial <= 40; serial++) {
    cache.keep(form, serial, answerOf(10))
    assert.ok(cache.find(form, 1, 1, 0, instant(1)) !== undefined, String(serial))
  }
  assert.equal(cache.find(form, 2, 1, 0, instant(1)), undefined)
  assert.ok(cache.find(form, 40, 1, 0, instant(1)) !== undefined)
})

test('an answer over half of the room is not kept, and pushes nothing out', () => {
  const cache = new AnswerCache<string>(100)
  const [form] = FORMS
  assert.ok(form !== undefined)
  cache.keep(form, 1, answerOf(50))
  cache.keep(form, 2, answerOf(51))
  assert.ok(cache.find(form, 1, 1, 0, instant(1)) !== undefined)
  assert.equal(cache.find(form, 2, 1, 0, instant(1)), undefined)
})
