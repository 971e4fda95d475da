import type { StepReporter, TerminalStep } from '#ra/at-terminal/steps.ts'
import { KIND_LABELS } from './kind-option.ts'
import type { Terminal } from './terminal.ts'

/** A step of the counter terminal, or of the command line itself around it. */
type ShownStep = TerminalStep | { readonly step: 'text-pin-set' }

/** Shows each step of the counter terminal as it is done. */
export function stepReporter(terminal: Terminal): StepReporter & ((step: ShownStep) => void) {
  return (step) => terminal.err(`${terminal.paintErr('green', '✓')} ${stepText(step)}\n`)
}

function stepText(step: ShownStep): string {
  switch (step.step) {
    case 'card-recognised':
      return `カードを確認しました / card ${step.cardSerial}`
    case 'session-opened':
      return 'カードと発行者が互いに確認しました / card and issuer proved themselves'
    case 'key-made':
      return `鍵をカードの中で${step.resumed ? '確かめました' : '作りました'} / key in the card: ${KIND_LABELS[step.kind]}`
    case 'term-written':
      return `カードの有効期限を書き込みました / last day written: ${step.expiresOn}`
    case 'term-registered':
      return `カードの有効期限を登録しました / last day registered: ${step.expiresOn}`
    case 'certificate-issued':
      return `発行しました / issued: ${KIND_LABELS[step.kind]} ${step.serialHex}`
    case 'text-pin-set':
      return '暗証番号を設定しました / PIN set: 券面事項入力補助 / text application'
    case 'pin-set':
      return `暗証番号を設定しました / PIN set: ${KIND_LABELS[step.kind]}`
    case 'pin-unlocked':
      return `ロックを解除しました / unblocked: ${KIND_LABELS[step.kind]}`
    case 'certificates-written':
      return 'カードに書き込みました / written to the card'
    case 'read-back':
      return `読み戻して確かめました / read back: ${KIND_LABELS[step.kind]}`
    case 'delivered':
      return '交付しました / delivered'
    case 'pin-reset-done':
      return '暗証番号を設定し直しました / PINs were reset'
  }
}
