import { CardPin } from '#card-client/card-pin.ts'
import type { PinName } from '#card-client/contract.ts'
import { fromUtf8 } from '#kernel/bytes.ts'
import { ok, type Result } from '#kernel/result.ts'
import { type Invocation, type OptionSpec, UsageError } from './command.ts'
import { firstLineOf } from './terminal.ts'

const LABELS: Readonly<Record<PinName, string>> = {
  signature: '署名用パスワード(英大文字と数字、6〜16文字) / signature password',
  'user-authentication': '利用者証明用暗証番号(数字4桁) / authentication PIN (4 digits)',
  text: '券面事項入力補助用暗証番号(数字4桁) / text application PIN (4 digits)',
}

/** The option by which scripts hand over a PIN: never the PIN itself, which `ps` would show. */
export function pinFileOption(name = 'PIN'): OptionSpec {
  return {
    value: 'FILE|-',
    ja: `${name} を 1 行目に書いたファイル(- は標準入力)。なければ端末で尋ねます`,
    en: `file whose first line is the ${name} (- is standard input); otherwise asked for`,
  }
}

/** The PIN named `pin`, from `--<option>` or asked for without echo. A wrong form is refused before it costs a try. */
export async function enterPin<Name extends PinName>(
  invocation: Invocation,
  pin: Name,
  { option = 'pin-file', prefix = '' }: { option?: string; prefix?: string } = {},
): Promise<Result<CardPin<Name>, `pin-form-${Name}`>> {
  return CardPin.parse(pin, await secretText(invocation, `${prefix}${LABELS[pin]}`, option))
}

/** As `enterPin`, for the counter's terminal, which hands the value on to the card itself. */
export async function enterPinText(
  invocation: Invocation,
  pin: PinName,
  from: { option?: string; prefix?: string } = {},
): Promise<Result<string, string>> {
  const entered = await enterPin(invocation, pin, from)
  return entered.ok ? ok(fromUtf8(entered.value.octets()) ?? '') : entered
}

/** A secret line from `--<option>` or the terminal; without either the command line is incomplete. */
export async function secretText(
  invocation: Invocation,
  question: string,
  option: string,
): Promise<string> {
  const file = invocation.option(option)
  if (file !== undefined) return readSecretFile(file)
  const typed = await invocation.terminal.askSecret(`${question}: `)
  if (typed === undefined) {
    throw new UsageError(
      `端末がないので --${option} FILE が要ります / no terminal to ask on: give --${option} FILE`,
    )
  }
  return typed
}

function readSecretFile(file: string): string {
  try {
    return firstLineOf(file)
  } catch {
    throw new UsageError(`${file} を読めません / cannot read ${file}`)
  }
}
