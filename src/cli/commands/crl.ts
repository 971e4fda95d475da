import { parseCrl } from '#codec/crl/crl.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, refuse } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, required, UsageError } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { writeOutput } from '../output-file.ts'
import { parseKind } from '../kind-option.ts'

const ANSWER_WITHIN_MS = 10_000
const LIST_BYTES_MAX = 64 * 1024 * 1024
const ENTRIES_SHOWN_MAX = 20

/** `shomei crl`: the current revocation list of one municipality. */
export const crl: Command = {
  path: ['crl'],
  ja: '市区町村の失効リストを取り寄せる',
  en: 'fetch the revocation list',
  options: {
    data: DATA_OPTION,
    authority: {
      value: 'KIND',
      ja: 'signature(署名用、省略時)か user-authentication',
      en: 'signature (default) or user-authentication',
    },
    municipality: {
      value: 'CODE',
      ja: '市区町村コード 5 桁',
      en: 'code of five digits',
      required: true,
    },
    out: { value: 'FILE', ja: 'DER を書き出す先', en: 'file for the DER' },
  },
  example: 'shomei crl --authority signature --municipality 13113 --out list.crl',
  run: async (invocation) => {
    const authority = parseKind(invocation.option('authority') ?? 'signature')
    const municipality = required(invocation, 'municipality')
    if (!/^\d{5}$/.test(municipality)) {
      throw new UsageError('市区町村コードは 5 桁です / a municipality code has five digits')
    }
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const { statusUrl } = await system.value.describe()
    const fetched = await fetchList(`${statusUrl}/crl/${authority}/${municipality}.crl`)
    if (fetched === 'absent') return refuse('crl-absent', { authority, municipality })
    if (fetched === undefined) return refuse('status-unavailable')
    const crlDer = fetched
    const parsed = parseCrl(crlDer)
    if (!parsed.ok) return parsed
    const out = invocation.option('out')
    if (out !== undefined) writeOutput(out, crlDer)
    const { issuer, thisUpdate, nextUpdate, entries, extensions } = parsed.value
    const json = {
      issuer: formatName(issuer),
      number: extensions.cRLNumber?.toString(),
      thisUpdate,
      nextUpdate,
      revoked: [...entries].map(({ serialHex, revokedAt, reason }) => ({
        serialHex,
        revokedAt,
        reason,
      })),
    }
    const head = alignedColumns([
      ['発行者 / issuer', json.issuer],
      ['番号 / number', json.number ?? '-'],
      ['発行 / this update', formatInJapan(thisUpdate)],
      ['次回 / next update', nextUpdate === undefined ? '-' : formatInJapan(nextUpdate)],
      ['失効 / revoked', String(json.revoked.length)],
    ])
    const shown = json.revoked.slice(-ENTRIES_SHOWN_MAX)
    const rows = alignedColumns(
      shown.map(({ serialHex, revokedAt, reason }) => [
        `  ${serialHex}`,
        formatInJapan(revokedAt),
        reason,
      ]),
    )
    return ok({ json, text: head + rows })
  },
}

/**
 * The list at `url`; `absent` where the service knows none, `undefined` where no answer that can be
 * used came.
 */
async function fetchList(url: string): Promise<Uint8Array | 'absent' | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (response.status === 404) return 'absent'
    const list = new Uint8Array(await response.arrayBuffer())
    return response.ok && list.length <= LIST_BYTES_MAX ? list : undefined
  } catch {
    return undefined
  }
}
