import { ok } from '#kernel/result.ts'
import { LAPSE_GROUNDS, type LapseGround } from '#law/lapse.ts'
import type { CounterGround } from '#ra/contract.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, required, UsageError } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { KIND_LABELS, kindsOption, parseKinds } from '../kind-option.ts'

/** The grounds a holder, an agent or the municipality may bring to the counter. */
const GROUNDS: readonly (CounterGround & LapseGround)[] = [
  'holder-request',
  'key-compromise-reported',
  'record-error',
  'card-term-changed',
  'held',
  'card-returned',
  'card-revoked',
  'switched-to-pinless-card',
]

/** `shomei counter revoke`: certificates end on a ground of law. */
export const counterRevoke: Command = {
  path: ['counter', 'revoke'],
  ja: '法律の事由で証明書を失効させる',
  en: 'revoke certificates on a ground of law',
  options: {
    data: DATA_OPTION,
    resident: { value: 'ID', ja: '証明書の名義人', en: 'the holder', required: true },
    kind: kindsOption,
    ground: {
      value: 'GROUND',
      ja: `事由: ${GROUNDS.join('、')}`,
      en: 'the ground',
      required: true,
    },
  },
  example: 'shomei counter revoke --resident R0000000001 --kind signature --ground holder-request',
  run: async (invocation) => {
    const named = required(invocation, 'ground')
    const ground = GROUNDS.find((one) => one === named)
    if (ground === undefined) {
      const known = GROUNDS.join(', ')
      throw new UsageError(`--ground は ${known} のどれかです / one of ${known}`)
    }
    const kinds = parseKinds(invocation.option('kind') ?? 'both')
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const residentId = required(invocation, 'resident')
    const revoked = await system.value.requestRevocation({ residentId, ground, kinds })
    if (!revoked.ok) return revoked
    const { receiptNumber, targets, state } = revoked.value
    const rows = targets.map(({ kind, serialHex }) => [
      invocation.terminal.paint('red', '失効 / revoked'),
      KIND_LABELS[kind],
      serialHex,
    ])
    return ok({
      json: { receiptNumber, ground, state: state.at, targets, words: LAPSE_GROUNDS[ground].ja },
      text: `${alignedColumns(rows)}受付番号 / receipt: ${receiptNumber}\n`,
    })
  },
}
