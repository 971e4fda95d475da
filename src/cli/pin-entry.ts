import { readFileSync } from 'node:fs'
import { CardPin } from '#card-client/card-pin.ts'
import type { PinName } from '#card-client/contract.ts'
import { fromUtf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { checkPinForm } from '#law/pin-rules.ts'
import { type Invocation, type OptionSpec, UsageError } from './command.ts'

const LABELS: Readonly<Record<PinName, string>> = {
  signature: '署名用パスワード(英大文字と数字、6〜16文字) / signature password',
  'user-authentication': '利用者証明用暗証番号(数字4桁) / authentication PIN (4 digits)',
  text: '券面事項入力補助用暗証番号(数字4桁) / text application PIN (4 digits)',
}

/** Where a PIN comes from: a file option, or the question on the terminal. */
export interface PinSource {
  /** The option that names the file; `pin-file` unless told. */
  readonly option?: string
  /** Said before the question, where a command asks for more than one. */
  readonly prefix?: string
}

/** Why what was entered is no PIN yet. Nothing has cost a try on the card. */
export type PinEntryRefusal<Name extends PinName> = `pin-form-${Name}` | 'pin-entries-differ'

/** The option by which scripts hand over a PIN: never the PIN itself, which `ps` would show. */
export function pinFileOption(ja: string, en: string): OptionSpec {
  return {
    value: 'FILE|-',
    ja: `${ja}を1行目に書いたファイル(-は標準入力)。省くと端末で尋ねる`,
    en: `file whose first line is the ${en} (- is standard input); asked for without it`,
  }
}

/**
 * The PIN named `pin`, from its file or asked for without echo. A wrong form is refused before it
 * costs a try.
 */
export async function enterPin<Name extends PinName>(
  invocation: Invocation,
  pin: Name,
  source: PinSource = {},
): Promise<Result<CardPin<Name>, PinEntryRefusal<Name>>> {
  const { text } = await secretText(invocation, pin, source)
  return CardPin.parse(pin, text)
}

/** As `enterPin` for a PIN that is being chosen: one that was typed is typed twice. */
export async function enterNewPin<Name extends PinName>(
  invocation: Invocation,
  pin: Name,
  source: PinSource = {},
): Promise<Result<CardPin<Name>, PinEntryRefusal<Name>>> {
  const { text, typed } = await secretText(invocation, pin, source)
  // The card takes any password of its length; the rule asks for a letter and a digit as well.
  if (!checkPinForm(pin, text).ok) return refuse(`pin-form-${pin}`)
  const parsed = CardPin.parse(pin, text)
  if (!parsed.ok || !typed) return parsed
  const again = await secretText(invocation, pin, { ...source, prefix: 'もう一度 / again: ' })
  return again.text === text ? parsed : refuse('pin-entries-differ')
}

/** As `enterNewPin`, for the counter's terminal, which hands the value on to the card itself. */
export async function enterNewPinText(
  invocation: Invocation,
  pin: PinName,
  source: PinSource = {},
): Promise<Result<string, string>> {
  const entered = await enterNewPin(invocation, pin, source)
  return entered.ok ? ok(fromUtf8(entered.value.octets()) ?? '') : entered
}

/** A secret line from its file or the terminal; without either the command line is incomplete. */
async function secretText(
  { option: optionOf, terminal }: Invocation,
  pin: PinName,
  { option = 'pin-file', prefix = '' }: PinSource,
): Promise<{ readonly text: string; readonly typed: boolean }> {
  const file = optionOf(option)
  if (file === '-') return { text: (await terminal.secretLine()) ?? '', typed: false }
  if (file !== undefined) return { text: firstLineOf(file), typed: false }
  const text = await terminal.askSecret(`${prefix}${LABELS[pin]}: `)
  if (text !== undefined) return { text, typed: true }
  throw new UsageError(
    `端末がないので --${option} FILE が要ります / no terminal to ask on: give --${option} FILE`,
  )
}

function firstLineOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? ''
  } catch {
    throw new UsageError(`${file} を読めません / cannot read ${file}`)
  }
}
