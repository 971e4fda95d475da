import { join } from 'node:path'
import type { CardCertificate } from '#card-client/contract.ts'
import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { encodePem } from '#codec/pem.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { formatInJapan, type Instant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import type { Command } from '../command.ts'
import { makeOutputFolder, writeOutput } from '../output-file.ts'
import { enterPin, pinFileOption } from '../pin-entry.ts'

const FREE: readonly CardCertificate[] = [
  'user-authentication',
  'user-authentication-ca',
  'signature-ca',
]
const LABELS: Readonly<Record<CardCertificate, string>> = {
  'user-authentication': '利用者証明用 / authentication',
  signature: '署名用 / signature',
  'user-authentication-ca': '利用者証明用認証局 / authentication CA',
  'signature-ca': '署名用認証局 / signature CA',
}

interface CertificateLine {
  readonly slot: CardCertificate
  readonly serialHex: string
  readonly subject: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly pem: string
}

/**
 * `shomei card certificates`: what lies on the card; the signature certificate needs its password
 * (personal data).
 */
export const cardCertificates: Command = {
  path: ['card', 'certificates'],
  ja: 'カードの証明書を読み出す',
  en: 'read the certificates of the card',
  options: {
    ...CARD_OPTIONS,
    signature: { ja: '署名用証明書も読む', en: 'the signature certificate too' },
    'pin-file': pinFileOption('署名用パスワード', 'signature password'),
    out: { value: 'DIR', ja: 'PEM を書き出すフォルダー', en: 'folder for PEM files' },
  },
  example: 'shomei card certificates --card my.card --out .',
  run: async (invocation) => {
    const pin = invocation.flag('signature') ? await enterPin(invocation, 'signature') : undefined
    if (pin !== undefined && !pin.ok) return pin
    return withCard(invocation, async (card) => {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      if (pin !== undefined) {
        const verified = await verifyPin(jpki.value, pin.value)
        if (!verified.ok) return verified
      }
      const slots: readonly CardCertificate[] = pin === undefined ? FREE : [...FREE, 'signature']
      const lines: CertificateLine[] = []
      for (const slot of slots) {
        const line = await certificateLine(jpki.value, slot)
        if (line.ok) lines.push(line.value)
        else if (line.refusal !== 'certificate-absent') return line
      }
      writeFiles(invocation.option('out'), lines)
      return ok({ json: { card: card.label, certificates: lines }, text: table(lines) })
    })
  },
}

async function certificateLine(
  jpki: SelectedApplication<'jpki'>,
  slot: CardCertificate,
): Promise<Result<CertificateLine, string>> {
  const read = await readCertificate(jpki, slot)
  if (!read.ok) return read
  const parsed = parseCertificate(read.value)
  if (!parsed.ok) return parsed
  const { serialHex, subject, validity } = parsed.value
  return ok({
    slot,
    serialHex,
    subject: formatName(subject),
    ...validity,
    pem: encodePem('CERTIFICATE', read.value),
  })
}

function writeFiles(folder: string | undefined, lines: readonly CertificateLine[]): void {
  if (folder === undefined) return
  makeOutputFolder(folder)
  for (const { slot, pem } of lines) writeOutput(join(folder, `${slot}.pem`), pem)
}

function table(lines: readonly CertificateLine[]): string {
  if (lines.length === 0) return 'カードに証明書はありません / no certificate on this card\n'
  return alignedColumns([
    ['', '発行番号 / serial', '開始 / from', '終了 / until (日本時間)', '主体者 / subject'],
    ...lines.map((line) => [
      LABELS[line.slot],
      line.serialHex,
      formatInJapan(line.notBefore),
      formatInJapan(line.notAfter),
      line.subject,
    ]),
  ])
}
