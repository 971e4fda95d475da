import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, type Invocation, onlyWord, required, UsageError } from '../command.ts'
import { KIND_LABELS } from '../kind-option.ts'
import { DATA_OPTION } from '../data-option.ts'
import { fullWidth } from '../full-width.ts'

/** The fields of each kind of event, by the options that give them. */
const EVENT_FIELDS: Readonly<Record<string, (invocation: Invocation) => object>> = {
  moved: (it) => ({
    municipality: { code: required(it, 'municipality') },
    address: fullWidth(required(it, 'address')),
  }),
  'moved-overseas': (it) => ({ continuation: it.flag('continuation') }),
  'name-changed': (it) => ({
    name: fullWidth(required(it, 'name')),
    kana: fullWidth(required(it, 'kana')),
  }),
  corrected: (it) => {
    const [item, value] = [required(it, 'item'), required(it, 'value')]
    const isText = item === 'name' || item === 'address'
    return { item, value: isText ? fullWidth(value) : value, minor: it.flag('minor') }
  },
  died: () => ({}),
  'stay-extended': (it) => ({ periodOfStayEndsOn: required(it, 'stay-until') }),
  'became-adult-ward': () => ({}),
}

/** `shomei resident event`: what happened to a person, and which certificates ended by it. */
export const residentEvent: Command = {
  path: ['resident', 'event'],
  ja: '転居などを届け出て、失効を示す',
  en: 'record a life event; show what lapsed',
  words: 'ID',
  options: {
    data: DATA_OPTION,
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
    name: { value: 'NAME', ja: '新しい氏名', en: 'new name' },
    kana: { value: 'KANA', ja: '新しいフリガナ', en: 'new furigana' },
    item: { value: 'ITEM', ja: 'birth-date、sex、address、name', en: 'corrected item' },
    value: { value: 'TEXT', ja: '正しい値', en: 'corrected value' },
    minor: { ja: '軽微な修正', en: 'minor correction' },
    'stay-until': { value: 'DATE', ja: '新しい在留期間の満了日', en: 'new end of stay' },
  },
  example:
    'shomei resident event R0000000001 --kind moved --on 2026-12-01 --municipality 14104 --address 神奈川県横浜市中区日本大通１',
  run: async (invocation) => {
    const id = onlyWord(invocation)
    const kind = required(invocation, 'kind')
    const fields = Object.hasOwn(EVENT_FIELDS, kind) ? EVENT_FIELDS[kind] : undefined
    if (fields === undefined)
      throw new UsageError(`--kind が違います / not a kind of event: ${kind}`)
    const event = { kind, on: required(invocation, 'on'), ...fields(invocation) }
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const recorded = await system.value.recordLifeEvent({ residentId: id, event })
    if (!recorded.ok) return recorded
    const { resident, lapsed } = recorded.value
    const { terminal } = invocation
    const rows =
      lapsed.length === 0
        ? [['', '失効した証明書はありません / nothing lapsed']]
        : lapsed.map((it) => [
            terminal.paint('red', '失効'),
            `${KIND_LABELS[it.kind]} ${it.serialHex}`,
          ])
    const text = `${terminal.paint('green', '✓')} 届け出ました / recorded\n${alignedColumns(rows)}`
    return ok({ json: { residentId: resident.id, version: resident.version, lapsed }, text })
  },
}
