import { join } from 'node:path'
import { ok, refuse } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, required } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { parseKind } from '../kind-option.ts'
import { makeOutputFolder, writeOutput } from '../output-file.ts'

const ANSWER_WITHIN_MS = 60_000

/** What the status service says of the filters there are. */
interface FilterIndex {
  readonly filters: readonly {
    readonly kind: 'complete' | 'delta'
    readonly number: number
    readonly thisUpdate: string
    readonly nextUpdate: string
    readonly path: string
  }[]
}

/** `shomei filter fetch`: the complete status filter and its deltas, as files. */
export const filterFetch: Command = {
  path: ['filter', 'fetch'],
  ja: '失効状態フィルターを取り寄せる',
  en: 'fetch the status filter',
  options: {
    data: DATA_OPTION,
    authority: {
      value: 'KIND',
      ja: 'signature(署名用、省略時)か user-authentication',
      en: 'signature (default) or user-authentication',
    },
    out: { value: 'DIR', ja: '書き出す先のフォルダー', en: 'folder to write to', required: true },
  },
  example: 'shomei filter fetch --authority user-authentication --out filters',
  run: async (invocation) => {
    const authority = parseKind(invocation.option('authority') ?? 'signature')
    const folder = required(invocation, 'out')
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const { statusUrl } = await system.value.describe()
    const index = await fetched(`${statusUrl}/filter/${authority}/index.json`)
    if (index === undefined) return refuse('status-unavailable')
    const { filters } = JSON.parse(index.toString('utf8')) as FilterIndex
    makeOutputFolder(folder)
    const files: { file: string; kind: string; octets: number; nextUpdate: string }[] = []
    for (const { kind, number, nextUpdate, path } of filters) {
      const octets = await fetched(`${statusUrl}${path}`)
      if (octets === undefined) return refuse('status-unavailable')
      const file = join(folder, `${authority}-${number}.p7m`)
      writeOutput(file, octets)
      files.push({ file, kind, octets: octets.length, nextUpdate })
    }
    const rows = files.map((one) => [
      one.file,
      one.kind === 'complete' ? '全体 / complete' : '差分 / delta',
      `${one.octets} B`,
      one.nextUpdate,
    ])
    return ok({ json: { authority, files }, text: alignedColumns(rows) })
  },
}

async function fetched(url: string): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined
  } catch {
    return undefined
  }
}
