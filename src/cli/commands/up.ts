import { parseInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { type Command, type Invocation, type Shown, UsageError } from '../command.ts'
import type { UpEnd } from '../ports.ts'
import { showRefusal } from '../show-end.ts'
import type { Terminal } from '../terminal.ts'

const PORT_MAX = 65_535
const RESIDENTS_MAX = 1_000_000

/**
 * `shomei up`: authorities, register, database, counter, status service and pages in one process,
 * until Ctrl-C.
 */
export const up: Command = {
  path: ['up'],
  ja: '認証局から画面まで全部を起動する',
  en: 'start everything; Ctrl-C stops it',
  options: {
    data: {
      value: 'DIR',
      ja: 'データフォルダー(省くと .shomei)',
      en: 'data folder (default .shomei)',
    },
    port: {
      value: 'N',
      ja: '画面のポート(省くと 8780、0 は空き)',
      en: 'port of the pages (default 8780, 0: a free one)',
    },
    'status-port': {
      value: 'N',
      ja: '状態照会のポート(省くと 8781)',
      en: 'port of the status service (default 8781)',
    },
    clock: {
      value: 'TIME',
      ja: 'この時刻から始める(例 2026-12-01T09:00:00+09:00)',
      en: 'start at this moment, ISO 8601',
    },
    'accept-clock': { ja: '時計が戻っていても始める', en: 'start although the clock went back' },
    residents: {
      value: 'N',
      ja: '新しい台帳の人数(省くと 100)',
      en: 'residents of a new register',
    },
  },
  example: 'shomei up --data demo --clock 2026-12-01T09:00:00+09:00',
  run: async (invocation) => {
    const ended = await invocation.ports.sandbox.run(
      {
        dataFolder: invocation.option('data'),
        port: wholeNumber(invocation, 'port', PORT_MAX),
        statusPort: wholeNumber(invocation, 'status-port', PORT_MAX),
        clock: momentOf(invocation),
        acceptClock: invocation.flag('accept-clock'),
        residents: wholeNumber(invocation, 'residents', RESIDENTS_MAX),
        json: invocation.flag('json'),
      },
      invocation.terminal,
    )
    return ended.ok ? ok(showEnd(ended.value, invocation.terminal)) : ended
  },
}

/** stdout had its one object when everything was ready: the end is told beside it. */
function showEnd(end: UpEnd, terminal: Terminal): Shown {
  const shown = { json: {}, text: '', isShown: true }
  if (end.by === 'stop') {
    terminal.err(`止めました / stopped (${end.signal})\n`)
    return shown
  }
  return { ...shown, exitCode: showRefusal(end.failure, { terminal, json: false }) }
}

function wholeNumber(invocation: Invocation, name: string, max: number): number | undefined {
  const text = invocation.option(name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= max) return value
  throw new UsageError(`--${name} は 0 から ${max} です / 0 to ${max}: ${text}`)
}

function momentOf(invocation: Invocation): ReturnType<typeof parseInstant> {
  const text = invocation.option('clock')
  const at = text === undefined ? undefined : parseInstant(text)
  if (text !== undefined && at === undefined) {
    throw new UsageError(`--clock は 2026-12-01T09:00:00+09:00 の形です / not a moment: ${text}`)
  }
  return at
}
