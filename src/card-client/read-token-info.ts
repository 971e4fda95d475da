import { JPKI_EF } from '#codec/jpki-card/files.ts'
import { parseTokenInfo, TOKEN_INFO_OCTETS, TOKEN_LABEL } from '#codec/jpki-card/token-info.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CardTokenInfo, TokenCarrier } from './contract.ts'
import { readFile, selectFile } from './elementary-file.ts'
import type { CommandRefusal, SelectedApplication } from './select-application.ts'

const CARRIER: Readonly<Record<string, TokenCarrier>> = {
  [TOKEN_LABEL.plastic]: 'card',
  [TOKEN_LABEL.android]: 'android',
  [TOKEN_LABEL.iphone]: 'iphone',
  JPKIAPICCTOKEN: 'juki-card',
}

/** Reads EF 0006 (spec/card.md §1.3): what carries the applet, and the card's serial number. */
export async function readTokenInfo(
  jpki: SelectedApplication<'jpki'>,
): Promise<Result<CardTokenInfo, 'token-info-malformed' | CommandRefusal>> {
  const selected = await selectFile(jpki, JPKI_EF.tokenInfo)
  if (!selected.ok) return selected
  const read = await readFile(jpki, 0, TOKEN_INFO_OCTETS)
  if (!read.ok) return read
  const info = parseTokenInfo(read.value)
  if (!info.ok) return info
  return ok({ ...info.value, carrier: CARRIER[info.value.label] ?? 'unknown' })
}
