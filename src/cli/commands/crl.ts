import { writeFileSync } from 'node:fs'
import { parseCrl } from '#codec/crl/crl.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, refuse } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, required, UsageError } from '../command.ts'
import { authorityOption, parseKind } from '../kind-option.ts'

const ANSWER_WITHIN_MS = 10_000
const ENTRIES_SHOWN_MAX = 20

/** `shomei crl`: the current revocation list of one municipality. */
export const crl: Command = {
  path: ['crl'],
  ja: '市区町村の失効リスト(CRL)を取り寄せて表示します',
  en: 'fetches and shows the revocation list of a municipality',
  options: {
    data: { value: 'DIR', ja: 'データフォルダー', en: 'data folder' },
    authority: authorityOption,
    municipality: {
      value: 'CODE',
      ja: '市区町村コード 5 桁',
      en: 'code of five digits',
      required: true,
    },
    out: { value: 'FILE', ja: 'DER を書き出す先', en: 'file for the DER' },
  },
  example: 'shomei crl --authority signature --municipality 13104 --out list.crl',
  run: async (invocation) => {
    const authority = parseKind(invocation.option('authority') ?? 'signature')
    const municipality = required(invocation, 'municipality')
    if (!/^\d{5}$/.test(municipality)) {
      throw new UsageError('市区町村コードは 5 桁です / a municipality code has five digits')
    }
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const { statusUrl } = await system.value.describe()
    const response = await fetch(`${statusUrl}/crl/${authority}/${municipality}.crl`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    if (!response.ok) return refuse('crl-absent', { authority, municipality })
    const crlDer = new Uint8Array(await response.arrayBuffer())
    const parsed = parseCrl(crlDer)
    if (!parsed.ok) return parsed
    const out = invocation.option('out')
    if (out !== undefined) writeFileSync(out, crlDer)
    const { issuer, thisUpdate, nextUpdate, entries, extensions } = parsed.value
    const json = {
      issuer: formatName(issuer),
      number: extensions.cRLNumber?.toString(),
      thisUpdate: formatInJapan(thisUpdate),
      nextUpdate: nextUpdate === undefined ? undefined : formatInJapan(nextUpdate),
      revoked: entries.map(({ serialHex, revokedAt, reason }) => ({
        serialHex,
        revokedAt: formatInJapan(revokedAt),
        reason,
      })),
    }
    const head = alignedColumns([
      ['発行者 / issuer', json.issuer],
      ['番号 / number', json.number ?? '-'],
      ['発行 / this update', json.thisUpdate],
      ['次回 / next update', json.nextUpdate ?? '-'],
      ['失効 / revoked', String(json.revoked.length)],
    ])
    const shown = json.revoked.slice(-ENTRIES_SHOWN_MAX)
    const rows = alignedColumns(
      shown.map(({ serialHex, revokedAt, reason }) => [`  ${serialHex}`, revokedAt, reason]),
    )
    return ok({ json, text: head + rows })
  },
}
