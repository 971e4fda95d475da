import { ok } from '#kernel/result.ts'
import { previewLines } from '#ra/life-event-texts.ts'
import { type Command, onlyWord } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { LIFE_EVENT_OPTIONS, lifeEventOf } from '../life-event-options.ts'

/**
 * `shomei resident what-if`: what a life event would end, what survives, and what to do in the same
 * visit. Nothing is recorded.
 */
export const residentWhatIf: Command = {
  path: ['resident', 'what-if'],
  ja: '届け出たら何が失効するかを示す',
  en: 'what a life event would end',
  words: 'ID',
  options: { data: DATA_OPTION, ...LIFE_EVENT_OPTIONS },
  example:
    'shomei resident what-if R0000000001 --kind moved --on 2027-03-01 --municipality 14104 --address 神奈川県横浜市中区日本大通１',
  run: async (invocation) => {
    const residentId = onlyWord(invocation)
    const event = lifeEventOf(invocation)
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const previewed = await system.value.previewLifeEvent({ residentId, event })
    if (!previewed.ok) return previewed
    const lines = previewLines(previewed.value)
    const text = lines.map(({ ja, en }) => `${ja}\n  ${en}`).join('\n')
    return ok({ json: { residentId, ...previewed.value, lines }, text })
  },
}
