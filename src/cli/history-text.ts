import { formatInJapan } from '#kernel/instant.ts'
import type { HistoryCertificate, HistoryEntry, RegisteredCard } from '#ra/contract.ts'
import { KIND_LABELS } from './kind-option.ts'
import type { Terminal } from './terminal.ts'

const CARD_STATES: Readonly<Record<RegisteredCard['state'], string>> = {
  live: '有効 / live',
  returned: '返納 / returned',
  revoked: '廃止 / revoked',
}

const WHAT: Readonly<Record<HistoryEntry['what'], string>> = {
  'card-registered': 'カードの交付 / card registered',
  'card-ended': 'カードの終わり / card ended',
  'card-made-pinless': '顔認証カードへの変更 / card made pinless',
  'card-term-authorised': 'カードの有効期間の変更の受付 / card term to be changed',
  'card-term-changed': 'カードの有効期間の変更 / card term changed',
  'card-term-withdrawn': '有効期間の変更の取下げ / change of the term withdrawn',
  'card-restored-from-old-copy': '古い複製の発見 / old copy of the card found',
  'application-accepted': '申請の受付 / application accepted',
  'application-withdrawn': '申請の取下げ / application withdrawn',
  'certificate-issued': '証明書の発行 / certificate issued',
  'certificates-delivered': '証明書の交付 / certificates delivered',
  'revocation-accepted': '失効申請の受付 / revocation accepted',
  'revocation-done': '失効 / revoked',
  'pin-reset-authorised': '暗証番号再設定の受付 / PIN reset authorised',
  'pin-reset-done': '暗証番号の再設定 / PIN reset',
  'pin-reset-withdrawn': '暗証番号再設定の取下げ / PIN reset withdrawn',
  'life-event': '異動 / life event',
}

/** A card as a line: serial, state, last day. */
export function cardRow({ cardSerial, state, expiresOn }: RegisteredCard): readonly string[] {
  return [cardSerial, CARD_STATES[state], `${expiresOn} まで / until`]
}

/** A certificate as a line: kind, serial, end, state with the reason of its end. */
export function certificateRow(
  { kind, serialHex, notAfter, status }: HistoryCertificate,
  terminal: Terminal,
): readonly string[] {
  const until = `${formatInJapan(notAfter)} まで / until`
  return [KIND_LABELS[kind], serialHex, until, stateText(status, terminal)]
}

function stateText(status: HistoryCertificate['status'], terminal: Terminal): string {
  switch (status.state) {
    case 'good':
      return terminal.paint('green', '有効 / good')
    case 'unknown':
      return terminal.paint('yellow', '不明 / unknown')
    case 'revoked': {
      const since = formatInJapan(status.revokedAt)
      return terminal.paint('red', `失効 / revoked ${since} ${status.reason}`)
    }
  }
}

/** What happened at the counter as a line: when, what, about what. */
export function historyRow({ at, what, subject }: HistoryEntry): readonly string[] {
  return [formatInJapan(at), WHAT[what], subject]
}
