import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, onlyWord } from '../command.ts'
import { KIND_LABELS } from '../kind-option.ts'
import { DATA_OPTION } from '../data-option.ts'
import { LIFE_EVENT_OPTIONS, lifeEventOf } from '../life-event-options.ts'

/** `shomei resident event`: what happened to a person, and which certificates ended by it. */
export const residentEvent: Command = {
  path: ['resident', 'event'],
  ja: '転居などを届け出て、失効を示す',
  en: 'record a life event; show what lapsed',
  words: 'ID',
  options: { data: DATA_OPTION, ...LIFE_EVENT_OPTIONS },
  example:
    'shomei resident event R0000000001 --kind moved --on 2026-12-01 --municipality 14104 --address 神奈川県横浜市中区日本大通１',
  run: async (invocation) => {
    const id = onlyWord(invocation)
    const event = lifeEventOf(invocation)
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
