import { civilDateInJapan, formatInJapan } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import type { HistoryCertificate } from '#ra/contract.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, UsageError } from '../command.ts'
import { KIND_LABELS } from '../kind-option.ts'
import { residentDetail } from '../resident-text.ts'
import type { Terminal } from '../terminal.ts'
import { DATA_OPTION } from '../data-option.ts'

/** `shomei resident show`: the person, the cards, every certificate ever issued, and what happened. */
export const residentShow: Command = {
  path: ['resident', 'show'],
  ja: '一人の記録・カード・証明書・これまでのことを表示します',
  en: 'shows a resident with cards, certificates and history',
  words: 'ID',
  options: { data: DATA_OPTION },
  example: 'shomei resident show R0000000001',
  run: async (invocation) => {
    const [id, ...more] = invocation.words
    if (id === undefined || more.length > 0) throw new UsageError('ID を一つ / give one ID')
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
      alignedColumns([
        ['カード / cards', String(cards.length)],
        ...cards.map((card) => [`  ${card.cardSerial}`, `${card.state} … ${card.expiresOn}`]),
      ]),
      alignedColumns([
        ['証明書 / certificates', '', '', ''],
        ...certificates.map((certificate) => certificateRow(certificate, invocation.terminal)),
      ]),
      alignedColumns([
        ['これまで / history', '', ''],
        ...entries.map(({ at, what, subject }) => [`  ${formatInJapan(at)}`, what, subject]),
      ]),
    ].join('\n')
    return ok({ json: { resident: resident.value, ...history.value }, text })
  },
}

function certificateRow(certificate: HistoryCertificate, terminal: Terminal): readonly string[] {
  const { kind, serialHex, notAfter, status } = certificate
  const state =
    status.state === 'revoked'
      ? terminal.paint('red', `失効 revoked ${formatInJapan(status.revokedAt)} ${status.reason}`)
      : terminal.paint(status.state === 'good' ? 'green' : 'yellow', status.state)
  return [`  ${KIND_LABELS[kind]}`, serialHex, `〜 ${formatInJapan(notAfter)}`, state]
}
