import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CivilDate, civilDate, dateParts } from '#kernel/civil-date.ts'
import { ageOn } from '#law/birthday.ts'
import type { Resident } from './contract.ts'
import { drawHouseholds } from './draw-households.ts'
import { GENERATED_RESIDENTS_MAX, generateResidents } from './generate-residents.ts'
import { OVERSEAS_ADDRESS } from './model.ts'
import { MUNICIPALITIES } from './municipalities.ts'
import { PERSONAS } from './personas.ts'
import { SeededChoice } from './seeded-choice.ts'
import { flagsFit, isAddressForm, isKanaForm, isNameForm } from './text-form.ts'

const TODAY = civilDate(2026, 3, 1)
/** Enough that every place comes up and rare people are met. */
const MANY = 100_000

/** JIS X 0208 and JIS X 0212, as EUC-JP has them: what a certificate may say (spec/jpki.md §2.3). */
function certifiableCharacters(): ReadonlySet<string> {
  const decoder = new TextDecoder('euc-jp')
  const characters = new Set<string>()
  for (const prefix of [[], [0x8f]]) {
    for (let row = 0xa1; row <= 0xfe; row++) {
      // Row 13 and rows 89 to 92 of the decoder's table are a vendor's, not of the standard.
      if (prefix.length === 0 && (row === 0xad || row >= 0xf9)) continue
      for (let cell = 0xa1; cell <= 0xfe; cell++) {
        const text = decoder.decode(new Uint8Array([...prefix, row, cell]))
        if (!text.includes('\ufffd')) characters.add(text)
      }
    }
  }
  return characters
}

const CERTIFIABLE = certifiableCharacters()

function checkWellFormed(resident: Resident): void {
  const { items, kana, municipality, residence, formerName, commonName } = resident
  const { nationality, periodOfStayEndsOn } = resident
  assert.ok(isNameForm(items.name) && flagsFit(items.nameSubstitutions, items.name), items.name)
  assert.ok(isKanaForm(kana), kana)
  assert.ok(isAddressForm(items.address), items.address)
  assert.ok(flagsFit(items.addressSubstitutions, items.address))
  assert.ok(items.birthDate <= TODAY)
  if (residence === 'in-japan') {
    assert.ok(items.address.startsWith(municipality.prefecture + municipality.name))
  } else {
    assert.equal(items.address, OVERSEAS_ADDRESS)
  }
  assert.equal(periodOfStayEndsOn !== undefined, nationality === 'foreigner')
  assert.ok(formerName === undefined || nationality === 'japanese')
  assert.ok(commonName === undefined || nationality !== 'japanese')
  for (const text of [items.name, items.address, formerName?.name, commonName?.name]) {
    for (const character of text ?? '') assert.ok(CERTIFIABLE.has(character), character)
  }
}

test('the same seed gives the same people, and every one of them is well formed', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (seed) => {
      const once = [...generateResidents({ seed, count: 120, today: TODAY })]
      assert.deepEqual([...generateResidents({ seed, count: 120, today: TODAY })], once)
      for (const resident of once) checkWellFormed(resident)
    }),
    { numRuns: 25 },
  )
})

test('a smaller register is the beginning of a larger one of the same seed', () => {
  const small = [...generateResidents({ seed: 5n, count: 200, today: TODAY })]
  const large = [...generateResidents({ seed: 5n, count: 500, today: TODAY })]
  assert.deepEqual(large.slice(0, 200), small)
  assert.equal(small.length, 200)
  assert.deepEqual([...generateResidents({ seed: 5n, count: 0, today: TODAY })], [])
  const more = GENERATED_RESIDENTS_MAX + 1
  assert.throws(() => generateResidents({ seed: 5n, count: more, today: TODAY }).next())
})

const many = [...generateResidents({ seed: 1n, count: MANY, today: TODAY })]

function shareOf(wanted: (resident: Resident) => boolean): number {
  return many.filter(wanted).length / many.length
}

test('every id is given once, and every municipality and ward has residents', () => {
  assert.equal(new Set(many.map(({ id }) => id)).size, MANY)
  const places = new Set(many.map(({ municipality }) => municipality.code))
  assert.equal(places.size, MUNICIPALITIES.length)
  const inTokyo = shareOf(({ municipality }) => municipality.prefecture === '東京都')
  assert.ok(inTokyo > 0.03, String(inTokyo))
})

/** 人口推計, October 2024, total population in per cent by ten years of age. */
const PYRAMID = [7.1, 8.5, 10.3, 10.8, 13.5, 14.7, 11.8, 12.9, 8.1, 2.3] as const

test('ages follow the population pyramid', () => {
  const counts = PYRAMID.map((_, decade) =>
    shareOf(({ items }) => Math.min(9, Math.floor(ageOn(items.birthDate, TODAY) / 10)) === decade),
  )
  for (const [decade, expected] of PYRAMID.entries()) {
    const found = (counts[decade] ?? 0) * 100
    assert.ok(Math.abs(found - expected) < 1, `${decade}0s: ${found} for ${expected}`)
  }
})

test('households have one head, a size of about two, and parents older than their children', () => {
  const households = Map.groupBy(many.slice(PERSONAS.length), ({ household }) => household)
  const sizes = [...households.values()].map((members) => members.length)
  const mean = many.length / sizes.length
  assert.ok(mean > 1.95 && mean < 2.5, String(mean))
  assert.ok(Math.max(...sizes) <= 12)
  for (const members of [...households.values()].slice(0, -1)) {
    const [head, ...others] = members
    assert.ok(head?.relation === 'head')
    const age = ageOn(head.items.birthDate, TODAY)
    for (const { relation, items, municipality } of others) {
      assert.equal(municipality, head.municipality)
      const younger = age - ageOn(items.birthDate, TODAY)
      if (relation === 'child') assert.ok(younger >= 17, String(younger))
      if (relation === 'parent') assert.ok(younger <= -17, String(younger))
      assert.notEqual(relation, 'head')
    }
  }
})

test('nobody under 15 lives alone', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (seed) => {
      for (const [head] of drawHouseholds(new SeededChoice(seed))) assert.ok(head.age >= 15)
    }),
    { numRuns: 200 },
  )
})

const isAdult = ({ items }: Resident): boolean => ageOn(items.birthDate, TODAY) >= 18
const endsWithin = (until: CivilDate | undefined): boolean =>
  until !== undefined && dateParts(until).year <= 2026

for (const [name, wanted, least, most] of [
  ['foreigners', ({ nationality }) => nationality !== 'japanese', 0.02, 0.04],
  ['stays that end this year', (one) => endsWithin(one.periodOfStayEndsOn), 0.001, 0.01],
  ['通称', ({ commonName }) => commonName !== undefined, 0.002, 0.01],
  ['旧氏', ({ formerName }) => formerName !== undefined, 0.001, 0.01],
  ['adult wards', ({ adultWard }) => adultWard, 0.001, 0.003],
  ['wards who are minors', (one) => one.adultWard && !isAdult(one), 0, 0],
  ['people overseas', ({ residence }) => residence === 'overseas', 0.0004, 0.002],
  ['minors', (one) => !isAdult(one), 0.12, 0.16],
  ['names with 代替文字', ({ items }) => items.nameSubstitutions.includes('1'), 0.01, 0.04],
  ['addresses with 代替文字', ({ items }) => items.addressSubstitutions.includes('1'), 0.003, 0.02],
  ['names of one character', ({ items }) => /^.　.$/u.test(items.name), 0.001, 0.03],
  ['names of 40 characters and more', ({ items }) => items.name.length >= 40, 0.0001, 0.01],
  ['大字', ({ items }) => items.address.includes('大字'), 0.2, 0.6],
  ['京都の通り名', ({ items }) => /[通](?:御池|三条|四条|丸太)/.test(items.address), 0.0005, 0.01],
  ['条と丁目', ({ items }) => /条[東西].+丁目/.test(items.address), 0.005, 0.05],
  ['方書', ({ items }) => items.address.endsWith('方'), 0.005, 0.02],
] as const satisfies readonly (readonly [string, (one: Resident) => boolean, number, number])[]) {
  test(`a large register has ${name}`, () => {
    const share = shareOf(wanted)
    assert.ok(share >= least && share <= most, String(share))
  })
}
