import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CounterEvent, eventOf } from './event-fields.ts'
import { FormFields } from './form-fields.ts'

const ON = { on: 'R8.12.1' }
const MOVE = { ...ON, municipality: '横浜市中区' }
const NAME = { ...ON, newName: '髙崎　花', newKana: 'タカサキ　ハナ' }

for (const [name, kind, form, event] of [
  [
    'an address without its beginning gets it, flags and all',
    'moved',
    { ...MOVE, address: '髙島町１番', substitutes: '島' },
    {
      municipality: { code: '14104' },
      address: '神奈川県横浜市中区高島町１番',
      addressSubstitutions: '00000000011000',
    },
  ],
  [
    'a name, its known 外字 replaced',
    'name-changed',
    NAME,
    { name: '高崎　花', nameSubstitutions: '1000', kana: 'タカサキ　ハナ' },
  ],
  [
    'a former name',
    'former-name-changed',
    { ...ON, newName: '吉田', newKana: 'ヨシダ', substitutes: '1' },
    { formerName: { name: '吉田', nameSubstitutions: '10', kana: 'ヨシダ' } },
  ],
  ['a former name that is taken away', 'former-name-changed', ON, { formerName: null }],
  [
    'a corrected name',
    'corrected',
    { ...ON, item: 'name', value: '德田　一', minor: 'yes' },
    { item: 'name', value: '徳田　一', minor: true, substitutions: '1000' },
  ],
  [
    'a corrected birth date is no text with flags',
    'corrected',
    { ...ON, item: 'birth-date', value: 'H2.12.10', substitutes: '高' },
    { item: 'birth-date', value: '1990-12-10', minor: false, substitutions: undefined },
  ],
  ['a death', 'died', ON, {}],
] as const satisfies readonly (readonly [string, CounterEvent, object, object])[]) {
  test(`change of the record: ${name}`, () => {
    const read = eventOf(kind, FormFields.of(form))
    assert.ok(read.ok, JSON.stringify(read))
    assert.deepEqual(read.value.event, { kind, on: '2026-12-01', ...event })
  })
}

for (const [name, kind, form, refusal, field] of [
  ['no day', 'died', { on: '32日' }, 'field-not-a-day', 'on'],
  [
    'a substitute that is not in the address',
    'moved',
    { ...MOVE, address: '本町１番', substitutes: '高' },
    'substitute-not-in-text',
    'substitutes',
  ],
  ['no address', 'moved', MOVE, 'field-missing', 'address'],
  [
    'no municipality',
    'moved',
    { ...ON, address: '本町' },
    'municipality-ambiguous',
    'municipality',
  ],
  ['no furigana', 'name-changed', { ...NAME, newKana: '' }, 'field-missing', 'newKana'],
  ['no value', 'corrected', { ...ON, item: 'name' }, 'field-missing', 'value'],
] as const satisfies readonly (readonly [string, CounterEvent, object, string, string])[]) {
  test(`change of the record with ${name} is not taken`, () => {
    const read = eventOf(kind, FormFields.of(form))
    assert.deepEqual(read, { ok: false, refusal, detail: { field } })
  })
}
