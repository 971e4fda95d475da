import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, civilDate, dateParts } from './civil-date.ts'
import { ERAS, eraOf, yearBefore, yearOfEra } from './era.ts'

for (const [era, following] of ERAS.map((one, at) => [one, ERAS[at + 1]] as const)) {
  test(`${era.name} begins on its first day and ends before the next`, () => {
    assert.equal(eraOf(era.from), era)
    const last = following === undefined ? civilDate(9999, 12, 31) : addDays(following.from, -1)
    assert.equal(eraOf(last), era)
    const { year } = dateParts(era.from)
    assert.equal(yearOfEra(era, year), `${era.name}元年`)
    assert.equal(yearOfEra(era, year + 1), `${era.name}2年`)
    assert.equal(yearOfEra(era, year - 1), undefined)
    assert.equal(yearBefore(era), year - 1)
  })
}

test('each era has a letter of its own', () => {
  assert.equal(new Set(ERAS.map(({ letter }) => letter)).size, ERAS.length)
})
