import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import type { EnteredPins } from '#ra/at-terminal/steps.ts'
import type { Application, ApplicationPurpose, RegisteredCard } from '#ra/contract.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { withCard } from '../card-source.ts'
import {
  type Command,
  type Invocation,
  type OptionSpec,
  required,
  type Shown,
  UsageError,
} from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { KIND_LABELS, kindsOption, parseKinds } from '../kind-option.ts'
import { enterNewPinText, pinFileOption } from '../pin-entry.ts'
import type { RunningSystem } from '../ports.ts'
import { stepReporter } from '../terminal-steps.ts'
import { setTextPin } from '../text-pin.ts'

/** The PIN of the text application is set only when it is given: no certificate needs it. */
const TEXT_PIN_FILE = 'text-pin-file'

const ISSUE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  resident: { value: 'ID', ja: '申請する人の番号', en: 'the applicant', required: true },
  kind: kindsOption,
  receipt: {
    value: 'NUMBER',
    ja: '途中で止まった受付番号(続きから行う)',
    en: 'receipt number of a case to resume',
  },
  'pin-file': pinFileOption('利用者証明用暗証番号', 'authentication PIN'),
  'password-file': pinFileOption('署名用パスワード', 'signature password'),
  [TEXT_PIN_FILE]: {
    value: 'FILE|-',
    ja: '券面事項入力補助用暗証番号のファイル(省くと設定しない)',
    en: 'file with the text application PIN (not set without it)',
  },
  card: {
    value: 'FILE',
    ja: '仮想カードのファイル(発行で省くと新しく作る)',
    en: 'virtual card file (issue makes a new one unless named)',
  },
  reader: { value: 'NAME', ja: 'PC/SC リーダーの名前', en: 'name of a PC/SC reader' },
  variant: {
    value: 'VARIANT',
    ja: 'カードの種類: standard か pinless(顔認証カード。暗証番号を尋ねない)',
    en: 'kind of the card: standard, or pinless, for which no PIN is asked',
  },
  data: DATA_OPTION,
}

/**
 * `shomei counter issue`: a card (new unless named), an application, keys in the card,
 * certificates, delivery.
 */
export const counterIssue: Command = {
  path: ['counter', 'issue'],
  ja: '窓口で証明書を発行する',
  en: 'issue certificates onto a new or named card',
  options: ISSUE_OPTIONS,
  example: 'shomei counter issue --resident R0000000001 --pin-file pin.txt --password-file pw.txt',
  run: (invocation) => issue(invocation, 'issue'),
}

/**
 * `shomei counter renew`: new certificates on the same card; the old ones end as superseded at
 * delivery.
 */
export const counterRenew: Command = {
  path: ['counter', 'renew'],
  ja: '有効期限が近い証明書を更新する',
  en: 'renew within the renewal window',
  options: ISSUE_OPTIONS,
  example: 'shomei counter renew --resident R0000000001 --card my.card',
  run: (invocation) => issue(invocation, 'renew'),
}

async function issue(
  invocation: Invocation,
  purpose: ApplicationPurpose,
): Promise<Result<Shown, string>> {
  const kinds = parseKinds(invocation.option('kind') ?? 'both')
  const residentId = required(invocation, 'resident')
  const connected = await invocation.ports.connect(invocation.option('data'))
  if (!connected.ok) return connected
  const system = connected.value
  const pins = await enterPins(invocation, kinds)
  if (!pins.ok) return pins
  const target = await cardFor(invocation, system, purpose)
  if (!target.ok) return target
  return withCard(
    invocation,
    async (card) => {
      const issuerCard = invocation.ports.issuerCard(card)
      const cardSerial = await issuerCard.cardSerial()
      if (!cardSerial.ok) return cardSerial
      const receipt = invocation.option('receipt')
      const application = await system.acceptApplication({
        ...(receipt !== undefined && { receiptNumber: receipt }),
        residentId,
        purpose,
        kinds,
        cardSerial: cardSerial.value,
      })
      if (!application.ok) return application
      const { receiptNumber } = application.value
      const report = stepReporter(invocation.terminal)
      invocation.terminal.err(`受付番号 / receipt ${receiptNumber}\n`)
      const { text, ...certificatePins } = pins.value
      if (text !== undefined) {
        const set = await setTextPin(card, system, receiptNumber, text)
        if (!set.ok) return set
        report({ step: 'text-pin-set' })
      }
      const delivered = await issueAtTerminal(
        { desk: system, card: issuerCard },
        { receiptNumber, pins: certificatePins },
        report,
      )
      return delivered.ok ? ok(shown(delivered.value, card.label, invocation)) : delivered
    },
    target.value,
  )
}

/** The card that was named, or a new one for the resident. */
async function cardFor(
  invocation: Invocation,
  system: RunningSystem,
  purpose: ApplicationPurpose,
): Promise<Result<string | undefined, string>> {
  const isNamed = ['card', 'reader', 'receipt'].some(
    (name) => invocation.option(name) !== undefined,
  )
  if (isNamed || purpose === 'renew') return ok(undefined)
  const residentId = required(invocation, 'resident')
  const made = await system.makeCard({ residentId, variant: variantOf(invocation) })
  return made.ok ? ok(made.value.file) : made
}

function variantOf(invocation: Invocation): RegisteredCard['variant'] {
  const variant = invocation.option('variant') ?? 'standard'
  if (variant === 'standard' || variant === 'pinless') return variant
  throw new UsageError('--variant は standard か pinless です / standard or pinless')
}

/**
 * What the person enters: the certificates' PINs, and that of 券面事項入力補助AP where it is to be
 * set.
 */
type AllPins = EnteredPins & { readonly text?: string }

/**
 * The resident's PINs; a card without PINs is served by leaving both files out and `--variant
 * pinless`.
 */
async function enterPins(
  invocation: Invocation,
  kinds: readonly string[],
): Promise<Result<AllPins, string>> {
  if (variantOf(invocation) === 'pinless') return ok({})
  const pins: { -readonly [Pin in keyof AllPins]: string } = {}
  if (kinds.includes('user-authentication')) {
    const pin = await enterNewPinText(invocation, 'user-authentication')
    if (!pin.ok) return pin
    pins['user-authentication'] = pin.value
  }
  if (kinds.includes('signature')) {
    const password = await enterNewPinText(invocation, 'signature', { option: 'password-file' })
    if (!password.ok) return password
    pins.signature = password.value
  }
  if (invocation.option(TEXT_PIN_FILE) !== undefined) {
    const pin = await enterNewPinText(invocation, 'text', { option: TEXT_PIN_FILE })
    if (!pin.ok) return pin
    pins.text = pin.value
  }
  return ok(pins)
}

function shown(
  { receiptNumber, state }: Application,
  card: string,
  { terminal }: Invocation,
): Shown {
  const issued = state.at === 'delivered' ? state.issued : []
  const json = {
    receiptNumber,
    card,
    state: state.at,
    certificates: issued.map(({ kind, serialHex, notBefore, notAfter }) => {
      return { kind, serialHex, notBefore, notAfter }
    }),
  }
  const rows = json.certificates.map(({ kind, serialHex, notAfter }) => [
    terminal.paint('green', '✓'),
    KIND_LABELS[kind],
    serialHex,
    `${formatInJapan(notAfter)} まで(日本時間) / until`,
  ])
  const text = `${alignedColumns(rows)}カード / card: ${card}\n受付番号 / receipt: ${receiptNumber}\n`
  return { json, text }
}
