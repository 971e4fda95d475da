import { fromUtf8 } from '#kernel/bytes.ts'
import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type CapacityLine, type Demand, planCapacity } from '../capacity/plan-capacity.ts'
import { MEASURED_COSTS, UNIT_COST_NAMES, type UnitCosts } from '../capacity/unit-costs.ts'
import { type Command, type Invocation, UsageError } from '../command.ts'
import { readAll } from '../object-file.ts'

const HOLDERS_MAX = 2e9
const PER_SECOND_MAX = 1e9
const CORES_MAX = 1_024

/** `shomei capacity`: from measured unit costs to the hosts, memory and disk of a nation. */
export const capacity: Command = {
  path: ['capacity'],
  ja: '必要なホストとメモリーを見積もる',
  en: 'plan hosts, memory and disk',
  options: {
    holders: { value: 'N', ja: 'カードを持つ人の数(省略時 100e6)', en: 'people with a card' },
    checks: { value: 'N', ja: '通常の状態確認(毎秒、省略時 2000)', en: 'status checks a second' },
    surge: { value: 'N', ja: '集中時の状態確認(毎秒、省略時 20000)', en: 'checks at a surge' },
    live: {
      value: 'SHARE',
      ja: 'その場で署名する割合(省略時 0.2)',
      en: 'share with a nonce, signed live',
    },
    revoked: { value: 'SHARE', ja: '失効の割合(省略時 0.2)', en: 'share that is revoked' },
    cores: { value: 'N', ja: '1ホストのコア(省略時 8)', en: 'cores of a status host' },
    busy: {
      value: 'SHARE',
      ja: '集中時に使ってよい割合(省略時 0.5)',
      en: 'share of them busy at a surge',
    },
    costs: {
      value: 'FILE',
      ja: '自分の機械で測った単価(JSON)',
      en: 'unit costs measured on your machines, JSON',
    },
  },
  example: 'shomei capacity --holders 100e6 --checks 2000 --surge 20000',
  run: async (invocation) => {
    const demand = demandOf(invocation)
    const costs = costsOf(invocation.option('costs'))
    const lines = planCapacity(demand, costs)
    const rows = lines.map((line) => [
      `${line.ja} / ${line.en}`,
      amount(line),
      `= ${line.reckoning}`,
    ])
    const source = `単価 / unit costs: ${costs.measuredOn}\n`
    return await Promise.resolve(
      ok({ json: { demand, costs, lines }, text: alignedColumns(rows) + source }),
    )
  },
}

function demandOf(invocation: Invocation): Demand {
  const number = (name: string, otherwise: number, most: number): number =>
    numberOf(invocation.option(name), name, otherwise, [1, most])
  const share = (name: string, otherwise: number): number =>
    numberOf(invocation.option(name), name, otherwise, [0.001, 1])
  return {
    holders: number('holders', 100e6, HOLDERS_MAX),
    checksPerSecond: number('checks', 2_000, PER_SECOND_MAX),
    surgePerSecond: number('surge', 20_000, PER_SECOND_MAX),
    liveShare: share('live', 0.2),
    revokedShare: share('revoked', 0.2),
    coresPerHost: number('cores', 8, CORES_MAX),
    busyShareMax: share('busy', 0.5),
  }
}

function numberOf(
  text: string | undefined,
  name: string,
  otherwise: number,
  [least, most]: readonly [number, number],
): number {
  if (text === undefined) return otherwise
  const value = /^\d+(\.\d+)?(e\d{1,2})?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`--${name} は ${least} から ${most} / from ${least} to ${most}`)
}

function costsOf(file: string | undefined): UnitCosts {
  if (file === undefined) return MEASURED_COSTS
  const members = membersOf(fromUtf8(readAll(file)) ?? '', file)
  const unknown = [...members.keys()].find(
    (name) => name !== 'measuredOn' && !UNIT_COST_NAMES.some((known) => known === name),
  )
  if (unknown !== undefined)
    throw new UsageError(`${file}: ${unknown} は単価の名前ではありません / is no unit cost`)
  const costs = { ...MEASURED_COSTS, measuredOn: file }
  for (const name of UNIT_COST_NAMES) {
    const value = members.get(name) ?? costs[name]
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      throw new UsageError(`${file}: ${name} は正の数 / is a positive number`)
    costs[name] = value
  }
  return costs
}

function membersOf(text: string, file: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new Map(Object.entries(value))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new UsageError(`${file} は JSON オブジェクトではありません / is not a JSON object`)
}

const UNITS_OF_OCTETS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

function amount({ value, unit }: CapacityLine): string {
  if (unit === 'octets') {
    const power = Math.min(UNITS_OF_OCTETS.length - 1, Math.floor(Math.log10(value) / 3))
    return `${(value / 1_000 ** power).toFixed(1)} ${UNITS_OF_OCTETS[power]}`
  }
  if (unit === 'hosts' || unit === 'processes') return String(value)
  return `${value.toFixed(value < 10 ? 2 : 0)} ${unit === 'per second' ? '/s' : unit === 'seconds' ? 's' : ''}`.trim()
}
