import { isRefusalCode, refusalText } from '#catalogue/refusals.ts'
import { formatInstant, instant } from '#kernel/instant.ts'
import { type Refused, refuse } from '#kernel/result.ts'
import type { Shown, UsageError } from './command.ts'
import type { Terminal } from './terminal.ts'

/** 0 done, 1 refused by law or protocol, 2 the command line was wrong, 3 a fault. */
export type ExitCode = 0 | 1 | 2 | 3

/** How an end is shown: to people, or as the one JSON object of `--json`. */
export interface Audience {
  readonly terminal: Terminal
  readonly json: boolean
}

/** The running system would not take what was typed: a no to the caller, not an outage. */
const INTERFACE_REFUSALS: readonly string[] = [
  'operator-token-wrong',
  'request-malformed',
  'request-too-large',
]

/** Shows what a command has to show; a verdict that is a no comes with its reason. */
export function showOutcome(shown: Shown, audience: Audience): ExitCode {
  const { json, text, refused, exitCode = 0 } = shown
  const { terminal } = audience
  if (shown.isShown === true) return exitCode
  if (audience.json) {
    const refusal = refused === undefined ? {} : refusalJson(refused)
    terminal.out(`${jsonText({ ...json, ...refusal })}\n`)
    return refused === undefined ? exitCode : 1
  }
  terminal.out(text)
  return refused === undefined ? exitCode : showRefusal(refused, audience)
}

/** Shows a refusal: what happened, what to do next, and its code. */
export function showRefusal(refused: Refused<string>, { terminal, json }: Audience): 1 {
  if (json) {
    terminal.out(`${jsonText(refusalJson(refused))}\n`)
    return 1
  }
  const { ja, en, nextJa, nextEn } = refusalText(refused.refusal, refused.detail)
  const [cross, arrow] = [terminal.paintErr(['red', 'bold'], '✗'), terminal.paintErr('cyan', '→')]
  const code = terminal.paintErr('dim', `[${refused.refusal}]`)
  terminal.err(`${cross} ${ja}\n  ${en}\n${arrow} ${nextJa}\n  ${nextEn}\n  ${code}\n`)
  return 1
}

/**
 * Shows what is wrong with the command line, how it is typed, and where its help is: that of
 * `path`.
 */
export function showUsage(
  error: UsageError,
  { terminal, json }: Audience,
  path: readonly string[] = [],
  usage = '',
): ExitCode {
  const help = ['shomei', ...path, '--help'].join(' ')
  if (json) terminal.out(`${JSON.stringify({ usage: error.message, help })}\n`)
  else {
    const [cross, arrow] = [terminal.paintErr(['red', 'bold'], '✗'), terminal.paintErr('cyan', '→')]
    terminal.err(`${cross} ${error.message}\n${usage}${arrow} ${help}\n`)
  }
  return 2
}

/**
 * Shows a fault. One that carries a catalogued code (the disk is full) is explained like a refusal.
 */
export function showFault(error: unknown, audience: Audience): ExitCode {
  const { terminal, json } = audience
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'fault'
  if (isRefusalCode(code)) {
    showRefusal(refuse(code), audience)
    return INTERFACE_REFUSALS.includes(code) ? 1 : 3
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault'
  if (json) terminal.out(`${JSON.stringify({ fault: code, message })}\n`)
  else {
    const cross = terminal.paintErr(['red', 'bold'], '✗')
    terminal.err(`${cross} 障害が起きました / a fault occurred: ${message}\n`)
    terminal.err(traceOf(error, terminal))
  }
  return 3
}

function traceOf(error: unknown, terminal: Terminal): string {
  if (process.env['SHOMEI_TRACE'] === '1' && error instanceof Error) return `${error.stack}\n`
  const arrow = terminal.paintErr('cyan', '→')
  return `${arrow} 詳しくは SHOMEI_TRACE=1 を付けて再実行 / details: run again with SHOMEI_TRACE=1\n`
}

/** Members that hold a moment; in JSON each is ISO 8601 in UTC. */
const MOMENT =
  /^(?:at|now|notBefore|notAfter|thisUpdate|nextUpdate|claimedSigningTime|genTime|[a-z][A-Za-z]*At)$/

function jsonText(shown: object): string {
  return JSON.stringify(shown, (member, value: unknown) =>
    typeof value === 'number' && MOMENT.test(member) ? formatInstant(instant(value)) : value,
  )
}

function refusalJson({ refusal, detail }: Refused<string>): object {
  const { ja, en, nextJa, nextEn } = refusalText(refusal, detail)
  return { refusal, detail, ja, en, nextJa, nextEn }
}
