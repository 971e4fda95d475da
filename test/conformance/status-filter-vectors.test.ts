import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FilterStates } from '#codec/status-filter/filter-states.ts'
import { parseStatusFilter } from '#codec/status-filter/parse-filter.ts'
import { statusFilterVectors } from '../support/status-filter-vectors.ts'

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'status-filter-vectors.json')
const vectors = JSON.parse(readFileSync(FILE, 'utf8')) as ReturnType<typeof statusFilterVectors>

test('the published vectors are those that the writer makes', () => {
  assert.deepEqual(vectors, statusFilterVectors())
})

for (const { name, filters, firstSerial, states, generations } of vectors.read) {
  test(`read: ${name}`, () => {
    const [complete, ...deltas] = filters.map((filter) => {
      const parsed = parseStatusFilter(Buffer.from(filter, 'base64'))
      assert.ok(parsed.ok)
      return parsed.value
    })
    assert.ok(complete !== undefined)
    const opened = FilterStates.open(complete, deltas)
    assert.ok(opened.ok)
    for (const [i, state] of Array.from(states).entries()) {
      const said = opened.value.stateOf(firstSerial + i)
      assert.equal(said?.state[0], state)
      if (state !== 'a') assert.equal(String(said?.generation.generation), generations[i])
    }
    assert.equal(opened.value.stateOf(firstSerial + states.length), undefined)
  })
}

for (const { name, filter, refusal } of vectors.refused) {
  test(`refused: ${name}`, () => {
    const parsed = parseStatusFilter(Buffer.from(filter, 'base64'))
    assert.equal(parsed.ok ? 'read' : parsed.refusal, refusal)
  })
}
