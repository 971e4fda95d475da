import { ok, type Result } from '#kernel/result.ts'
import type { CardTransport } from './contract.ts'
import { pinTriesLeft } from './pin-tries-left.ts'
import { type CommandRefusal, SelectedApplication } from './select-application.ts'

/**
 * Whether 券面事項入力補助AP has a PIN still to be set: it has no tries, as a PIN that was never set has
 * none. `false` for a card without that application.
 */
export async function textPinMissing(
  card: CardTransport,
): Promise<Result<boolean, 'text-application-absent' | CommandRefusal>> {
  const text = await SelectedApplication.text(card)
  if (!text.ok) return text.refusal === 'text-application-absent' ? ok(false) : text
  const left = await pinTriesLeft(text.value, 'text')
  return left.ok ? ok(left.value === 0) : left
}
