import { civilDateInJapan } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, UsageError } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { ageOn, residentRow } from '../resident-text.ts'

const DEFAULT_LIMIT = 30
const LIMIT_MAX = 200

/** `shomei resident list`: the synthetic register, a page at a time. */
export const residentList: Command = {
  path: ['resident', 'list'],
  ja: '台帳の人(すべて架空)を一覧する',
  en: 'list the synthetic residents',
  options: {
    data: DATA_OPTION,
    limit: {
      value: 'N',
      ja: `件数(省くと ${DEFAULT_LIMIT})`,
      en: `how many (default ${DEFAULT_LIMIT})`,
    },
    after: { value: 'ID', ja: 'この番号の次から', en: 'continue after this id' },
  },
  example: 'shomei resident list --limit 10',
  run: async (invocation) => {
    const limit = Number(invocation.option('limit') ?? DEFAULT_LIMIT)
    if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
      throw new UsageError(`--limit は 1 から ${LIMIT_MAX} です / 1 to ${LIMIT_MAX}`)
    }
    const after = invocation.option('after')
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const { now } = await system.value.describe()
    const page = await system.value.listResidents({ limit, ...(after !== undefined && { after }) })
    const today = civilDateInJapan(now)
    const rows = page.residents.map((resident) => residentRow(resident, today))
    const more =
      page.next === undefined ? '' : `つづき / more: shomei resident list --after ${page.next}\n`
    const json = {
      residents: page.residents.map((resident) => ({
        ...resident,
        age: ageOn(resident.items.birthDate, today),
      })),
      next: page.next,
    }
    return ok({ json, text: alignedColumns(rows) + more })
  },
}
