import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FirstAndFurther } from './first-and-further.ts'

test('memory of findings: the first and the further ones are kept and replaced alike', () => {
  const [one, two, three] = [{}, {}, {}]
  const memory = new FirstAndFurther<object, string>()
  assert.equal(memory.get(one), undefined)
  memory.set(one, 'a')
  memory.set(two, 'b')
  assert.deepEqual(
    [one, two, three].map((key) => memory.get(key)),
    ['a', 'b', undefined],
  )
  memory.set(one, 'c')
  memory.set(two, 'd')
  assert.deepEqual(
    [one, two, three].map((key) => memory.get(key)),
    ['c', 'd', undefined],
  )
})
