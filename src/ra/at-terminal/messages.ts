import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { PinFormRefusal } from '#law/pin-rules.ts'
import type { TerminalRefusal } from './issue-at-terminal.ts'

/** What a person at the terminal reads; the form of a PIN has texts of the law. */
export const TERMINAL_REFUSAL_TEXTS: RefusalTexts<Exclude<TerminalRefusal, PinFormRefusal>> = {
  'pin-missing': {
    ja: '暗証番号が入力されていません（{kind}）。',
    en: 'A PIN has not been entered ({kind}).',
    nextJa: '本人または法定代理人に、暗証番号を入力してもらってください。',
    nextEn: 'Have the holder, or the legal representative, enter the PIN.',
  },
}
