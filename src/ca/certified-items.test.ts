import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { ITEMS } from '../../test/support/ca-rig.ts'
import { birthDateText, numberedItems } from './certified-items.ts'

test('the items stand in the observed order with their texts', () => {
  const items = numberedItems(ITEMS)
  assert.ok(items.ok)
  assert.deepEqual(
    items.value.map(({ number, text }) => [number, text]),
    [
      [1, ITEMS.name],
      [4, '319800217'],
      [3, '2'],
      [5, ITEMS.address],
      [2, '01000'],
      [6, '0'.repeat(19)],
    ],
  )
})

for (const [year, month, day, text] of [
  [1868, 1, 24, '018680124'],
  [1868, 1, 25, '118680125'],
  [1912, 7, 29, '119120729'],
  [1912, 7, 30, '219120730'],
  [1926, 12, 24, '219261224'],
  [1926, 12, 25, '319261225'],
  [1980, 2, 17, '319800217'],
  [1989, 1, 7, '319890107'],
  [1989, 1, 8, '419890108'],
  [2019, 4, 30, '420190430'],
  [2019, 5, 1, '520190501'],
] as const)
  test(`a birth date reads ${text}`, () => {
    assert.equal(birthDateText(civilDate(year, month, day)), text)
  })

test('a character outside the basic plane counts once', () => {
  const items = { ...ITEMS, name: '𠮷田　見本', nameSubstitutions: '00000' }
  assert.ok(numberedItems(items).ok)
})

for (const [name, changes, item] of [
  ['an empty name', { name: '', nameSubstitutions: '' }, 1],
  ['a name of 101 characters', { name: '字'.repeat(101), nameSubstitutions: '0'.repeat(101) }, 1],
  ['a control character', { name: '見\n本', nameSubstitutions: '000' }, 1],
  ['half a surrogate pair', { name: '\ud842', nameSubstitutions: '0' }, 1],
  ['a flag too few', { nameSubstitutions: '0100' }, 2],
  ['a flag that is none', { nameSubstitutions: '0200０' }, 2],
  ['an empty address', { address: '', addressSubstitutions: '' }, 5],
  ['an address of 201', { address: '町'.repeat(201), addressSubstitutions: '0'.repeat(201) }, 5],
  ['an address flag too many', { addressSubstitutions: '0'.repeat(20) }, 6],
] as const)
  test(`${name} is refused as item ${item}, without its text`, () => {
    const items = numberedItems({ ...ITEMS, ...changes })
    assert.ok(!items.ok)
    assert.equal(items.refusal, 'items-malformed')
    assert.deepEqual(items.detail, { item })
  })
