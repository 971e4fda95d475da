import type { Check, VerificationReport } from '#va/contract.ts'
import { alignedColumns } from './aligned-columns.ts'
import type { Terminal } from './terminal.ts'

const MARKS = {
  passed: { mark: '✓', colour: 'green' },
  failed: { mark: '✗', colour: 'red' },
  'not-reached': { mark: '·', colour: 'dim' },
  waived: { mark: '!', colour: 'yellow' },
} as const

/** A report for people: every check in order with its clause, and what was seen where it failed. */
export function reportText(
  report: Pick<VerificationReport<string>, 'verdict' | 'checks'>,
  terminal: Terminal,
): string {
  const verdict =
    report.verdict === 'valid'
      ? terminal.paint(['green', 'bold'], '有効です / valid')
      : terminal.paint(['red', 'bold'], '有効ではありません / not valid')
  return `${checksText(report.checks, terminal)}${verdict}\n`
}

/** Every check in order with its mark and clause. */
export function checksText(checks: readonly Check[], terminal: Terminal): string {
  const lines = checks.map((check) => [
    terminal.paint(MARKS[check.outcome].colour, MARKS[check.outcome].mark),
    `${check.ja}${difference(check)}`,
    terminal.paint('dim', check.clause),
  ])
  return alignedColumns(lines)
}

function difference({ outcome, seen, wanted }: Check): string {
  if (outcome === 'passed' || outcome === 'not-reached' || seen === undefined) return ''
  return wanted === undefined ? ` (${seen})` : ` (${seen} ≠ ${wanted})`
}
