import { civilDateInJapan } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, onlyWord } from '../command.ts'
import { cardRow, certificateRow, historyRow } from '../history-text.ts'
import { residentDetail } from '../resident-text.ts'
import { DATA_OPTION } from '../data-option.ts'

/**
 * `shomei resident show`: the person, the cards, every certificate ever issued, and what happened.
 */
export const residentShow: Command = {
  path: ['resident', 'show'],
  ja: '一人の記録、カード、証明書、経過を示す',
  en: 'a person with cards and history',
  words: 'ID',
  options: { data: DATA_OPTION },
  example: 'shomei resident show R0000000001',
  run: async (invocation) => {
    const id = onlyWord(invocation)
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const resident = await system.value.showResident(id)
    if (!resident.ok) return resident
    const history = await system.value.historyOf(id)
    if (!history.ok) return history
    const { now } = await system.value.describe()
    const { cards, certificates, entries } = history.value
    const text = [
      alignedColumns(residentDetail(resident.value, civilDateInJapan(now))),
      section('カード / cards', cards.map(cardRow)),
      section(
        '証明書 / certificates',
        certificates.map((certificate) => certificateRow(certificate, invocation.terminal)),
      ),
      section('経過 / history', entries.map(historyRow)),
    ].join('\n')
    return ok({ json: { resident: resident.value, ...history.value }, text })
  },
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const lines = rows.length === 0 ? [['なし / none']] : rows
  return `${title}\n${alignedColumns(lines.map(([first = '', ...rest]) => [`  ${first}`, ...rest]))}`
}
