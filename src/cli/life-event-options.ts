import { type Invocation, type OptionSpec, required, UsageError } from './command.ts'
import { fullWidth } from './full-width.ts'

/** The fields of each kind of event, by the options that give them. */
const EVENT_FIELDS: Readonly<Record<string, (invocation: Invocation) => object>> = {
  moved: (it) => ({
    municipality: { code: required(it, 'municipality') },
    address: fullWidth(required(it, 'address')),
  }),
  'moved-overseas': (it) => ({ continuation: it.flag('continuation') }),
  'name-changed': namesOf,
  'former-name-changed': (it) => ({ formerName: optionalNames(it) }),
  naturalised: (it) => ({ newName: optionalNames(it) }),
  corrected: (it) => {
    const [item, value] = [required(it, 'item'), required(it, 'value')]
    const isText = item === 'name' || item === 'address'
    return { item, value: isText ? fullWidth(value) : value, minor: it.flag('minor') }
  },
  died: () => ({}),
  'stay-extended': (it) => ({ periodOfStayEndsOn: required(it, 'stay-until') }),
  'stay-ended': () => ({}),
  'became-adult-ward': () => ({}),
  'guardianship-ended': () => ({}),
  'number-changed': () => ({}),
}

/** The options that describe a life event, of every kind. */
export const LIFE_EVENT_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  kind: {
    value: 'KIND',
    ja: Object.keys(EVENT_FIELDS).join('、'),
    en: 'what happened',
    required: true,
  },
  on: { value: 'DATE', ja: '効力の生じた日', en: 'day it takes effect', required: true },
  municipality: { value: 'CODE', ja: '新しい市区町村', en: 'new municipality' },
  address: { value: 'TEXT', ja: '新しい住所', en: 'new address' },
  continuation: { ja: '国外でもカードを使い続ける', en: 'keeps the card overseas' },
  name: {
    value: 'NAME',
    ja: '新しい氏名、または旧氏(旧氏は省くと削除)',
    en: 'new name, or former name (left out: removed)',
  },
  kana: { value: 'KANA', ja: 'そのフリガナ', en: 'its furigana' },
  item: { value: 'ITEM', ja: 'birth-date、sex、address、name', en: 'corrected item' },
  value: { value: 'TEXT', ja: '正しい値', en: 'corrected value' },
  minor: { ja: '軽微な修正', en: 'minor correction' },
  'stay-until': { value: 'DATE', ja: '新しい在留期間の満了日', en: 'new end of stay' },
}

/** The life event that the options describe; the register judges whether it is one. */
export function lifeEventOf(invocation: Invocation): object {
  const kind = required(invocation, 'kind')
  const fields = Object.hasOwn(EVENT_FIELDS, kind) ? EVENT_FIELDS[kind] : undefined
  if (fields === undefined) throw new UsageError(`--kind が違います / not a kind of event: ${kind}`)
  return { kind, on: required(invocation, 'on'), ...fields(invocation) }
}

function namesOf(invocation: Invocation): { readonly name: string; readonly kana: string } {
  return {
    name: fullWidth(required(invocation, 'name')),
    kana: fullWidth(required(invocation, 'kana')),
  }
}

function optionalNames(invocation: Invocation): ReturnType<typeof namesOf> | undefined {
  return invocation.option('name') === undefined ? undefined : namesOf(invocation)
}
