import { parseInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { openStatusFilter } from '#verifier/status-filter.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, required, UsageError } from '../command.ts'
import { readAll, readObject } from '../object-file.ts'

/** `shomei filter status`: what status filters say of one certificate; nobody is asked. */
export const filterStatus: Command = {
  path: ['filter', 'status'],
  ja: 'フィルターで証明書を確かめる',
  en: 'what a status filter says',
  words: 'FILTER...',
  options: {
    certificate: {
      value: 'FILE',
      ja: '確かめる証明書(PEM か DER)',
      en: 'the certificate, PEM or DER',
      required: true,
    },
    anchors: {
      value: 'FILE',
      ja: '信頼する認証局の PEM',
      en: 'PEM of the trusted authorities',
      required: true,
    },
    at: { value: 'TIME', ja: 'この時点について確かめる', en: 'as of this moment' },
  },
  example:
    'shomei filter status filters/signature-*.p7m --certificate card.pem --anchors authorities.pem',
  run: async (invocation) => {
    const time = momentOf(invocation.option('at'))
    const opening = await openStatusFilter({
      filters: invocation.words.map((file) => readObject(file, 'cms')),
      trustAnchors: anchorsIn(required(invocation, 'anchors')),
      time,
    })
    if (opening.verdict === 'invalid') {
      const { code, message, at } = opening
      const file = invocation.words[at] ?? ''
      return ok({
        json: { status: 'unusable', code, file, message },
        text: alignedColumns([
          ['結果 / status', `unusable (${code})`],
          ['ファイル / file', file],
          ['', `${message.ja} ${message.nextJa}`],
          ['', `${message.en} ${message.nextEn}`],
        ]),
        exitCode: 1,
      })
    }
    const { filter } = opening
    const certificate = readObject(required(invocation, 'certificate'), 'certificate')
    const { status, code, message } = filter.statusOf(certificate, time)
    const { number, thisUpdate, nextUpdate } = filter
    return ok({
      json: { status, code, message, number, thisUpdate, nextUpdate },
      text: alignedColumns([
        ['結果 / status', status === code ? status : `${status} (${code})`],
        ['フィルター / filter', String(number)],
        ['時点 / this update', thisUpdate.toISOString()],
        ['次回 / next update', nextUpdate.toISOString()],
        ['', `${message.ja} / ${message.en}`],
      ]),
    })
  },
}

function momentOf(text: string | undefined): Date {
  if (text === undefined) return new Date()
  const at = parseInstant(text)
  if (at === undefined) throw new UsageError('--at は 2026-04-01T00:00:00Z の形 / a moment in UTC')
  return new Date(at)
}

/** Every certificate of a PEM file, one text each. */
function anchorsIn(file: string): readonly string[] {
  const text = Buffer.from(readAll(file)).toString('utf8')
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)
  if (blocks === null)
    throw new UsageError(`${file} に証明書の PEM がありません / no certificate in PEM in ${file}`)
  return blocks
}
