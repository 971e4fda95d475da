import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, civilDate } from '#kernel/civil-date.ts'
import type { LifeEvent, Resident } from './contract.ts'
import { OVERSEAS_ADDRESS, residentAfter } from './model.ts'
import { municipalityByCode } from './municipalities.ts'
import { PERSONAS } from './personas.ts'

const TODAY = civilDate(2026, 3, 1)
const YESTERDAY = addDays(TODAY, -1)
const people = PERSONAS.map((one) => one.on(TODAY))

function persona(index: number): Resident {
  const found = people[index]
  assert.ok(found)
  return found
}

function municipality(code: string) {
  const found = municipalityByCode(code)
  assert.ok(found)
  return found
}

const [adult, ward, foreigner, overseas] = [persona(0), persona(3), persona(4), persona(6)]
const kochi = municipality('39201')
const ADDRESS = '高知県高知市本町１丁目'
const moved: LifeEvent = { kind: 'moved', on: TODAY, municipality: kochi, address: ADDRESS }
const named: LifeEvent = {
  kind: 'name-changed',
  on: TODAY,
  name: '高知　葵',
  kana: 'コウチ　アオイ',
}
const FORMER = { name: '旧川', nameSubstitutions: '01', kana: 'キュウカワ' }
const NEW_NAME = { name: '安　杏', nameSubstitutions: '000', kana: 'ヤス　アン' }
const dead: Resident = { ...adult, deceasedOn: YESTERDAY }

const POSSIBLE: readonly (readonly [string, Resident, LifeEvent, Partial<Resident>])[] = [
  [
    'a move takes municipality, address and flags',
    adult,
    moved,
    {
      municipality: kochi,
      items: { ...adult.items, address: ADDRESS, addressSubstitutions: '00000000000' },
    },
  ],
  [
    'a move with 代替文字 keeps its flags',
    adult,
    { ...moved, addressSubstitutions: '00000100000' },
    {
      municipality: kochi,
      items: { ...adult.items, address: ADDRESS, addressSubstitutions: '00000100000' },
    },
  ],
  [
    'back from overseas',
    overseas,
    moved,
    {
      municipality: kochi,
      residence: 'in-japan',
      overseasContinuation: false,
      items: { ...overseas.items, address: ADDRESS, addressSubstitutions: '00000000000' },
    },
  ],
  [
    'overseas with continuation',
    adult,
    { kind: 'moved-overseas', on: TODAY, continuation: true },
    {
      residence: 'overseas',
      overseasContinuation: true,
      items: { ...adult.items, address: OVERSEAS_ADDRESS, addressSubstitutions: '0000' },
    },
  ],
  [
    'a new name',
    adult,
    named,
    {
      kana: 'コウチ　アオイ',
      items: { ...adult.items, name: '高知　葵', nameSubstitutions: '0000' },
    },
  ],
  [
    'the birth date corrected',
    adult,
    { kind: 'corrected', on: TODAY, item: 'birth-date', value: '1990-12-09', minor: false },
    { items: { ...adult.items, birthDate: civilDate(1990, 12, 9) } },
  ],
  [
    'sex corrected',
    adult,
    { kind: 'corrected', on: TODAY, item: 'sex', value: 'unknown', minor: false },
    { items: { ...adult.items, sex: 'unknown' } },
  ],
  [
    'a minor correction of the address',
    adult,
    {
      kind: 'corrected',
      on: TODAY,
      item: 'address',
      value: '神奈川県横浜市中区本町９',
      minor: true,
    },
    {
      items: {
        ...adult.items,
        address: '神奈川県横浜市中区本町９',
        addressSubstitutions: '0'.repeat(12),
      },
    },
  ],
  [
    '代替文字 marked anew, the name itself as it was',
    adult,
    {
      kind: 'corrected',
      on: TODAY,
      item: 'name',
      value: adult.items.name,
      substitutions: `1${'0'.repeat(Array.from(adult.items.name).length - 1)}`,
      minor: false,
    },
    {
      items: {
        ...adult.items,
        nameSubstitutions: `1${'0'.repeat(Array.from(adult.items.name).length - 1)}`,
      },
    },
  ],
  [
    'an address corrected with a 代替文字',
    adult,
    {
      kind: 'corrected',
      on: TODAY,
      item: 'address',
      value: '神奈川県横浜市中区本町９',
      substitutions: '000000000010',
      minor: false,
    },
    {
      items: {
        ...adult.items,
        address: '神奈川県横浜市中区本町９',
        addressSubstitutions: '000000000010',
      },
    },
  ],
  ['a death yesterday', adult, { kind: 'died', on: YESTERDAY }, { deceasedOn: YESTERDAY }],
  [
    'a longer stay',
    foreigner,
    { kind: 'stay-extended', on: TODAY, periodOfStayEndsOn: civilDate(2032, 1, 1) },
    { periodOfStayEndsOn: civilDate(2032, 1, 1) },
  ],
  ['adult guardianship', adult, { kind: 'became-adult-ward', on: TODAY }, { adultWard: true }],
  ['guardianship ended', ward, { kind: 'guardianship-ended', on: TODAY }, { adultWard: false }],
  [
    'a stay that was revoked before its end',
    foreigner,
    { kind: 'stay-ended', on: TODAY },
    { recordDeletedOn: TODAY, periodOfStayEndsOn: YESTERDAY },
  ],
  [
    'a stay that ran out',
    { ...foreigner, periodOfStayEndsOn: addDays(YESTERDAY, -9) },
    { kind: 'stay-ended', on: TODAY },
    { recordDeletedOn: TODAY, periodOfStayEndsOn: addDays(YESTERDAY, -9) },
  ],
  [
    'a 旧氏 entered',
    adult,
    { kind: 'former-name-changed', on: TODAY, formerName: FORMER },
    { formerName: FORMER },
  ],
  [
    'a 旧氏 removed',
    { ...adult, formerName: FORMER },
    { kind: 'former-name-changed', on: TODAY, formerName: undefined },
    { formerName: undefined },
  ],
  [
    'naturalised under a new name',
    { ...foreigner, commonName: FORMER },
    { kind: 'naturalised', on: TODAY, newName: NEW_NAME },
    {
      nationality: 'japanese',
      periodOfStayEndsOn: undefined,
      commonName: undefined,
      kana: NEW_NAME.kana,
      items: { ...foreigner.items, name: NEW_NAME.name, nameSubstitutions: '000' },
    },
  ],
  [
    'naturalised under the same name',
    foreigner,
    { kind: 'naturalised', on: TODAY, newName: undefined },
    { nationality: 'japanese', periodOfStayEndsOn: undefined },
  ],
  ['a new individual number', adult, { kind: 'number-changed', on: TODAY }, {}],
]

for (const [name, before, event, changed] of POSSIBLE) {
  test(`possible: ${name}`, () => {
    const result = residentAfter(before, event, TODAY)
    assert.ok(result.ok)
    assert.deepEqual(result.value, { ...before, ...changed, version: before.version + 1 })
  })
}

const elsewhere = { ...kochi, code: '99999' }
const IMPOSSIBLE: readonly (readonly [string, Resident, LifeEvent, string])[] = [
  ['anything after death', dead, { kind: 'died', on: TODAY }, 'after-death'],
  ['an event tomorrow', adult, { kind: 'died', on: addDays(TODAY, 1) }, 'in-the-future'],
  [
    'an event before birth',
    adult,
    { kind: 'died', on: addDays(adult.items.birthDate, -1) },
    'before-birth',
  ],
  [
    'a move to the same address',
    adult,
    { ...moved, municipality: adult.municipality, address: adult.items.address },
    'nothing-changes',
  ],
  [
    'an address in another place',
    adult,
    { ...moved, address: '東京都港区本町１' },
    'value-malformed',
  ],
  ['an address in half width', adult, { ...moved, address: `${ADDRESS}1` }, 'value-malformed'],
  [
    'an address too long',
    adult,
    { ...moved, address: ADDRESS + '一'.repeat(190) },
    'value-malformed',
  ],
  ['flags of another length', adult, { ...moved, addressSubstitutions: '0' }, 'value-malformed'],
  ['a municipality nobody knows', adult, { ...moved, municipality: elsewhere }, 'value-malformed'],
  [
    'overseas twice',
    overseas,
    { kind: 'moved-overseas', on: TODAY, continuation: true },
    'already-overseas',
  ],
  [
    'the same name',
    adult,
    { ...named, name: adult.items.name, kana: adult.kana },
    'nothing-changes',
  ],
  ['a name with a trailing space', adult, { ...named, name: '高知　' }, 'value-malformed'],
  ['a kana that is not katakana', adult, { ...named, kana: 'こうち　あおい' }, 'value-malformed'],
  [
    'a birth date that does not exist',
    adult,
    { kind: 'corrected', on: TODAY, item: 'birth-date', value: '1991-02-29', minor: false },
    'value-malformed',
  ],
  [
    'a sex that is none',
    adult,
    { kind: 'corrected', on: TODAY, item: 'sex', value: '1', minor: false },
    'value-malformed',
  ],
  [
    'flags of a corrected name that are one too few',
    adult,
    {
      kind: 'corrected',
      on: TODAY,
      item: 'name',
      value: '高知　葵',
      substitutions: '010',
      minor: false,
    },
    'value-malformed',
  ],
  [
    'a corrected name in half width',
    adult,
    { kind: 'corrected', on: TODAY, item: 'name', value: 'ab', minor: true },
    'value-malformed',
  ],
  [
    'a corrected address overseas',
    overseas,
    { kind: 'corrected', on: TODAY, item: 'address', value: ADDRESS, minor: true },
    'value-malformed',
  ],
  [
    'a correction of nothing',
    adult,
    { kind: 'corrected', on: TODAY, item: 'sex', value: adult.items.sex, minor: true },
    'nothing-changes',
  ],
  [
    'a stay for a Japanese',
    adult,
    { kind: 'stay-extended', on: TODAY, periodOfStayEndsOn: TODAY },
    'no-period-of-stay',
  ],
  [
    'a stay to the same day',
    foreigner,
    { kind: 'stay-extended', on: TODAY, periodOfStayEndsOn: foreigner.periodOfStayEndsOn ?? TODAY },
    'stay-not-extended',
  ],
  [
    'anything after the record was deleted',
    { ...foreigner, recordDeletedOn: YESTERDAY },
    moved,
    'record-deleted',
  ],
  ['no guardianship to end', adult, { kind: 'guardianship-ended', on: TODAY }, 'no-adult-ward'],
  [
    'the end of a stay that has none',
    adult,
    { kind: 'stay-ended', on: TODAY },
    'no-period-of-stay',
  ],
  [
    'a 旧氏 removed that there is not',
    adult,
    { kind: 'former-name-changed', on: TODAY, formerName: undefined },
    'nothing-changes',
  ],
  [
    'a 旧氏 with flags of another length',
    adult,
    { kind: 'former-name-changed', on: TODAY, formerName: { ...FORMER, nameSubstitutions: '0' } },
    'value-malformed',
  ],
  [
    'a Japanese naturalised',
    adult,
    { kind: 'naturalised', on: TODAY, newName: NEW_NAME },
    'not-a-foreigner',
  ],
  [
    'naturalised under a name in half width',
    foreigner,
    { kind: 'naturalised', on: TODAY, newName: { ...NEW_NAME, name: 'An' } },
    'value-malformed',
  ],
  [
    'naturalised under the same name as a new one',
    foreigner,
    {
      kind: 'naturalised',
      on: TODAY,
      newName: {
        name: foreigner.items.name,
        nameSubstitutions: foreigner.items.nameSubstitutions,
        kana: foreigner.kana,
      },
    },
    'nothing-changes',
  ],
  ['a birth of someone who lives', adult, { kind: 'born', on: TODAY }, 'already-born'],
  ['guardianship twice', ward, { kind: 'became-adult-ward', on: TODAY }, 'already-adult-ward'],
]

for (const [name, before, event, reason] of IMPOSSIBLE) {
  test(`impossible: ${name}`, () => {
    const result = residentAfter(before, event, TODAY)
    assert.deepEqual(result, { ok: false, refusal: 'event-impossible', detail: { reason } })
  })
}
